"""The ways from page to page: to an answer and back, on after a reload."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench.exchange import case_file
from workbench.journey import answers, cases, consents
from workbench.journey.desk import Desk
from workbench.knowledge import wording
from workbench.people.consent import Purpose
from workbench.ui import context

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"


@pytest.fixture
def app(desk: Desk) -> Iterator[AppTest]:
    assert desk
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)


def agreed(desk: Desk, case_id: str) -> str:
    consents.give(desk, case_id, Purpose.COACHING, language="fr", read_aloud=True)
    return case_id


def import_sample(desk: Desk, name: str) -> str:
    case = case_file.read(SAMPLES / f"{name}.case.json")
    return agreed(desk, cases.import_file(desk, case).id)


def save(desk: Desk, case_id: str, question: str, typed: str) -> None:
    seen = cases.show(desk, case_id).revision_of(question)
    answers.save(desk, case_id, question, typed, expected_revision=seen)


def go(app: AppTest, page: str) -> AppTest:
    return app.switch_page(f"workbench/ui/pages/{page}.py").run()


def questions(app: AppTest, case_id: str, section: str) -> AppTest:
    app.session_state[context.CASE] = case_id
    app.session_state[context.SECTION] = section
    return go(app, "questions")


def said(app: AppTest) -> str:
    kinds = ("caption", "info", "warning", "markdown")
    return " ".join(element.value for kind in kinds for element in app.get(kind))


def test_what_was_not_understood_is_named_and_leads_there_and_back(
    app: AppTest, desk: Desk
) -> None:
    case_id = import_sample(desk, "awa_coiffure")
    save(desk, case_id, "legal.largest_client_per_year", "20000-30000")
    app.session_state[context.CASE] = case_id
    app.run()
    go(app, "checks")
    assert "Combien votre plus gros client" in said(app)
    app.button(key="mend-answer.unclear:legal.largest_client_per_year").click().run()
    assert app.title[0].value == "Forme juridique"
    go(app, "questions")
    key = f"{case_id}/legal.largest_client_per_year"
    app.button(key=f"{key}#candidate1").click().run()
    kept = cases.show(desk, case_id).answers.get("legal.largest_client_per_year")
    assert str(kept) == "25000.00"
    assert "Vérifications" in app.button(key="back").label
    app.button(key="back").click().run()
    assert app.title[0].value == "Vérifications"
    assert "Combien votre plus gros client" not in said(app)


def test_a_page_opened_by_itself_has_no_way_back(app: AppTest, desk: Desk) -> None:
    questions(app, import_sample(desk, "awa_coiffure"), "legal")
    assert "back" not in [button.key for button in app.button]


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_a_situation_that_a_funder_refuses_is_said_where_it_is_answered(
    app: AppTest, desk: Desk, language: str
) -> None:
    words = wording.words(language)
    app.session_state[context.LANGUAGE] = language
    case_id = import_sample(desk, "ibrahim_telephone")
    questions(app, case_id, "residence")
    sentence = wording.sentences("findings")["funder.residence_not_accepted"]
    assert words.localised(sentence.text) in said(app)
    go(app, "checks")
    heading = words.text("Funders that cannot take the case as it stands")
    assert heading in [element.value for element in app.subheader]
    key = "mend-generic_microcredit-funder.residence_not_accepted"
    assert app.button(key=key).label == words.text("See the answer")


def test_a_situation_that_every_funder_takes_says_nothing(
    app: AppTest, desk: Desk
) -> None:
    questions(app, import_sample(desk, "awa_coiffure"), "residence")
    assert not app.warning


def test_an_unknown_figure_says_what_the_plan_is_reckoned_with(
    app: AppTest, desk: Desk
) -> None:
    case_id = agreed(desk, cases.create(desk).id)
    questions(app, case_id, "rhythm")
    assert "les calculs prennent 130\u202f%" in said(app)
    app.button(key=f"{case_id}/rhythm.good_month_percent#unknown").click().run()
    told = next(c.value for c in app.caption if c.value.startswith("Réponse à trouver"))
    assert "les calculs prennent 130\u202f%" in told


def test_the_example_of_an_unclear_number_is_the_questions_own(
    app: AppTest, desk: Desk
) -> None:
    case_id = agreed(desk, cases.create(desk).id)
    questions(app, case_id, "person")
    key = f"{case_id}/person.birth_year"
    app.text_input(key=key).input("dans les années 80").run()
    assert "par exemple 1994" in app.warning[0].value
    app.text_input(key=key).input("vers 1988").run()
    assert app.button(key=f"{key}#candidate0").label == "Je veux dire 1988"
    app.button(key=f"{key}#candidate0").click().run()
    assert cases.show(desk, case_id).answers.get("person.birth_year") == 1988


def test_needs_before_opening_stand_where_money_is_sought(
    app: AppTest, desk: Desk
) -> None:
    """Awa needs 20 000 DH before opening and has 2 000."""
    case_id = import_sample(desk, "awa_coiffure")
    for section in ("financing", "loan"):
        questions(app, case_id, section)
        told = next(m.value for m in app.markdown if "il manque" in m.value)
        amounts = ("20\u202f000\u00a0DH", "2\u202f000\u00a0DH", "18\u202f000\u00a0DH")
        assert all(amount in told for amount in amounts)
    questions(app, case_id, "startup")
    assert "il manque" not in said(app)


def test_a_pasted_cell_that_is_not_understood_marks_its_closed_card(
    app: AppTest, desk: Desk
) -> None:
    case_id = agreed(desk, cases.create(desk).id)
    questions(app, case_id, "equipment")
    key = f"{case_id}/equipment.list"
    lines = "Four;1;900;5;décembre;non;non;devis\nTable;1;300;5;0;non;non;devis"
    app.text_area(key=f"{key}#pasted").input(lines).run()
    app.button(key=f"{key}#add_pasted").click().run()
    assert not app.exception
    labels = [block.label for block in app.expander]
    oven, table = labels[:2]
    assert "À préciser" in oven
    assert "À préciser" not in table


def test_after_a_reload_the_latest_cases_are_offered(app: AppTest, desk: Desk) -> None:
    case_id = import_sample(desk, "awa_coiffure")
    app.run()
    go(app, "checks")
    app.button(key=f"continue-{case_id}").click().run()
    assert not app.exception
    assert app.title[0].value == "Vérifications"
    assert app.session_state[context.CASE] == case_id
