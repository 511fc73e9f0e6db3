"""The further conditions of a plan, by hand: ramp-up, stock, tax, grants, loans."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from plans import HORIZONS, PLAIN, PLANS, project, summed
from statement_plans import RICH, few

from workbench.finance.accounts import annual
from workbench.finance.model import supply
from workbench.finance.model.supply import PartsDoNotSum, StockImpossible
from workbench.money import ZERO
from workbench.months import Month
from workbench.plan.business_plan import (
    BusinessPlan,
    Equipment,
    FixedCost,
    LaterLoan,
    LoanMethod,
    LoanTerms,
    StartupCost,
)
from workbench.plan.conditions import Closure, Grant, VatBasis, VatFiling, VatTerms

HALF = Decimal("0.5")
TWENTY = Decimal("0.20")
(BRAIDS,) = PLAIN.products
MONTHLY = VatTerms(VatFiling.MONTHLY)


@few
@given(PLANS, HORIZONS)
def test_conditions_that_change_nothing_change_nothing(
    plan: BusinessPlan, months: int
) -> None:
    """A tax at no rate, whole parts in the first month, a loss of nothing."""
    at_once = replace(plan.rhythm, credit_share=ZERO, credit_months=0)
    plain = replace(plan, rhythm=at_once, supplier_delay_months=0)
    dressed = replace(
        plain,
        rhythm=replace(at_once, credit_parts=(Decimal(1),)),
        supplier_parts=(Decimal(1),),
        vat=VatTerms(),
    )
    assert project(dressed, months).cash == project(plain, months).cash
    assert project(dressed, months).profit == project(plain, months).profit


@few
@given(RICH, HORIZONS)
def test_more_rent_never_means_more_cash(plan: BusinessPlan, months: int) -> None:
    dearer = replace(plan, fixed_costs=(*plan.fixed_costs, FixedCost("x", Decimal(99))))
    pairs = zip(
        project(plan, months).cash.closing,
        project(dearer, months).cash.closing,
        strict=True,
    )
    assert all(after < before for before, after in pairs)


def test_the_first_months_reach_a_share_of_the_sales() -> None:
    slow = replace(PLAIN, products=(replace(BRAIDS, ramp_up=(HALF, Decimal("0.8"))),))
    found = project(slow, 4)
    assert found.profit.income[0].amounts == (1950, 3120, 3900, 3900)
    assert found.profit.direct_costs[0].amounts == (585, 936, 1170, 1170)


def test_a_closed_month_sells_nothing_and_a_half_closed_one_half() -> None:
    closures = (Closure(Month(2027, 2)), Closure(Month(2027, 3), HALF))
    shut = replace(PLAIN, rhythm=replace(PLAIN.rhythm, closures=closures))
    assert project(shut, 4).profit.income[0].amounts == (3900, 0, 1950, 3900)


def test_customers_pay_by_parts() -> None:
    parts = (Decimal("0.3"), HALF, Decimal("0.2"))
    credit = replace(PLAIN, rhythm=replace(PLAIN.rhythm, credit_parts=parts))
    assert project(credit, 4).cash.receipts[0].amounts == (1170, 3120, 3900, 3900)


@pytest.mark.parametrize("parts", [(HALF,), (Decimal(2), Decimal(-1))])
def test_parts_that_make_no_whole_are_refused_by_name(
    parts: tuple[Decimal, ...],
) -> None:
    with pytest.raises(PartsDoNotSum) as refused:
        project(replace(PLAIN, supplier_parts=parts), 4)
    assert refused.value.facts == {"field": "purchases.delay_months"}


def test_stock_for_half_a_month_is_bought_ahead_once() -> None:
    """1 200 at opening, 1 170 used a month, 585 to keep: 555 is bought first."""
    kept = replace(PLAIN, stock_days=15)
    bought = summed(project(kept, 4).cash.payments, "purchases", 4)
    assert bought == (555, 1170, 1170, 1170)
    assert annual.annual_statements(kept, project(kept, 4)).sheet["stock"] == (
        1200,
        585,
        585,
        585,
        585,
    )


def test_a_full_shelf_is_sold_down_before_anything_is_bought() -> None:
    full = (StartupCost("Mèches", Decimal(3000), "stock"),)
    kept = replace(PLAIN, stock_days=0, startup_costs=full)
    assert summed(project(kept, 4).cash.payments, "purchases", 4) == (0, 0, 510, 1170)


def test_what_is_lost_is_bought_again_and_is_a_cost() -> None:
    lossy = replace(PLAIN, shrinkage=Decimal("0.10"))
    found = project(lossy, 2)
    assert summed(found.profit.costs, "shrinkage", 2) == (117, 117)
    assert summed(found.cash.payments, "purchases", 2) == (1287, 1287)
    assert found.break_even.margin_rate == Decimal("0.67")


@pytest.mark.parametrize(
    ("days", "loss", "field"),
    [
        (-1, ZERO, "details.stock_days"),
        (1, Decimal(2), "details.shrinkage_percent"),
        (None, Decimal(-1), "details.shrinkage_percent"),
    ],
)
def test_an_impossible_stock_is_refused_by_name(
    days: int | None, loss: Decimal, field: str
) -> None:
    with pytest.raises(StockImpossible) as refused:
        supply.Supply((ZERO,), ZERO, days, loss)
    assert refused.value.facts == {"field": field}


def test_a_grant_is_cash_when_it_is_paid_and_income_as_its_equipment_wears() -> None:
    """1 200 of 2 400: half of the wear of 100 a month once it has come."""
    given_late = replace(PLAIN, grants=(Grant("a", Decimal(1200), 1, 2),))
    found = project(given_late, 12)
    assert summed(found.cash.receipts, "grant_received", 4 + 8)[:4] == (0, 0, 1200, 0)
    plain = project(PLAIN, 12).profit.result
    assert found.profit.result == (*plain[:2], *(one + 50 for one in plain[2:]))
    stated = annual.annual_statements(given_late, found)
    assert stated.income_statement["grant_to_income"] == (500,)
    assert stated.sheet["equipment_grants"][-1] == 700
    assert stated.balances["caf_added"] == (20_540,)


def test_a_running_grant_is_income_of_its_month_but_no_sale() -> None:
    helped = replace(PLAIN, grants=(Grant("a", Decimal(600), 2, is_running=True),))
    found = project(helped, 12)
    plain = project(PLAIN, 12)
    assert found.profit.result[1] == plain.profit.result[1] + 600
    assert found.break_even == plain.break_even


def test_a_deposit_comes_back_in_its_month() -> None:
    deposit = (StartupCost("Dépôt", Decimal(1000), "deposit", returned_month=3),)
    found = project(replace(PLAIN, startup_costs=deposit), 4)
    assert summed(found.cash.receipts, "deposit_returned", 4) == (0, 0, 1000, 0)


def test_equipment_is_bought_again_when_its_life_has_run_out() -> None:
    chair = Equipment("Fauteuil", 1, Decimal(1200), 1, is_renewed=True)
    found = project(replace(PLAIN, equipment=(chair,)), 30)
    bought = summed(found.cash.payments, "equipment_renewed", 30)
    assert {k: a for k, a in enumerate(bought, 1) if a} == {13: 1200, 25: 1200}
    assert set(summed(found.profit.costs, "depreciation", 30)) == {100}


def test_a_later_loan_comes_in_its_month_and_is_repaid_from_the_next() -> None:
    terms = LoanTerms(
        Decimal(1200), ZERO, LoanMethod.EQUAL_PRINCIPAL, 12, fee=Decimal(50)
    )
    found = project(replace(PLAIN, loan=None, other_loans=(LaterLoan("b", terms, 2),)))
    assert summed(found.cash.receipts, "loan_received", 24)[:3] == (0, 1200, 0)
    assert summed(found.cash.payments, "loan_fee", 24)[:3] == (0, 50, 0)
    repaid = summed(found.cash.payments, "loan_principal", 24)
    assert repaid[:4] == (0, 0, 100, 100)
    assert sum(repaid) == 1200


def test_tax_comes_back_on_what_is_bought_and_is_owed_on_what_is_sold() -> None:
    """3 900 hold 650 of tax, 1 170 hold 195, the chair of 2 400 holds 400."""
    taxed = replace(
        PLAIN,
        products=(replace(BRAIDS, vat_rate=TWENTY, cost_vat_rate=TWENTY),),
        equipment=(replace(PLAIN.equipment[0], vat_rate=TWENTY),),
        vat=MONTHLY,
    )
    found = project(taxed, 4)
    assert found.profit.income[0].amounts == (3250,) * 4
    assert found.profit.direct_costs[0].amounts == (975,) * 4
    assert summed(found.cash.payments, "vat_paid", 4) == (0, 55, 455, 455)
    assert summed(found.profit.costs, "depreciation", 4) == (
        Decimal("83.33"),
        Decimal("83.34"),
        Decimal("83.33"),
        Decimal("83.33"),
    )


def test_a_quarter_is_paid_in_the_month_after_it() -> None:
    product = replace(BRAIDS, vat_rate=TWENTY)
    taxed = replace(PLAIN, products=(product,), vat=VatTerms())
    paid = summed(project(taxed, 8).cash.payments, "vat_paid", 8)
    assert {k: a for k, a in enumerate(paid, 1) if a} == {4: 1950, 7: 1950}


def test_tax_at_invoice_is_due_before_the_customer_pays() -> None:
    rhythm = replace(PLAIN.rhythm, credit_parts=(ZERO, Decimal(1)))
    late = replace(
        PLAIN, products=(replace(BRAIDS, vat_rate=TWENTY),), rhythm=rhythm, vat=MONTHLY
    )
    invoiced = replace(late, vat=VatTerms(VatFiling.MONTHLY, VatBasis.INVOICES))
    assert summed(project(late, 3).cash.payments, "vat_paid", 3) == (0, 0, 650)
    assert summed(project(invoiced, 3).cash.payments, "vat_paid", 3) == (0, 650, 650)


def test_a_credit_of_tax_is_carried_and_never_paid_back() -> None:
    oven = Equipment("Four", 1, Decimal(12_000), 5, vat_rate=TWENTY)
    taxed = replace(
        PLAIN,
        products=(replace(BRAIDS, vat_rate=TWENTY),),
        equipment=(oven,),
        vat=MONTHLY,
    )
    found = annual.annual_statements(taxed, project(taxed, 4))
    assert found.vat is not None
    assert found.vat["credit"] == (1350, 700, 50, 0)
    assert found.vat["due"] == (0, 0, 0, 600)
    assert found.sheet["state_debit"][1:4] == (1350, 700, 50)
    assert found.sheet["state_credit"][4] == 600
