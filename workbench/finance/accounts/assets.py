"""The table of what is depreciated: one row an asset, by year of activity."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from workbench.finance.accounts import tables
from workbench.finance.forecast import Forecast
from workbench.finance.model import wear
from workbench.finance.model.nature import Nature
from workbench.finance.model.series import Series, spread
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR
from workbench.plan.business_plan import BusinessPlan, Equipment


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One purchase: its cost, the month (0: before opening), the charge by year.

    `label` is empty for the start-up costs, written off in the first month.
    """

    label: str
    month: int
    cost: Decimal
    life_years: int
    charges: Series

    @property
    def net(self) -> Decimal:
        """What is left at the end of the last year."""
        return self.cost - sum(self.charges, ZERO)


def rows(plan: BusinessPlan, forecast: Forecast) -> tuple[AssetRow, ...]:
    """Return the purchases in order; the charges add up to those of the CPC."""
    return (*_start_up(forecast), *_equipment(plan, len(forecast.months)))


def _start_up(forecast: Forecast) -> Iterator[AssetRow]:
    for line in forecast.profit.costs:
        if line.nature is Nature.OPENING and line.total:
            charges = tables.by_year((ZERO, *line.amounts))
            yield AssetRow("", 0, line.total, 1, charges)


def _equipment(plan: BusinessPlan, count: int) -> Iterator[AssetRow]:
    for asset in plan.equipment:
        cost = dirhams(asset.value) - wear.tax_in(plan, asset)
        for month in wear.months_of_purchase(asset, count):
            if month <= count or asset.is_owned:
                charges = _charges(asset, cost, month, count)
                yield AssetRow(asset.item, month, cost, asset.life_years, charges)


def _charges(asset: Equipment, cost: Decimal, month: int, count: int) -> Series:
    parts = spread(cost, asset.life_years * MONTHS_PER_YEAR)
    monthly = (ZERO,) * max(month, 1) + parts
    cut = monthly[: count + 1]
    return tables.by_year(cut + (ZERO,) * (count + 1 - len(cut)))
