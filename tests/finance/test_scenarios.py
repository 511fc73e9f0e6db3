"""What-if changes and scenarios on plans: what they do, what they cannot do."""

import json
from dataclasses import fields, replace
from decimal import Decimal
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import HORIZONS, PLAIN, PLANS, project
from statement_plans import few

from workbench.finance.scenarios import applying, labels, written
from workbench.finance.scenarios.applying import Applied
from workbench.finance.scenarios.scenario import (
    Changes,
    ProductChanges,
    Scenario,
    Shock,
)
from workbench.finance.scenarios.written import ScenarioUnreadable
from workbench.knowledge import shocks
from workbench.knowledge.shocks import Unit
from workbench.money import ZERO, dirhams
from workbench.months import Month
from workbench.plan.business_plan import BusinessPlan

KNOWN = shocks.kinds()
PERCENTS = st.integers(-150, 1200).map(Decimal)
AMOUNTS = st.integers(-2_000_000, 2_000_000).map(lambda count: Decimal(count) / 100)
OWN = st.builds(
    ProductChanges,
    st.sampled_from((PLAIN.products[0].name, "gone")),
    price_percent=PERCENTS,
    quantity_percent=PERCENTS,
    cost_percent=PERCENTS,
)
OF_PRODUCTS = st.lists(
    OWN.filter(lambda one: one.made), unique_by=attrgetter("product")
).map(lambda found: tuple(sorted(found, key=attrgetter("product"))))
CHANGES = st.builds(
    Changes,
    price_percent=PERCENTS,
    quantity_percent=PERCENTS,
    cost_percent=PERCENTS,
    products=OF_PRODUCTS,
    fixed_cost_percent=PERCENTS,
    start_months=st.integers(-15, 30),
    customer_delay_months=st.integers(-8, 30),
    customer_share_points=PERCENTS,
    loan_amount=AMOUNTS,
    loan_term_months=st.integers(-90, 400),
    loan_grace_months=st.integers(-30, 30),
    draw_per_month=AMOUNTS,
    opening_cash=AMOUNTS,
)
MONTHS = st.builds(Month, st.integers(2025, 2033), st.integers(1, 12))
SHOCKS = st.builds(
    Shock,
    st.sampled_from((*KNOWN, "no_such_shock")),
    st.integers(-200, 6000).map(Decimal),
    st.none() | MONTHS,
    st.none() | st.integers(-1, 61),
)
SCENARIOS = st.builds(
    Scenario,
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=80),
    CHANGES,
    st.lists(SHOCKS, max_size=4).map(tuple),
)


def what_if(plan: BusinessPlan = PLAIN, **changes: object) -> Applied:
    made = Changes(**changes)  # type: ignore[arg-type]
    return applying.apply(plan, Scenario("Et si", made), KNOWN, 24)


def codes(applied: Applied) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in applied.findings]


@few
@given(PLANS, HORIZONS)
def test_a_scenario_of_nothing_is_the_plan(plan: BusinessPlan, months: int) -> None:
    applied = applying.apply(plan, Scenario("Rien"), KNOWN, months)
    assert applied == Applied(plan, ())


@few
@given(PLANS, HORIZONS, SCENARIOS)
def test_whatever_is_typed_can_be_computed(
    plan: BusinessPlan, months: int, scenario: Scenario
) -> None:
    applied = applying.apply(plan, scenario, KNOWN, months)
    project(applied.plan, months)


@few
@given(PLANS, SCENARIOS)
def test_every_finding_names_a_field_of_the_scenario(
    plan: BusinessPlan, scenario: Scenario
) -> None:
    known = {f"changes.{field.name}" for field in fields(Changes)}
    for place in range(len(scenario.shocks)):
        known |= {f"shocks.{place}.{field.name}" for field in fields(Shock)}
    for one in scenario.changes.products:
        own = f"changes.products.{one.product}"
        known |= {own, *(f"{own}.{name}" for name in one.made)}
    applied = applying.apply(plan, scenario, KNOWN, 24)
    assert {finding.where for finding in applied.findings} <= known


