"""The books agree with the cash plan and the profit plan, whatever the plan."""

from hypothesis import given
from plans import HORIZONS, PLAIN, project
from statement_plans import RICH, few

from workbench.finance.accounts import ledger
from workbench.money import ZERO
from workbench.plan.business_plan import BusinessPlan


@few
@given(RICH, HORIZONS)
def test_the_cash_account_holds_what_the_cash_plan_closes_with(
    plan: BusinessPlan, months: int
) -> None:
    found = project(plan, months)
    cash = ledger.keep(plan, found).balances([ledger.CASH])
    assert cash == (found.cash.opening[0], *found.cash.closing)


@few
@given(RICH, HORIZONS)
def test_income_less_costs_is_the_result_of_the_profit_plan(
    plan: BusinessPlan, months: int
) -> None:
    found = project(plan, months)
    books = ledger.keep(plan, found)
    earned = [-amount for amount in books.debits(["6", "7"])]
    assert tuple(earned) == (ZERO, *found.profit.result)


def test_the_stock_stays_what_it_was_where_no_days_are_given() -> None:
    stock = ledger.keep(PLAIN, project(PLAIN, 12)).balances(["31"])
    assert set(stock) == {1200}
