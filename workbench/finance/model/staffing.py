"""What paid work costs over the months, by the month in which it is done."""

from collections.abc import Callable
from decimal import Decimal

from workbench.finance.charges import charges
from workbench.finance.model.horizon import Horizon
from workbench.finance.model.series import Series, delayed
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams
from workbench.plan.business_plan import BusinessPlan


def wages(plan: BusinessPlan, horizon: Horizon) -> Series:
    """Return gross pay, declared or not."""
    return _per_head(plan, horizon, lambda gross, _: gross, only_declared=False)


def contributions(plan: BusinessPlan, horizon: Horizon, trace: Trace) -> Series:
    """Return the employer's contributions on declared pay."""
    return _per_head(
        plan,
        horizon,
        lambda gross, place: charges.employer_contributions(
            gross, horizon.months[place], trace
        ),
        only_declared=True,
    )


def paid(contributed: Series, horizon: Horizon, trace: Trace) -> Series:
    """Return the contributions by the following month in which they are paid."""
    if not any(contributed):
        return contributed
    day = horizon.start.first_day
    delay = trace.value("cnss.payment_months_after", day).number
    return delayed(contributed, int(delay))


def _per_head(
    plan: BusinessPlan,
    horizon: Horizon,
    amount: Callable[[Decimal, int], Decimal],
    *,
    only_declared: bool,
) -> Series:
    """Add up an amount per head, of the gross pay and the place of the month."""
    total = [ZERO] * horizon.count
    for position in plan.staff:
        if only_declared and not position.is_declared:
            continue
        gross = dirhams(position.gross_per_month)
        for place in range(position.from_month - 1, horizon.count):
            total[place] += amount(gross, place) * position.headcount
    return tuple(total)
