"""A granted loan: paid, taken back, planned anew; refused by name; told to all."""

import dataclasses
import json
import shutil
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from workbench.access import policy
from workbench.access.policy import Actor, NotAllowed, Role
from workbench.errors import WorkbenchError
from workbench.exchange import case_file
from workbench.followup.loan_events import (
    Event,
    EventAmount,
    EventInFuture,
    EventTooEarly,
    EventTooLarge,
    NothingToReplan,
    Pause,
    Payment,
    ReasonMissing,
    ReplanDates,
    Reschedule,
)
from workbench.journey import cases, decision, dossier, followup, payments
from workbench.journey.decision import Decision
from workbench.journey.desk import Desk
from workbench.journey.payments import Loan, NoLoan
from workbench.people.path import Outcome
from workbench.store import audit, connect
from workbench.store.errors import (
    CaseUnknown,
    LoanEventReversed,
    LoanEventUnknown,
    StaleLoan,
)

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
GRANTED_ON = date(2026, 12, 1)
FIRST, SECOND = date(2027, 1, 1), date(2027, 2, 1)
"""The first instalments: 270 of interest during the grace, then 1 207,43."""


def desk_at(path: Path) -> Desk:
    actor = policy.local_counsellor("Salma")
    return Desk(path, actor, datetime(2026, 12, 1, 10, tzinfo=UTC))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    path = tmp_path / "workbench.sqlite3"
    connect.prepare(path)
    return desk_at(path)


def later(desk: Desk, days: int = 75) -> Desk:
    """The same desk, on 14 February 2027 unless said."""
    return dataclasses.replace(desk, now=desk.now + timedelta(days=days))


def send(desk: Desk) -> str:
    case = case_file.read(SAMPLES / "awa_coiffure.case.json")
    case_id = cases.import_file(desk, case).id
    dossier.make(desk, case_id, "generic_microcredit", "fr")
    return case_id


