"""One model: a run is the forecast of the plan that its luck makes."""

from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from plans import KNOWN, LEGAL_FORMS, PLAIN, SHARES, project
from simulation_luck import Run, closing, drawn, run, varied
from statement_plans import RICH
from test_disturbances import DISTURBED

from workbench import paths
from workbench.exchange import case_file
from workbench.finance.simulation import montecarlo, twins
from workbench.finance.simulation.draws import Array
from workbench.finance.simulation.montecarlo import Wanted
from workbench.finance.simulation.spreads import certain
from workbench.finance.simulation.twin import Twin
from workbench.plan import building
from workbench.plan.business_plan import Branch, BusinessPlan, MonthlyLine, StartupCost
from workbench.plan.conditions import Disturbance, VatTerms

HERE = Path(__file__).parent
HORIZONS = (12, 29, 60)
MILLIONTH = 1e-6
ROUNDED = 0.05
"""What the forecast rounds of a plan that people write, in dirhams a month."""
ROUNDED_AT_MOST = 0.15
"""The same of any plan: a dozen lines rounded, losses and stock enlarge some."""

CASES = sorted(
    [
        *(paths.data() / "samples").glob("*.case.json"),
        *(HERE.parent / "golden").glob("*.case.json"),
    ]
)
BAD_MONTH = Disturbance(
    3,
    sales=Decimal("0.5"),
    unpaid=Decimal("0.2"),
    late=Decimal("0.3"),
    stock_lost=Decimal("0.5"),
    supplier_cash=Decimal("0.4"),
    paid=Decimal(500),
)
TAKINGS = MonthlyLine(
    "marché",
    is_receipt=True,
    in_profit=True,
    amounts=(Decimal(900), Decimal(1200)) * 6,
)
CONDITIONS = (
    "plain",
    "stock",
    "vat",
    "disturbed",
    "one_client",
    "takings",
    "two_branches",
)


def with_vat(plan: BusinessPlan) -> BusinessPlan:
    rates = {"vat_rate": Decimal("0.2"), "cost_vat_rate": Decimal("0.1")}
    taxed = tuple(replace(p, **rates) for p in plan.products)
    return replace(plan, vat=VatTerms(), products=taxed)


def in_two_branches(plan: BusinessPlan) -> BusinessPlan:
    products = [
        replace(p, branch=branch) for p, branch in product(plan.products, Branch)
    ]
    return replace(plan, products=tuple(products))


def under(plan: BusinessPlan, condition: str) -> BusinessPlan:
    """The plan with one more condition."""
    match condition:
        case "stock":
            return replace(plan, stock_days=10, shrinkage=Decimal("0.03"))
        case "vat":
            return with_vat(plan)
        case "disturbed":
            return replace(plan, disturbances=(BAD_MONTH,))
        case "one_client":
            return replace(plan, largest_client_per_year=Decimal(150_000))
        case "takings":
            return replace(plan, monthly_lines=(*plan.monthly_lines, TAKINGS))
        case "two_branches":
            return in_two_branches(plan)
    return plan


def of_form(plan: BusinessPlan, form: str) -> BusinessPlan:
    coefficient = Decimal("0.2") if form == "individual_cpu" else None
    return replace(plan, legal_form=form, coefficient=coefficient)


def read(file: Path) -> BusinessPlan:
    case = case_file.read(file)
    plan = building.build(case.questionnaire, case.answers)
    if not isinstance(plan, BusinessPlan):
        pytest.skip("the sample is not a whole plan")
    return plan


def simulated(twin: Twin, runs: int = 2) -> Array:
    """The month's ends of runs in which nothing varies."""
    wanted = Wanted(seed=1, runs=runs, keeps=True)
    found = montecarlo.simulate(twin, certain(twin.products), wanted)
    assert found.closing is not None
    return found.closing


def forecast(plan: BusinessPlan, months: int) -> Array:
    cash = project(plan, months).cash.closing
    return np.array([float(amount) for amount in cash])[:, None]