@few
@given(PLANS, SCENARIOS)
def test_the_order_of_shocks_does_not_count(
    plan: BusinessPlan, scenario: Scenario
) -> None:
    turned = replace(scenario, shocks=scenario.shocks[::-1])
    forwards = applying.apply(plan, scenario, KNOWN, 24)
    assert applying.apply(plan, turned, KNOWN, 24).plan == forwards.plan


def test_prices_quantities_and_costs_change_by_their_percentage() -> None:
    applied = what_if(
        price_percent=Decimal(10),
        quantity_percent=Decimal(-50),
        cost_percent=Decimal(20),
    )
    found = project(applied.plan, 1)
    assert found.profit.income[0].amounts == (2145,)
    assert found.profit.direct_costs[0].amounts == (702,)
    assert not applied.findings


def test_one_product_can_change_alone() -> None:
    (braids,) = PLAIN.products
    two = replace(PLAIN, products=(braids, replace(braids, name="Soins")))
    own = ProductChanges("Soins", price_percent=Decimal(10), cost_percent=Decimal(50))
    applied = what_if(two, products=(own,))
    assert [product.price for product in applied.plan.products] == [100, 110]
    costs = [product.unit_cost for product in applied.plan.products]
    assert costs == [braids.unit_cost, dirhams(braids.unit_cost * 3 / 2)]
    assert not applied.findings


def test_a_change_of_one_product_comes_on_top_of_that_of_all() -> None:
    (braids,) = PLAIN.products
    three = (braids, replace(braids, name=" Soins "), replace(braids, name="Coupe"))
    own = (
        ProductChanges("Coupe", quantity_percent=Decimal(-50)),
        ProductChanges("Soins", price_percent=Decimal(-10)),
    )
    applied = what_if(
        replace(PLAIN, products=three), price_percent=Decimal(10), products=own
    )
    found = applied.plan.products
    assert [product.price for product in found] == [110, 99, 110]
    days = [product.per_normal_day / braids.per_normal_day for product in found]
    assert days == [1, 1, Decimal("0.5")]


def test_fixed_costs_draw_and_start_change() -> None:
    plan = what_if(
        fixed_cost_percent=Decimal(5), draw_per_month=Decimal(-300), start_months=3
    ).plan
    assert plan.fixed_costs[0].amount == 1050
    assert plan.draw_per_month == 700
    assert plan.start == Month(2027, 4)


def test_customers_who_pay_later_leave_the_sales_as_they_are() -> None:
    applied = what_if(customer_share_points=Decimal(50), customer_delay_months=2)
    found = project(applied.plan, 4)
    assert found.cash.receipts[0].amounts == (1950, 1950, 3900, 3900)
    assert found.profit == project(PLAIN, 4).profit


def test_the_loan_changes_in_amount_term_and_grace() -> None:
    plan = what_if(
        loan_amount=Decimal(1000), loan_term_months=2, loan_grace_months=2
    ).plan
    assert plan.loan is not None
    assert (plan.loan.amount, plan.loan.term_months, plan.loan.grace_months) == (
        5000,
        12,
        2,
    )
    before = project(PLAIN, 4).cash.opening[0]
    assert project(plan, 4).cash.opening[0] == before + 1000


@pytest.mark.parametrize("change", [Decimal(700), Decimal(-700)])
def test_own_money_moves_the_cash_of_every_month(change: Decimal) -> None:
    found = project(what_if(opening_cash=change).plan, 4)
    before = project(PLAIN, 4).cash.closing
    assert found.cash.closing == tuple(cash + change for cash in before)


EMPTY = replace(PLAIN, products=(), fixed_costs=(), loan=None)
BY_PARTS = replace(
    PLAIN, rhythm=replace(PLAIN.rhythm, credit_parts=(Decimal("0.5"),) * 2)
)


