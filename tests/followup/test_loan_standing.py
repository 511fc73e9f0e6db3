"""Where a loan stands: due now, next, late; and what is too unlikely to be true."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from events_of import PLAIN, dh

from workbench.followup import loan_standing, loan_words
from workbench.followup.loan_events import (
    EventInFuture,
    EventTooEarly,
    EventTooLarge,
    Pause,
    Payment,
    WriteOff,
)
from workbench.followup.loan_standing import Standing
from workbench.knowledge import wording
from workbench.money import ZERO
from workbench.plan.business_plan import LoanMethod, LoanTerms

FEBRUARY, MARCH, APRIL = (due.due_on for due in PLAIN.dues)
WORDS = wording.words("en")


def on(day: date, *events: Payment | WriteOff | Pause) -> Standing:
    return loan_standing.standing(PLAIN, events, day)


def test_the_contract_lends_what_was_granted_on_the_terms_that_were_asked() -> None:
    asked = LoanTerms(
        dh(20_000), Decimal("0.18"), LoanMethod.EQUAL_INSTALMENTS, 12, grace_months=1
    )
    agreed = loan_standing.contract(asked, dh(18_000), date(2026, 12, 1))
    assert agreed.lent == 18_000
    assert len(agreed.dues) == 12
    assert agreed.dues[0].due_on == date(2027, 1, 1)
    assert agreed.dues[0].parts.total == 270
    assert sum(due.parts.principal for due in agreed.dues) == 18_000


def test_an_instalment_is_due_on_its_day_and_late_the_day_after() -> None:
    on_its_day, after = on(FEBRUARY), on(FEBRUARY + timedelta(days=1))
    assert (on_its_day.due_now, on_its_day.arrears.days_past_due) == (dh(109), 0)
    assert (after.due_now, after.arrears.days_past_due) == (dh(109), 1)
    assert on_its_day.next is not None
    assert on_its_day.next.due_on == MARCH


def test_what_is_paid_in_advance_leaves_the_rest_of_the_next_instalment() -> None:
    standing = on(FEBRUARY, Payment(FEBRUARY, dh(150)))
    assert standing.due_now == 0
    assert standing.next is not None
    assert standing.next.unpaid.total == dh(65)


def test_a_loan_paid_in_full_asks_for_nothing_more() -> None:
    standing = on(MARCH, Payment(MARCH, dh(318)))
    assert (standing.next, standing.due_now, standing.is_repaid) == (None, ZERO, True)


def test_a_debt_given_up_is_not_a_loan_repaid() -> None:
    standing = on(APRIL, WriteOff(APRIL, "faillite"))
    assert standing.account.unpaid.total == 0
    assert not standing.is_repaid
    assert standing.is_written_off


def test_what_happened_before_the_loan_belongs_to_another_one() -> None:
    before = Payment(PLAIN.paid_out_on - timedelta(days=1), dh(50))
    assert on(MARCH, before) == on(MARCH)


def test_a_day_before_the_loan_is_refused() -> None:
    with pytest.raises(EventTooEarly):
        loan_standing.refuse_unlikely(
            Payment(PLAIN.paid_out_on - timedelta(days=1), dh(5)), PLAIN, on(FEBRUARY)
        )


def test_a_day_to_come_and_more_than_the_whole_loan_are_refused() -> None:
    now = on(FEBRUARY)
    with pytest.raises(EventInFuture):
        loan_standing.refuse_unlikely(Payment(MARCH, dh(5)), PLAIN, now)
    with pytest.raises(EventTooLarge) as refused:
        loan_standing.refuse_unlikely(Payment(FEBRUARY, Decimal("318.01")), PLAIN, now)
    assert refused.value.facts["most"] == dh(318)
    loan_standing.refuse_unlikely(Payment(FEBRUARY, dh(318)), PLAIN, now)


def test_a_pause_can_be_agreed_before_it_begins() -> None:
    loan_standing.refuse_unlikely(Pause(MARCH, APRIL), PLAIN, on(FEBRUARY))


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (1, "Less than a month late."),
        (30, "Less than a month late."),
        (31, "One to two months late."),
        (61, "Two to three months late."),
        (91, "Three to six months late."),
        (181, "Six months to a year late."),
        (366, "More than a year late."),
    ],
)
def test_lateness_is_told_with_its_age_and_the_next_step(days: int, age: str) -> None:
    standing = on(FEBRUARY + timedelta(days=days))
    amount, found, step = loan_words.lateness(standing, WORDS)
    assert found == age
    assert f"late by {WORDS.days(days)}" in amount
    assert step


def test_lateness_that_a_pause_stops_is_told_without_an_age() -> None:
    day = FEBRUARY + timedelta(days=10)
    standing = on(day, Pause(FEBRUARY, day))
    assert len(loan_words.lateness(standing, WORDS)) == 1


def test_every_instalment_says_where_it_stands() -> None:
    standing = on(MARCH, Payment(FEBRUARY, dh(109)))
    states = [
        loan_words.row_state(row, standing, WORDS) for row in standing.account.rows
    ]
    assert states == ["Paid in full", "Due today", "To come"]
    late = on(APRIL, Payment(MARCH, dh(100)), WriteOff(APRIL, "x"))
    assert {loan_words.row_state(r, late, WORDS) for r in late.account.rows} == {
        "Given up"
    }
    part = on(FEBRUARY - timedelta(days=1), Payment(date(2026, 2, 1), dh(50)))
    assert loan_words.row_state(part.account.rows[0], part, WORDS) == "Part paid"
