"""Taxes of the forms that are charged by the civil year, over a forecast's months."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import KNOWN, PLAIN

from workbench.finance import checks, forecast
from workbench.finance.forecast import Forecast
from workbench.finance.model import regimes
from workbench.findings import Finding
from workbench.money import ZERO
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.answers import Answers
from workbench.plan.business_plan import (
    Branch,
    BusinessPlan,
    Equipment,
    MonthlyLine,
    Source,
    StartupCost,
)
from workbench.plan.conditions import Closure

GROCER = replace(
    PLAIN,
    branch=Branch.GOODS,
    legal_form="individual_cpu",
    coefficient=Decimal("0.06"),
    loan=None,
    products=(
        replace(
            PLAIN.products[0],
            price=Decimal(31250),
            unit_cost=Decimal(25000),
            per_good_day=Decimal(0),
            per_normal_day=Decimal(1),
            per_slow_day=Decimal(0),
            branch=Branch.GOODS,
        ),
    ),
    rhythm=replace(PLAIN.rhythm, good_days=0, normal_days=1, slow_days=0),
)


def project(plan: BusinessPlan, months: int = 24) -> Forecast:
    return forecast.project(plan, KNOWN, months)


def paid(found: Forecast, key: str) -> dict[Month, Decimal]:
    lines = [line for line in found.cash.payments if line.key == key]
    return {
        month: amount
        for line in lines
        for month, amount in zip(found.months, line.amounts, strict=True)
        if amount
    }


def earned(found: Forecast, key: str) -> Decimal:
    lines = [line for line in found.profit.costs if line.key == key]
    return sum((sum(line.amounts[:MONTHS_PER_YEAR], ZERO) for line in lines), ZERO)


def test_a_single_contribution_is_paid_once_with_its_health_part() -> None:
    """A grocer's 1 625 000 DH at 6 % and 10 %: 9 750, and 1 050 a quarter of AMO."""
    found = project(GROCER)
    assert earned(found, "income_tax") == Decimal("9750.00")
    assert earned(found, "health_contribution") == Decimal("4200.00")
    assert paid(found, "income_tax") == {Month(2028, 3): Decimal("9750.00")}
    assert paid(found, "health_contribution") == {Month(2028, 3): Decimal("4200.00")}


def test_a_companys_tax_is_a_fifth_of_its_profit_and_paid_after_the_year() -> None:
    found = project(replace(GROCER, legal_form="sarl_au"))
    before = sum(found.profit.result[:12], ZERO) + earned(found, "corporate_tax")
    assert earned(found, "corporate_tax") == (before / 5).quantize(Decimal("0.01"))
    first = paid(found, "corporate_tax")
    assert first[Month(2028, 3)] >= earned(found, "corporate_tax")
    assert not [month for month in first if month.year == 2027]


def test_a_loss_owes_no_tax_on_profit() -> None:
    at_a_loss = replace(PLAIN.products[0], unit_cost=Decimal(99))
    for form in ("individual_net", "sarl_au"):
        plan = replace(PLAIN, legal_form=form, products=(at_a_loss,))
        found = project(plan, 12)
        assert sum(found.profit.result, ZERO) < 0
        assert earned(found, regimes.tax_line(plan)) == ZERO


def test_a_shorter_forecast_owes_the_same_in_its_months() -> None:
    """The tax of a year does not depend on where the forecast stops within it."""
    plan = replace(GROCER, legal_form="individual_net")
    long, short = project(plan, 24), project(plan, 18)
    assert long.cash.closing[:18] == short.cash.closing


@pytest.mark.parametrize("form", sorted(regimes.BY_YEAR))
def test_a_plan_known_month_by_month_brings_its_own_taxes(form: str) -> None:
    known = MonthlyLine("Ventes", is_receipt=True, in_profit=True, amounts=(ZERO,))
    plan = replace(GROCER, legal_form=form, monthly_lines=(known,))
    found = project(plan, 12)
    assert not regimes.is_computed(plan)
    assert earned(found, regimes.tax_line(plan)) == ZERO


def test_a_trade_without_a_coefficient_is_not_computed_under_the_contribution() -> None:
    plan = replace(GROCER, coefficient=None)
    assert not regimes.is_computed(plan)
    assert earned(project(plan, 12), "income_tax") == ZERO