@pytest.mark.parametrize(
    ("plan", "field", "by", "code"),
    [
        (PLAIN, "price_percent", Decimal(-101), "scenario.out_of_bounds"),
        (PLAIN, "start_months", 25, "scenario.out_of_bounds"),
        (EMPTY, "quantity_percent", Decimal(5), "scenario.no_products"),
        (EMPTY, "fixed_cost_percent", Decimal(5), "scenario.no_fixed_costs"),
        (EMPTY, "loan_amount", Decimal(5), "scenario.no_loan"),
        (EMPTY, "loan_grace_months", 1, "scenario.no_loan"),
        (BY_PARTS, "customer_share_points", Decimal(5), "scenario.paid_by_parts"),
        (PLAIN, "customer_share_points", Decimal(-5), "scenario.share_beyond"),
        (PLAIN, "customer_delay_months", -1, "scenario.delay_beyond"),
        (PLAIN, "loan_amount", Decimal(-4000), "scenario.nothing_lent"),
        (PLAIN, "loan_term_months", -10, "scenario.term_beyond"),
        (PLAIN, "loan_grace_months", 10, "scenario.grace_beyond"),
        (PLAIN, "loan_grace_months", -1, "scenario.grace_negative"),
        (PLAIN, "draw_per_month", Decimal(-1001), "scenario.draw_negative"),
        (PLAIN, "opening_cash", Decimal(-2901), "scenario.own_money_short"),
    ],
)
def test_a_change_that_cannot_apply_is_left_out_and_named(
    plan: BusinessPlan, field: str, by: Decimal | int, code: str
) -> None:
    applied = what_if(plan, **{field: by})
    assert codes(applied) == [(code, f"changes.{field}")]
    assert applied.plan == plan


def test_a_term_too_short_for_the_grace_names_the_term() -> None:
    assert PLAIN.loan is not None
    waiting = replace(PLAIN, loan=replace(PLAIN.loan, grace_months=5))
    applied = what_if(waiting, loan_term_months=-6)
    assert codes(applied) == [("scenario.grace_beyond", "changes.loan_term_months")]


def test_a_product_that_is_gone_is_named() -> None:
    gone = ProductChanges("Perruques", price_percent=Decimal(5))
    applied = what_if(products=(gone,))
    where = "changes.products.Perruques"
    assert codes(applied) == [("scenario.product_gone", where)]
    assert applied.findings[0].facts == {"product": "Perruques"}
    assert applied.plan == PLAIN
    back = replace(PLAIN.products[0], name="Perruques")
    again = what_if(replace(PLAIN, products=(back,)), products=(gone,))
    assert not again.findings
    assert again.plan.products[0].price == 105


def test_a_change_of_one_product_that_goes_too_far_is_left_out_alone() -> None:
    name = PLAIN.products[0].name
    own = ProductChanges(name, Decimal(5), quantity_percent=Decimal(-101))
    applied = what_if(products=(own,))
    where = f"changes.products.{name}.quantity_percent"
    assert codes(applied) == [("scenario.out_of_bounds", where)]
    assert applied.plan.products[0].price == 105
    assert applied.plan.products[0].per_slow_day == PLAIN.products[0].per_slow_day


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        (
            {"customer_delay_months": 1},
            "scenario.nobody_pays_late",
            "customer_share_points",
        ),
        (
            {"customer_share_points": Decimal(5)},
            "scenario.no_delay",
            "customer_delay_months",
        ),
    ],
)
def test_half_of_a_credit_is_pointed_out(
    changes: dict[str, object], code: str, field: str
) -> None:
    applied = what_if(PLAIN, **changes)
    assert codes(applied) == [(code, f"changes.{field}")]
    assert project(applied.plan, 4).cash == project(PLAIN, 4).cash


def test_every_change_has_a_name_and_a_unit() -> None:
    named = {field.name for field in fields(Changes)} - {"products"}
    assert set(labels.CHANGES) == set(labels.UNITS) == named
    assert labels.UNITS["loan_grace_months"] is Unit.MONTHS
    assert labels.UNITS["customer_share_points"] is Unit.PERCENT
    assert labels.UNITS["draw_per_month"] is Unit.DIRHAMS


