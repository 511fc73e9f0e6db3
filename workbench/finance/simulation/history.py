"""Past takings as a source of ranges: what weak, strong and very bad months were.

Each month is compared with what the plan's own good and slow months weigh, so that a
season is not taken for chance. A month that is not whole says nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import mean, median
from typing import Final

import numpy as np

from workbench.finance.simulation.spreads import WIDEST, Range, SpreadImpossible
from workbench.months import Month

FIELD: Final = "risk.takings"
FEWEST: Final = 6
FEW_MONTHS: Final = 12
CAUTION: Final = 1.3
"""How much wider, in logarithms, the range of fewer than twelve months is made: with
six, a new month then lies within it four times in five."""
BAD: Final = 0.5
"""A month below this share of the usual one is a very bad month, not a weak one."""


class HistoryRefused(SpreadImpossible):
    """Takings that no range can be drawn from; `field` is `risk.takings`."""

    code = "history.refused"


class HistoryTooShort(HistoryRefused):
    """Fewer whole months than a range needs; facts: `months`, `fewest`."""

    code = "history.too_short"


class HistoryWithoutSales(HistoryRefused):
    """Nothing was sold in most months."""

    code = "history.no_sales"


class MonthTwice(HistoryRefused):
    """A month stands in two lines; facts: `line`, `month`."""

    code = "history.month_twice"


@dataclass(frozen=True, slots=True)
class Takings:
    """What one month brought, and whether all of it was noted."""

    month: Month
    amount: Decimal
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class History:
    """Takings by month, in order, and the silences of a daily notebook.

    A silence is more than a week without any line: its first and last day.
    """

    takings: tuple[Takings, ...]
    silences: tuple[tuple[date, date], ...] = ()

    @property
    def whole(self) -> tuple[Takings, ...]:
        """The months that were noted from end to end."""
        return tuple(one for one in self.takings if one.is_whole)

    @property
    def gaps(self) -> tuple[Month, ...]:
        """The months between the first and the last that nobody noted."""
        months = [one.month for one in self.takings]
        return tuple(
            before.plus(later)
            for before, after in pairwise(months)
            for later in range(1, before.until(after))
        )


@dataclass(frozen=True, slots=True)
class Learned:
    """What so many whole months say: the usual one in dirhams, the range around it.

    `bad` are the very bad months, which the range leaves out; `left` is what they
    left of the usual on average, None where there was none.
    """

    months: int
    usual: float
    volume: Range
    bad: tuple[Takings, ...] = ()
    left: float | None = None

    @property
    def bad_chance(self) -> float:
        """The share of months that were very bad."""
        return len(self.bad) / self.months


def of_months(lines: Iterable[tuple[int, Month, Decimal]]) -> History:
    """Return the history of lines of one month each; raises MonthTwice."""
    found: dict[Month, Decimal] = {}
    for line, month, amount in lines:
        if month in found:
            raise MonthTwice(field=FIELD, line=line, month=month)
        found[month] = amount
    return History(tuple(Takings(month, found[month]) for month in sorted(found)))


def _as_it_is(_month: Month) -> Decimal:
    return Decimal(1)


def learn(noted: History, weight: Callable[[Month], Decimal] = _as_it_is) -> Learned:
    """Return what the whole months of a history say, closed ones left out.

    The weak and the strong month are the order statistics at 0.1 and 0.9 of n + 1
    places, between which four new months in five fall whatever the law; fewer than
    twelve months are held wider. Raises HistoryTooShort and HistoryWithoutSales.
    """
    weighed = [(one, float(weight(one.month))) for one in noted.whole]
    seen = [(float(one.amount) / by, one) for one, by in weighed if by]
    if len(seen) < FEWEST:
        raise HistoryTooShort(field=FIELD, months=len(seen), fewest=FEWEST)
    least = BAD * median(amount for amount, _ in seen)
    steady = [amount for amount, _ in seen if amount >= least]
    bad = [(amount, one) for amount, one in seen if amount < least]
    usual = median(steady)
    if usual <= 0:
        raise HistoryWithoutSales(field=FIELD)
    shares = [amount / usual for amount in steady]
    caution = CAUTION if len(seen) < FEW_MONTHS else 1.0
    low, high = np.quantile(shares, (0.1, 0.9), method="weibull") ** caution
    return Learned(
        months=len(seen),
        usual=usual,
        volume=Range(min(1.0, float(low)), min(WIDEST, max(1.0, float(high)))),
        bad=tuple(one for _, one in bad),
        left=mean(amount / usual for amount, _ in bad) if bad else None,
    )
