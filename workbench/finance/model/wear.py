"""Equipment over the months: what it costs to buy and renew, and how it wears.

Straight line by month from the month of purchase, no residual value; what was
bought before opening wears from the first month. Amounts are dirhams without the
tax that the plan gets back.
"""

from collections.abc import Iterator
from decimal import Decimal

from workbench.finance.model.series import Series, spread
from workbench.finance.model.vat import included
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR
from workbench.plan.business_plan import BusinessPlan, Equipment


def months_of_purchase(asset: Equipment, count: int) -> Iterator[int]:
    """Yield the months (0: before opening) in which it is bought, renewals too."""
    month = asset.month
    yield month
    while asset.is_renewed and asset.life_years > 0:
        month = max(month, 1) + asset.life_years * MONTHS_PER_YEAR
        if month > count:
            return
        yield month


def tax_in(plan: BusinessPlan, asset: Equipment) -> Decimal:
    """Return the value added tax inside its price that the plan gets back."""
    if plan.vat is None or asset.is_owned:
        return ZERO
    return included(asset.value, asset.vat_rate)


def depreciation(plan: BusinessPlan, count: int) -> Series:
    """Return what all equipment wears in each of the months."""
    total = [ZERO] * count
    for asset in plan.equipment:
        base = dirhams(asset.value) - tax_in(plan, asset)
        parts = spread(base, asset.life_years * MONTHS_PER_YEAR)
        for month in months_of_purchase(asset, count):
            places = range(max(month, 1) - 1, count)
            for place, part in zip(places, parts, strict=False):
                total[place] += part
    return tuple(total)


def bought(plan: BusinessPlan, count: int, *, only_tax: bool = False) -> Series:
    """Return what equipment bought in the months costs, or the tax inside it."""
    total = [ZERO] * count
    for asset in plan.equipment:
        for place, month in enumerate(months_of_purchase(asset, count)):
            is_paid = place > 0 or not asset.is_owned
            if 1 <= month <= count and is_paid:
                tax = tax_in(plan, asset)
                total[month - 1] += tax if only_tax else dirhams(asset.value)
    return tuple(total)
