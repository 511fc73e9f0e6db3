"""How late a loan is: days past due, days that count, amounts by age.

Two counts of days are kept apart. Days past due run from the oldest unpaid due date
and stop for nothing: portfolio at risk is made of them. Days that count start after
the days of grace and leave out the days of a pause; buckets are made of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from workbench.followup.loan_account import NOTHING, Account, AccountRow, Parts, Window
from workbench.money import ZERO


@dataclass(frozen=True, slots=True)
class Bucket:
    """A range of days late, both ends included; without a last day it has no end."""

    code: str
    first: int
    last: int | None

    def holds(self, days: int) -> bool:
        """Whether so many days fall into it."""
        return days >= self.first and (self.last is None or days <= self.last)


BUCKETS = (
    Bucket("1-30", 1, 30),
    Bucket("31-60", 31, 60),
    Bucket("61-90", 61, 90),
    Bucket("91-180", 91, 180),
    Bucket("181-365", 181, 365),
    Bucket("366+", 366, None),
)
"""Ages that do not overlap at their ends."""


@dataclass(frozen=True, slots=True)
class Arrears:
    """The lateness of one loan on one day.

    `since` is the oldest unpaid due date plus the days of grace; `by_age` what is
    overdue in each bucket, empty ones left out; `at_risk` the whole principal still
    owed, which portfolio at risk counts as soon as one instalment is late.
    """

    on: date
    days_past_due: int
    days_counted: int
    since: date | None
    overdue: Parts
    bucket: Bucket | None
    by_age: tuple[tuple[Bucket, Decimal], ...]
    at_risk: Decimal
    is_restructured: bool


def ageing(
    account: Account,
    on: date,
    *,
    grace_days: int = 0,
    buckets: Sequence[Bucket] = BUCKETS,
) -> Arrears:
    """Return how late the loan is on a day, the account being that of the same day.

    Grace and pauses belong to the loan: while no day of it counts, no instalment
    has an age; once one does, each unpaid instalment is aged from its own due date,
    less all the days of pause so far.
    """
    late = [row for row in account.rows if row.due_on < on and row.unpaid.total]
    if not late:
        return _on_time(account, on)
    oldest = min(row.due_on for row in late)
    since = oldest + timedelta(days=grace_days)
    paused = paused_days(account.pauses, on)
    counted = max(0, (on - since).days - paused)
    return Arrears(
        on=on,
        days_past_due=(on - oldest).days,
        days_counted=counted,
        since=since,
        overdue=sum((row.unpaid for row in late), NOTHING),
        bucket=_bucket(buckets, counted),
        by_age=_by_age(late, on, paused, buckets) if counted else (),
        at_risk=account.unpaid.principal,
        is_restructured=account.is_restructured,
    )


def _on_time(account: Account, on: date) -> Arrears:
    return Arrears(on, 0, 0, None, NOTHING, None, (), ZERO, account.is_restructured)


def paused_days(pauses: Iterable[Window], on: date) -> int:
    """Return how many days up to and including `on` lie in some pause."""
    days: set[date] = set()
    for window in pauses:
        length = (min(window.last, on) - window.first).days + 1
        days |= {window.first + timedelta(days=n) for n in range(length)}
    return len(days)


def _by_age(
    late: Iterable[AccountRow], on: date, paused: int, buckets: Sequence[Bucket]
) -> tuple[tuple[Bucket, Decimal], ...]:
    amounts: dict[str, Decimal] = {}
    for row in late:
        bucket = _bucket(buckets, (on - row.due_on).days - paused)
        if bucket is not None:
            amounts[bucket.code] = amounts.get(bucket.code, ZERO) + row.unpaid.total
    return tuple((b, amounts[b.code]) for b in buckets if b.code in amounts)


def _bucket(buckets: Sequence[Bucket], days: int) -> Bucket | None:
    return next((bucket for bucket in buckets if bucket.holds(days)), None)
