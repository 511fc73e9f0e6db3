"""Every page opens, in every language, with an empty and with a filled database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench import paths
from workbench.access import policy
from workbench.exchange import case_file
from workbench.findings import Level
from workbench.journey import answers as saving
from workbench.journey import archive, cases, checks, consents, outlook
from workbench.journey.desk import Desk
from workbench.knowledge import acceptance, wording
from workbench.people.consent import Purpose
from workbench.store import connect
from workbench.store.errors import DatabaseBusy
from workbench.ui import context
from workbench.ui.shell import PAGES
from workbench.ui.text import literal

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"
NEEDS_A_CASE = set(PAGES) - {"cases", "figures"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def desk(home: Path) -> Desk:
    database = paths.database(home)
    connect.prepare(database)
    return Desk(database, policy.local_counsellor(), datetime.now().astimezone())


@pytest.fixture
def app(home: Path) -> Iterator[AppTest]:
    assert home.exists()
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)


def import_sample(desk: Desk, name: str = "awa_coiffure") -> str:
    return cases.import_file(desk, case_file.read(SAMPLES / f"{name}.case.json")).id


def go(app: AppTest, page: str) -> AppTest:
    return app.switch_page(str(Path("workbench/ui/pages") / f"{page}.py")).run()


def assert_calm(app: AppTest) -> None:
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_every_page_opens_on_an_empty_database(app: AppTest, language: str) -> None:
    app.session_state[context.LANGUAGE] = language
    app.run()
    assert_calm(app)
    for page in PAGES:
        go(app, page)
        assert_calm(app)
        if page in NEEDS_A_CASE:
            assert app.button(key="to_cases")


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_every_page_opens_with_a_case(app: AppTest, desk: Desk, language: str) -> None:
    app.session_state[context.LANGUAGE] = language
    app.session_state[context.CASE] = import_sample(desk)
    app.run()
    for page in PAGES:
        go(app, page)
        assert_calm(app)


def test_every_section_of_questions_opens_filled_and_empty(
    app: AppTest, desk: Desk
) -> None:
    filled, empty = import_sample(desk), cases.create(desk).id
    sections = cases.show(desk, filled).questionnaire.sections
    for case_id in (filled, empty):
        app.session_state[context.CASE] = case_id
        for section in sections:
            app.session_state[context.SECTION] = section.id
            go(app, "questions")
            assert_calm(app)
            assert app.title[0].value == section.label["fr"]


def test_under_a_question_stand_its_help_its_example_and_the_day_it_was_saved(
    app: AppTest, desk: Desk
) -> None:
    case_id = import_sample(desk)
    open_section(app, case_id, "idea")
    stored = cases.show(desk, case_id).stored["idea.business_name"]
    told = f"enregistré le {stored.saved_at.astimezone():%d/%m/%Y à %H:%M}"
    captions = " ".join(caption.value for caption in app.caption)
    assert told in captions.replace("\\", "")
    hints = [element.proto.body for element in app.get("html")]
    assert any(">Exemple" in hint for hint in hints)
    assert not any("· Exemple" in hint for hint in hints)


def test_a_new_case_reaches_its_first_question_in_six_clicks(app: AppTest) -> None:
    app.run()
    clicks = ("new_case", "agree-coaching", "continue")
    for key in clicks:
        app.button(key=key).click().run()
        assert_calm(app)
    assert app.text_input[0].label.startswith("Quel est votre prénom")
    assert len(clicks) <= 6


def field(case_id: str, question: str) -> str:
    return f"{case_id}/{question}"


def open_section(app: AppTest, case_id: str, section: str) -> AppTest:
    app.session_state[context.CASE] = case_id
    app.session_state[context.SECTION] = section
    return go(app, "questions")


def new_case(desk: Desk) -> str:
    """A case whose person agreed to being supported."""
    case_id = cases.create(desk).id
    consents.give(desk, case_id, Purpose.COACHING, language="fr", read_aloud=True)
    return case_id


def test_without_an_agreement_the_questions_lead_to_the_consent_page(
    app: AppTest, desk: Desk
) -> None:
    case_id = cases.create(desk).id
    open_section(app, case_id, "startup")
    assert ["rien de plus" in warning.value for warning in app.warning] == [True]
    key = field(case_id, "startup.working_cash")
    app.text_input(key=key).input("1 250").run()
    assert not app.exception
    assert cases.show(desk, case_id).revision_of("startup.working_cash") == 0
    app.button(key="to_consent").click().run()
    assert app.title[0].value == "Consentement"


def test_what_is_typed_is_saved_and_echoed_with_its_revision(
    app: AppTest, desk: Desk
) -> None:
    case_id = new_case(desk)
    open_section(app, case_id, "startup")
    key = field(case_id, "startup.working_cash")
    app.text_input(key=key).input("1 250,5").run()
    assert_calm(app)
    kept = cases.show(desk, case_id).stored["startup.working_cash"]
    told = " ".join(c.value for c in app.caption)
    assert str(kept.answer.value) == "1250.50"
    assert "1\u202f250,50\u00a0DH" in told
    assert f"{kept.revision}" in told
    assert app.text_input(key=key).value == "1 250,5"


def test_an_ambiguous_amount_is_asked_and_kept_as_typed(
    app: AppTest, desk: Desk
) -> None:
    case_id = new_case(desk)
    open_section(app, case_id, "startup")
    key = field(case_id, "startup.working_cash")
    app.text_input(key=key).input("1.250").run()
    assert app.text_input(key=key).value == "1.250"
    assert cases.show(desk, case_id).answers.get("startup.working_cash") is None
    app.button(key=f"{key}#candidate0").click().run()
    assert str(cases.show(desk, case_id).answers.get("startup.working_cash")) == (
        "1250.00"
    )


def test_closing_the_tab_loses_nothing(app: AppTest, desk: Desk) -> None:
    case_id = new_case(desk)
    open_section(app, case_id, "startup")
    key = field(case_id, "startup.working_cash")
    app.text_input(key=key).input("douze").run()
    again = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    again.run()
    open_section(again, case_id, "startup")
    assert again.text_input(key=key).value == "douze"
    assert again.warning


def test_a_second_tab_sees_a_conflict_with_both_values(
    app: AppTest, desk: Desk
) -> None:
    case_id = new_case(desk)
    other = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    other.run()
    key = field(case_id, "idea.business_name")
    open_section(app, case_id, "idea")
    open_section(other, case_id, "idea")
    app.text_input(key=key).input("Chez Awa").run()
    other.text_input(key=key).input("Tresses d'Awa").run()
    assert cases.show(desk, case_id).answers.text("idea.business_name") == "Chez Awa"
    shown = [element.value for element in other.text]
    assert "Tresses d'Awa" in shown
    assert "Chez Awa" in shown
    other.button(key=f"{key}#mine").click().run()
    assert_calm(other)
    kept = cases.show(desk, case_id).answers.text("idea.business_name")
    assert kept == "Tresses d'Awa"


def test_one_of_two_values_can_be_left_as_it_was_saved_elsewhere(
    app: AppTest, desk: Desk
) -> None:
    case_id = new_case(desk)
    other = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    other.run()
    key = field(case_id, "idea.business_name")
    open_section(app, case_id, "idea")
    open_section(other, case_id, "idea")
    app.text_input(key=key).input("Chez Awa").run()
    other.text_input(key=key).input("Tresses d'Awa").run()
    other.button(key=f"{key}#theirs").click().run()
    assert other.text_input(key=key).value == "Chez Awa"
    assert cases.show(desk, case_id).answers.text("idea.business_name") == "Chez Awa"


def test_a_table_keeps_its_lines_as_they_are_typed(app: AppTest, desk: Desk) -> None:
    case_id = new_case(desk)
    open_section(app, case_id, "products")
    base = field(case_id, "products.list")
    for column, typed in (
        ("name", "Nattes"),
        ("unit", "tête"),
        ("price", "80"),
        ("unit_cost", "12,5"),
    ):
        app.text_input(key=f"{base}/0/{column}").input(typed).run()
        assert_calm(app)
    row = cases.show(desk, case_id).answers.rows("products.list")[0]
    assert row["name"] == "Nattes"
    assert str(row["unit_cost"]) == "12.50"


def test_a_suggested_line_counts_only_once_something_is_added(
    app: AppTest, desk: Desk
) -> None:
    case_id = new_case(desk)
    open_section(app, case_id, "fixed_costs")
    base = field(case_id, "fixed_costs.list")
    assert app.text_input(key=f"{base}/0/label").value
    app.text_input(key=f"{base}/0/amount").input("1 200").run()
    rows = cases.show(desk, case_id).answers.rows("fixed_costs.list")
    assert len(rows) == 1
    assert str(rows[0]["amount"]) == "1200.00"


def test_the_other_suggested_lines_are_not_kept_with_a_second_amount(
    app: AppTest, desk: Desk
) -> None:
    case_id = new_case(desk)
    open_section(app, case_id, "fixed_costs")
    base = field(case_id, "fixed_costs.list")
    for place, amount in ((0, "1 200"), (2, "90")):
        app.text_input(key=f"{base}/{place}/amount").input(amount).run()
    rows = cases.show(desk, case_id).answers.rows("fixed_costs.list")
    assert [str(row["amount"]) for row in rows] == ["1200.00", "90.00"]


@pytest.mark.parametrize(
    ("section", "table", "name"),
    [("products", "list", "name"), ("fixed_costs", "list", "label")],
)
def test_a_table_left_and_opened_again_keeps_its_lines(
    app: AppTest, desk: Desk, section: str, table: str, name: str
) -> None:
    case_id = import_sample(desk)
    question = f"{section}.{table}"
    before = cases.show(desk, case_id).answers.rows(question)
    first = field(case_id, f"{question}/0/{name}")
    open_section(app, case_id, section)
    open_section(app, case_id, "person")
    open_section(app, case_id, section)
    assert app.text_input(key=first).value == before[0][name]
    app.text_input(key=first).input("Autre nom").run()
    after = cases.show(desk, case_id).answers.rows(question)
    assert [*after] == [{**before[0], name: "Autre nom"}, *before[1:]]


def test_suggested_lines_are_there_again_when_their_page_is(
    app: AppTest, desk: Desk
) -> None:
    case_id = new_case(desk)
    label = field(case_id, "fixed_costs.list/0/label")
    open_section(app, case_id, "fixed_costs")
    suggested = app.text_input(key=label).value
    open_section(app, case_id, "person")
    open_section(app, case_id, "fixed_costs")
    assert app.text_input(key=label).value == suggested != ""


def test_pasted_lines_that_do_not_fit_stay_pasted(app: AppTest, desk: Desk) -> None:
    case_id = new_case(desk)
    open_section(app, case_id, "fixed_costs")
    base = field(case_id, "fixed_costs.list")
    pasted = [f"Ligne {n};{n};mois" for n in range(1, 24)]
    app.text_area(key=f"{base}#pasted").input("\n\n".join(pasted)).run()
    assert any("3 lignes" in warning.value for warning in app.warning)
    app.button(key=f"{base}#add_pasted").click().run()
    assert_calm(app)
    rows = cases.show(desk, case_id).answers.rows("fixed_costs.list")
    assert [row["label"] for row in rows] == [f"Ligne {n}" for n in range(1, 21)]
    assert app.text_area(key=f"{base}#pasted").value == "\n".join(pasted[20:])


def test_pasted_lines_that_could_not_be_kept_are_told_and_stay_pasted(
    app: AppTest, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = new_case(desk)
    open_section(app, case_id, "fixed_costs")
    base = field(case_id, "fixed_costs.list")
    app.text_area(key=f"{base}#pasted").input("Loyer;1200;mois").run()

    def busy(*_: object, **__: object) -> None:
        raise DatabaseBusy

    monkeypatch.setattr(saving, "save", busy)
    app.button(key=f"{base}#add_pasted").click().run()
    assert not app.exception
    assert app.text_area(key=f"{base}#pasted").value == "Loyer;1200;mois"
    assert app.error or app.warning


def test_i_dont_know_yet_is_an_answer_to_come_back_to(app: AppTest, desk: Desk) -> None:
    case_id = new_case(desk)
    open_section(app, case_id, "idea")
    key = field(case_id, "idea.origin")
    app.button(key=f"{key}#unknown").click().run()
    assert_calm(app)
    assert cases.show(desk, case_id).stored["idea.origin"].answer.status == "unknown"


def test_the_forecast_shows_lowest_cash_and_its_month(app: AppTest, desk: Desk) -> None:
    app.session_state[context.CASE] = import_sample(desk)
    go(app, "forecast")
    assert_calm(app)
    told = next(e.value for e in app.markdown if "février 2027" in e.value)
    assert "5\u202f739,92\u00a0DH" in told


def test_a_published_cash_plan_comes_out_on_the_screen(
    app: AppTest, desk: Desk
) -> None:
    """The twelve months of a published plan: -670 000 in August, 210 000 at the end."""
    golden = ROOT / "tests" / "golden" / "alami_cash_plan.case.json"
    case = cases.import_file(desk, case_file.read(golden))
    app.session_state[context.CASE] = case.id
    go(app, "forecast")
    app.segmented_control(key="horizon").set_value(12).run()
    assert not app.exception
    told = next(e.value for e in app.markdown if "août" in e.value)
    assert "\u2212670\u202f000\u00a0DH" in told
    shown = " ".join(element.proto.body for element in app.get("html"))
    for closing in ("\u2212170\u202f000", "780\u202f000", "210\u202f000"):
        assert closing in shown


def test_a_warning_is_set_aside_only_with_a_reason(app: AppTest, desk: Desk) -> None:
    case_id = import_sample(desk, "ibrahim_telephone")
    app.session_state[context.CASE] = case_id
    go(app, "checks")
    key = f"reason-{case_id}-operations.permit_missing"
    app.text_area(key=key).input("bof").run()
    assert app.error
    reason = "La commune reçoit les demandes en janvier seulement."
    app.text_area(key=key).input(reason).run()
    assert_calm(app)
    (kept,) = cases.show(desk, case_id).overrides.values()
    assert kept.reason == reason


def test_a_warning_whose_figures_changed_is_open_again_until_its_reason_is_kept(
    app: AppTest, desk: Desk
) -> None:
    case_id = import_sample(desk)
    app.session_state[context.CASE] = case_id
    seen = outlook.look(desk, case_id)
    (finding,) = (f for f in seen.assessment.findings if f.level is Level.WARNING)
    kept = seen.case.overrides[finding.key]
    revision = seen.case.override_revisions[finding.key]
    then = replace(finding, facts={**finding.facts, "net": Decimal(1)})
    checks.override(desk, case_id, then, kept.reason, expected_revision=revision)
    go(app, "checks")
    assert any(literal(kept.reason) in warning.value for warning in app.warning)
    app.button(key=f"again-{finding.key}").click().run()
    assert_calm(app)
    case = cases.show(desk, case_id)
    assert acceptance.reason(finding, case.overrides) == kept.reason
    assert not app.warning


def test_users_text_is_never_markdown(app: AppTest, desk: Desk) -> None:
    case_id = new_case(desk)
    open_section(app, case_id, "idea")
    hostile = "![x](http://evil.example/a.png) **b** <b>c</b>"
    app.text_input(key=field(case_id, "idea.business_name")).input(hostile).run()
    app.switch_page("workbench/ui/pages/cases.py").run()
    shown = " ".join(m.value for m in app.markdown)
    assert "![x](http" not in shown
    assert r"!\[x\](http\://evil.example/a.png)" in shown


def test_a_case_is_erased_only_once_its_number_is_typed(
    app: AppTest, desk: Desk
) -> None:
    case_id = import_sample(desk)
    app.session_state[context.CASE] = case_id
    go(app, "case")
    assert app.button(key="erase").disabled
    app.text_input(key="erase_number").input("2026-0001").run()
    app.button(key="erase").click().run()
    assert_calm(app)
    assert cases.listing(desk) == []
    assert [success.value for success in app.success] == ["Le dossier est effacé."]
    assert not app.warning
    go(app, "cases")
    app.button(key="new_case").click().run()
    go(app, "cases")
    assert not app.success


def test_copies_that_hold_an_erased_case_are_named_and_deleted_when_asked(
    app: AppTest, desk: Desk, tmp_path: Path
) -> None:
    case_id = import_sample(desk)
    archive.back_up(desk, tmp_path / "usb" / "copy.sqlite3")
    kept = archive.restore(desk, tmp_path / "usb" / "copy.sqlite3")
    assert kept is not None
    app.session_state[context.CASE] = case_id
    go(app, "case")
    app.text_input(key="erase_number").input("2026-0001").run()
    app.button(key="erase").click().run()
    go(app, "cases")
    assert kept.name in app.warning[0].value.replace("\\", "")
    app.button(key="discard_copies").click().run()
    assert_calm(app)
    assert not kept.exists()
    assert not app.warning
