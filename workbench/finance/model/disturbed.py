"""What disturbances do to the months: series of factors, shares and amounts.

Without any, every factor is 1 and everything else 0, so that a plan's figures are
those of its plain case.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import prod

from workbench.finance.model.horizon import Horizon
from workbench.finance.model.series import Series, delayed, minus, plus
from workbench.money import ZERO, dirhams
from workbench.plan.conditions import Disturbance

Part = Callable[[Disturbance], Decimal]


@dataclass(frozen=True)
class Disturbed:
    """The disturbances of one plan over one horizon."""

    disturbances: tuple[Disturbance, ...]
    horizon: Horizon

    @cached_property
    def sales(self) -> Series:
        """The factor on the quantities sold."""
        return self._factors(lambda one: one.sales)

    @cached_property
    def cost(self) -> Series:
        """The factor on the direct costs of a unit."""
        return self._factors(lambda one: one.cost)

    @cached_property
    def stock_lost(self) -> Series:
        """The share of the month's use of goods that is lost."""
        return self._shares(lambda one: one.stock_lost)

    @property
    def paid(self) -> Series:
        """What the business spends besides its plan."""
        return self._amounts(lambda one: one.paid)

    @property
    def sent(self) -> Series:
        """What the household takes besides its draw."""
        return self._amounts(lambda one: one.sent)

    def unpaid(self, sold: Series) -> Series:
        """The part of so much sold that is never paid, in the month of the sale."""
        return _parts(sold, self._unpaid)

    def in_cash(self, bought: Series) -> Series:
        """The part of so much bought that has to be paid at once."""
        return _parts(bought, self._supplier_cash)

    def put_off(self, collected: Series) -> Series:
        """What is collected, with what comes late moved to the month after."""
        if not any(self._late):
            return collected
        late = _parts(collected, self._late)
        return plus(minus(collected, late), delayed(late, 1))

    @cached_property
    def _unpaid(self) -> Series:
        return self._shares(lambda one: one.unpaid)

    @cached_property
    def _late(self) -> Series:
        return self._shares(lambda one: one.late)

    @cached_property
    def _supplier_cash(self) -> Series:
        return self._shares(lambda one: one.supplier_cash)

    def _factors(self, part: Part) -> Series:
        return self._combined(part, lambda given: prod(given, start=Decimal(1)))

    def _shares(self, part: Part) -> Series:
        return self._combined(part, lambda given: min(Decimal(1), sum(given, ZERO)))

    def _amounts(self, part: Part) -> Series:
        return self._combined(part, lambda given: sum(map(dirhams, given), ZERO))

    def _combined(
        self, part: Part, together: Callable[[Iterable[Decimal]], Decimal]
    ) -> Series:
        by_month: dict[int, list[Decimal]] = {}
        for one in self.disturbances:
            by_month.setdefault(one.month, []).append(part(one))
        series = [together(())] * self.horizon.long
        for month, parts in by_month.items():
            if 1 <= month <= self.horizon.long:
                series[month - 1] = together(parts)
        return tuple(series)


def _parts(series: Series, shares: Series) -> Series:
    if not any(shares):
        return (ZERO,) * len(series)
    return tuple(dirhams(a * share) for a, share in zip(series, shares, strict=True))
