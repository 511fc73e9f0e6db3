"""Changes made step by step: which ones a plan can have, and one step more or less."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final, Literal

from workbench.finance.scenarios import changing
from workbench.finance.scenarios.labels import CHANGES, UNITS
from workbench.finance.scenarios.scenario import Changes
from workbench.findings import Finding
from workbench.knowledge.shocks import Unit
from workbench.plan.business_plan import BusinessPlan

STEPS: Final[Mapping[Unit, int]] = {
    Unit.PERCENT: 5,
    Unit.MONTHS: 1,
    Unit.DIRHAMS: 500,
}
"""How much one step is, by what a change counts."""


def offered(plan: BusinessPlan, changes: Changes) -> tuple[str, ...]:
    """Return the names of the changes that make sense in this plan, in order."""
    absent = set(_senseless(plan, changes))
    return tuple(name for name in CHANGES if name not in absent)


def _senseless(plan: BusinessPlan, changes: Changes) -> Iterator[str]:
    if not plan.products:
        yield from ("price_percent", "quantity_percent")
    if not any(product.unit_cost for product in plan.products):
        yield "cost_percent"
    if not plan.fixed_costs:
        yield "fixed_cost_percent"
    if not plan.products or plan.rhythm.credit_parts:
        yield from ("customer_share_points", "customer_delay_months")
    elif not _late_share(plan, changes):
        yield "customer_delay_months"
    if plan.loan is None:
        yield from ("loan_amount", "loan_term_months", "loan_grace_months")


def _late_share(plan: BusinessPlan, changes: Changes) -> Decimal:
    return plan.rhythm.credit_share + changes.customer_share_points / 100


def stepped(
    plan: BusinessPlan, changes: Changes, name: str, by: Literal[-1, 1]
) -> Changes | Finding:
    """Return the changes with one step more or less, or why the plan allows none.

    The first customers who pay late do so by a month; with the last of them the
    change of their delay goes too.
    """
    kind = type(getattr(changes, name))
    value = getattr(changes, name) + kind(by * STEPS[UNITS[name]])
    wanted = replace(changes, **{name: value})
    if name == "customer_share_points":
        wanted = _with_delay(plan, wanted)
    before = {finding.key for finding in changing.apply(plan, changes)[1]}
    refused = (f for f in changing.apply(plan, wanted)[1] if f.key not in before)
    return next(refused, wanted)


def _with_delay(plan: BusinessPlan, changes: Changes) -> Changes:
    if not _late_share(plan, changes):
        return replace(changes, customer_delay_months=0)
    if plan.rhythm.credit_months + changes.customer_delay_months == 0:
        return replace(changes, customer_delay_months=1)
    return changes
