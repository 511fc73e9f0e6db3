"""Runs of a plan beside the same runs worked out one by one in Decimals."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from plans import KNOWN, project
from simulation_by_hand import ByHand
from simulation_luck import closing, drawn, run, varied

from workbench.finance.simulation import twins
from workbench.months import Month
from workbench.plan.business_plan import (
    Branch,
    BusinessPlan,
    Equipment,
    FixedCost,
    HouseholdLine,
    LoanMethod,
    LoanTerms,
    Product,
    Rhythm,
    Source,
    StartupCost,
)

RUNS = 50
MONTHS = 40
CENTIMES = 0.1
"""What rounded taxes and instalments may add up to, in dirhams."""

MARKS = ("good", "normal", "slow") * 4
RAMP = (Decimal("0.3"), Decimal("0.6"), Decimal("0.9"))


def product(price: int, cost: int, branch: Branch) -> Product:
    return Product(
        "x",
        "pièce",
        Decimal(price),
        Decimal(cost),
        Decimal(4),
        Decimal(2),
        Decimal(1),
        branch,
        ramp_up=RAMP,
    )


PLAN = BusinessPlan(
    start=Month(2026, 9),
    legal_form="auto_entrepreneur",
    branch=Branch.SERVICES,
    products=(
        product(120, 40, Branch.SERVICES),
        product(60, 35, Branch.GOODS),
        product(45, 20, Branch.GOODS),
    ),
    rhythm=Rhythm(2, 3, 1, MARKS, credit_share=Decimal("0.25"), credit_months=2),
    supplier_delay_months=1,
    fixed_costs=(FixedCost("Loyer", Decimal(900)),),
    equipment=(Equipment("Four", 1, Decimal(24_000), 2),),
    startup_costs=(
        StartupCost("Papiers", Decimal(3000), "expense"),
        StartupCost("Marchandise", Decimal(4000), "stock"),
    ),
    sources=(Source("own", "Épargne", Decimal(12_000)),),
    loan=LoanTerms(
        Decimal(30_000),
        Decimal("0.07"),
        LoanMethod.EQUAL_INSTALMENTS,
        36,
        6,
        Decimal(300),
    ),
    household_expenses=(HouseholdLine("Tout", Decimal(1500)),),
    stock_days=12,
    shrinkage=Decimal("0.02"),
)
AT_A_LOSS = replace(
    PLAN,
    legal_form="sarl",
    equipment=(Equipment("Camion", 1, Decimal(120_000), 1),),
    sources=(Source("own", "Épargne", Decimal(110_000)),),
)
SHAPES = {
    "auto_entrepreneur": PLAN,
    "single_contribution": replace(
        PLAN, legal_form="individual_cpu", coefficient=Decimal("0.2")
    ),
    "net_result": replace(PLAN, legal_form="individual_net"),
    "company_with_losses": AT_A_LOSS,
    "buys_what_it_sells": replace(PLAN, stock_days=None, shrinkage=Decimal(0)),
}


@pytest.mark.parametrize("plan", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("together", [0.0, 0.5])
def test_every_run_is_what_it_comes_to_by_hand(
    plan: BusinessPlan, together: float
) -> None:
    twin = twins.of(plan, KNOWN, MONTHS)
    factors = drawn(varied(3, together=together), len(twin.sales))
    found = closing(twin, factors, RUNS) - twin.rounding.cumsum()[:, None]
    for number in range(RUNS):
        by_hand = ByHand(plan, run(factors, number)).closing()[:MONTHS]
        expected = np.array([float(cash) for cash in by_hand])
        np.testing.assert_allclose(found[:, number], expected, rtol=0, atol=CENTIMES)


def test_the_company_of_these_runs_loses_first_and_pays_tax_later() -> None:
    twin = twins.of(AT_A_LOSS, KNOWN, MONTHS)
    factors = drawn(varied(3), len(twin.sales))
    runs = [ByHand(AT_A_LOSS, run(factors, number)) for number in range(RUNS)]
    lost = [sum(map(one.result, range(4))) < 0 for one in runs]
    assert all(lost)
    assert any(any(one.taxes_paid) for one in runs)


def test_these_plans_keep_their_form() -> None:
    for plan in SHAPES.values():
        assert set(project(plan, MONTHS).forms.values()) == {plan.legal_form}
