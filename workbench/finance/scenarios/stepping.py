"""Changes made step by step: which ones a plan can have, and one step more or less."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final, Literal

from workbench.finance.scenarios import changing
from workbench.finance.scenarios.labels import CHANGES, UNITS
from workbench.finance.scenarios.scenario import PER_PRODUCT, Changes
from workbench.findings import Finding
from workbench.knowledge.shocks import Unit
from workbench.money import ZERO, dirhams
from workbench.months import Month
from workbench.plan.business_plan import BusinessPlan

STEPS: Final[Mapping[Unit, int]] = {
    Unit.PERCENT: 5,
    Unit.MONTHS: 1,
    Unit.DIRHAMS: 500,
}
"""How much one step is, by what a change counts."""


def products(plan: BusinessPlan, changes: Changes) -> tuple[str, ...]:
    """Return the names of the products that can change alone; none of a plan of one.

    A product that left the plan is among them as long as it is changed.
    """
    changed = (one.product for one in changes.products)
    found = tuple(dict.fromkeys((*changing.names(plan), *changed)))
    return found if len(found) > 1 else ()


def offered(plan: BusinessPlan, changes: Changes, product: str = "") -> tuple[str, ...]:
    """Return the names of the changes that make sense in this plan, in order.

    Those of products are for the one of that name, for all without one.
    """
    absent = set(_senseless(plan, changes, product))
    return tuple(name for name in CHANGES if name not in absent)


def standing(
    plan: BusinessPlan, name: str, product: str = ""
) -> Decimal | int | Month | None:
    """Return what a plan has of that which a change of this name changes.

    Dirhams (fixed costs of a month), months, a month, or the share of sales that is
    paid late. None of what is no one such figure: quantities, and of all products.
    """
    sold = [p for p in plan.products if product and changing.name_of(p) == product]
    match name:
        case "price_percent" if len(sold) == 1:
            return sold[0].price
        case "cost_percent" if len(sold) == 1:
            return sold[0].unit_cost
        case "fixed_cost_percent":
            monthly = (c.amount / c.months_between for c in plan.fixed_costs)
            return dirhams(sum(monthly, ZERO))
        case "start_months":
            return plan.start
        case "customer_share_points":
            return plan.rhythm.credit_share
        case "customer_delay_months":
            return plan.rhythm.credit_months
        case "loan_amount" | "loan_term_months" | "loan_grace_months" if plan.loan:
            of_loan: Decimal | int = getattr(plan.loan, name.removeprefix("loan_"))
            return of_loan
        case "draw_per_month":
            return plan.draw_per_month
        case "opening_cash":
            return changing.own_money(plan)
    return None


def _senseless(plan: BusinessPlan, changes: Changes, product: str) -> Iterator[str]:
    if not plan.products:
        yield from ("price_percent", "quantity_percent")
    sold = (p for p in plan.products if product in {"", changing.name_of(p)})
    if not any(p.unit_cost for p in sold) and not changes.of(product).cost_percent:
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
    plan: BusinessPlan,
    changes: Changes,
    name: str,
    by: Literal[-1, 1],
    *,
    product: str = "",
) -> Changes | Finding:
    """Return the changes with one step more or less, or why the plan allows none.

    A step in price, quantity or cost is for all products, or for that one alone. The
    first customers who pay late do so by a month; with the last of them the change of
    their delay goes too.
    """
    product = product if name in PER_PRODUCT else ""
    value = changes.value(name, product)
    value += type(value)(by * STEPS[UNITS[name]])
    wanted = changes.changed(name, value, product)
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
