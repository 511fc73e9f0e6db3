"""The statements page: every table, for every legal form, traced to its sources."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench.exchange import case_file
from workbench.journey import answers, cases
from workbench.journey.desk import Desk
from workbench.ui import context

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "samples" / "awa_coiffure.case.json"
PAGE = "workbench/ui/pages/statements.py"


def opened(desk: Desk, form: str) -> AppTest:
    row = cases.import_file(desk, case_file.read(SAMPLE))
    seen = cases.show(desk, row.id).revision_of("legal.form")
    answers.save(desk, row.id, "legal.form", form, expected_revision=seen)
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.session_state[context.CASE] = row.id
    app.run()
    return app.switch_page(PAGE).run()


def shown(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


@pytest.mark.parametrize(
    "form",
    [
        "auto_entrepreneur",
        "individual_cpu",
        "individual_net",
        "sarl_au",
        "cooperative",
        "informal",
    ],
)
def test_the_statements_open_for_every_legal_form(desk: Desk, form: str) -> None:
    app = opened(desk, form)
    assert not app.exception
    text = shown(app)
    for title in ("Bilan", "Plan de financement", "Ratio", "Amortissements"):
        assert title in text
    is_informal = form == "informal"
    assert ("Un mois moyen de la première année" in text) == is_informal


def test_each_line_names_the_questions_it_follows_from(desk: Desk) -> None:
    text = shown(opened(desk, "sarl_au"))
    assert "Que vendez-vous, à quel prix, combien par jour" in text
