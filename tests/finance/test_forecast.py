"""What holds in every forecast, whatever the plan."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from plans import (
    HORIZONS,
    KNOWN,
    PLAIN,
    PLANS,
    all_lines,
    amounts,
    by_name,
    project,
    summed,
    total,
)
from plans import loans as any_loan

from workbench.finance.charges import charges
from workbench.finance.charges.charges_company import COMPANIES
from workbench.finance.model import regimes
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.business_plan import (
    BusinessPlan,
    FixedCost,
    HouseholdLine,
    LoanTerms,
    MonthlyLine,
)

CASH_ONLY = ("loan_principal", "equipment_later", "draw", "purchases", "repay_")
PROFIT_ONLY = ("depreciation", "opening_costs", "cost_of_sales")
TAXES = {"income_tax", "health_contribution"}

few = settings(max_examples=40, deadline=None)


# The cash plan


@few
@given(PLANS, HORIZONS)
def test_each_month_closes_with_what_it_opened_with_plus_in_less_out(
    plan: BusinessPlan, months: int
) -> None:
    cash = project(plan, months).cash
    for place in range(months):
        come, gone = total(cash.receipts, place), total(cash.payments, place)
        assert cash.total_in[place] == come
        assert cash.total_out[place] == gone
        assert cash.closing[place] == cash.opening[place] + come - gone
    assert all(a == b for a, b in zip(cash.closing, cash.opening[1:], strict=False))


@few
@given(PLANS)
def test_the_first_month_opens_with_what_the_start_left(plan: BusinessPlan) -> None:
    paid = sum(
        (a.value for a in plan.equipment if a.month == 0 and not a.is_owned), ZERO
    )
    paid += sum((c.amount for c in plan.startup_costs), ZERO)
    found = sum((s.amount for s in plan.sources), ZERO)
    if plan.loan:
        paid += plan.loan.fee
        found += plan.loan.amount
    assert project(plan, 1).cash.opening[0] == found - paid


@few
@given(PLANS)
def test_needs_equal_sources_in_every_start_up_table(plan: BusinessPlan) -> None:
    table = project(plan, 1).startup
    assert table.total_needs == table.total_sources
    balancing = {line.key for line in (*table.needs, *table.sources)}
    assert ("to_be_found" in balancing) == (table.gap > 0)
    assert ("cash_surplus" in balancing) == (table.gap < 0)


@few
@given(PLANS)
def test_the_gap_is_what_lacks_to_open_with_the_cash_wanted(
    plan: BusinessPlan,
) -> None:
    found = project(plan, 1)
    assert found.startup.gap == plan.working_cash - found.cash.opening[0]


@few
@given(PLANS, HORIZONS)
def test_every_amount_is_in_whole_centimes_and_every_line_as_long_as_the_horizon(
    plan: BusinessPlan, months: int
) -> None:
    found = project(plan, months)
    assert len(found.months) == months
    for line in all_lines(found):
        assert len(line.amounts) == months
        assert all(amount == dirhams(amount) for amount in line.amounts)
        assert all(amount >= 0 for amount in line.amounts)


@few
@given(PLANS, st.integers(1, 24), st.sampled_from(("auto_entrepreneur", "sarl")))
def test_a_shorter_horizon_is_the_beginning_of_a_longer_one(
    plan: BusinessPlan, months: int, form: str
) -> None:
    plan = replace(plan, legal_form=form)
    short, long = project(plan, months), project(plan, 36)
    assert short.cash.closing == long.cash.closing[:months]
    assert short.profit.result == long.profit.result[:months]
    for mine, its in (
        (short.cash.receipts, long.cash.receipts),
        (short.cash.payments, long.cash.payments),
        (short.profit.costs, long.profit.costs),
    ):
        cut = (replace(line, amounts=line.amounts[:months]) for line in its)
        assert by_name(mine, months) == by_name(cut, months)


def test_the_years_band_counts_the_months_beyond_the_horizon() -> None:
    line = MonthlyLine(
        "Ventes", is_receipt=True, in_profit=True, amounts=(Decimal(9000),) * 36
    )
    plan = replace(
        PLAIN,
        legal_form="auto_entrepreneur",
        start=Month(2027, 3),
        products=(),
        monthly_lines=(line,),
    )
    short, long = project(plan, 12), project(plan, 24)
    assert short.cash.closing == long.cash.closing[:12]
    assert short.profit.result == long.profit.result[:12]


@few
@given(PLANS)
def test_the_lowest_month_and_the_red_months_are_those_of_the_cash(
    plan: BusinessPlan,
) -> None:
    found = project(plan)
    closing = dict(zip(found.months, found.cash.closing, strict=True))
    assert found.lowest_cash == min(closing.values())
    assert closing[found.lowest_month] == found.lowest_cash
    earlier = [m for m in found.months if m < found.lowest_month]
    assert all(closing[month] > found.lowest_cash for month in earlier)
    assert list(found.red_months) == [m for m, cash in closing.items() if cash < 0]


# Cash is not profit


@few
@given(PLANS)
def test_depreciation_is_never_cash_and_principal_never_profit(
    plan: BusinessPlan,
) -> None:
    found = project(plan, 36)
    cash = {line.key for line in (*found.cash.receipts, *found.cash.payments)}
    profit = found.profit
    costs = {li.key for li in (*profit.income, *profit.direct_costs, *profit.costs)}
    assert not cash & set(PROFIT_ONLY)
    assert not any(key.startswith(CASH_ONLY) for key in costs)


@few
@given(PLANS, st.integers(1, 20))
def test_how_long_equipment_lasts_changes_no_cash_but_tax_on_profit(
    plan: BusinessPlan, life: int
) -> None:
    if plan.legal_form in regimes.ON_PROFIT:
        plan = replace(plan, legal_form="informal")
    lasting = tuple(replace(asset, life_years=life) for asset in plan.equipment)
    assert project(replace(plan, equipment=lasting)).cash == project(plan).cash


@few
@given(PLANS, any_loan(), st.integers(1, 84))
def test_how_a_loan_without_interest_is_repaid_changes_no_profit(
    plan: BusinessPlan, loan: LoanTerms, term: int
) -> None:
    free = replace(loan, rate_per_year=ZERO, grace_months=0)
    one, other = (
        project(replace(plan, loan=replace(free, term_months=months)))
        for months in (term, 85 - term)
    )
    assert one.profit == other.profit


@few
@given(PLANS, HORIZONS)
def test_profit_is_income_less_direct_costs_less_the_other_costs(
    plan: BusinessPlan, months: int
) -> None:
    profit = project(plan, months).profit
    for place in range(months):
        margin = total(profit.income, place) - total(profit.direct_costs, place)
        assert profit.gross_margin[place] == margin
        assert profit.result[place] == margin - total(profit.costs, place)


@few
@given(PLANS)
def test_over_its_life_an_asset_is_depreciated_by_its_price(plan: BusinessPlan) -> None:
    short_lived = tuple(
        replace(asset, life_years=2, month=min(asset.month, 36))
        for asset in plan.equipment
    )
    found = project(replace(plan, equipment=short_lived), 60)
    charged = summed(found.profit.costs, "depreciation", 60)
    assert sum(charged) == sum((asset.value for asset in short_lived), ZERO)


@few
@given(PLANS)
def test_over_the_years_wages_and_loans_are_paid_in_cash_as_in_profit(
    plan: BusinessPlan,
) -> None:
    found = project(plan, 36)
    for key in ("wages", "loan_interest"):
        paid = summed(found.cash.payments, key, 36)
        assert paid == summed(found.profit.costs, key, 36)


# Delays


@few
@given(PLANS)
def test_purchases_are_the_cost_of_sales_paid_so_many_months_later(
    plan: BusinessPlan,
) -> None:
    found = project(plan)
    delay = plan.supplier_delay_months
    cost = summed(found.profit.direct_costs, "cost_of_sales", 24)
    paid = summed(found.cash.payments, "purchases", 24)
    assert paid == (ZERO,) * delay + cost[: 24 - delay]


@few
@given(PLANS)
def test_a_credit_sale_is_collected_whole_but_later(plan: BusinessPlan) -> None:
    rhythm = plan.rhythm
    found = project(plan)
    sold = summed(found.profit.income, "sales", 24)
    collected = summed(found.cash.receipts, "sales_collected", 24)
    late = rhythm.credit_months
    assert sum(collected) <= sum(sold)
    assert sum(collected) >= sum(sold[: 24 - late])
    if not rhythm.credit_share or not late:
        assert collected == sold


@few
@given(PLANS)
def test_contributions_follow_wages_a_month_later(plan: BusinessPlan) -> None:
    found = project(plan)
    owed = summed(found.profit.costs, "social_contributions", 24)
    paid = summed(found.cash.payments, "social_contributions", 24)
    assert paid == (ZERO, *owed[:-1])


# Taxes


@few
@given(PLANS, st.sampled_from(["informal", "cooperative"]))
def test_no_tax_is_computed_where_no_rule_is_known(
    plan: BusinessPlan, form: str
) -> None:
    found = project(replace(plan, legal_form=form))
    assert not TAXES & {line.key for line in all_lines(found)}
    assert not any("auto_entrepreneur" in use.parameter for use in found.uses)


@few
@given(PLANS)
def test_the_tax_of_the_quarters_is_the_tax_of_the_year(plan: BusinessPlan) -> None:
    plan = replace(plan, legal_form="auto_entrepreneur", start=Month(2027, 1))
    found = project(plan, 25)
    earned = summed(found.profit.costs, "income_tax", 25)
    paid = summed(found.cash.payments, "income_tax", 25)
    for first in (0, 12):
        of_year = earned[first : first + MONTHS_PER_YEAR]
        quarters = [of_year[q : q + 3] for q in range(0, MONTHS_PER_YEAR, 3)]
        due = [sum(quarter) for quarter in quarters]
        assert [paid[first + 3 * q + 3] for q in range(4)] == due


@few
@given(PLANS)
def test_the_health_contribution_of_a_year_is_four_quarters_of_one_band(
    plan: BusinessPlan,
) -> None:
    plan = replace(plan, legal_form="auto_entrepreneur", start=Month(2027, 1))
    found = project(plan, 12)
    tax = sum(summed(found.profit.costs, "income_tax", 12), ZERO)
    quarter = charges.health_contribution(tax, (2027, 4), Trace(KNOWN))
    assert sum(summed(found.profit.costs, "health_contribution", 12)) == 4 * quarter


@few
@given(PLANS)
def test_turnover_is_what_was_collected_and_other_income(plan: BusinessPlan) -> None:
    plan = replace(plan, legal_form="auto_entrepreneur", monthly_lines=())
    found = project(plan)
    assert found.turnover == summed(found.cash.receipts, "sales_collected", 24)


def test_a_quarters_tax_is_paid_in_the_month_after_it() -> None:
    plan = replace(PLAIN, legal_form="auto_entrepreneur", start=Month(2027, 2))
    found = project(plan, 12)
    paid = summed(found.cash.payments, "income_tax", 12)
    due = [month.number for month, tax in zip(found.months, paid, strict=True) if tax]
    assert due == [4, 7, 10, 1]
    assert paid[2] == dirhams(2 * Decimal(3900) / 100)


# What changes what


@few
@given(PLANS, amounts(5000))
def test_more_rent_never_means_more_cash(plan: BusinessPlan, rent: Decimal) -> None:
    dearer = replace(plan, fixed_costs=(*plan.fixed_costs, FixedCost("Loyer", rent)))
    before, after = project(plan), project(dearer)
    for month, (had, has) in enumerate(
        zip(before.cash.closing, after.cash.closing, strict=True), start=1
    ):
        assert has <= had
        if not regimes.is_by_year(plan):
            assert has == had - month * rent
    assert before.cash.receipts == after.cash.receipts


@few
@given(PLANS, amounts(5000))
def test_a_larger_draw_lowers_the_cash_and_no_profit(
    plan: BusinessPlan, more: Decimal
) -> None:
    lines = (*plan.household_expenses, HouseholdLine("Plus", more))
    before, after = project(plan), project(replace(plan, household_expenses=lines))
    assert after.draw_per_month >= before.draw_per_month
    assert after.profit.result == before.profit.result
    step = after.draw_per_month - before.draw_per_month
    pairs = list(zip(before.cash.closing, after.cash.closing, strict=True))
    assert all(b - a >= n * step for n, (b, a) in enumerate(pairs, start=1))
    if plan.legal_form not in COMPANIES:  # it pays a tax on what partners take
        assert all(b - a == n * step for n, (b, a) in enumerate(pairs, start=1))


@few
@given(PLANS)
def test_household_income_above_its_needs_is_not_put_into_the_business(
    plan: BusinessPlan,
) -> None:
    rich = replace(plan, household_income=(HouseholdLine("Loto", Decimal(10**6)),))
    assert project(rich).draw_per_month == 0