@given(SCENARIOS)
def test_a_scenario_is_read_back_as_it_was_written(scenario: Scenario) -> None:
    text = written.text(scenario)
    assert written.parse(text) == replace(scenario, name=scenario.name.strip())
    assert written.text(written.parse(text)) == text


def test_the_written_form_holds_only_what_differs() -> None:
    scenario = Scenario(
        "Prudent",
        Changes(
            price_percent=Decimal("10.50"),
            loan_term_months=6,
            products=(ProductChanges("Nattes", cost_percent=Decimal("-5.0")),),
        ),
        (Shock("rain", Decimal("-20.0"), Month(2027, 3), 1), Shock("x", ZERO)),
    )
    assert written.write(scenario) == {
        "name": "Prudent",
        "changes": {
            "price_percent": "10.5",
            "loan_term_months": 6,
            "products": {"Nattes": {"cost_percent": "-5"}},
        },
        "shocks": [
            {"key": "rain", "size": "-20", "month": "2027-03", "months": 1},
            {"key": "x", "size": "0"},
        ],
    }


def test_a_file_that_names_one_product_means_its_price_quantity_and_cost() -> None:
    made = {"product": "a", "price_percent": "5", "loan_term_months": 6}
    text = json.dumps({"name": "x", "changes": made})
    own = ProductChanges("a", price_percent=Decimal(5))
    assert written.parse(text).changes == Changes(products=(own,), loan_term_months=6)


def test_a_product_without_a_change_is_not_kept() -> None:
    text = of_products({"a": {"price_percent": 0}, "b": {}})
    assert written.parse(text) == Scenario("x")


def of_products(given: dict[str, object]) -> str:
    return json.dumps({"name": "x", "changes": {"products": given}})


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "scenario"),
        ("[]", "scenario"),
        ("{" * 9999, "scenario"),
        ("{}", "name"),
        ('{"name": " "}', "name"),
        ('{"name": "a\\nb"}', "name"),
        ('{"name": "%s"}' % ("x" * 81), "name"),
        ('{"name": "x", "colour": 1}', "scenario.colour"),
        ('{"name": "x", "changes": []}', "changes"),
        ('{"name": "x", "changes": {"rent": 1}}', "changes.rent"),
        ('{"name": "x", "changes": {"price_percent": 1.5}}', "changes.price_percent"),
        ('{"name": "x", "changes": {"price_percent": "NaN"}}', "changes.price_percent"),
        ('{"name": "x", "changes": {"price_percent": "x"}}', "changes.price_percent"),
        ('{"name": "x", "changes": {"loan_amount": "1e99"}}', "changes.loan_amount"),
        ('{"name": "x", "changes": {"start_months": true}}', "changes.start_months"),
        ('{"name": "x", "changes": {"start_months": 9999}}', "changes.start_months"),
        ('{"name": "x", "changes": {"product": 3}}', "changes.product"),
        ('{"name": "x", "changes": {"products": []}}', "changes.products"),
        (of_products({str(n): {} for n in range(61)}), "changes.products"),
        (of_products({"": {}}), "changes.products."),
        (of_products({" a": {}}), "changes.products. a"),
        (of_products({"x" * 201: {}}), "changes.products." + "x" * 80),
        (of_products({"a": 3}), "changes.products.a"),
        (of_products({"a": {"loan_amount": 1}}), "changes.products.a.loan_amount"),
        (
            of_products({"a": {"price_percent": "x"}}),
            "changes.products.a.price_percent",
        ),
        ('{"name": "x", "shocks": {}}', "shocks"),
        ('{"name": "x", "shocks": [3]}', "shocks.0"),
        ('{"name": "x", "shocks": [{"key": "a"}]}', "shocks.0.size"),
        (
            '{"name": "x", "shocks": [{"key": "a", "size": 1, "month": "2027-13"}]}',
            "shocks.0.month",
        ),
    ],
)
def test_what_is_no_scenario_is_refused_by_its_field(text: str, field: str) -> None:
    with pytest.raises(ScenarioUnreadable) as refused:
        written.parse(text)
    assert refused.value.facts == {"field": field}
