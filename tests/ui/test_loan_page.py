"""The granted loan on its page: read, paid, taken back, planned anew, two windows."""

import shutil
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench import paths
from workbench.access import policy
from workbench.exchange import case_file
from workbench.followup.loan_events import Payment, Reschedule, WriteOff
from workbench.journey import cases, decision, dossier, payments
from workbench.journey.decision import Decision
from workbench.journey.desk import Desk
from workbench.knowledge import wording
from workbench.people.path import Outcome
from workbench.store import connect
from workbench.ui import context

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "samples" / "awa_coiffure.case.json"
AGO = 75
"""Days since the decision: two instalments were due, the first of interest only."""


def desk_at(home: Path) -> Desk:
    now = datetime.now().astimezone()
    return Desk(paths.database(home), policy.local_counsellor(), now)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with a loan granted some weeks ago, to be copied."""
    home = tmp_path_factory.mktemp("granted")
    desk = desk_at(home)
    connect.prepare(desk.database)
    case_id = cases.import_file(desk, case_file.read(SAMPLE)).id
    sent = dossier.make(desk, case_id, "generic_microcredit", "fr")
    decided_on = desk.today - timedelta(days=AGO)
    agreed = Decision(
        Outcome.ACCEPTED, decided_on, Decimal(18_000), is_before_dossier=True
    )
    decision.record(desk, sent.id, agreed)
    return home, case_id


@pytest.fixture
def home(
    made_once: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    copy = shutil.copytree(made_once[0], tmp_path / "home")
    monkeypatch.setenv("WORKBENCH_HOME", str(copy))
    return copy


@pytest.fixture
def case_id(made_once: tuple[Path, str]) -> str:
    return made_once[1]


@pytest.fixture
def desk(home: Path) -> Desk:
    return desk_at(home)


def opened(case_id: str, language: str = "fr") -> AppTest:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.session_state[context.LANGUAGE] = language
    app.session_state[context.CASE] = case_id
    app.run()
    return app.switch_page("workbench/ui/pages/follow_up.py").run()


@pytest.fixture
def app(home: Path, case_id: str) -> AppTest:
    assert home.exists()
    return opened(case_id)


def shown(app: AppTest) -> str:
    pieces = [element.proto.body for element in app.get("html")]
    for kind in ("caption", "info", "success", "warning", "error", "markdown"):
        pieces += [element.value for element in app.get(kind)]
    return " ".join(pieces)


def type_in(app: AppTest, label: str, text: str) -> None:
    next(field for field in app.text_input if field.label == label).input(text)


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def pay(app: AppTest, amount: str, on: str = "") -> AppTest:
    if on:
        type_in(app, "Jour du paiement", on)
    type_in(app, "Montant payé, en dirhams", amount)
    return press(app, "Enregistrer le paiement")


def lines(desk: Desk, case_id: str) -> list[str]:
    return [line.row.kind for line in payments.view(desk, case_id).lines]


def day(on: date) -> str:
    return f"{on:%d/%m/%Y}"


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_a_late_loan_is_told_with_what_to_do(
    home: Path, case_id: str, language: str
) -> None:
    assert home.exists()
    app = opened(case_id, language)
    assert not app.exception
    assert not app.error
    said = shown(app)
    words = wording.words(language)
    assert words.money(Decimal("1477.43")) in said
    assert words.text("Repayment of the loan") in [s.value for s in app.subheader]
    (warning,) = app.warning
    assert words.text("One to two months late.") in warning.value


def test_a_payment_is_recorded_and_its_form_emptied(
    app: AppTest, desk: Desk, case_id: str
) -> None:
    pay(app, "1 477,43")
    assert not app.exception
    assert not app.error
    assert lines(desk, case_id) == ["payment"]
    said = [s.value for s in app.success]
    assert "Aucun retard." in said
    assert "Enregistré" in said[-1]
    assert "1\u202f477,43\u00a0DH" in said[-1]
    amount = next(f for f in app.text_input if f.label.startswith("Montant payé"))
    assert amount.value == ""


@pytest.mark.parametrize(
    ("amount", "on", "told"),
    [
        ("0", "", "plus grand que zéro"),
        ("9 000 000", "", "tout ce que le prêt demande"),
        ("1.250", "", "peut se lire autrement"),
        ("", "", "Montant payé"),
        ("5", "01/01/2000", "avant le versement"),
        ("5", "01/01/2199", "pas encore arrivée"),
        ("5", "hier", "Jour du paiement"),
    ],
)
def test_what_cannot_be_is_told_and_not_recorded(
    app: AppTest, desk: Desk, case_id: str, amount: str, on: str, told: str
) -> None:
    pay(app, amount, on)
    assert not app.exception
    said = " ".join(e.value.replace("\\", "") for e in (*app.error, *app.warning))
    assert told in said
    assert app.error
    assert lines(desk, case_id) == []


def test_two_windows_do_not_record_over_each_other(
    app: AppTest, desk: Desk, case_id: str
) -> None:
    other = opened(case_id)
    pay(app, "270")
    pay(other, "271")
    (error,) = other.error
    assert "entre-temps" in error.value
    assert lines(desk, case_id) == ["payment"]
    press(other, "Enregistrer le paiement")
    assert not other.error
    assert lines(desk, case_id) == ["payment", "payment"]


def test_a_form_sent_twice_is_recorded_once(
    app: AppTest, desk: Desk, case_id: str
) -> None:
    """The second click carries the same name and revision as the first."""
    key, seen = f"loan-payment-{case_id}", f"loan-seen-{case_id}"
    request = app.session_state[key]
    pay(app, "270")
    app.session_state[key], app.session_state[seen] = request, 0
    app.run()
    pay(app, "270")
    assert not app.exception
    assert lines(desk, case_id) == ["payment"]


def test_an_entry_made_by_mistake_is_cancelled_and_stays_visible(
    app: AppTest, desk: Desk, case_id: str
) -> None:
    pay(app, "270")
    choice = next(s for s in app.selectbox if s.label == "Ligne enregistrée par erreur")
    choice.select_index(0)
    press(app, "Annuler cette ligne")
    assert not app.exception
    assert lines(desk, case_id) == ["payment", "reversal"]
    assert "1, annulée par 2" in shown(app)


def test_a_new_schedule_is_recorded_with_its_reason(
    app: AppTest, desk: Desk, case_id: str
) -> None:
    type_in(app, "Nouvelle date de la première", day(desk.today + timedelta(days=30)))
    type_in(app, "Échéances ajoutées", "2")
    press(app, "Enregistrer le nouvel échéancier")
    assert "Écrivez pourquoi" in app.error[0].value
    reason = next(a for a in app.text_area if a.label.startswith("Raison convenue"))
    reason.input("Maladie *grave*")
    press(app, "Enregistrer le nouvel échéancier")
    assert not app.exception
    assert not app.error
    assert lines(desk, case_id) == ["reschedule"]
    assert "Maladie \\*grave\\*" in shown(app)


def test_a_pause_is_recorded(app: AppTest, desk: Desk, case_id: str) -> None:
    type_in(app, "Dernier jour de la pause", day(desk.today + timedelta(days=30)))
    press(app, "Enregistrer la pause")
    assert not app.exception
    assert lines(desk, case_id) == ["pause"]
    assert "En pause jusqu'au" in shown(app)


def test_a_loan_repaid_in_full_asks_for_nothing(
    home: Path, desk: Desk, case_id: str
) -> None:
    assert home.exists()
    all_of_it = payments.view(desk, case_id).standing.account.unpaid.total
    paid = Payment(desk.today, all_of_it)
    payments.record(desk, case_id, paid, expected_revision=0)
    app = opened(case_id)
    assert not app.exception
    assert "Le prêt est entièrement remboursé." in [s.value for s in app.success]
    assert "Enregistrer le paiement" not in [b.label for b in app.button]


def test_a_debt_given_up_can_still_be_recovered(
    home: Path, desk: Desk, case_id: str
) -> None:
    assert home.exists()
    gone = WriteOff(desk.today, "Décès")
    payments.record(desk, case_id, gone, expected_revision=0)
    app = opened(case_id)
    assert "a été abandonné" in shown(app)
    pay(app, "100")
    assert not app.error
    assert lines(desk, case_id) == ["write_off", "payment"]


def test_a_loan_that_cannot_be_counted_leaves_the_rest_of_the_page(
    home: Path, desk: Desk, case_id: str
) -> None:
    assert home.exists()
    with connect.writing(desk.database) as conn:
        moved = Reschedule(desk.today, date(2100, 1, 1), "x", extra_terms=1)
        payments.keep_entries(conn, desk, case_id, [moved])
    app = opened(case_id)
    assert not app.exception
    assert "rien à changer" in app.error[0].value
    assert "Visites" in [s.value for s in app.subheader]
