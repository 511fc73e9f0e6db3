"""The samples are held to their steps: what comes out otherwise is told."""

import json
import shutil
from pathlib import Path

import pytest
from cli_terminal import SAMPLES

from workbench.journey import demo
from workbench.journey.dossier import DossierBlocked
from workbench.knowledge.questions import KnowledgeFileInvalid
from workbench.store import connect

AWA = "awa_coiffure"
IBRAHIM = "ibrahim_telephone"
MADE = {"today": "2026-12-14", "dossier": {"funder": "generic_microcredit"}}
SHEET = {
    "visited_on": "2026-12-14",
    **dict.fromkeys(("sales", "purchases", "costs", "draw", "cash"), "0"),
}


def copied(folder: Path, case: str, steps: str) -> tuple[demo.Sample, ...]:
    """Read one sample whose steps are another text."""
    shutil.copy(SAMPLES / f"{case}.case.json", folder)
    (folder / f"{case}.steps.json").write_text(steps, encoding="utf-8")
    return demo.samples(folder)


def walked(folder: Path, case: str, steps: str) -> list[demo.Walked]:
    samples = copied(folder, case, steps)
    database = folder / "workbench.sqlite3"
    connect.prepare(database)
    return list(demo.walk(database, samples))


def test_every_sample_is_read_with_its_steps() -> None:
    names = [sample.name for sample in demo.samples()]
    files = [file.name.partition(".")[0] for file in SAMPLES.glob("*.case.json")]
    assert names == sorted(files)


@pytest.mark.parametrize(
    "steps",
    [
        "{",
        "{}",
        '{"today": "2026-12-14"}',
        '{"today": "2026-12-14", "dossier": {"funder": "x"}, "more": 1}',
        '{"today": "yesterday", "dossier": {"funder": "x"}}',
    ],
)
def test_steps_that_are_no_steps_are_named(tmp_path: Path, steps: str) -> None:
    with pytest.raises(KnowledgeFileInvalid) as refused:
        copied(tmp_path, AWA, steps)
    assert refused.value.facts["file"] == f"{AWA}.steps.json"


def test_a_folder_without_samples_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeFileInvalid) as refused:
        demo.samples(tmp_path)
    assert refused.value.facts["file"] == str(tmp_path)


@pytest.mark.parametrize(
    "more", [{"expect": "not_eligible"}, {"visits": [{"code": "M1", **SHEET}]}]
)
def test_a_sample_that_comes_out_otherwise_is_told(
    tmp_path: Path, more: dict[str, object]
) -> None:
    with pytest.raises(KnowledgeFileInvalid):
        walked(tmp_path, AWA, json.dumps(MADE | more))


def test_a_refusal_nobody_expected_is_not_hidden(tmp_path: Path) -> None:
    with pytest.raises(DossierBlocked):
        walked(tmp_path, IBRAHIM, json.dumps(MADE))


def test_a_step_that_is_absent_is_not_taken(tmp_path: Path) -> None:
    (one,) = walked(tmp_path, AWA, json.dumps(MADE))
    assert one.case.stage == "decision"
    assert one.dossier is not None
    assert one.follow_up is not None
    assert (one.follow_up.decisions, one.follow_up.visits) == ((), ())


def test_every_step_is_dated_on_its_own_day(tmp_path: Path) -> None:
    steps = (SAMPLES / f"{AWA}.steps.json").read_text(encoding="utf-8")
    (one,) = walked(tmp_path, AWA, steps)
    assert one.dossier is not None
    assert one.follow_up is not None
    assert one.dossier.frozen_at.startswith("2026-12-21")
    assert one.follow_up.decisions[0].recorded_at.startswith("2026-12-21")
    made = {v.row.code: v.row.recorded_at for v in one.follow_up.visits}
    assert str(made["D7"]).startswith("2026-12-28")
    assert str(made["M1"]).startswith("2027-02-03")