# A regime left

AE, CPU = "auto_entrepreneur", "individual_cpu"


def braider(price: int, **more: Any) -> BusinessPlan:
    """An auto-entrepreneur who sells services once a week at a price, all year."""
    product = replace(
        GROCER.products[0],
        price=Decimal(price),
        unit_cost=Decimal(price) / 2,
        branch=Branch.SERVICES,
    )
    return replace(
        GROCER,
        branch=Branch.SERVICES,
        legal_form=AE,
        coefficient=Decimal("0.20"),
        products=(product,),
        **more,
    )


def findings(found: Forecast, plan: BusinessPlan) -> list[Finding]:
    return checks.of_forecast(plan, found, Answers(), KNOWN)


def by_year(found: Forecast, key: str) -> dict[int, Decimal]:
    owed: dict[int, Decimal] = {}
    for line in (line for line in found.profit.costs if line.key == key):
        for month, amount in zip(found.months, line.amounts, strict=True):
            owed[month.year] = owed.get(month.year, ZERO) + amount
    return owed


def test_an_auto_entrepreneur_too_large_for_two_years_leaves_for_the_cpu() -> None:
    """52 x 4 050 = 210 600 a year: 1 % twice, then 20 % of it at 10 %."""
    found = project(braider(4050), 48)
    assert found.forms == {2027: AE, 2028: AE, 2029: CPU, 2030: CPU}
    assert by_year(found, "income_tax") == {
        2027: Decimal("2106.00"),
        2028: Decimal("2106.00"),
        2029: Decimal("4212.00"),
        2030: Decimal("4212.00"),
    }
    assert by_year(found, "health_contribution") == {
        2027: Decimal(4 * 570),
        2028: Decimal(4 * 570),
        2029: Decimal(4 * 720),
        2030: Decimal(4 * 720),
    }


def test_the_last_quarter_is_paid_before_the_first_tax_of_the_other_regime() -> None:
    due = paid(project(braider(4050), 48), "income_tax")
    assert due[Month(2029, 1)] == Decimal("526.50")
    assert min(month for month in due if month > Month(2029, 1)) == Month(2030, 3)
    assert due[Month(2030, 3)] == Decimal("4212.00")


def test_a_trade_without_a_coefficient_leaves_for_the_net_result() -> None:
    """105 300 of profit a year: 12 000 at 100 000, then 34 % of what is above."""
    plain = braider(4050, fixed_costs=(), equipment=(), startup_costs=(), staff=())
    found = project(replace(plain, coefficient=None), 36)
    assert found.forms[2029] == "individual_net"
    assert by_year(found, "income_tax")[2029] == Decimal("13802.00")
    assert Decimal("0.00") == by_year(found, "health_contribution")[2029]


def test_a_year_below_the_ceiling_starts_the_count_again() -> None:
    """Shut for one month of the second year, it sells 193 050 and keeps the regime."""
    plan = braider(4050)
    shut = replace(plan.rhythm, closures=(Closure(Month(2028, 5)),))
    found = project(replace(plan, rhythm=shut), 60)
    assert [year for year, form in found.forms.items() if form == CPU] == [2031]


@pytest.mark.parametrize(
    ("form", "price", "code", "ceiling"),
    [
        (AE, 4050, "turnover.leaves_for_cpu", 200_000),
        (AE, 10_000, "turnover.leaves_for_net", 200_000),
        (CPU, 10_000, "turnover.leaves_for_net", 500_000),
    ],
)
def test_the_month_in_which_a_regime_is_lost_is_said(
    form: str, price: int, code: str, ceiling: int
) -> None:
    plan = replace(braider(price), legal_form=form)
    left = [f for f in findings(project(plan, 60), plan) if "leaves" in f.code]
    assert [finding.code for finding in left] == [code]
    assert left[0].facts == {"month": Month(2029, 1), "ceiling": ceiling}


def test_a_regime_that_is_kept_is_not_said_to_be_left() -> None:
    codes = {f.code for f in findings(project(braider(4050), 24), braider(4050))}
    assert "turnover.above_ceiling" in codes
    assert not {code for code in codes if code.startswith("turnover.leaves")}


def test_the_months_before_the_change_are_those_of_a_shorter_forecast() -> None:
    long, short = project(braider(4050), 48), project(braider(4050), 24)
    assert long.cash.closing[:24] == short.cash.closing


