"""The calendar of visits after funding, and which of them are due or overdue."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workbench.knowledge.funders import VisitRule
from workbench.months import Month


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit to make: its code, its day, and how many days early or late it may be."""

    code: str
    due_on: date
    window_days: int


class Due(StrEnum):
    """Where a visit stands on a given day."""

    DONE = "done"
    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"


def plan_visits(funded_on: date, grid: Iterable[VisitRule]) -> tuple[PlannedVisit, ...]:
    """Return the visits of a funder's grid, counted from the day of the decision."""
    return tuple(
        PlannedVisit(
            code=rule.code,
            due_on=_after(funded_on, rule.months or 0, rule.days or 0),
            window_days=rule.window_days,
        )
        for rule in grid
    )


def _after(start: date, months: int, days: int) -> date:
    """The same day so many months later, the last of the month where there is none."""
    month = Month.of(start).plus(months)
    last = calendar.monthrange(month.year, month.number)[1]
    day = date(month.year, month.number, min(start.day, last))
    return day + timedelta(days=days)


def standing(due_on: date, window_days: int, done_on: date | None, today: date) -> Due:
    """Return whether a visit is done, due within its window, overdue or for later."""
    window = timedelta(days=window_days)
    if done_on is not None:
        return Due.DONE
    if today > due_on + window:
        return Due.OVERDUE
    return Due.DUE if today >= due_on - window else Due.LATER
