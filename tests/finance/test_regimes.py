"""Taxes of the forms that are charged by the civil year, over a forecast's months."""

from dataclasses import replace
from decimal import Decimal

import pytest
from plans import KNOWN, PLAIN

from workbench.finance import forecast
from workbench.finance.forecast import Forecast
from workbench.finance.model import regimes
from workbench.money import ZERO
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.business_plan import Branch, BusinessPlan, MonthlyLine

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
    before = sum(found.profit.result[:12], ZERO) + earned(found, "income_tax")
    assert earned(found, "income_tax") == (before / 5).quantize(Decimal("0.01"))
    first = paid(found, "income_tax")
    assert first[Month(2028, 3)] >= earned(found, "income_tax")
    assert not [month for month in first if month.year == 2027]


def test_a_loss_owes_no_tax_on_profit() -> None:
    at_a_loss = replace(PLAIN.products[0], unit_cost=Decimal(99))
    for form in ("individual_net", "sarl_au"):
        found = project(replace(PLAIN, legal_form=form, products=(at_a_loss,)), 12)
        assert sum(found.profit.result, ZERO) < 0
        assert earned(found, "income_tax") == ZERO


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
    assert earned(found, "income_tax") == ZERO


def test_a_trade_without_a_coefficient_is_not_computed_under_the_contribution() -> None:
    plan = replace(GROCER, coefficient=None)
    assert not regimes.is_computed(plan)
    assert earned(project(plan, 12), "income_tax") == ZERO


def test_a_tax_on_profit_is_no_part_of_the_break_even() -> None:
    taxed = project(replace(GROCER, legal_form="sarl_au"), 12).break_even
    free = project(replace(GROCER, legal_form="informal"), 12).break_even
    assert taxed == free
