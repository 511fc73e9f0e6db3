"""An input changes all that depends on it, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from plans import NORMAL, PLAIN, project

from workbench.finance.forecast import Forecast
from workbench.plan.business_plan import (
    BusinessPlan,
    Equipment,
    FixedCost,
    HouseholdLine,
    Position,
    Source,
)

Change = Callable[[BusinessPlan], BusinessPlan]
PARTS: dict[str, Callable[[Forecast], object]] = {
    "startup": lambda f: f.startup,
    "opening": lambda f: f.cash.opening[0],
    "receipts": lambda f: f.cash.receipts,
    "payments": lambda f: f.cash.payments,
    "income": lambda f: f.profit.income,
    "direct_costs": lambda f: f.profit.direct_costs,
    "costs": lambda f: f.profit.costs,
    "draw": lambda f: f.draw_per_month,
    "instalments": lambda f: f.instalments,
    "break_even": lambda f: f.break_even,
    "effective_rate": lambda f: f.effective_rate,
}


def product(**changes: Any) -> Change:
    return lambda plan: replace(
        plan,
        products=(replace(plan.products[0], **changes),),
    )


def rhythm(**changes: Any) -> Change:
    return lambda plan: replace(plan, rhythm=replace(plan.rhythm, **changes))


def loan(**changes: Any) -> Change:
    def change(plan: BusinessPlan) -> BusinessPlan:
        assert plan.loan is not None
        return replace(plan, loan=replace(plan.loan, **changes))

    return change


def with_(**changes: Any) -> Change:
    return lambda plan: replace(plan, **changes)


SALES = {"receipts", "payments", "income", "direct_costs"}


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (product(price=Decimal(101)), {"receipts", "income", "break_even"}),
        (
            product(unit_cost=Decimal(31)),
            {"payments", "direct_costs", "break_even"},
        ),
        (product(per_normal_day=Decimal(5)), SALES),
        (rhythm(good_days=2), SALES | {"break_even"}),
        (rhythm(marks=("closed", *NORMAL[1:])), SALES),
        (
            rhythm(credit_share=Decimal("0.5"), credit_months=1),
            {"receipts"},
        ),
        (with_(supplier_delay_months=1), {"payments"}),
        (
            with_(fixed_costs=(FixedCost("Loyer", Decimal(1001)),)),
            {"payments", "costs", "break_even"},
        ),
        (
            with_(staff=(Position("Aide", 1, Decimal(3500), is_declared=True),)),
            {"payments", "costs", "break_even"},
        ),
        (
            with_(equipment=(Equipment("Fauteuil", 1, Decimal(4800), 2),)),
            {"startup", "opening", "costs", "break_even"},
        ),
        (
            with_(equipment=(Equipment("Fauteuil", 1, Decimal(2400), 4),)),
            {"costs", "break_even"},
        ),
        (
            with_(equipment=(Equipment("Fauteuil", 1, Decimal(2400), 2, month=1),)),
            {"startup", "opening", "payments"},
        ),
        (
            with_(
                equipment=(Equipment("Fauteuil", 1, Decimal(2400), 2, is_owned=True),)
            ),
            {"startup", "opening"},
        ),
        (with_(working_cash=Decimal(3000)), {"startup"}),
        (
            with_(sources=(Source("own", "Épargne", Decimal(3000)),)),
            {"startup", "opening"},
        ),
        (
            with_(sources=(Source("own", "Épargne", Decimal(2900), 10),)),
            {"payments", "break_even"},
        ),
        (
            loan(amount=Decimal(5000)),
            {
                "startup",
                "opening",
                "payments",
                "costs",
                "instalments",
                "break_even",
                "effective_rate",
            },
        ),
        (
            loan(rate_per_year=Decimal("0.24")),
            {"payments", "costs", "instalments", "break_even", "effective_rate"},
        ),
        (loan(fee=Decimal(200)), {"startup", "opening", "costs", "effective_rate"}),
        (
            with_(household_expenses=(HouseholdLine("Nourriture", Decimal(1600)),)),
            {"payments", "draw", "break_even"},
        ),
        (
            with_(household_contingency=Decimal("0.2")),
            {"payments", "draw", "break_even"},
        ),
        (
            with_(legal_form="auto_entrepreneur"),
            {"payments", "costs", "break_even"},
        ),
    ],
)
def test_an_input_changes_all_that_depends_on_it_and_nothing_else(
    change: Change, changed: set[str]
) -> None:
    before, after = project(PLAIN, 12), project(change(PLAIN), 12)
    differs = {name for name, part in PARTS.items() if part(before) != part(after)}
    assert differs == changed
