"""New schedules: both are kept, principal is neither made nor lost."""

from datetime import date
from decimal import Decimal

import pytest
from events_of import ANY_EVENT, PLAIN, contract, dh, possible
from hypothesis import given
from hypothesis import strategies as st

from workbench.followup import repayments
from workbench.followup.loan_account import Account, Parts, total
from workbench.followup.loan_events import (
    Advance,
    Charge,
    Chargeback,
    Event,
    EventAmount,
    EventRefused,
    NothingToReplan,
    Payment,
    Reage,
    Reamortise,
    ReasonMissing,
    ReplanDates,
    Reschedule,
)
from workbench.money import ZERO

FEBRUARY, MARCH, APRIL = (due.due_on for due in PLAIN.dues)
ILL = "maladie, certificat vu"


def after(*events: Event) -> Account:
    return repayments.replay(PLAIN, events)


def days(account: Account) -> list[date]:
    return [row.due_on for row in account.rows]


def principals(account: Account) -> list[Decimal]:
    return [row.due.principal for row in account.rows]


def test_both_schedules_are_kept_with_the_reason() -> None:
    account = after(Reschedule(FEBRUARY, MARCH, ILL, date(2026, 4, 15)))
    first, second = account.schedules
    assert first.dues == PLAIN.dues
    assert second.reason == ILL
    assert second.since == FEBRUARY
    assert account.is_restructured
    assert days(account) == [FEBRUARY, date(2026, 4, 15), date(2026, 5, 15)]


def test_moved_instalments_keep_their_interest_and_extra_interest_stands_apart() -> (
    None
):
    moved = Reschedule(
        FEBRUARY, MARCH, ILL, date(2026, 4, 15), extra_interest=dh("2.50")
    )
    account = after(moved)
    assert [row.due.interest for row in account.rows] == [dh(9), dh("8.50"), dh(3)]
    assert account.schedules[-1].extra_interest == dh("2.50")


def test_grace_adds_instalments_of_nothing_and_ends_as_many_periods_later() -> None:
    account = after(Reschedule(FEBRUARY, MARCH, ILL, grace=2))
    assert days(account) == [
        FEBRUARY,
        MARCH,
        APRIL,
        date(2026, 5, 31),
        date(2026, 6, 30),
    ]
    assert principals(account) == [dh(100), ZERO, ZERO, dh(100), dh(100)]
    assert account.rows[1].completed_on == FEBRUARY


def test_extra_terms_share_principal_and_interest_without_losing_a_centime() -> None:
    account = after(Reschedule(FEBRUARY, MARCH, ILL, extra_terms=1))
    assert principals(account)[1:] == [dh("66.67"), dh("66.67"), dh("66.66")]
    assert account.unpaid == total(PLAIN.dues)


def test_what_was_paid_ahead_stays_paid_after_a_reschedule() -> None:
    account = after(
        Payment(FEBRUARY, dh(159)),
        Reschedule(FEBRUARY, MARCH, ILL, extra_terms=1),
    )
    assert account.received == sum((r.paid.total for r in account.rows), ZERO)
    assert account.rows[1].paid == Parts(principal=dh(44), interest=dh(3))
    assert account.rows[2].paid == Parts(interest=dh(3))
    assert account.unpaid.total == total(PLAIN.dues).total - dh(159)


def test_re_ageing_starts_again_with_what_is_owed() -> None:
    account = after(
        Payment(FEBRUARY, dh(109)),
        Reage(date(2026, 4, 10), date(2026, 5, 10), 3, ILL, every=2),
    )
    assert days(account)[-3:] == [
        date(2026, 5, 10),
        date(2026, 7, 10),
        date(2026, 9, 10),
    ]
    assert principals(account)[-3:] == [dh("66.67"), dh("66.67"), dh("66.66")]
    assert account.rows[1].due == Parts(interest=dh(6))
    assert sum(r.due.interest for r in account.rows[-3:]) == dh(3)
    assert account.unpaid.total == dh(209)


def test_arrears_are_spread_over_what_is_still_to_come() -> None:
    account = after(Reamortise(date(2026, 3, 1), ILL, dh(1)))
    assert principals(account) == [ZERO, dh(150), dh(150)]
    assert account.rows[0].due == Parts(interest=dh(9))
    whole = after(Charge(FEBRUARY, dh(3)), Reamortise(date(2026, 3, 1), ILL))
    assert whole.rows[0].unpaid == Parts(interest=dh(9), fees=dh(3))


def test_the_day_of_the_month_survives_short_months() -> None:
    loan = contract(number_of_repayments=2)
    stretched = repayments.replay(
        loan, [Reschedule(date(2026, 2, 1), date(2026, 3, 31), ILL, grace=3)]
    )
    assert [row.due_on.day for row in stretched.rows] == [28, 31, 30, 31, 30]


@pytest.mark.parametrize(
    ("event", "refused", "field"),
    [
        (Reschedule(FEBRUARY, MARCH, " ", MARCH), ReasonMissing, "reason"),
        (Reschedule(FEBRUARY, MARCH, ILL), NothingToReplan, "new_due_on"),
        (
            Reschedule(FEBRUARY, date(2026, 5, 1), ILL, grace=1),
            NothingToReplan,
            "from_due_on",
        ),
        (Reschedule(FEBRUARY, MARCH, ILL, FEBRUARY), ReplanDates, "new_due_on"),
        (Reschedule(FEBRUARY, MARCH, ILL, grace=-1), EventAmount, "grace"),
        (Reage(FEBRUARY, MARCH, 0, ILL), NothingToReplan, "count"),
        (Reage(FEBRUARY, date(2026, 2, 27), 3, ILL), ReplanDates, "first_due_on"),
        (Reage(FEBRUARY, MARCH, 3, ILL, every=0), EventAmount, "every"),
        (Reamortise(APRIL, ILL), NothingToReplan, "on"),
        (Reamortise(FEBRUARY, ILL, dh(0)), EventAmount, "step"),
    ],
)
def test_a_new_schedule_that_cannot_be_is_refused_with_its_field(
    event: Event, refused: type[EventRefused], field: str
) -> None:
    with pytest.raises(refused) as problem:
        after(event)
    assert problem.value.facts["field"] == field


def test_a_repaid_loan_cannot_start_again() -> None:
    with pytest.raises(NothingToReplan):
        after(Payment(FEBRUARY, dh(318)), Reage(MARCH, APRIL, 3, ILL))


@given(st.lists(ANY_EVENT, max_size=10))
def test_principal_is_neither_made_nor_lost(typed: list[Event]) -> None:
    events = possible(typed)
    account = after(*events)
    lent = PLAIN.lent + sum(
        (e.amount for e in events if isinstance(e, Advance | Chargeback)), ZERO
    )
    extra = sum((e.extra_interest for e in events if isinstance(e, Reschedule)), ZERO)
    asked = total(account.schedules[-1].dues)
    assert sum((row.due.principal for row in account.rows), ZERO) == lent
    interest = sum((row.due.interest for row in account.rows), ZERO)
    assert interest == total(PLAIN.dues).interest + extra
    assert asked.total >= 0
    assert days(account) == sorted(days(account))
