"""Isolates become marks that every Word and LibreOffice knows."""

import pytest

from workbench.knowledge.wording import words
from workbench.render.direction import with_marks

LRM, RLM = "\u200e", "\u200f"
AR = words("ar")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sans rien", "sans rien"),
        ("\u2068Awa (exemple)\u2069", f"{LRM}Awa (exemple){LRM}"),
        ("\u2068عائشة\u2069", f"{RLM}عائشة{RLM}"),
        ("\u20661\u202f207,43\u2069", "1\u202f207,43"),
        ("\u2066\u22125\u2069", f"{LRM}\u22125{LRM}"),
        ("\u206630\u202f%\u2069", f"{LRM}30\u202f%{LRM}"),
        (
            "\u2068\u2066\u22125\u2069\u00a0درهم\u2069",
            f"{RLM}{LRM}\u22125{LRM}\u00a0درهم{RLM}",
        ),
        ("\u206812\u2069", f"{LRM}12{LRM}"),
        ("\u2068coupé…", f"{LRM}coupé…{LRM}"),
        ("seul\u2069", "seul"),
    ],
)
def test_an_isolate_stands_between_marks_of_its_own_direction(
    text: str, shown: str
) -> None:
    assert with_marks(text) == shown


def test_a_name_cut_short_is_closed_where_the_text_ends() -> None:
    assert with_marks(f"{AR.isolate('Awa')} · \u2068Thiam") == (
        f"{LRM}Awa{LRM} · {LRM}Thiam{LRM}"
    )
