"""A decision corrected by a later one, and what follows from it on every page."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from workbench.access import policy
from workbench.exchange import case_file
from workbench.followup.comparison import MonthFigures
from workbench.followup.loan_events import Payment
from workbench.followup.visits import Due
from workbench.journey import cases, decision, dossier, followup, payments, tasks
from workbench.journey.decision import (
    Decision,
    DecisionBeforeDossier,
    DecisionCounted,
    DecisionStale,
)
from workbench.journey.desk import Desk
from workbench.journey.followup import Sheet
from workbench.journey.payments import NoLoan
from workbench.journey.tasks import TaskStatus
from workbench.people.path import Outcome, Stage
from workbench.store import connect
from workbench.store.decisions import DecisionRow
from workbench.store.dossiers import DossierRow

SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "awa_coiffure.case.json"
MADE_ON = date(2026, 12, 1)
ACCEPTED = Decision(Outcome.ACCEPTED, MADE_ON, Decimal(18_000))
REFUSED = Decision(Outcome.REFUSED, MADE_ON, reasons="Le comité demande des devis.")
FIGURES = MonthFigures(*map(Decimal, (6_500, 1_200, 900, 2_000, 3_400)))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    path = tmp_path / "workbench.sqlite3"
    connect.prepare(path)
    actor = policy.local_counsellor("Salma")
    return Desk(path, actor, datetime(2026, 12, 1, 10, tzinfo=UTC))


def later(desk: Desk, days: int) -> Desk:
    return dataclasses.replace(desk, now=desk.now + timedelta(days=days))


@pytest.fixture
def case_id(desk: Desk) -> str:
    row = cases.import_file(desk, case_file.read(SAMPLE))
    dossier.make(desk, row.id, "generic_microcredit", "fr")
    return row.id


def decide(desk: Desk, case_id: str, found: Decision) -> None:
    sent = dossier.listing(desk, case_id)[-1]
    ids = [d.id for d in followup.view(desk, case_id).decisions if on(d, sent)]
    decision.record(desk, sent.id, found, corrects=ids[-1] if ids else None)


def on(row: DecisionRow, sent: DossierRow) -> bool:
    return row.dossier_id == sent.id


def pay(desk: Desk, case_id: str, on: date) -> None:
    seen = payments.view(desk, case_id).revision
    payment = Payment(on, Decimal(270))
    payments.record(desk, case_id, payment, expected_revision=seen)


def stage(desk: Desk, case_id: str) -> str:
    return cases.show(desk, case_id).row.stage


def test_a_corrected_amount_and_day_are_those_of_the_loan_and_its_visits(
    desk: Desk, case_id: str
) -> None:
    decide(desk, case_id, ACCEPTED)
    now = later(desk, 20)
    right = dataclasses.replace(
        ACCEPTED, decided_on=date(2026, 12, 10), amount=Decimal(15_000)
    )
    decide(now, case_id, right)
    seen = followup.view(now, case_id)
    loan = payments.view(now, case_id)
    assert [row.amount_centimes for row in seen.decisions] == [1_800_000, 1_500_000]
    assert loan.contract.lent == Decimal(15_000)
    assert loan.contract.paid_out_on == date(2026, 12, 10)
    assert [v.row.due_on for v in seen.visits][:2] == ["2026-12-17", "2027-01-10"]
    assert len({v.row.code for v in seen.visits}) == len(seen.visits)


def test_an_agreement_written_by_mistake_leaves_neither_loan_nor_visits(
    desk: Desk, case_id: str
) -> None:
    decide(desk, case_id, ACCEPTED)
    decide(desk, case_id, REFUSED)
    assert followup.view(desk, case_id).visits == ()
    assert stage(desk, case_id) == Stage.CLOSED
    with pytest.raises(NoLoan):
        payments.view(desk, case_id)
    by_id = {task.id: task for task in tasks.listing(desk, case_id).tasks}
    assert "payments" not in by_id
    assert by_id["visits"].status is TaskStatus.BLOCKED


@pytest.mark.parametrize("first", [Outcome.REFUSED, Outcome.ADJOURNED])
def test_a_refusal_written_by_mistake_becomes_an_agreement(
    desk: Desk, case_id: str, first: Outcome
) -> None:
    decide(desk, case_id, dataclasses.replace(REFUSED, outcome=first))
    decide(desk, case_id, ACCEPTED)
    assert stage(desk, case_id) == Stage.FOLLOW_UP
    assert followup.view(desk, case_id).visits


def test_a_visit_made_stays_when_the_others_move(desk: Desk, case_id: str) -> None:
    decide(desk, case_id, ACCEPTED)
    now = later(desk, 20)
    visit = followup.view(now, case_id).visits[0].row
    sheet = Sheet(now.today, FIGURES)
    followup.record(now, visit.id, sheet, expected_revision=visit.revision)
    decide(now, case_id, dataclasses.replace(ACCEPTED, decided_on=date(2026, 12, 10)))
    made, *others = followup.view(now, case_id).visits
    assert (made.row.code, made.due, made.row.due_on) == ("D7", Due.DONE, "2026-12-08")
    assert others[0].row.due_on == "2027-01-10"


def test_a_decision_is_not_written_over_one_that_was_not_seen(
    desk: Desk, case_id: str
) -> None:
    sent = dossier.listing(desk, case_id)[-1]
    first = decision.record(desk, sent.id, ACCEPTED)
    with pytest.raises(DecisionStale):
        decision.record(desk, sent.id, REFUSED)
    decision.record(desk, sent.id, REFUSED, corrects=first.id)
    with pytest.raises(DecisionStale):
        decision.record(desk, sent.id, ACCEPTED, corrects=first.id)
    assert stage(desk, case_id) == Stage.CLOSED


def test_a_correction_is_refused_while_a_payment_counts(
    desk: Desk, case_id: str
) -> None:
    decide(desk, case_id, ACCEPTED)
    now = later(desk, 40)
    pay(now, case_id, date(2027, 1, 5))
    for correction in (REFUSED, dataclasses.replace(ACCEPTED, amount=Decimal(9_000))):
        with pytest.raises(DecisionCounted):
            decide(now, case_id, correction)
    assert len(followup.view(now, case_id).decisions) == 1
    payments.reverse(now, case_id, 1, expected_revision=1)
    decide(now, case_id, dataclasses.replace(ACCEPTED, amount=Decimal(9_000)))
    assert payments.view(now, case_id).contract.lent == Decimal(9_000)


def test_a_correction_does_not_take_over_the_payments_of_an_earlier_loan(
    desk: Desk, case_id: str
) -> None:
    decide(desk, case_id, ACCEPTED)
    now = later(desk, 60)
    pay(now, case_id, date(2027, 1, 5))
    dossier.make(now, case_id, "generic_microcredit", "fr")
    second = dataclasses.replace(ACCEPTED, decided_on=now.today)
    decide(now, case_id, second)
    earlier = dataclasses.replace(
        second, decided_on=date(2027, 1, 2), is_before_dossier=True
    )
    with pytest.raises(DecisionCounted):
        decide(now, case_id, earlier)
    assert payments.view(now, case_id).standing.account.received == 0


@pytest.mark.parametrize("found", [ACCEPTED, REFUSED])
def test_a_day_before_the_dossier_is_asked_about(
    desk: Desk, case_id: str, found: Decision
) -> None:
    before = dataclasses.replace(found, decided_on=date(2026, 9, 1))
    with pytest.raises(DecisionBeforeDossier) as asked:
        decide(desk, case_id, before)
    assert asked.value.facts["made_on"] == MADE_ON
    assert followup.view(desk, case_id).decisions == ()
    decide(desk, case_id, dataclasses.replace(before, is_before_dossier=True))
    assert followup.view(desk, case_id).decisions[0].decided_on == "2026-09-01"


def test_the_dossiers_day_is_that_of_where_the_person_is(
    desk: Desk, case_id: str
) -> None:
    """Made at 10 in UTC; already the next day fifteen hours further east."""
    sent = dossier.listing(desk, case_id)[-1]
    assert decision.day_made(desk, sent) == MADE_ON
    east = datetime.fromisoformat("2026-12-02T01:00:00+15:00")
    assert decision.day_made(dataclasses.replace(desk, now=east), sent) == date(
        2026, 12, 2
    )


# What comes next


def next_of(desk: Desk, case_id: str) -> tuple[str, TaskStatus]:
    task = tasks.listing(desk, case_id).next
    assert task is not None
    return task.id, task.status


def test_what_is_overdue_after_funding_comes_next(desk: Desk, case_id: str) -> None:
    """Due on 1 January: 270 of interest. Paid, the visits of December are late."""
    decide(desk, case_id, ACCEPTED)
    assert next_of(desk, case_id) == ("payments", TaskStatus.NOT_STARTED)
    late = later(desk, 40)
    assert next_of(late, case_id) == ("payments", TaskStatus.OVERDUE)
    pay(late, case_id, late.today)
    assert next_of(late, case_id) == ("visits", TaskStatus.OVERDUE)


def waiting(desk: Desk, looked_at: int = 9) -> frozenset[str]:
    return cases.overview(desk, looked_at=looked_at).late


def test_the_list_of_cases_marks_what_is_late(desk: Desk, case_id: str) -> None:
    decide(desk, case_id, ACCEPTED)
    assert waiting(desk) == frozenset()
    assert waiting(later(desk, 40)) == {case_id}
    assert waiting(later(desk, 40), looked_at=0) == frozenset()


def test_a_late_instalment_alone_marks_a_case(desk: Desk, case_id: str) -> None:
    decide(desk, case_id, ACCEPTED)
    now = later(desk, 40)
    for visit in followup.view(now, case_id).visits:
        sheet = Sheet(now.today, FIGURES)
        seen = visit.row.revision
        followup.record(now, visit.row.id, sheet, expected_revision=seen)
    assert waiting(now) == {case_id}
    pay(now, case_id, now.today)
    assert waiting(now) == frozenset()


@pytest.mark.parametrize(("days", "late"), [(31, 0), (32, 1), (50, 19)])
def test_the_days_late_of_a_visit_are_counted_on_its_own_day(
    desk: Desk, case_id: str, days: int, late: int
) -> None:
    """The first instalment is due on 1 January, 31 days after the decision."""
    decide(desk, case_id, ACCEPTED)
    loan = payments.view(later(desk, 90), case_id)
    assert loan.days_late_on(MADE_ON + timedelta(days=days)) == late
