"""The decision on its page: asked about, corrected; visits with what was found."""

import shutil
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench import paths
from workbench.access import policy
from workbench.exchange import case_file
from workbench.followup.loan_events import Payment
from workbench.journey import cases, decision, dossier, followup, payments
from workbench.journey.decision import Decision
from workbench.journey.desk import Desk
from workbench.knowledge import wording
from workbench.people.path import Outcome
from workbench.store import connect
from workbench.ui import context

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "samples" / "awa_coiffure.case.json"
AGO = 75
ON = True
FOUND = {
    "sales": "6 500",
    "purchases": "1 200,50",
    "costs": "900",
    "draw": "2 000",
    "cash": "3 400",
}


def desk_at(home: Path) -> Desk:
    now = datetime.now().astimezone()
    return Desk(paths.database(home), policy.local_counsellor(), now)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with a dossier made today, to be copied."""
    home = tmp_path_factory.mktemp("sent")
    desk = desk_at(home)
    connect.prepare(desk.database)
    case_id = cases.import_file(desk, case_file.read(SAMPLE)).id
    dossier.make(desk, case_id, "generic_microcredit", "fr")
    return home, case_id


@pytest.fixture
def case_id(made_once: tuple[Path, str]) -> str:
    return made_once[1]


@pytest.fixture
def desk(
    made_once: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    copy = shutil.copytree(made_once[0], tmp_path / "home")
    monkeypatch.setenv("WORKBENCH_HOME", str(copy))
    return desk_at(copy)


def opened(case_id: str, language: str = "fr") -> AppTest:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.session_state[context.LANGUAGE] = language
    app.session_state[context.CASE] = case_id
    app.run()
    return app.switch_page("workbench/ui/pages/follow_up.py").run()


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def type_in(app: AppTest, label: str, text: str) -> AppTest:
    field = next(field for field in app.text_input if field.label == label)
    return field.input(text).run()


def day(on: date) -> str:
    return f"{on:%d/%m/%Y}"


def days(desk: Desk, case_id: str) -> list[str]:
    return [row.decided_on for row in followup.view(desk, case_id).decisions]


def grant(desk: Desk, case_id: str) -> None:
    sent = dossier.listing(desk, case_id)[-1]
    decided_on = desk.today - timedelta(days=AGO)
    agreed = Decision(
        Outcome.ACCEPTED, decided_on, Decimal(18_000), is_before_dossier=True
    )
    decision.record(desk, sent.id, agreed)


def accept(app: AppTest, amount: str) -> AppTest:
    app.radio[0].set_value(Outcome.ACCEPTED).run()
    return type_in(app, "Montant accordé, en dirhams", amount)


def test_an_amount_is_echoed_before_the_decision_is_recorded(
    desk: Desk, case_id: str
) -> None:
    app = accept(opened(case_id), "18.000,00 DH")
    echoes = [caption.value.lstrip("\\") for caption in app.caption]
    assert "= 18\u202f000\u00a0DH" in echoes
    press(app, "Enregistrer la décision")
    assert not app.exception
    assert days(desk, case_id) == [desk.today.isoformat()]


def test_an_amount_that_can_be_read_twice_has_its_readings(
    desk: Desk, case_id: str
) -> None:
    app = accept(opened(case_id), "7.500")
    press(app, "Enregistrer la décision")
    assert "Montant accordé" in app.error[0].value
    assert days(desk, case_id) == []
    press(app, "Je veux dire 7\u202f500\u00a0DH")
    press(app, "Enregistrer la décision")
    assert [e.value for e in app.error] == []
    (found,) = followup.view(desk, case_id).decisions
    assert found.amount_centimes == 750_000


def test_a_day_before_the_dossier_has_to_be_confirmed(desk: Desk, case_id: str) -> None:
    app = accept(opened(case_id), "18 000")
    before = desk.today - timedelta(days=30)
    type_in(app, "Date de la décision", day(before))
    press(app, "Enregistrer la décision")
    assert "vérifiez" in app.error[0].value
    assert days(desk, case_id) == []
    app.checkbox[0].check().run()
    press(app, "Enregistrer la décision")
    assert [e.value for e in app.error] == []
    assert days(desk, case_id) == [before.isoformat()]


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_a_decision_is_corrected_and_both_stay_readable(
    desk: Desk, case_id: str, language: str
) -> None:
    grant(desk, case_id)
    words = wording.words(language)
    app = opened(case_id, language)
    (before,) = days(desk, case_id)
    correct = words.text("Correct this decision")
    next(toggle for toggle in app.toggle if toggle.label == correct).set_value(ON).run()
    amount = words.text("Amount granted, in dirhams")
    assert next(f for f in app.text_input if f.label == amount).value == "18000"
    type_in(app, amount, "15 000")
    app.checkbox[0].check().run()
    press(app, words.text("Record the decision"))
    assert not app.exception
    assert [e.value for e in app.error] == []
    assert days(desk, case_id) == [before, before]
    assert words.money(Decimal(15_000)) in app.success[0].value
    captions = " ".join(caption.value for caption in app.caption)
    assert words.money(Decimal(18_000)) in captions


def test_payments_are_taken_back_before_a_decision_is_corrected(
    desk: Desk, case_id: str
) -> None:
    grant(desk, case_id)
    paid = Payment(desk.today, Decimal(270))
    payments.record(desk, case_id, paid, expected_revision=0)
    app = opened(case_id)
    toggles = (t for t in app.toggle if t.label == "Corriger cette décision")
    next(toggles).set_value(ON).run()
    assert "annulez d'abord" in " ".join(info.value for info in app.info)
    assert "Enregistrer la décision" not in [button.label for button in app.button]


def visit(app: AppTest, found: Mapping[str, str], number: int = 0) -> AppTest:
    for name, amount in found.items():
        keys = [f.key for f in app.text_input if (f.key or "").startswith(f"{name}-")]
        app.text_input(key=keys[number]).input(amount)
    save = [button for button in app.button if button.label == "Enregistrer la visite"]
    return save[number].click().run()


def test_a_visit_takes_its_days_late_from_the_account_and_shows_what_was_found(
    desk: Desk, case_id: str
) -> None:
    """Two instalments were due; the first, of interest, a month after the decision."""
    grant(desk, case_id)
    late = payments.view(desk, case_id).days_past_due
    assert late > 0
    app = visit(opened(case_id), FOUND)
    assert not app.exception
    assert [e.value for e in app.error] == []
    made = followup.view(desk, case_id).visits[0]
    assert made.row.instalment_days_late == late
    assert made.row.purchases_centimes == 120_050
    tables = " ".join(element.proto.body for element in app.get("html"))
    for amount in ("6\u202f500", "1\u202f200,50", "2\u202f000", "3\u202f400"):
        assert amount in tables


def test_notes_in_french_keep_their_full_stop_on_an_arabic_page(
    desk: Desk, case_id: str
) -> None:
    sent = dossier.listing(desk, case_id)[-1]
    note = "Un reçu à chaque visite."
    agreed = Decision(Outcome.ACCEPTED, desk.today, Decimal(18_000), note, note)
    decision.record(desk, sent.id, agreed)
    captions = [caption.value for caption in opened(case_id, "ar").caption]
    assert f"\u2068{note}\u2069 · \u2068{note}\u2069" in captions


def test_a_visit_without_a_figure_says_which(desk: Desk, case_id: str) -> None:
    grant(desk, case_id)
    app = visit(opened(case_id), {**FOUND, "draw": ""})
    assert "Prélevé pour le ménage" in app.error[0].value
    assert followup.view(desk, case_id).visits[0].row.done_on is None
