"""Purchases and stock: what is bought so that the shelf lasts so many days.

Without days of stock, the first stock stays as it is and each month buys what it
sells. With them, each month ends with so many days of the next month's use, a
month counting 30 days, and buys what lacks; a shelf fuller than that is sold
down first. What is lost is bought again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.errors import WorkbenchError
from workbench.finance.model.series import Series, delayed, plus, share
from workbench.money import ZERO, dirhams

DAYS_PER_MONTH = 30


class PartsDoNotSum(WorkbenchError):
    """Shares over months that are negative or do not add up to the whole."""

    code = "parts.sum"


class StockImpossible(WorkbenchError):
    """Days of stock below zero, or a loss that is no share between 0 and 1."""

    code = "stock.impossible"


@dataclass(frozen=True, slots=True)
class Supply:
    """Stock over the months, in dirhams at cost without the tax one gets back.

    `used` is the cost of what each month sells, `first_stock` what there is on
    the first day, `loss` the share of the use that is lost on top of it in every
    month, `stolen` what is lost besides in each month.
    """

    used: Series
    first_stock: Decimal
    days: int | None
    loss: Decimal
    stolen: Series = ()

    def __post_init__(self) -> None:
        """Refuse days or losses that no shelf can have."""
        if self.days is not None and self.days < 0:
            raise StockImpossible(field="details.stock_days")
        if not 0 <= self.loss <= 1:
            raise StockImpossible(field="details.shrinkage_percent")

    @property
    def lost(self) -> Series:
        """What is lost in each month."""
        lost = tuple(dirhams(amount * self.loss) for amount in self.used)
        if not any(self.stolen):
            return lost
        taken = zip(self.used, self.stolen, strict=True)
        return plus(lost, tuple(dirhams(amount * share) for amount, share in taken))

    @property
    def consumed(self) -> Series:
        """What leaves the shelf in each month, sold or lost."""
        return plus(self.used, self.lost)

    @property
    def bought(self) -> Series:
        """What comes to the shelf in each month."""
        if self.days is None:
            return self.consumed
        bought: list[Decimal] = []
        stock = self.first_stock
        consumed = self.consumed
        for place, gone in enumerate(consumed):
            following = consumed[min(place + 1, len(consumed) - 1)]
            target = dirhams(following * self.days / DAYS_PER_MONTH)
            bought.append(max(ZERO, target + gone - stock))
            stock += bought[-1] - gone
        return tuple(bought)


def by_parts(series: Series, parts: Sequence[Decimal], field: str) -> Series:
    """Return the series paid by parts: in its month, in the next one, and so on.

    Each amount is split into whole centimes that sum to it; what falls after the
    last month is cut. Raises PartsDoNotSum, naming the field.
    """
    if any(part < 0 for part in parts) or sum(parts) != 1:
        raise PartsDoNotSum(field=field)
    split = [share(amount, parts) for amount in series]
    late = (
        delayed(tuple(row[months] for row in split), months)
        for months in range(len(parts))
    )
    return plus(*late)