def check(shape: BusinessPlan, months: int) -> None:
    """Hold the simulation of a plan without spread to its forecast."""
    twin = twins.of(shape, KNOWN, months)
    assert np.abs(twin.rounding).max() < ROUNDED
    apart = np.abs(simulated(twin) - forecast(shape, months))
    assert apart.max() < MILLIONTH


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.name.partition(".")[0])
def test_without_spread_every_run_of_a_sample_is_its_forecast(file: Path) -> None:
    plan = read(file)
    for form, condition, months in product(LEGAL_FORMS, CONDITIONS, HORIZONS):
        check(under(of_form(plan, form), condition), months)


COEFFICIENTS = st.none() | st.just(Decimal("0.2"))
CLIENTS = st.sampled_from((Decimal(0), Decimal(120_000)))
some = settings(max_examples=60, deadline=None)


@st.composite
def any_plan(draw: st.DrawFn) -> BusinessPlan:
    return replace(
        draw(RICH),
        coefficient=draw(COEFFICIENTS),
        largest_client_per_year=draw(CLIENTS),
        disturbances=draw(DISTURBED),
        dependants=draw(st.integers(0, 3)),
    )


@some
@given(any_plan(), st.sampled_from(HORIZONS))
def test_without_spread_every_run_of_any_plan_is_its_forecast(
    plan: BusinessPlan, months: int
) -> None:
    twin = twins.of(plan, KNOWN, months)
    assert np.abs(twin.rounding).max() < ROUNDED_AT_MOST
    apart = np.abs(simulated(twin) - forecast(plan, months))
    assert apart.max() < MILLIONTH


def as_happened(plan: BusinessPlan, luck: Run) -> BusinessPlan:
    """The plan as one run makes it, all products selling alike."""
    months = zip(luck.volume, luck.demand, luck.use, luck.late, strict=True)
    happened = [
        Disturbance(month, sales=volume[0] * demand, cost=use / demand, late=late)
        for month, (volume, demand, use, late) in enumerate(months, start=1)
    ]
    products = tuple(
        replace(p, price=p.price * factor)
        for p, factor in zip(plan.products, luck.price, strict=False)
    )
    return replace(plan, products=products, disturbances=tuple(happened))


def check_run(calm: BusinessPlan, months: int, number: int, lasting: float) -> bool:
    """Hold one run to its forecast; False where it would be taxed otherwise."""
    twin = twins.of(calm, KNOWN, months)
    spreads = varied(twin.products, together=1.0, lasting=lasting)
    factors = drawn(spreads, len(twin.sales))
    struck = as_happened(calm, run(factors, number))
    if project(struck, months).forms != project(calm, months).forms:
        return False
    found = closing(twin, factors, number + 1)[:, -1] - twin.rounding.cumsum()
    apart = np.abs(found - forecast(struck, months)[:, 0])
    assert apart.max() < ROUNDED_AT_MOST * months
    return True


@some
@given(any_plan(), st.sampled_from((12, 29, 36)), st.integers(0, 1999), SHARES)
def test_a_run_is_the_forecast_of_what_happened(
    plan: BusinessPlan, months: int, number: int, lasting: Decimal
) -> None:
    calm = replace(plan, disturbances=())
    assume(check_run(calm, months, number, float(lasting)))


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("form", LEGAL_FORMS)
def test_a_run_of_a_known_plan_is_the_forecast_of_what_happened(
    form: str, condition: str
) -> None:
    calm = replace(under(of_form(PLAIN, form), condition), disturbances=())
    assert check_run(calm, 29, number=7, lasting=0.5)


def test_a_first_stock_that_outlasts_the_plan_buys_nothing_and_bears_no_tax() -> None:
    shelf = StartupCost("Premier stock", Decimal(900_000), "stock")
    taxed = with_vat(replace(PLAIN, startup_costs=(shelf,), stock_days=0))
    check(taxed, 24)
