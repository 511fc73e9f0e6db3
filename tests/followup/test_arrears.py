"""Lateness: two counts of days that are never mixed, and amounts by age."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from events_of import DAYS, PAYMENTS, PLAIN, dh
from hypothesis import given
from hypothesis import strategies as st

from workbench.followup import arrears, repayments
from workbench.followup.arrears import BUCKETS, Arrears
from workbench.followup.loan_account import Window
from workbench.followup.loan_events import (
    Event,
    EventRefused,
    Pause,
    Payment,
    Reschedule,
    Resume,
)
from workbench.money import ZERO

FEBRUARY, MARCH, APRIL = (due.due_on for due in PLAIN.dues)


def aged(on: date, *events: Event, grace_days: int = 0) -> Arrears:
    account = repayments.replay(PLAIN, events, on)
    return arrears.ageing(account, on, grace_days=grace_days)


def codes(found: Arrears) -> list[tuple[str, Decimal]]:
    return [(bucket.code, amount) for bucket, amount in found.by_age]


def test_nothing_is_late_on_its_due_date() -> None:
    found = aged(FEBRUARY)
    assert (found.days_past_due, found.since, found.at_risk) == (0, None, ZERO)
    assert found.bucket is None


def test_one_instalment_late_puts_the_whole_principal_at_risk() -> None:
    found = aged(date(2026, 3, 1))
    assert found.days_past_due == 1
    assert found.overdue.total == dh(109)
    assert found.at_risk == dh(300)
    assert codes(found) == [("1-30", dh(109))]


def test_each_instalment_has_its_own_age() -> None:
    found = aged(date(2026, 5, 1))
    assert found.days_past_due == 62
    assert codes(found) == [
        ("1-30", dh(103)),
        ("31-60", dh(106)),
        ("61-90", dh(109)),
    ]


def test_grace_holds_back_the_age_but_not_the_days_past_due() -> None:
    in_grace = aged(FEBRUARY + timedelta(days=5), grace_days=5)
    assert (in_grace.days_past_due, in_grace.days_counted) == (5, 0)
    assert in_grace.by_age == ()
    after = aged(FEBRUARY + timedelta(days=6), grace_days=5)
    assert after.days_counted == 1
    assert codes(after) == [("1-30", dh(109))]


def test_a_pause_stops_the_age_but_not_the_days_past_due() -> None:
    pause = Pause(date(2026, 3, 1), date(2026, 3, 20))
    found = aged(date(2026, 4, 10), pause)
    assert found.days_past_due == 41
    assert found.days_counted == 21
    assert found.bucket == BUCKETS[0]


def test_a_resumption_ends_the_pause_in_force_and_no_other() -> None:
    events = (
        Pause(date(2026, 3, 1), date(2026, 3, 20)),
        Resume(date(2026, 3, 5)),
        Pause(date(2026, 4, 1), date(2026, 4, 3)),
    )
    account = repayments.replay(PLAIN, events)
    assert account.pauses == (
        Window(date(2026, 3, 1), date(2026, 3, 5)),
        Window(date(2026, 4, 1), date(2026, 4, 3)),
    )


def test_a_day_in_two_pauses_is_one_day() -> None:
    both = (
        Window(date(2026, 3, 1), date(2026, 3, 10)),
        Window(date(2026, 3, 8), date(2026, 3, 12)),
    )
    assert arrears.paused_days(both, date(2026, 3, 31)) == 12
    assert arrears.paused_days(both, date(2026, 3, 9)) == 9
    assert arrears.paused_days(both, date(2026, 2, 1)) == 0


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(EventRefused) as refused:
        aged(MARCH, Pause(MARCH, FEBRUARY))
    assert refused.value.facts == {"field": "last"}


def test_a_rescheduled_loan_is_current_but_says_that_it_was() -> None:
    moved = Reschedule(FEBRUARY, FEBRUARY, "incendie", date(2026, 6, 1))
    found = aged(date(2026, 5, 1), moved)
    assert found.days_past_due == 0
    assert found.is_restructured


def test_buckets_leave_no_day_out_and_none_twice() -> None:
    for days in range(1, 1000):
        assert sum(bucket.holds(days) for bucket in BUCKETS) == 1


@given(st.lists(PAYMENTS, max_size=5), DAYS, st.integers(0, 10))
def test_ages_never_add_to_more_than_what_is_overdue(
    payments: list[Payment], on: date, grace_days: int
) -> None:
    found = aged(on, *payments, grace_days=grace_days)
    by_age = sum((amount for _, amount in found.by_age), ZERO)
    assert by_age <= found.overdue.total
    assert found.days_counted <= found.days_past_due
    assert (found.days_past_due > 0) == (found.overdue.total > 0)


@given(st.lists(PAYMENTS, max_size=5), DAYS)
def test_an_account_gets_older_day_by_day(payments: list[Payment], on: date) -> None:
    account = repayments.replay(PLAIN, payments)
    today = arrears.ageing(account, on)
    tomorrow = arrears.ageing(account, on + timedelta(days=1))
    assert tomorrow.days_past_due >= today.days_past_due
    assert tomorrow.at_risk >= today.at_risk
