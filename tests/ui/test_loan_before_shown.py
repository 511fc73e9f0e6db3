"""What a plan is read with: a loan granted before, months gone by, a moving Ramadan."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench.exchange import case_file
from workbench.finance.scenarios.scenario import Scenario, Shock
from workbench.journey import answers, cases, decision, dossier, scenarios
from workbench.journey.decision import Decision
from workbench.journey.desk import Desk
from workbench.knowledge.wording import words
from workbench.people.path import Outcome
from workbench.ui import context

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "samples" / "awa_coiffure.case.json"


@pytest.fixture
def case_id(desk: Desk) -> str:
    """Awa's case: a loan late by months, then a plan that began months ago."""
    case_id = cases.import_file(desk, case_file.read(SAMPLE)).id
    sent = dossier.make(desk, case_id, "generic_microcredit", "fr")
    agreed = Decision(
        Outcome.ACCEPTED,
        desk.today - timedelta(days=90),
        Decimal(18_000),
        is_before_dossier=True,
    )
    decision.record(desk, sent.id, agreed)
    begun = f"{desk.today - timedelta(days=90):%m/%Y}"
    seen = cases.show(desk, case_id).revision_of("actions.start_month")
    answers.save(desk, case_id, "actions.start_month", begun, expected_revision=seen)
    return case_id


def opened(case_id: str, page: str, language: str) -> str:
    """Everything that a page says."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.session_state[context.LANGUAGE] = language
    app.session_state[context.CASE] = case_id
    app.run()
    app.switch_page(f"workbench/ui/pages/{page}.py").run()
    assert not app.exception
    pieces = [element.proto.body for element in app.get("html")]
    for kind in ("caption", "warning", "markdown"):
        pieces += [element.value for element in app.get(kind)]
    return " ".join(pieces)


@pytest.mark.parametrize(
    ("language", "late", "past"),
    [
        ("fr", "le prêt de 18", "est passé"),
        ("ar", "أمر خطير", "قد مضى"),
        ("en", "Serious", "is over"),
    ],
)
def test_the_checks_begin_with_the_late_loan_and_say_that_the_plan_is_old(
    case_id: str, language: str, late: str, past: str
) -> None:
    said = opened(case_id, "checks", language)
    assert late in said
    assert past in said
    assert said.index(late) < said.index(past)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_forecast_says_that_the_marks_do_not_move_with_ramadan(
    desk: Desk, case_id: str, language: str
) -> None:
    seen = cases.show(desk, case_id).revision_of("actions.start_month")
    answers.save(
        desk, case_id, "actions.start_month", "01/2027", expected_revision=seen
    )
    said = opened(case_id, "forecast", language)
    for day in ("08/02/2027", "08/03/2027", "28/01/2028", "25/02/2028"):
        assert day in said
    assert "16/01/2029" not in said


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_kept_scenario_says_that_the_plan_already_counts_ramadan(
    desk: Desk, case_id: str, language: str
) -> None:
    scenario = Scenario("", shocks=(Shock("ramadan", Decimal(-20)),))
    scenarios.keep(desk, case_id, scenario, "Essai")
    said = opened(case_id, "scenarios", language)
    sized = words(language).text("{difference} of sales")
    assert sized.replace("{difference}", "").strip() in said
    assert {"fr": "deux fois", "ar": "مرتين", "en": "twice"}[language] in said
