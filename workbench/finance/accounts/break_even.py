"""The break-even: sales that cover costs, in dirhams, in units a day, and when.

Two dates are never the same and each has its name: the first month whose own sales
cover its costs, and the month in which the margins added up have repaid the fixed
costs added up. Amounts are dirhams of one period, the year unless said otherwise.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import accumulate

from workbench.finance.accounts.origins import Source
from workbench.finance.forecast import Forecast
from workbench.finance.model.nature import COSTS_OF_SALES, FIXED_COSTS
from workbench.finance.model.series import Series, minus, plus
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.business_plan import WEEKS_PER_MONTH, BusinessPlan

DAYS_PER_YEAR = 360


@dataclass(frozen=True, slots=True)
class Threshold:
    """Turnover against the variable and the fixed costs of the same period."""

    turnover: Decimal
    variable: Decimal
    fixed: Decimal

    @property
    def margin(self) -> Decimal:
        """What sales leave after the costs that follow them."""
        return self.turnover - self.variable

    @property
    def margin_rate(self) -> Decimal:
        """The margin as a fraction of turnover, 0 without turnover."""
        return self.margin / self.turnover if self.turnover else ZERO

    @property
    def result(self) -> Decimal:
        """What is left after fixed costs."""
        return self.margin - self.fixed

    @property
    def amount(self) -> Decimal | None:
        """The sales at which the result is zero; None: no sales cover the costs."""
        rate = self.margin_rate
        return dirhams(self.fixed / rate) if rate > 0 else None

    def days(self, base: int = DAYS_PER_YEAR) -> Decimal | None:
        """Days of a year of so many after which even sales reach it; None: never.

        `base` is 360, 365 or the working days: the answer depends on it.
        """
        if self.margin <= 0 or self.fixed > self.margin:
            return None
        return self.fixed / self.margin * base

    @property
    def safety_margin(self) -> Decimal | None:
        """Turnover above the break-even; below zero when it is not reached."""
        return None if self.amount is None else self.turnover - self.amount

    @property
    def safety_index(self) -> Decimal | None:
        """The safety margin as a fraction of turnover."""
        margin = self.safety_margin
        return None if margin is None or not self.turnover else margin / self.turnover

    @property
    def leverage(self) -> Decimal | None:
        """By how many per cent the result moves when sales move by one."""
        return self.margin / self.result if self.result else None


def units(fixed: Decimal, margin_per_unit: Decimal) -> int | None:
    """Return the units, rounded up, whose margin covers the fixed costs."""
    if margin_per_unit <= 0:
        return None
    needed = fixed / margin_per_unit
    return int(needed.to_integral_value(rounding=ROUND_CEILING))


def first_month_covered(margins: Series, fixed: Series) -> int | None:
    """Return the number of the first month whose margin covers its fixed costs."""
    pairs = zip(margins, fixed, strict=True)
    return next((k for k, (m, f) in enumerate(pairs, 1) if m >= f and m > 0), None)


def month_repaid(margins: Series, fixed: Series) -> int | None:
    """Return the first month in which margins added up repay fixed costs added up."""
    return first_month_covered(tuple(accumulate(margins)), tuple(accumulate(fixed)))


@dataclass(frozen=True, slots=True)
class BreakEvenView:
    """The break-even of each year, and the two months by name.

    `per_day` are sales in dirhams, `units_per_day` all products together at the
    mean price of what is sold.
    """

    years: tuple[Threshold, ...]
    per_day: Decimal | None
    units_per_day: Decimal | None
    covered_from: Month | None
    repaid_in: Month | None
    source: Source


def view(plan: BusinessPlan, forecast: Forecast, source: Source) -> BreakEvenView:
    """Return the break-even of a forecast; costs of opening count as fixed once."""
    margins, fixed = monthly(forecast)
    sales = plus(*(line.amounts for line in forecast.profit.income))
    starts = range(0, len(sales), MONTHS_PER_YEAR)
    years = tuple(_of(sales, margins, fixed, first) for first in starts)
    first = years[0]
    months = min(len(sales), MONTHS_PER_YEAR)
    days = plan.rhythm.days_per_week * WEEKS_PER_MONTH * months
    per_day = dirhams(first.amount / days) if first.amount and days else None
    return BreakEvenView(
        years=years,
        per_day=per_day,
        units_per_day=_units_per_day(plan, per_day),
        covered_from=_named(forecast, first_month_covered(margins, fixed)),
        repaid_in=_named(forecast, month_repaid(margins, fixed)),
        source=source,
    )


def monthly(forecast: Forecast) -> tuple[Series, Series]:
    """Return by month the margin after costs that follow sales, and fixed costs."""
    profit = forecast.profit
    margins = minus(profit.gross_margin, profit.spent(COSTS_OF_SALES))
    return margins, profit.spent(FIXED_COSTS)


def _of(sales: Series, margins: Series, fixed: Series, first: int) -> Threshold:
    year = slice(first, first + MONTHS_PER_YEAR)
    turnover = sum(sales[year], ZERO)
    variable = turnover - sum(margins[year], ZERO)
    return Threshold(turnover, variable, sum(fixed[year], ZERO))


def _units_per_day(plan: BusinessPlan, per_day: Decimal | None) -> Decimal | None:
    counts = [(plan.rhythm.units_per_week(p), p.price) for p in plan.products]
    sold = sum((units for units, _ in counts), ZERO)
    worth = sum((units * price for units, price in counts), ZERO)
    if per_day is None or not worth:
        return None
    return (per_day * sold / worth).quantize(Decimal("0.1"), rounding=ROUND_CEILING)


def _named(forecast: Forecast, number: int | None) -> Month | None:
    return None if number is None else forecast.months[number - 1]
