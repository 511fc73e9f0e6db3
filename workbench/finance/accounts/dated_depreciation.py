"""Depreciation counted in days: an asset in use from a day on, rows on fixed days.

A row closes each period; the first one counts the days of use of its period, both
ends included, and so does the last, which stands on the anniversary of the first
day and takes what is left. What was worn before the first row comes off the total.
Charges are dirhams rounded half up to the centime row by row, so that the last row
also takes the rounding. Checked against the tests of published accounting software
(ERPNext, Odoo); Moroccan tax rules count months: see `depreciation`.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from workbench.finance.accounts.depreciation import DepreciationImpossible
from workbench.money import ZERO, dirhams
from workbench.months import Month

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asset:
    """An asset, worn over `count` periods of `months` months from `in_use` on.

    `first` is the day of the first row; `worn` is what was charged before it.
    """

    cost: Decimal
    in_use: date
    first: date
    months: int
    count: int
    residual: Decimal = ZERO
    worn: Decimal = ZERO

    def __post_init__(self) -> None:
        """Refuse what no asset can be."""
        if self.months < 1 or self.count < 1:
            raise DepreciationImpossible(field="equipment.life_years")
        if self.first < self.in_use:
            raise DepreciationImpossible(field="equipment.month")
        if not 0 <= self.residual + self.worn <= self.cost or self.residual < 0:
            raise DepreciationImpossible(field="equipment.unit_price")

    @property
    def ends(self) -> date:
        """The anniversary by which it is worn out."""
        return _months_after(self.in_use, self.months * self.count)

    def periods(self) -> Iterator["Period"]:
        """Yield the periods in order, the last one cut at the end of its use."""
        step = 0
        while True:
            starts = _months_after(self.first, self.months * (step - 1)) + DAY
            closes = _months_after(self.first, self.months * step)
            is_last = closes >= self.ends - DAY
            used_from = max(starts, self.in_use)
            on = min(closes, self.ends) if is_last else closes
            yield Period(on, used_from, _days(starts, closes), is_last=is_last)
            if is_last:
                return
            step += 1


@dataclass(frozen=True, slots=True)
class Period:
    """The day of a row, the first day of use, and the days of the whole period."""

    on: date
    used_from: date
    whole: int
    is_last: bool

    @property
    def days(self) -> int:
        """The days of use, both ends counted."""
        return _days(self.used_from, self.on)

    @property
    def share(self) -> Decimal:
        """The days of use over those of the whole period."""
        return Decimal(self.days) / self.whole


@dataclass(frozen=True, slots=True)
class Row:
    """The day, its charge, and all that is worn with it."""

    on: date
    charge: Decimal
    accumulated: Decimal


def _months_after(day: date, months: int) -> date:
    """The same day so many months on; the end of a month stays the end of one."""
    month = Month.of(day).plus(months)
    last = monthrange(month.year, month.number)[1]
    is_end = (day + DAY).day == 1
    return date(month.year, month.number, last if is_end else min(day.day, last))


def _days(first: date, last: date) -> int:
    """How many days there are, both ends counted."""
    return (last - first).days + 1


def by_periods(asset: Asset) -> tuple[Row, ...]:
    """Return the straight line: equal charges, the first by its share of days."""
    each = (asset.cost - asset.residual) / asset.count
    return _rows(asset, lambda period, _: each * period.share)


def by_days(asset: Asset) -> tuple[Row, ...]:
    """Return the straight line by day: each period is charged its days of use."""
    each_day = (asset.cost - asset.residual) / _days(asset.in_use, asset.ends - DAY)
    return _rows(asset, lambda period, _: each_day * period.days)


def written_down(asset: Asset, rate: Decimal) -> tuple[Row, ...]:
    """Return charges of a rate a period on the value left, the first by its days."""
    return _rows(asset, lambda period, left: left * rate * period.share)


def written_down_by_year(asset: Asset, rate_per_year: Decimal) -> tuple[Row, ...]:
    """Return charges of a yearly rate on the value left at the start of the year.

    Periods shorter than a year take their days of it; the year is that of the row.
    """
    at_start: dict[int, Decimal] = {}

    def charge(period: Period, left: Decimal) -> Decimal:
        base = at_start.setdefault(period.on.year, left)
        of_year = _days(date(period.on.year, 1, 1), date(period.on.year, 12, 31))
        return base * rate_per_year * period.days / of_year

    return _rows(asset, charge)


def _rows(
    asset: Asset, charge_of: Callable[[Period, Decimal], Decimal]
) -> tuple[Row, ...]:
    """One row a period; `charge_of` is asked with the value left before the row."""
    rows: list[Row] = []
    worn, most = asset.worn, asset.cost - asset.residual
    for period in asset.periods():
        charge = dirhams(charge_of(period, asset.cost - worn))
        charge = most - worn if period.is_last else min(charge, most - worn)
        worn += charge
        rows.append(Row(period.on, charge, worn))
    return tuple(rows)


def of_part_of_year(charge_per_year: Decimal, first: date, last: date) -> Decimal:
    """Return the charge of the days from `first` to `last` of a year, both counted.

    What an asset sold in the year still owes when it goes.
    """
    of_year = _days(date(last.year, 1, 1), date(last.year, 12, 31))
    return dirhams(charge_per_year * _days(first, last) / of_year)


def over_the_rest(
    value: Decimal, periods: int, part: Decimal = ZERO
) -> tuple[Decimal, ...]:
    """Return a new value spread over the periods left, and a part of one more.

    After a revaluation, or a repair that adds to the value; the last charge takes
    the rest.
    """
    if value < 0 or periods < 1 or not 0 <= part < 1:
        raise DepreciationImpossible(field="equipment.life_years")
    each, left = dirhams(value / (periods + part)), value
    charges: list[Decimal] = []
    for _ in range(periods if part else periods - 1):
        charges.append(min(each, left))
        left -= charges[-1]
    return (*charges, left)


def less_worn(charges: Sequence[Decimal], worn: Decimal) -> tuple[Decimal, ...]:
    """Return the charges once what was already worn is taken off the first ones."""
    left = worn
    found = []
    for charge in charges:
        taken = min(left, charge)
        left -= taken
        found.append(charge - taken)
    return tuple(found)
