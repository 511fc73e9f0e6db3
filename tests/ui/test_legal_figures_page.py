"""The legal figures: each value with its unit in words, a scale row by row."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench.journey import parameters
from workbench.journey.desk import Desk
from workbench.knowledge import wording
from workbench.ui import context

ROOT = Path(__file__).parents[2]


def opened(language: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.session_state[context.LANGUAGE] = language
    app.run()
    return app.switch_page("workbench/ui/pages/figures.py").run()


def tables(app: AppTest) -> str:
    return " ".join(e.proto.body for e in app.get("html") if "<table" in e.proto.body)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_no_unit_is_a_code_in_any_language(language: str) -> None:
    app = opened(language)
    assert not app.exception
    words = [drawer.label for drawer in app.expander]
    words += [field.label for field in app.text_input]
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", tables(app))
    told = " ".join((*words, *cells[::3]))
    for code in ("MAD/", "hours/", "≥", "percent"):
        assert code not in told
    if language != "en":
        assert not re.search(r"MAD|\b(months|years)\b", told)


@pytest.mark.usefixtures("desk")
def test_a_scale_is_told_row_by_row_as_in_the_dossier() -> None:
    for language in ("fr", "ar"):
        words = wording.words(language)
        amount = words.money(Decimal(390))
        row = words.text(
            "from {start}: {value}",
            start=words.number(Decimal(500)),
            value=words.text("{value} a quarter", value=amount),
        )
        assert row in tables(opened(language)).splitlines()


def test_a_value_that_was_entered_is_shown_with_its_unit(desk: Desk) -> None:
    field = "enter-business_tax.per_year"
    app = opened("fr")
    assert app.text_input(key=field).label.endswith("(dirhams par an)")
    app.text_input(key=field).input("1200")
    app.button(key="keep-business_tax.per_year").click().run()
    assert not app.exception
    kept = parameters.listing(desk)["business_tax.per_year"].values[-1].number
    assert kept == 1200
    shown = " ".join(drawer.label for drawer in app.expander)
    assert "1\u202f200\u00a0DH par an" in shown
