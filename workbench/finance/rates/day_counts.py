"""How much of a year lies between two dates: the conventions that contracts name.

Every count excludes the first day and includes the last, and is in years.

Sources: ISDA definitions 2006, section 4.16 (Actual/365 fixed, Actual/360,
Actual/Actual, 30/360, 30E/360); directive 2008/48/EC, annex I, part I, remark (c),
with the Commission's guidelines SWD(2012) 128 for what whole months leave over.
"""

import calendar
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from workbench.errors import WorkbenchError

MONTHS_PER_YEAR: Final = 12
FEBRUARY: Final = 2
EU_MONTHS: Final = "EU 2008/48/EC month rule"
ACTUAL_365: Final = "Actual/365"


class DayCountUnknown(WorkbenchError):
    """No such way of counting days; facts: `field`, `convention`."""

    code = "day_count.unknown"


class DatesOutOfOrder(WorkbenchError):
    """The period ends before it begins; facts: `field`, `start`, `end`."""

    code = "dates.out_of_order"


def years(convention: str, start: date, end: date) -> float:
    """Return the years from `start` to `end`, by a convention of `CONVENTIONS`.

    DatesOutOfOrder when `end` comes first; DayCountUnknown for another name.
    """
    count = counting(convention)
    if end < start:
        raise DatesOutOfOrder(field="end", start=start, end=end)
    return count(start, end)


def counting(convention: str) -> Callable[[date, date], float]:
    """Return the count of a convention, written in capitals or not."""
    count = _BY_NAME.get(convention.strip().lower())
    if count is None:
        raise DayCountUnknown(field="day_count", convention=convention)
    return count


def _actual(days_per_year: float) -> Callable[[date, date], float]:
    """Every day counts the same share of a year."""
    return lambda start, end: (end - start).days / days_per_year


def _actual_actual(start: date, end: date) -> float:
    """ISDA: the days in each calendar year over the days of that year."""
    if start.year == end.year:
        return (end - start).days / _days_of(start.year)
    first = _days_of(start.year) - start.timetuple().tm_yday + 1
    last = end.timetuple().tm_yday - 1
    whole_years = end.year - start.year - 1
    return first / _days_of(start.year) + whole_years + last / _days_of(end.year)


def _days_of(year: int) -> int:
    return 366 if calendar.isleap(year) else 365


def _thirty_european(start: date, end: date) -> float:
    """30E/360: the 31st is a 30th."""
    return _thirty(start, end, min(start.day, 30), min(end.day, 30))


def _thirty_american(start: date, end: date) -> float:
    """US 30/360: month ends of February are 30ths where the period starts on one."""
    first, last = start.day, end.day
    if _is_february_end(start):
        last = 30 if _is_february_end(end) else last
        first = 30
    first = min(first, 30)
    return _thirty(start, end, first, min(last, 30) if first == 30 else last)  # noqa: PLR2004


def _is_february_end(day: date) -> bool:
    return day.month == FEBRUARY and day == _clamped(day.year, day.month, 31)


def _thirty(start: date, end: date, first: int, last: int) -> float:
    return (30 * _months(start, end) + last - first) / 360


def _months(start: date, end: date) -> int:
    return MONTHS_PER_YEAR * (end.year - start.year) + end.month - start.month


def _eu_months(start: date, end: date) -> float:
    """Whole months, then days over those of the year that ends where they end.

    Whole months are counted back from `end`; a month end answers a month end,
    whichever of the two is the shorter month.
    """
    whole = _months(start, end)
    if moved(start, whole) == end or moved(end, -whole) == start:
        return whole / MONTHS_PER_YEAR
    while moved(end, -whole) < start:
        whole -= 1
    anchor = moved(end, -whole)
    if anchor.year == date.min.year:
        days_per_year = 365
    else:
        days_per_year = (anchor - moved(anchor, -MONTHS_PER_YEAR)).days
    return whole / MONTHS_PER_YEAR + (anchor - start).days / days_per_year


def moved(day: date, months: int) -> date:
    """Return the same day some months on, or the last one of a shorter month."""
    year, month = divmod(MONTHS_PER_YEAR * day.year + day.month - 1 + months, 12)
    return _clamped(year, month + 1, day.day)


def _clamped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


CONVENTIONS: Final[Mapping[str, Callable[[date, date], float]]] = {
    ACTUAL_365: _actual(365),
    "Actual/365.25": _actual(365.25),
    "Actual/364": _actual(364),
    "Actual/360": _actual(360),
    "Actual/Actual ISDA": _actual_actual,
    "30E/360": _thirty_european,
    "US 30/360": _thirty_american,
    EU_MONTHS: _eu_months,
}
"""The conventions by the names that `workbench rates` reads."""

_OTHER_NAMES: Final = {
    "Act/365": ACTUAL_365,
    "Act/365F": ACTUAL_365,
    "Act/360": "Actual/360",
    "Act/364": "Actual/364",
    "Actual/Actual": "Actual/Actual ISDA",
    "Act/Act": "Actual/Actual ISDA",
    "30/360": "US 30/360",
}

_BY_NAME: Final = {name.lower(): count for name, count in CONVENTIONS.items()} | {
    name.lower(): CONVENTIONS[meant] for name, meant in _OTHER_NAMES.items()
}
