import struct
import sys
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from workbench.render import charts

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "funding"))
import example

CONTENT = example.content(example.material()).as_dict()
POOR = example.content(
    example.material(changed={"loan.amount": "3000"}), "fr"
).as_dict()
ARABIC = example.content(example.material(), "ar").as_dict()


def chunks(png: bytes) -> Iterator[tuple[str, bytes]]:
    """The parts of a PNG file by kind, each with its checksum verified."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    place = 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        (check,) = struct.unpack(">I", png[place + 8 + length : place + 12 + length])
        assert zlib.crc32(kind + data) == check
        yield kind.decode("ascii"), data
        place += 12 + length


def colours(png: bytes) -> set[tuple[int, ...]]:
    with Image.open(BytesIO(png)) as picture:
        found = picture.convert("RGB").getcolors(maxcolors=10**6)
    assert found
    return {colour for _, colour in found if isinstance(colour, tuple)}


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


@pytest.mark.parametrize("content", [CONTENT, POOR, ARABIC], ids=["fr", "red", "ar"])
def test_each_chart_of_the_content_is_drawn(content: Mapping[str, object]) -> None:
    drawn = charts.draw(content)
    described = content["charts"]
    assert isinstance(described, dict)
    assert set(drawn) == set(described)
    for png in drawn.values():
        width, height = struct.unpack(">II", dict(chunks(png))["IHDR"][:8])
        assert width == 1308
        assert 300 < height < 900


def test_the_same_figures_give_the_same_bytes() -> None:
    assert charts.draw(CONTENT) == charts.draw(CONTENT)


def test_charts_can_be_drawn_in_several_threads_at_once() -> None:
    with ThreadPoolExecutor(3) as threads:
        drawn = list(threads.map(charts.draw, [CONTENT] * 3))
    assert drawn == [charts.draw(CONTENT)] * 3


def test_a_picture_carries_no_date_and_no_program() -> None:
    for png in charts.draw(CONTENT).values():
        kinds = {kind for kind, _ in chunks(png)}
        assert kinds <= {"IHDR", "pHYs", "IDAT", "IEND"}


def test_months_below_zero_are_marked_and_only_they() -> None:
    alarm = rgb(charts.ALARM)
    assert alarm in colours(charts.draw(POOR)["cash"])
    assert alarm not in colours(charts.draw(CONTENT)["cash"])


def test_other_figures_give_another_picture() -> None:
    one, other = charts.draw(CONTENT), charts.draw(POOR)
    assert all(one[name] != other[name] for name in one)


def test_a_chart_of_nothing_is_still_a_chart() -> None:
    months = ["janv. 2027", "févr. 2027"]
    nothing = ["0.00", "0.00"]
    words = {"lowest": "0 DH", "axis": "DH", "months": months}
    assert charts.cash({**words, "closing": nothing})
    flows = {"receipts": nothing, "payments": nothing}
    labels = {"receipts_label": "Recettes", "payments_label": "Paiements"}
    assert charts.flows({**words, **flows, **labels})
    sides: dict[str, list[str]] = {
        f"{side}{part}": []
        for side in ("needs", "sources")
        for part in ("", "_amounts", "_written")
    }
    named = {"needs_label": "Besoins", "sources_label": "Ressources"}
    assert charts.balance({**sides, **named})
