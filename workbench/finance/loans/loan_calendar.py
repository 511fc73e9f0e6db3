"""When instalments fall due, and how long the time between two of them is.

A month's end clamps from the original day: 31 January, 28 February, 31 March. The
day of a period's start belongs to it, the day it ends to the next one.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from workbench.finance.loans.terms import InterestCalculation, RateKind, Terms, Unit

MONTHS_PER_YEAR = 12
WEEKS_PER_YEAR = 52
DAYS_PER_WEEK = 7
DAYS_PER_YEAR = 365
DAYS_PER_MONTH = 30
PRECISION = 40


@dataclass(frozen=True, slots=True)
class Period:
    """The time from one due date to the next, instalment `number` ending it."""

    number: int
    start: date
    due: date
    length: Fraction
    """How many usual periods it lasts: 1 but for a first one that was moved."""

    @property
    def days(self) -> int:
        """The days from its start to its end."""
        return (self.due - self.start).days


def later(day: date, count: int, unit: Unit) -> date:
    """Return the day `count` units later; months clamp to the end of a month."""
    if unit is Unit.DAYS:
        return day + timedelta(days=count)
    if unit is Unit.WEEKS:
        return day + timedelta(weeks=count)
    index = day.year * MONTHS_PER_YEAR + day.month - 1 + count
    year, month = index // MONTHS_PER_YEAR, index % MONTHS_PER_YEAR + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def series(
    first: date, count: int, every: int, unit: Unit, *, is_month_end: bool = False
) -> tuple[date, ...]:
    """Return `count` due dates from the first on, or the ends of their months."""
    days = (later(first, place * every, unit) for place in range(count))
    return tuple(map(_month_end, days)) if is_month_end else tuple(days)


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def due_dates(terms: Terms) -> tuple[date, ...]:
    """Return the day of every instalment, moved by hand or counted from the start."""
    if terms.due_dates:
        return terms.due_dates
    every, unit = terms.repay_every, terms.repay_unit
    place = 0 if terms.first_due_date else 1
    anchor = terms.first_due_date or terms.start
    days = (later(anchor, (place + k) * every, unit) for k in range(terms.count))
    return tuple(map(_month_end, days)) if terms.due_on_month_end else tuple(days)


def periods(terms: Terms) -> tuple[Period, ...]:
    """Return the periods, in order; the first one is longer where it was moved."""
    bounds = (terms.start, *due_dates(terms))
    usual, first = Fraction(1), Fraction(1)
    if terms.first_due_date or (terms.due_on_month_end and not terms.due_dates):
        first = _length(terms, bounds[0], bounds[1])
    return tuple(
        Period(number, start, due, first if number == 1 else usual)
        for number, (start, due) in enumerate(pairwise(bounds), 1)
    )


def _length(terms: Terms, start: date, end: date) -> Fraction:
    """Return how many usual periods lie between two days, months having 30 days."""
    if terms.repay_unit is not Unit.MONTHS:
        per_unit = DAYS_PER_WEEK if terms.repay_unit is Unit.WEEKS else 1
        return Fraction((end - start).days, per_unit * terms.repay_every)
    months, days = months_and_days(start, end)
    return (months + Fraction(days, DAYS_PER_MONTH)) / terms.repay_every


def months_and_days(start: date, end: date) -> tuple[int, int]:
    """Return the whole months between two days, and the days that are left over."""
    months = (end.year - start.year) * MONTHS_PER_YEAR + end.month - start.month
    if later(start, months, Unit.MONTHS) > end:
        months -= 1
    return months, (end - later(start, months, Unit.MONTHS)).days


def years_between(start: date, end: date, unit: Unit) -> float:
    """Return the years between two days as the annual cost counts them.

    Twelve equal months or 52 weeks make a year where the loan is repaid so; days
    left over are of 365.
    """
    days = (end - start).days
    if unit is Unit.DAYS:
        return days / DAYS_PER_YEAR
    if unit is Unit.WEEKS:
        weeks, rest = divmod(days, DAYS_PER_WEEK)
        return weeks / WEEKS_PER_YEAR + rest / DAYS_PER_YEAR
    months, rest = months_and_days(start, end)
    return months / MONTHS_PER_YEAR + rest / DAYS_PER_YEAR


def cuts(period: Period, days: Iterable[date]) -> list[tuple[date, date]]:
    """Return the period cut at the days that lie inside it."""
    inside = {day for day in days if period.start < day < period.due}
    return list(pairwise([period.start, *sorted(inside), period.due]))


def factor(
    terms: Terms, rate: Fraction, period: Period, start: date, end: date
) -> Fraction:
    """Return the interest on 1 from `start` to `end`, two days of the period.

    `rate` is the fraction of 1 in force a year. PER_PERIOD shares the year out over
    its periods; DAILY counts days in a year as long as that of the first pay-out;
    PROGRESSIVE follows `days_in_month` and `days_in_year`. A part of a period that
    is not counted in days is its share of the period's days.
    """
    if terms.interest_calculation is InterestCalculation.DAILY:
        return rate * Fraction((end - start).days, _disbursement_year(terms))
    if terms.interest_calculation is InterestCalculation.PROGRESSIVE:
        if terms.repay_unit is not Unit.MONTHS or terms.days_in_month == "ACTUAL":
            return rate * actual_years(start, end, terms.days_in_year or "ACTUAL")
        whole = rate * _thirty_day_years(terms, period)
    else:
        whole = _per_period(terms, rate)
    if start == period.start and end == period.due:
        return whole * period.length
    return whole * period.length * Fraction((end - start).days, period.days)


def _per_period(terms: Terms, rate: Fraction) -> Fraction:
    """Return the rate of one period out of those of a year."""
    year = terms.days_in_year or "365"
    in_year = {
        Unit.MONTHS: MONTHS_PER_YEAR,
        Unit.WEEKS: WEEKS_PER_YEAR,
        Unit.DAYS: DAYS_PER_YEAR if year == "ACTUAL" else int(year),
    }[terms.repay_unit]
    years = Fraction(terms.repay_every, in_year)
    if terms.rate_kind is RateKind.EFFECTIVE and years != 1:
        return _compounded(rate, years)
    return rate * years


def _compounded(rate: Fraction, years: Fraction) -> Fraction:
    """Return what 1 earns over so many years at an effective annual rate."""
    with localcontext(prec=PRECISION):
        exponent = Decimal(years.numerator) / years.denominator
        grown = (1 + Decimal(rate.numerator) / rate.denominator) ** exponent
    return Fraction(grown) - 1


def _disbursement_year(terms: Terms) -> int:
    """Return the days of the year that DAILY interest is counted in."""
    if terms.days_in_year in {None, "ACTUAL"}:
        return _year_length(terms.disbursements[0].date.year)
    return int(str(terms.days_in_year))


def _thirty_day_years(terms: Terms, period: Period) -> Fraction:
    days = terms.repay_every * DAYS_PER_MONTH
    if terms.days_in_year == "ACTUAL":
        return Fraction(days, _year_length(period.start.year))
    return Fraction(days, int(terms.days_in_year or "360"))


def actual_years(start: date, end: date, days_in_year: str) -> Fraction:
    """Return the years between two days; ACTUAL splits them where the year turns."""
    if days_in_year != "ACTUAL":
        return Fraction((end - start).days, int(days_in_year))
    years = range(start.year + 1, end.year + 1)
    turns = [date(year, 1, 1) for year in years if start < date(year, 1, 1) < end]
    return sum(
        (
            Fraction((right - left).days, _year_length(left.year))
            for left, right in pairwise([start, *turns, end])
        ),
        Fraction(0),
    )


def _year_length(year: int) -> int:
    return DAYS_PER_YEAR + calendar.isleap(year)


def day_before(day: date) -> date:
    """Return the last day of the period that ends on `day`."""
    return day - timedelta(days=1)
