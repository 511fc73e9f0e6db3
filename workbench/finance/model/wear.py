"""Equipment over the months: what it costs to buy and renew, and how it wears.

Straight line by month from the month of purchase, no residual value; what was
bought before opening wears from the first month. Amounts are dirhams without the
tax that the plan gets back.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice

from workbench.finance.model.series import Series, in_months, plus, spread
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

    def cost(asset: Equipment) -> Decimal:
        return tax_in(plan, asset) if only_tax else dirhams(asset.value)

    firsts = ((a.month, cost(a)) for a in plan.equipment if not a.is_owned)
    return plus(in_months(firsts, count), _again(plan, count, cost))


def renewed(plan: BusinessPlan, count: int) -> Series:
    """Return what equipment bought again in the months costs, tax included."""
    return _again(plan, count, lambda asset: dirhams(asset.value))


def _again(
    plan: BusinessPlan, count: int, cost: Callable[[Equipment], Decimal]
) -> Series:
    again = (
        (month, cost(asset))
        for asset in plan.equipment
        for month in islice(months_of_purchase(asset, count), 1, None)
    )
    return in_months(again, count)


def grants_to_income(plan: BusinessPlan, received: Series) -> Series:
    """Return what grants for equipment give to the result: their share of its wear.

    `received` has what is received before opening, then by month. The share is the
    plan's grants for equipment over the equipment it begins with or first buys, at
    most the whole; no more comes to the result than has been received.
    """
    given = sum((s.amount for s in plan.sources if s.is_grant), ZERO)
    given += sum((g.amount for g in plan.grants if not g.is_running), ZERO)
    bought_for = sum((dirhams(a.value) - tax_in(plan, a) for a in plan.equipment), ZERO)
    share = min(Decimal(1), given / bought_for) if bought_for else ZERO
    left, income = received[0], []
    worn = depreciation(plan, len(received) - 1)
    for come, wear in zip(received[1:], worn, strict=True):
        left += come
        income.append(min(left, dirhams(wear * share)))
        left -= income[-1]
    return tuple(income)
