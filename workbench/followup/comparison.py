"""What a visit found against what the frozen forecast promised, and its alerts.

Variances are actual less promised, in dirhams; shares are fractions of 1.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Self

from workbench.finance.forecast import Forecast
from workbench.finance.model.nature import DEBTS, Nature
from workbench.findings import Finding, Level
from workbench.knowledge.funders import Alerts
from workbench.money import ZERO
from workbench.months import Month
from workbench.plan.business_plan import WEEKS_PER_MONTH

FIGURES = ("sales", "purchases", "costs", "draw", "cash")
EARNED = frozenset({Nature.SALE, Nature.OUTSIDE})
"""Receipts that customers bring, not lenders or givers; what is known apart too."""
COSTS = (
    frozenset(Nature)
    - DEBTS
    - {Nature.PURCHASE, Nature.HOUSEHOLD, Nature.LOAN_FEE}
    - {Nature.INVESTMENT, Nature.RENEWAL}
)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Five figures of one month in dirhams; cash is what is left at its end."""

    sales: Decimal
    purchases: Decimal
    costs: Decimal
    draw: Decimal
    cash: Decimal

    def as_plain(self) -> dict[str, str]:
        """The figures as decimal text."""
        return {name: str(getattr(self, name)) for name in FIGURES}

    @classmethod
    def from_plain(cls, plain: Mapping[str, str]) -> Self:
        """The figures that `as_plain` wrote."""
        return cls(**{name: Decimal(plain[name]) for name in FIGURES})


@dataclass(frozen=True, slots=True)
class Variance:
    """One figure: promised, found, and the difference."""

    figure: str
    promised: Decimal
    actual: Decimal

    @property
    def difference(self) -> Decimal:
        """Actual less promised."""
        return self.actual - self.promised


def promises(forecast: Forecast) -> dict[Month, MonthFigures]:
    """Return what the cash plan promises for each month, in a visit's five figures."""
    cash = forecast.cash
    figures = zip(
        cash.received(EARNED),
        cash.paid({Nature.PURCHASE}),
        cash.paid(COSTS),
        cash.paid({Nature.HOUSEHOLD}),
        cash.closing,
        strict=True,
    )
    return {
        month: MonthFigures(*of_month)
        for month, of_month in zip(forecast.months, figures, strict=True)
    }


def reported_month(visited_on: date) -> Month:
    """The month a visit asks about: the last whole one before the day."""
    return Month.of(visited_on).plus(-1)


def compare(promised: MonthFigures, actual: MonthFigures) -> tuple[Variance, ...]:
    """Return the five figures side by side."""
    return tuple(
        Variance(name, getattr(promised, name), getattr(actual, name))
        for name in FIGURES
    )


@dataclass(frozen=True, slots=True)
class Situation:
    """What a visit found beside the five figures."""

    is_open: bool
    days_late: int
    permit_expires_on: date | None
    visited_on: date


def alerts(
    promised: MonthFigures | None,
    actual: MonthFigures,
    situation: Situation,
    limits: Alerts,
) -> Sequence[Finding]:
    """Return the early warnings of one visit, each with its figures."""
    return (
        *_of_situation(situation, limits),
        *_of_figures(actual, limits),
        *(_of_promise(promised, actual, limits) if promised else ()),
    )


def _of_situation(situation: Situation, limits: Alerts) -> Iterator[Finding]:
    if not situation.is_open:
        yield _alert("visit.closed", Level.BLOCKING)
    if situation.days_late > limits.late_days:
        yield _alert("visit.instalment_late", days=situation.days_late)
    expiry = situation.permit_expires_on
    warned_from = situation.visited_on + timedelta(days=limits.permit_days)
    if expiry and expiry < warned_from:
        yield _alert("visit.permit_expires", expires_on=expiry)


def _of_figures(actual: MonthFigures, limits: Alerts) -> Iterator[Finding]:
    needed = (actual.purchases + actual.costs) / WEEKS_PER_MONTH * limits.cash_weeks
    if actual.cash < needed:
        yield _alert("visit.cash_low", cash=actual.cash, weeks=limits.cash_weeks)
    earned = actual.sales - actual.purchases - actual.costs
    if actual.draw > max(earned, ZERO):
        yield _alert("visit.draw_above_profit", draw=actual.draw, profit=earned)


def _of_promise(
    promised: MonthFigures, actual: MonthFigures, limits: Alerts
) -> Iterator[Finding]:
    if actual.sales < promised.sales * limits.sales_share:
        share = actual.sales / promised.sales
        yield _alert("visit.sales_low", share=share, promised=promised.sales)


def _alert(code: str, level: Level = Level.WARNING, **facts: object) -> Finding:
    return Finding(code, level, "", facts=facts)