def decide(desk: Desk, case_id: str, outcome: Outcome = Outcome.ACCEPTED) -> None:
    sent = dossier.listing(desk, case_id)[-1]
    amount = Decimal(18_000) if outcome is Outcome.ACCEPTED else None
    decided = Decision(outcome, GRANTED_ON, amount, reasons="Dossier incomplet")
    known = dataclasses.replace(decided, is_before_dossier=True)
    before = followup.view(desk, case_id).decisions
    on_it = [row.id for row in before if row.dossier_id == sent.id]
    decision.record(desk, sent.id, known, corrects=on_it[-1] if on_it else None)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A database with one granted loan, to be copied."""
    path = tmp_path_factory.mktemp("granted") / "workbench.sqlite3"
    connect.prepare(path)
    case_id = send(desk_at(path))
    decide(desk_at(path), case_id)
    return path, case_id


@pytest.fixture
def granted(made_once: tuple[Path, str], desk: Desk) -> str:
    path, case_id = made_once
    shutil.copy(path, desk.database)
    return case_id


def pay(desk: Desk, case_id: str, amount: str, on: date = FIRST) -> Loan:
    seen = payments.view(desk, case_id).revision
    payment = Payment(on, Decimal(amount))
    payments.record(desk, case_id, payment, expected_revision=seen)
    return payments.view(desk, case_id)


def test_the_loan_is_what_was_granted_on_the_terms_of_the_frozen_dossier(
    desk: Desk, granted: str
) -> None:
    loan = payments.view(later(desk), granted)
    assert (loan.contract.lent, loan.contract.paid_out_on) == (18_000, GRANTED_ON)
    assert [row.due.total for row in loan.standing.account.rows[:2]] == [
        Decimal("270.00"),
        Decimal("1207.43"),
    ]
    assert loan.standing.due_now == Decimal("1477.43")
    assert loan.days_past_due == 44
    assert loan.outstanding == 18_000


def test_a_payment_clears_what_is_oldest(desk: Desk, granted: str) -> None:
    loan = pay(later(desk), granted, "270.00")
    assert loan.days_past_due == 13
    assert loan.standing.due_now == Decimal("1207.43")
    assert loan.standing.account.received == 270


def test_a_payment_leaves_one_audit_entry_without_its_amount(
    desk: Desk, granted: str
) -> None:
    with connect.reading(desk.database) as conn:
        before = len(audit.entries(conn))
    payment = Payment(FIRST, Decimal("271.37"))
    payments.record(later(desk), granted, payment, expected_revision=0)
    with connect.reading(desk.database) as conn:
        (made,) = audit.entries(conn)[before:]
    assert (made.action, made.case_id) == ("payment.record", granted)
    detail = json.loads(made.detail)
    assert detail["kind"] == "payment"
    assert (detail["seal"]["of"], detail["seal"]["id"]) == ("loan_event", 1)


def test_a_payment_taken_back_counts_no_more_and_stays_on_record(
    desk: Desk, granted: str
) -> None:
    today = later(desk)
    before = payments.view(today, granted)
    pay(today, granted, "270.00")
    payments.reverse(today, granted, 1, expected_revision=1)
    after = payments.view(today, granted)
    assert after.standing == before.standing
    assert [line.row.kind for line in after.lines] == ["payment", "reversal"]
    assert [line.reversed_by for line in after.lines] == [2, None]


def test_a_new_schedule_ends_lateness_and_keeps_the_old_one(
    desk: Desk, granted: str
) -> None:
    today = later(desk)
    moved = Reschedule(
        today.today, FIRST, "Maladie", new_due_on=date(2027, 3, 1), extra_terms=2
    )
    payments.record(today, granted, moved, expected_revision=0)
    loan = payments.view(today, granted)
    assert loan.days_past_due == 0
    assert loan.standing.account.is_restructured
    assert [len(v.dues) for v in loan.standing.account.schedules] == [18, 20]
    assert loan.outstanding == 18_000


def test_a_pause_stops_the_age_of_what_is_late(desk: Desk, granted: str) -> None:
    today = later(desk)
    pause = Pause(FIRST, date(2027, 3, 31))
    payments.record(today, granted, pause, expected_revision=0)
    late = payments.view(today, granted).standing.arrears
    assert (late.days_past_due, late.days_counted, late.bucket) == (44, 0, None)


@pytest.mark.parametrize(
    ("event", "error"),
    [
        (Payment(date(2027, 2, 15), Decimal(1)), EventInFuture),
        (Payment(date(2026, 11, 30), Decimal(1)), EventTooEarly),
        (Payment(FIRST, Decimal(0)), EventAmount),
        (Payment(FIRST, Decimal(-5)), EventAmount),
        (Payment(FIRST, Decimal(100_000)), EventTooLarge),
        (Payment(FIRST, Decimal("0.001")), EventAmount),
        (Pause(FIRST, GRANTED_ON), ReplanDates),
        (Reschedule(SECOND, FIRST, "", extra_terms=1), ReasonMissing),
        (Reschedule(SECOND, date(2040, 1, 1), "x", extra_terms=1), NothingToReplan),
        (Reschedule(SECOND, FIRST, "x"), NothingToReplan),
        (Reschedule(SECOND, FIRST, "x", new_due_on=FIRST), ReplanDates),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_leaves_nothing(
    desk: Desk, granted: str, event: Event, error: type[WorkbenchError]
) -> None:
    today = later(desk)
    with connect.reading(desk.database) as conn:
        before = len(audit.entries(conn))
    with pytest.raises(error):
        payments.record(today, granted, event, expected_revision=0)
    with connect.reading(desk.database) as conn:
        assert len(audit.entries(conn)) == before
    assert payments.view(today, granted).lines == ()


def test_an_entry_is_reversed_once_and_only_if_it_is_there(
    desk: Desk, granted: str
) -> None:
    today = later(desk)
    pay(today, granted, "270.00")
    with pytest.raises(LoanEventUnknown):
        payments.reverse(today, granted, 2, expected_revision=1)
    payments.reverse(today, granted, 1, expected_revision=1)
    with pytest.raises(LoanEventReversed):
        payments.reverse(today, granted, 1, expected_revision=2)
    with pytest.raises(LoanEventUnknown):
        payments.reverse(today, granted, 2, expected_revision=2)


def test_two_windows_cannot_record_over_each_other(desk: Desk, granted: str) -> None:
    today, payment = later(desk), Payment(FIRST, Decimal(270))
    payments.record(today, granted, payment, expected_revision=0)
    with pytest.raises(StaleLoan):
        payments.record(today, granted, payment, expected_revision=0)
    assert payments.view(today, granted).standing.account.received == 270


def test_one_payment_sent_twice_is_recorded_once(desk: Desk, granted: str) -> None:
    today, payment = later(desk), Payment(FIRST, Decimal(270))
    first, second = (
        payments.record(today, granted, payment, expected_revision=0, request="click")
        for _ in range(2)
    )
    assert first == second
    assert payments.view(today, granted).standing.account.received == 270


def test_a_payment_entered_late_lands_on_its_own_day(desk: Desk, granted: str) -> None:
    today = later(desk)
    pay(today, granted, "1207.43", on=SECOND)
    loan = pay(today, granted, "270.00", on=FIRST)
    assert loan.days_past_due == 0
    assert loan.standing.account.rows[0].late == 0


@pytest.mark.parametrize("outcome", [Outcome.ADJOURNED, Outcome.REFUSED])
def test_without_a_granted_loan_nothing_is_recorded(
    desk: Desk, outcome: Outcome
) -> None:
    case_id = send(desk)
    payment = Payment(GRANTED_ON, Decimal(5))
    with pytest.raises(NoLoan):
        payments.record(desk, case_id, payment, expected_revision=0)
    decide(desk, case_id, outcome)
    with pytest.raises(NoLoan):
        payments.view(desk, case_id)
    assert followup.view(desk, case_id).loan is None
    with pytest.raises(CaseUnknown):
        payments.view(desk, "nobody")


def test_an_agreement_taken_back_by_a_later_decision_leaves_no_loan(
    desk: Desk, granted: str
) -> None:
    decide(desk, granted, Outcome.REFUSED)
    assert followup.view(desk, granted).loan is None


def test_a_reader_sees_the_loan_and_records_nothing(desk: Desk, granted: str) -> None:
    reader = dataclasses.replace(later(desk), actor=Actor("r", "", Role.READER))
    assert payments.view(reader, granted).lines == ()
    payment = Payment(FIRST, Decimal(5))
    with pytest.raises(NotAllowed):
        payments.record(reader, granted, payment, expected_revision=0)


def test_the_loan_does_not_move_when_the_case_is_edited_afterwards(
    desk: Desk, granted: str
) -> None:
    from workbench.journey import answers  # noqa: PLC0415 - only here

    before = payments.view(desk, granted)
    seen = cases.show(desk, granted).revision_of("loan.term_months")
    answers.save(desk, granted, "loan.term_months", "6", expected_revision=seen)
    assert payments.view(desk, granted) == before


def test_what_was_recorded_travels_with_the_case_file(desk: Desk, granted: str) -> None:
    today = later(desk)
    pay(today, granted, "270.00")
    payments.reverse(today, granted, 1, expected_revision=1)
    moved = Reschedule(today.today, FIRST, "été", date(2027, 3, 1), extra_terms=2)
    payments.record(today, granted, moved, expected_revision=2)
    sent = cases.export_file(today, granted)
    assert json.loads(sent)["version"] == 2
    copy = cases.import_file(today, case_file.parse(sent)).id
    assert cases.export_file(today, copy) == sent
    dossier.make(today, copy, "generic_microcredit", "fr")
    decide(today, copy)
    again, first = payments.view(today, copy), payments.view(today, granted)
    assert again.standing == first.standing


def test_entries_that_cannot_be_of_this_loan_are_told_and_can_be_reversed(
    desk: Desk,
) -> None:
    """A file brings a change of schedule from a day that this loan does not have."""
    case = case_file.read(SAMPLES / "awa_coiffure.case.json")
    moved = Reschedule(GRANTED_ON, date(2040, 1, 1), "x", extra_terms=1)
    brought = dataclasses.replace(case, loan_entries=(moved,))
    case_id = cases.import_file(desk, brought).id
    dossier.make(desk, case_id, "generic_microcredit", "fr")
    decide(desk, case_id)
    assert isinstance(followup.view(desk, case_id).loan, NothingToReplan)
    told = payments.portfolio(desk)
    assert (len(told.loans), len(told.uncounted)) == (0, 1)
    payments.reverse(desk, case_id, 1, expected_revision=1)
    assert isinstance(followup.view(desk, case_id).loan, Loan)


def test_the_portfolio_holds_every_granted_loan_and_no_other_case(
    desk: Desk, granted: str
) -> None:
    send(desk)
    other = send(desk)
    decide(desk, other)
    today = later(desk)
    pay(today, other, "1477.43", on=SECOND)
    held = payments.portfolio(today)
    assert [row.id for row, _ in held.loans] == [granted, other]
    assert [loan.days_past_due for _, loan in held.loans] == [44, 0]
    assert [loan.outstanding for _, loan in held.loans] == [
        Decimal("18000.00"),
        Decimal("17062.57"),
    ]
    assert held.uncounted == ()


def test_an_erased_case_takes_its_payments_with_it(desk: Desk, granted: str) -> None:
    today = later(desk)
    pay(today, granted, "270.00")
    payments.reverse(today, granted, 1, expected_revision=1)
    cases.erase(today, granted)
    with connect.reading(desk.database) as conn:
        left = conn.execute("SELECT count(*) FROM loan_events").fetchone()[0]
    assert left == 0
    assert payments.portfolio(today).loans == ()