def test_the_rule_that_ends_a_regime_is_traced_once_it_counts() -> None:
    def rules(price: int) -> set[str]:
        return {use.parameter for use in project(braider(price), 36).uses}

    exit_rule = "auto_entrepreneur.exit_years_above_ceiling"
    assert exit_rule in rules(4050)
    assert exit_rule not in rules(3000)
    assert "auto_entrepreneur.ceiling_services" in rules(3000)


def test_what_the_largest_client_keeps_back_is_part_of_the_tax() -> None:
    """Of 156 000, 20 000 above the threshold of one client: 30 %, the rest at 1 %."""
    alone = project(braider(3000, largest_client_per_year=Decimal(100_000)), 12)
    assert earned(alone, "income_tax") == Decimal(6000) + Decimal(1360)
    shared = project(braider(3000), 12)
    assert earned(shared, "income_tax") == Decimal(1560)


@given(st.integers(500, 6000), st.integers(0, 600), st.sampled_from(["0.20", None]))
def test_tax_never_falls_when_sales_rise_while_the_regimes_stay(
    price: int, more: int, coefficient: str | None
) -> None:
    share = None if coefficient is None else Decimal(coefficient)
    lower, higher = (
        project(replace(braider(sold), coefficient=share), 36)
        for sold in (price, price + more)
    )
    if lower.forms == higher.forms:
        for year, owed in by_year(lower, "income_tax").items():
            assert by_year(higher, "income_tax")[year] >= owed


def test_a_companys_first_loss_lowers_its_later_tax() -> None:
    spent = (StartupCost("Travaux", Decimal(30_000), "expense"),)
    plan = replace(
        braider(1000), legal_form="sarl_au", startup_costs=spent, fixed_costs=()
    )
    found = project(plan, 24)
    before = [
        sum(found.profit.result[start : start + 12], ZERO) + tax
        for start, tax in ((0, ZERO), (12, by_year(found, "corporate_tax")[2028]))
    ]
    assert before[0] < 0
    taxed = before[0] + before[1]
    assert by_year(found, "corporate_tax") == {
        2027: ZERO,
        2028: (taxed / 5).quantize(Decimal("0.01")),
    }


def test_a_tax_on_profit_is_no_part_of_the_break_even() -> None:
    taxed = project(replace(GROCER, legal_form="sarl_au"), 12).break_even
    free = project(replace(GROCER, legal_form="informal"), 12).break_even
    assert taxed == free


def test_the_tax_of_a_company_bears_its_own_name() -> None:
    def keys(form: str) -> set[str]:
        found = project(replace(GROCER, legal_form=form))
        return {line.key for line in (*found.cash.payments, *found.profit.costs)}

    for form in ("sarl", "sarl_au"):
        assert "corporate_tax" in keys(form)
        assert "income_tax" not in keys(form)
    assert "corporate_tax" not in keys("individual_net")


def test_a_first_year_of_ten_months_pays_its_instalments_for_twelve() -> None:
    """Open from March: a quarter of its tax x 12 / 10, four times."""
    found = project(replace(GROCER, legal_form="sarl_au", start=Month(2027, 3)), 24)
    first = by_year(found, "corporate_tax")[2027]
    due = paid(found, "corporate_tax")
    instalment = (first * 12 / 10 / 4).quantize(Decimal("0.01"))
    assert [due[Month(2028, m)] for m in (6, 9, 12)] == [instalment] * 3
    assert due[Month(2028, 3)] == instalment + first


def test_a_grant_for_equipment_is_taxed_as_its_equipment_wears() -> None:
    """2 400 given for 2 400 of equipment over two years: 1 200 a year, at 20 %."""
    plan = replace(
        GROCER,
        legal_form="sarl_au",
        equipment=(Equipment("Frigo", 1, Decimal(2400), 2),),
    )
    given = replace(plan, sources=(*plan.sources, Source("grant", "", Decimal(2400))))
    taxes = [by_year(project(p, 12), "corporate_tax")[2027] for p in (plan, given)]
    assert taxes[1] - taxes[0] == 240
    results = [sum(project(p, 12).profit.result, ZERO) for p in (plan, given)]
    assert results[1] - results[0] == 1200 - 240
