"""The statements agree with each other to the centime, whatever the plan."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from plans import HORIZONS, PLAIN, project
from statement_plans import RICH, few

from workbench.finance.accounts import (
    balance_sheet,
    cpc,
    esg,
    financing_plan,
    ledger,
    tables,
    working_capital,
)
from workbench.finance.accounts.ledger import Ledger
from workbench.finance.accounts.tables import Table
from workbench.finance.model.series import Series
from workbench.money import ZERO
from workbench.plan.business_plan import Branch, BusinessPlan


def kept(plan: BusinessPlan, months: int) -> Ledger:
    return ledger.keep(plan, project(plan, months))


def draws(books: Ledger) -> Series:
    return tables.by_year(books.gross(financing_plan.OWN, debit=True))


def balances(books: Ledger) -> Table:
    drawn = books.source(financing_plan.OWN)
    return esg.management_balances(cpc.income_statement(books), draws(books), drawn)


@few
@given(RICH, HORIZONS)
def test_the_balance_sheet_balances_every_month(
    plan: BusinessPlan, months: int
) -> None:
    sheet = balance_sheet.balance_sheet(kept(plan, months))
    assert sheet["total_assets"] == sheet["total_liabilities"]
    assert len(sheet["total_assets"]) == months + 1


@few
@given(RICH, HORIZONS)
def test_cash_less_overdraft_is_the_closing_cash(
    plan: BusinessPlan, months: int
) -> None:
    books = kept(plan, months)
    sheet = balance_sheet.balance_sheet(books)
    assert sheet["net_cash"][1:] == books.forecast.cash.closing
    assert not any(
        a and b for a, b in zip(sheet["cash_assets"], sheet["cash_debts"], strict=True)
    )


@few
@given(RICH, HORIZONS)
def test_nothing_that_one_has_is_below_zero(plan: BusinessPlan, months: int) -> None:
    sheet = balance_sheet.balance_sheet(kept(plan, months))
    has = "start_up_costs equipment_gross deposits fixed_assets stock customers prepaid"
    owes = "loans suppliers social_bodies equipment_grants state_credit"
    for key in (has + " " + owes).split():
        assert min(sheet[key]) >= 0, key


@few
@given(RICH, HORIZONS)
def test_the_net_result_is_the_sheets_and_income_less_costs(
    plan: BusinessPlan, months: int
) -> None:
    books = kept(plan, months)
    found = cpc.income_statement(books)
    sheet = balance_sheet.balance_sheet(books)
    assert found["net_result"] == tables.at_year_ends(sheet["result"])
    income, costs = found["total_income"], found["total_costs"]
    assert found["net_result"] == tuple(
        a - b for a, b in zip(income, costs, strict=True)
    )
    planned = tables.by_year((ZERO, *books.forecast.profit.result))
    assert found["net_result"] == planned


@few
@given(RICH, HORIZONS)
def test_both_methods_give_the_same_capacity(plan: BusinessPlan, months: int) -> None:
    books = kept(plan, months)
    found = balances(books)
    income = cpc.income_statement(books)
    assert found["caf_added"] == found["caf_subtracted"]
    for key in ("operating_result", "current_result", "net_result"):
        assert found[key] == income[key]


@few
@given(RICH, HORIZONS)
def test_the_financing_plan_ends_with_the_cash_of_the_sheet(
    plan: BusinessPlan, months: int
) -> None:
    books = kept(plan, months)
    sheet = balance_sheet.balance_sheet(books)
    found = financing_plan.financing_plan(books, sheet, balances(books)["caf_added"])
    cash = sheet["net_cash"]
    assert found["closing_cash"] == (cash[0], *tables.at_year_ends(cash))


@few
@given(RICH, HORIZONS)
def test_funds_less_need_is_cash(plan: BusinessPlan, months: int) -> None:
    sheet = balance_sheet.balance_sheet(kept(plan, months))
    left = zip(sheet["working_funds"], sheet["working_need"], strict=True)
    assert sheet["net_cash"] == tuple(funds - need for funds, need in left)


@few
@given(RICH, HORIZONS)
def test_the_need_is_that_of_the_sheet_and_its_items_add_up(
    plan: BusinessPlan, months: int
) -> None:
    books = kept(plan, months)
    sheet = balance_sheet.balance_sheet(books)
    turnover = cpc.income_statement(books)["turnover"]
    found = working_capital.working_capital(books, sheet, turnover)
    table = found.table
    need = [
        table["stock"][y]
        + table["customers"][y]
        + table["other_assets"][y]
        - table["suppliers"][y]
        - table["social_bodies"][y]
        - table["other_debts"][y]
        for y in range(len(turnover))
    ]
    assert table["need"] == tuple(need)
    assert sum(found.rise) == table["need"][-1] - sheet["working_need"][0]


def test_a_sheet_that_does_not_balance_is_refused_by_name() -> None:
    with pytest.raises(balance_sheet.SheetDoesNotBalance) as refused:
        balance_sheet.require_balance(
            (Decimal(5), Decimal(7)), (Decimal(5), Decimal(4))
        )
    assert refused.value.facts == {
        "field": "balance_sheet",
        "column": 1,
        "gap": Decimal(3),
    }


def test_the_plain_plan_by_hand() -> None:
    """Sales 3 900 a month, costs 1 170 + 1 000, wear 100, 400 of costs at opening."""
    books = kept(PLAIN, 12)
    found = cpc.income_statement(books)
    assert found["sales_made"] == (46_800,)
    assert found["materials_used"] == (14_040,)
    assert found["external_costs"] == (12_000,)
    assert found["depreciation"] == (1_600,)
    assert found["financial_costs"] == (220,)
    assert found["net_result"] == (18_940,)
    assert balances(books)["caf_added"] == (20_540,)
    sheet = balance_sheet.balance_sheet(books)
    assert sheet["fixed_assets"][0] == 2400 + 1000 + 400
    assert sheet["fixed_assets"][12] == 1200 + 1000
    assert sheet["loans"][0] == 4000
    assert sheet["loans"][12] == 0


def test_every_amount_of_a_statement_has_a_source() -> None:
    rich = replace(PLAIN, legal_form="auto_entrepreneur", supplier_delay_months=1)
    books = kept(rich, 24)
    sheet = balance_sheet.balance_sheet(books)
    plan = financing_plan.financing_plan(books, sheet, balances(books)["caf_added"])
    for table in (cpc.income_statement(books), sheet, balances(books), plan):
        for row in table.used:
            assert row.source.questions, (table.name, row.key)
    tax = cpc.income_statement(books).by_key["income_tax"].source
    assert "auto_entrepreneur.income_tax_services" in tax.parameters


def test_what_is_made_and_sold_is_production_and_changes_no_result() -> None:
    """Sales of goods of a year by hand: price × units of each month."""
    goods = replace(
        PLAIN,
        branch=Branch.GOODS,
        products=tuple(replace(p, branch=Branch.GOODS) for p in PLAIN.products),
    )
    resold = cpc.income_statement(kept(goods, 12))
    made = cpc.income_statement(kept(replace(goods, makes_its_goods=True), 12))
    sold = sum((line.total for line in project(goods, 12).profit.income), ZERO)
    assert resold["sales_goods"] == made["sales_made"] == (sold,)
    assert made["sales_goods"] == resold["sales_made"] == (ZERO,)
    assert made["materials_used"] == resold["goods_resold"]
    assert made["goods_resold"] == (ZERO,)
    assert made["net_result"] == resold["net_result"]
