"""What a plan needs before it opens, and what pays for it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from workbench.finance.model.nature import Nature
from workbench.finance.model.series import Line, StartupTable
from workbench.money import ZERO, dirhams
from workbench.plan.business_plan import BusinessPlan

OF_COSTS: Final[Mapping[str, Nature]] = {
    "expense": Nature.OPENING,
    "stock": Nature.PURCHASE,
    "deposit": Nature.DEPOSIT,
}


def of(plan: BusinessPlan) -> tuple[StartupTable, Decimal]:
    """Return the needs and sources, and the cash in hand on the first day."""
    owned = sum((dirhams(a.value) for a in plan.equipment if a.is_owned), ZERO)
    needs = [
        Line("equipment", Nature.INVESTMENT, (dirhams(asset.value),), asset.item)
        for asset in plan.equipment
        if asset.is_owned or asset.month == 0
    ]
    needs += [
        Line(
            f"startup_{cost.nature}", OF_COSTS[cost.nature], (cost.amount,), cost.label
        )
        for cost in plan.startup_costs
    ]
    sources = [
        _funded(f"source_{source.kind}", source.amount, source.label)
        for source in plan.sources
    ]
    if owned:
        sources.append(_funded("source_in_kind", owned))
    if plan.loan:
        needs += _fee(plan.loan.fee)
        sources.append(_funded("source_loan", plan.loan.amount))
    for later in (later for later in plan.other_loans if later.month == 0):
        needs += _fee(later.terms.fee, later.label)
        sources.append(_funded("source_other_loan", later.terms.amount, later.label))
    spent = sum((line.total for line in needs), ZERO)
    found = sum((line.total for line in sources), ZERO)
    needs.append(Line("working_cash", Nature.CASH_KEPT, (plan.working_cash,)))
    gap = spent + plan.working_cash - found
    if gap > 0:
        sources.append(_funded("to_be_found", gap))
    if gap < 0:
        needs.append(Line("cash_surplus", Nature.CASH_KEPT, (-gap,)))
    return StartupTable(tuple(needs), tuple(sources), gap), found - spent


def _funded(key: str, amount: Decimal, label: str = "") -> Line:
    return Line(key, Nature.FUNDING, (amount,), label)


def _fee(fee: Decimal, label: str = "") -> list[Line]:
    return [Line("loan_fee", Nature.LOAN_FEE, (fee,), label)] if fee else []
