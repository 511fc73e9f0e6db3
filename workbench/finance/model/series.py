"""The tables a forecast is made of, and the arithmetic of monthly series.

A series holds one amount in dirhams per month; a line names a series.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from workbench.finance.model.nature import Nature
from workbench.money import CENTIME, ZERO, dirhams

Series = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a plan: its key, what it is, its amounts, the person's own label."""

    key: str
    nature: Nature
    amounts: Series
    label: str = ""

    @property
    def total(self) -> Decimal:
        """The sum over the months."""
        return sum(self.amounts, ZERO)


@dataclass(frozen=True, slots=True)
class CashPlan:
    """What comes in and goes out, tax included; closing = opening + in - out."""

    receipts: tuple[Line, ...]
    payments: tuple[Line, ...]
    opening: Series
    total_in: Series
    total_out: Series
    closing: Series

    @property
    def net(self) -> Series:
        """In less out, month by month."""
        return minus(self.total_in, self.total_out)

    def received(self, natures: Collection[Nature]) -> Series:
        """What comes in of those natures, month by month."""
        return of_natures(self.receipts, natures)

    def paid(self, natures: Collection[Nature]) -> Series:
        """What goes out of those natures, month by month."""
        return of_natures(self.payments, natures)


@dataclass(frozen=True, slots=True)
class ProfitPlan:
    """What is earned and used up; the owner's draw is no cost of the business.

    Result = gross margin + other income (grants) - costs.
    """

    income: tuple[Line, ...]
    direct_costs: tuple[Line, ...]
    costs: tuple[Line, ...]
    gross_margin: Series
    result: Series
    other_income: tuple[Line, ...] = ()

    def spent(self, natures: Collection[Nature]) -> Series:
        """What the costs of those natures come to, month by month."""
        return of_natures(self.costs, natures)


@dataclass(frozen=True, slots=True)
class StartupTable:
    """Needs and sources before opening; the balancing lines make both sums equal."""

    needs: tuple[Line, ...]
    sources: tuple[Line, ...]
    gap: Decimal

    @property
    def total_needs(self) -> Decimal:
        """Everything to be paid or kept before opening."""
        return sum((line.total for line in self.needs), ZERO)

    @property
    def total_sources(self) -> Decimal:
        """Everything that pays for it, what is still to be found included."""
        return sum((line.total for line in self.sources), ZERO)


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Sales that cover the costs of an average month of the first year.

    Fixed costs hold wages, depreciation, interest and the health contribution,
    but not the one-off costs of opening. With repayments, what is paid in cash counts:
    principal, other debts and the household's draw, depreciation left out. None: no
    sales cover them.
    """

    fixed_per_month: Decimal
    margin_rate: Decimal
    sales_per_month: Decimal | None
    sales_per_day: Decimal | None
    sales_per_month_with_repayments: Decimal | None


def plus(*series: Sequence[Decimal]) -> Series:
    """Add month by month."""
    return tuple(sum(values, ZERO) for values in zip(*series, strict=True))


def minus(left: Sequence[Decimal], right: Sequence[Decimal]) -> Series:
    """Subtract month by month."""
    return tuple(a - b for a, b in zip(left, right, strict=True))


def of_natures(lines: Sequence[Line], natures: Collection[Nature]) -> Series:
    """Add the lines of those natures; a plan has at least one line of any."""
    chosen = [line.amounts for line in lines if line.nature in natures]
    return plus(*chosen) if chosen else (ZERO,) * len(lines[0].amounts)


def spread(amount: Decimal, count: int) -> Series:
    """Return `count` parts in centimes that sum to the amount exactly."""
    top, bottom = abs(amount).as_integer_ratio()
    twice, half = 200 * top, bottom * count
    marks = [(twice * k + half) // (2 * half) for k in range(count + 1)]
    least = twice // (2 * half)
    sign = -1 if amount < 0 else 1
    parts = (CENTIME * (sign * least), CENTIME * (sign * (least + 1)))
    return tuple([parts[b - a - least] for a, b in pairwise(marks)])


def break_even_sales(fixed: Decimal, margin_rate: Decimal) -> Decimal | None:
    """Return the sales whose margin equals the fixed costs of the same period.

    Sales and fixed costs in dirhams, the margin as a fraction of sales; None
    when a sale leaves no margin.
    """
    return dirhams(fixed / margin_rate) if margin_rate > 0 else None


def share(amount: Decimal, weights: Sequence[Decimal]) -> Series:
    """Split an amount by weight into centimes that sum to it; evenly if all are 0."""
    total = sum(weights, ZERO)
    if not total:
        return spread(amount, len(weights))
    running, marks = ZERO, [ZERO]
    for weight in weights:
        running += weight
        marks.append(dirhams(amount * running / total))
    return minus(marks[1:], marks[:-1])


def in_months(amounts: Iterable[tuple[int, Decimal]], count: int) -> Series:
    """Return so many months with each amount in the month of its number, from 1."""
    total = [ZERO] * count
    for month, amount in amounts:
        if 1 <= month <= count:
            total[month - 1] += amount
    return tuple(total)


def delayed(series: Series, months: int) -> Series:
    """Return the same amounts so many months later, cut to the same length."""
    return ((ZERO,) * months + series)[: len(series)]


def used(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines that hold an amount; the first one if none does."""
    given = tuple(lines)
    return tuple(line for line in given if any(line.amounts)) or given[:1]
