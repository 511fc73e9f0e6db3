"""Forecasts worked out by hand, line by line."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import NORMAL, PLAIN, all_lines, amounts, project, summed

from workbench.finance.forecast import HorizonImpossible
from workbench.finance.model.series import spread
from workbench.knowledge.parameters import NoValueInForce
from workbench.money import ZERO, dirhams
from workbench.months import Month
from workbench.plan.business_plan import (
    Branch,
    Equipment,
    FixedCost,
    MonthlyLine,
    Position,
    Rhythm,
)


def test_a_small_plan_comes_out_as_by_hand() -> None:
    found = project(PLAIN, 12)
    assert found.startup.total_needs == 7000 - 100 + 100
    assert found.startup.gap == 100
    assert found.cash.opening[0] == 1900
    assert summed(found.profit.income, "sales", 12) == (Decimal("3900.00"),) * 12
    cost = summed(found.profit.direct_costs, "cost_of_sales", 12)
    assert cost == (Decimal("1170.00"),) * 12
    assert found.draw_per_month == 1000
    interest = summed(found.profit.costs, "loan_interest", 12)
    assert interest[:2] == (Decimal("40.00"), Decimal("36.00"))
    assert summed(found.profit.costs, "depreciation", 12)[0] == 100
    assert found.profit.result[0] == 3900 - 1170 - 1000 - 300 - 100 - 100 - 40
    assert found.cash.closing[0] == 1900 + 3900 - 1170 - 1000 - 400 - 40 - 1000
    assert found.uses == ()


def test_a_small_plans_break_even_comes_out_as_by_hand() -> None:
    even = project(PLAIN, 12).break_even
    interest = Decimal(220)
    assert even.margin_rate == Decimal("0.7")
    assert even.fixed_per_month == dirhams((12 * Decimal(1100) + interest) / 12)
    assert even.sales_per_month == dirhams(even.fixed_per_month / Decimal("0.7"))
    assert even.sales_per_day == dirhams(
        dirhams(even.fixed_per_month / Decimal("0.7")) / (4 * Decimal(52) / 12)
    )
    in_cash = 12 * Decimal(1000) + interest
    given_out = 4000 + 12 * Decimal(1000)
    assert even.sales_per_month_with_repayments == dirhams(
        (in_cash + given_out) / 12 / Decimal("0.7")
    )


def test_a_break_even_counts_the_tax_on_sales_and_the_health_cover_as_fixed() -> None:
    even = project(replace(PLAIN, legal_form="auto_entrepreneur"), 12).break_even
    assert even.margin_rate == Decimal("0.69")
    health = Decimal(100)
    assert even.fixed_per_month == dirhams(1100 + health + Decimal(220) / 12)


def test_a_small_plans_loan_is_covered_as_by_hand() -> None:
    found = project(PLAIN, 10)
    left_before_the_loan = 10 * (3900 - 1170 - 1000 - 1000)
    due = 4000 + 220
    cover = (Decimal(left_before_the_loan) / due).quantize(Decimal("0.01"))
    assert found.debt_service_cover == cover


def test_without_a_loan_there_is_no_cover_and_no_rate() -> None:
    found = project(replace(PLAIN, loan=None))
    assert found.debt_service_cover is None
    assert found.effective_rate is None
    assert found.instalments == ()


def test_without_a_margin_no_sales_break_even() -> None:
    at_cost = replace(PLAIN.products[0], unit_cost=Decimal(100))
    even = project(replace(PLAIN, products=(at_cost,))).break_even
    assert even.sales_per_month is None
    assert even.sales_per_day is None
    assert even.sales_per_month_with_repayments is None


def test_a_costs_rhythm_is_paid_at_its_start_and_spread_in_profit() -> None:
    yearly = replace(PLAIN, fixed_costs=(FixedCost("Assurance", Decimal(100), 12),))
    found = project(yearly, 13)
    paid = summed(found.cash.payments, "fixed_cost", 13)
    borne = summed(found.profit.costs, "fixed_cost", 13)
    assert paid == (Decimal(100), *[ZERO] * 11, Decimal(100))
    assert sum(borne[:12]) == 100
    assert max(borne) - min(borne) <= Decimal("0.01")


def test_a_monthly_line_is_cash_and_profit_only_if_said() -> None:
    series = (Decimal(500), Decimal(700))
    aid = MonthlyLine("Aide", is_receipt=True, in_profit=False, amounts=series)
    sales = MonthlyLine("Ventes", is_receipt=True, in_profit=True, amounts=series)
    for line, in_profit in ((aid, 0), (sales, 1)):
        found = project(replace(PLAIN, products=(), monthly_lines=(line,)), 3)
        assert summed(found.cash.receipts, "monthly", 3) == (*series, ZERO)
        assert sum(summed(found.profit.income, "monthly", 3)) == in_profit * 1200


def test_work_begun_later_is_paid_from_then_on() -> None:
    helper = Position("Aide", 2, Decimal(4000), is_declared=True, from_month=4)
    found = project(replace(PLAIN, staff=(helper,)), 6)
    assert summed(found.profit.costs, "wages", 6) == (ZERO,) * 3 + (Decimal(8000),) * 3
    social = summed(found.profit.costs, "social_contributions", 6)
    assert social[3] == 2 * Decimal("843.60")


def test_undeclared_work_brings_no_contribution() -> None:
    helper = Position("Aide", 1, Decimal(4000), is_declared=False)
    found = project(replace(PLAIN, staff=(helper,)), 3)
    assert "social_contributions" not in {line.key for line in all_lines(found)}


@pytest.mark.parametrize("months", [0, -1, 61])
def test_no_forecast_is_made_of_no_months_or_of_too_many(months: int) -> None:
    with pytest.raises(HorizonImpossible):
        project(PLAIN, months)


def test_a_plan_before_any_known_rule_is_refused_by_name() -> None:
    old = replace(PLAIN, legal_form="auto_entrepreneur", start=Month(1990, 1))
    with pytest.raises(NoValueInForce):
        project(old)


def test_the_same_plan_gives_the_same_forecast() -> None:
    assert project(PLAIN) == project(PLAIN)


@given(amounts(100_000), st.integers(1, 240))
def test_an_amount_spread_over_months_loses_no_centime(
    amount: Decimal, count: int
) -> None:
    parts = spread(amount, count)
    assert sum(parts) == amount
    assert len(parts) == count
    assert max(parts) - min(parts) <= Decimal("0.01")
    assert min(parts) >= 0


def test_goods_and_services_are_taxed_each_at_their_rate() -> None:
    goods = replace(PLAIN.products[0], branch=Branch.GOODS)
    for sold, rate in ((PLAIN.products[0], "0.01"), (goods, "0.005")):
        plan = replace(PLAIN, products=(sold,), legal_form="auto_entrepreneur")
        tax = sum(summed(project(plan, 12).profit.costs, "income_tax", 12))
        assert tax == dirhams(12 * 3900 * Decimal(rate))


def test_a_closed_month_sells_nothing_and_still_pays_its_rent() -> None:
    rhythm_closed = Rhythm(1, 2, 1, ("normal", "closed", *NORMAL[2:]))
    found = project(replace(PLAIN, rhythm=rhythm_closed), 3)
    assert found.profit.income[0].amounts[1] == 0
    assert summed(found.cash.payments, "fixed_cost", 3)[1] == 1000


def test_a_grant_or_equipment_of_ones_own_counts_as_a_source_and_costs_no_cash() -> (
    None
):
    owned = (Equipment("Kit", 2, Decimal(400), 2, is_owned=True),)
    found = project(replace(PLAIN, equipment=owned), 12)
    in_kind = next(li for li in found.startup.sources if li.key == "source_in_kind")
    assert in_kind.total == 800
    assert summed(found.profit.costs, "depreciation", 12)[0] > 0
