"""Depreciation tables: straight line and degressive, with the month rule.

The month of purchase counts whole: an asset bought on the 24th of April wears from
the 1st. Degressive: the straight-line rate times a coefficient by life, prorated
by month in the first year, then on the net value; straight line over what is left,
counted in months, as soon as that gives more. Amounts are dirhams rounded to the
centime, rates fractions of 1. Sources: CGI art. 10-III; lines of the CGNC table.
Tables that count days are in `dated_depreciation`.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from workbench.errors import WorkbenchError
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR

COEFFICIENTS = ((3, Decimal("1.5")), (5, Decimal(2)), (7, Decimal(3)))
"""From so many years of life on; nothing degressive below three."""


class DepreciationImpossible(WorkbenchError):
    """A life of nothing, a value below zero, or a life too short to be degressive."""

    code = "depreciation.impossible"


@dataclass(frozen=True, slots=True)
class Charge:
    """One financial year: base and rate, the charge, what is worn, what is left."""

    year: int
    base: Decimal
    rate: Decimal
    charge: Decimal
    accumulated: Decimal
    net: Decimal


def straight_line(
    cost: Decimal,
    life_months: int,
    *,
    year: int,
    month: int = 1,
    residual: Decimal = ZERO,
) -> tuple[Charge, ...]:
    """Return the table of an asset bought in a calendar month (1 to 12).

    First year: base x rate x months / 12, the month of purchase included; the last
    year takes the rest.
    """
    _refuse(cost, life_months, month, residual)
    base = cost - residual
    rate = Decimal(MONTHS_PER_YEAR) / life_months
    rows: list[Charge] = []
    worn, left = ZERO, life_months
    counted = MONTHS_PER_YEAR + 1 - month
    while left > 0:
        counted = min(counted, left)
        left -= counted
        whole = dirhams(base * counted / life_months)
        charge = min(whole, base - worn) if left else base - worn
        worn += charge
        rows.append(Charge(year + len(rows), base, rate, charge, worn, cost - worn))
        counted = MONTHS_PER_YEAR
    return tuple(rows)


def coefficient(life_years: int) -> Decimal:
    """Return what multiplies the straight-line rate (1.5, 2 or 3 by life)."""
    fitting = [value for years, value in COEFFICIENTS if life_years >= years]
    if not fitting:
        raise DepreciationImpossible(field="equipment.life_years")
    return fitting[-1]


def degressive_rate(life_years: int) -> Decimal:
    """Return the degressive rate a year of a life: 5 years give 0.40."""
    return coefficient(life_years) / life_years


def degressive(
    cost: Decimal,
    life_years: int,
    *,
    year: int,
    month: int = 1,
    residual: Decimal = ZERO,
    rate: Decimal | None = None,
) -> tuple[Charge, ...]:
    """Return the degressive table of an asset bought in a calendar month.

    `rate` is a yearly one, that of the law where None is given; what is worn is
    the cost less the residual value.
    """
    _refuse(cost, life_years, month, residual)
    rate = degressive_rate(life_years) if rate is None else rate
    rows: list[Charge] = []
    worn_out = cost - residual
    net, left = worn_out, life_years * MONTHS_PER_YEAR
    counted = MONTHS_PER_YEAR + 1 - month
    while left > 0:
        linear = Decimal(MONTHS_PER_YEAR) / left
        used = max(rate, linear)
        prorated = dirhams(net * used * counted / MONTHS_PER_YEAR)
        charge = net if left <= counted else min(net, prorated)
        base, net, left = net, net - charge, left - counted
        worn = worn_out - net
        rows.append(Charge(year + len(rows), base, used, charge, worn, cost - worn))
        counted = MONTHS_PER_YEAR
    return tuple(rows)


def _refuse(cost: Decimal, life: int, month: int, residual: Decimal) -> None:
    if life < 1:
        raise DepreciationImpossible(field="equipment.life_years")
    if not 1 <= month <= MONTHS_PER_YEAR:
        raise DepreciationImpossible(field="equipment.month")
    if cost < 0 or not 0 <= residual <= cost:
        raise DepreciationImpossible(field="equipment.unit_price")


def declining(
    cost: Decimal,
    rate: Decimal,
    periods: int,
    *,
    residual: Decimal = ZERO,
    floor: Decimal = ZERO,
    split: int = 1,
) -> tuple[Decimal, ...]:
    """Return charges of a constant rate on the net value, never below a residual.

    `floor` is the least charge of a period, such as the straight-line one: with it
    the table turns linear by itself. The rate holds for `split` periods, twelve for
    a yearly rate by month, which share the charge on the value before them. The
    charges are not rounded.
    """
    charges: list[Decimal] = []
    net = base = cost
    for place in range(periods):
        base = base if place % split else net
        charges.append(min(max(base * rate / split, floor), net - residual))
        net -= charges[-1]
    return tuple(charges)


def fixed_rate(cost: Decimal, salvage: Decimal, life: int) -> Decimal:
    """Return the rate that takes cost to salvage: 1 - (s / c) ^ (1 / n), 3 decimals.

    The convention of spreadsheets (function DB).
    """
    rate = 1 - (salvage / cost) ** (Decimal(1) / life)
    return rate.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)


def book_value_sold(cost: Decimal, accumulated: Decimal) -> Decimal:
    """Return the net book value (VNA) of an asset when it is sold."""
    return cost - accumulated


def result_of_sale(price: Decimal, cost: Decimal, accumulated: Decimal) -> Decimal:
    """Return the gain on an asset sold; a loss is negative."""
    return price - book_value_sold(cost, accumulated)
