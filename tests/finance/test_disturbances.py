"""What disturbances do to a plan's months, by hand and for any plan."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import HORIZONS, PLAIN, PLANS, SHARES, amounts, project, several, summed
from statement_plans import RICH, few

from workbench.finance.accounts import balance_sheet, ledger
from workbench.finance.model.series import Line, Series
from workbench.money import ZERO
from workbench.plan.business_plan import Branch, BusinessPlan, MonthlyLine
from workbench.plan.conditions import (
    Disturbance,
    VatBasis,
    VatFiling,
    VatTerms,
)

HALF = Decimal("0.5")
QUARTER = Decimal("0.25")
DISTURBANCES = st.builds(
    Disturbance,
    st.integers(1, 40),
    sales=SHARES.map(lambda share: 2 * share),
    cost=SHARES.map(lambda share: 2 * share),
    unpaid=SHARES,
    late=SHARES,
    stock_lost=SHARES,
    supplier_cash=SHARES,
    paid=amounts(3000),
    sent=amounts(3000),
)
DISTURBED = several(DISTURBANCES, 4)


def disturbed(plan: BusinessPlan, *disturbances: Disturbance) -> BusinessPlan:
    return replace(plan, disturbances=disturbances)


def amounts_of(lines: tuple[Line, ...], key: str) -> Series:
    return summed(lines, key, 4)


@few
@given(PLANS, HORIZONS)
def test_a_disturbance_of_nothing_changes_nothing(
    plan: BusinessPlan, months: int
) -> None:
    calm = disturbed(plan, Disturbance(1), Disturbance(7))
    assert project(calm, months) == project(plan, months)


@few
@given(PLANS, HORIZONS)
def test_a_disturbance_after_the_horizon_changes_nothing(
    plan: BusinessPlan, months: int
) -> None:
    later = disturbed(plan, Disturbance(60, sales=ZERO, paid=Decimal(500)))
    found, plain = project(later, months), project(plan, months)
    of_the_whole_loan = plain.debt_service_cover
    assert replace(found, debt_service_cover=of_the_whole_loan) == plain


@few
@given(RICH, HORIZONS, DISTURBED)
def test_the_balance_sheet_balances_every_month_whatever_happens(
    plan: BusinessPlan, months: int, disturbances: tuple[Disturbance, ...]
) -> None:
    hit = disturbed(plan, *disturbances)
    found = project(hit, months)
    sheet = balance_sheet.balance_sheet(ledger.keep(hit, found))
    assert sheet["total_assets"] == sheet["total_liabilities"]
    assert sheet["net_cash"][1:] == found.cash.closing


@few
@given(RICH, HORIZONS, DISTURBED)
def test_the_order_of_disturbances_does_not_count(
    plan: BusinessPlan, months: int, disturbances: tuple[Disturbance, ...]
) -> None:
    forwards = project(disturbed(plan, *disturbances), months)
    backwards = project(disturbed(plan, *reversed(disturbances)), months)
    assert forwards == backwards


@few
@given(RICH, HORIZONS, st.integers(1, 12), amounts(900))
def test_money_sent_leaves_the_result_as_it_is(
    plan: BusinessPlan, months: int, month: int, amount: Decimal
) -> None:
    found = project(disturbed(plan, Disturbance(month, sent=amount)), months)
    before = project(plan, months)
    assert found.profit == before.profit
    felt = amount if month <= months else ZERO
    assert found.cash.closing[-1] == before.cash.closing[-1] - felt


def test_half_the_sales_cost_half_the_goods() -> None:
    found = project(disturbed(PLAIN, Disturbance(2, sales=HALF)), 4)
    assert amounts_of(found.profit.income, "sales") == (3900, 1950, 3900, 3900)
    assert found.profit.direct_costs[0].amounts == (1170, 585, 1170, 1170)


def test_dearer_goods_leave_the_sales_as_they_are() -> None:
    found = project(disturbed(PLAIN, Disturbance(2, cost=Decimal("1.2"))), 4)
    assert amounts_of(found.profit.income, "sales") == (3900,) * 4
    assert amounts_of(found.cash.payments, "purchases") == (1170, 1404, 1170, 1170)


def test_what_is_never_paid_is_a_cost_and_never_cash() -> None:
    found = project(disturbed(PLAIN, Disturbance(2, unpaid=QUARTER)), 4)
    assert amounts_of(found.cash.receipts, "sales_collected") == (
        3900,
        2925,
        3900,
        3900,
    )
    assert amounts_of(found.profit.income, "sales") == (3900,) * 4
    assert amounts_of(found.profit.costs, "bad_debts") == (0, 975, 0, 0)


def test_what_comes_late_comes_a_month_later() -> None:
    late = (Disturbance(2, late=HALF), Disturbance(3, late=HALF))
    found = project(disturbed(PLAIN, *late), 4)
    assert amounts_of(found.cash.receipts, "sales_collected") == (
        3900,
        1950,
        3900,
        5850,
    )
    assert amounts_of(found.profit.income, "sales") == (3900,) * 4


def test_stolen_goods_are_bought_again() -> None:
    found = project(disturbed(PLAIN, Disturbance(2, stock_lost=HALF)), 4)
    assert amounts_of(found.profit.costs, "shrinkage") == (0, 585, 0, 0)
    assert amounts_of(found.cash.payments, "purchases") == (1170, 1755, 1170, 1170)


def test_a_supplier_who_wants_cash_is_paid_in_the_month_itself() -> None:
    patient = replace(PLAIN, supplier_delay_months=1)
    found = project(disturbed(patient, Disturbance(2, supplier_cash=HALF)), 4)
    assert amounts_of(found.cash.payments, "purchases") == (0, 1755, 585, 1170)


def test_a_supplier_paid_by_parts_may_want_cash() -> None:
    patient = replace(PLAIN, supplier_parts=(HALF, HALF))
    found = project(disturbed(patient, Disturbance(2, supplier_cash=Decimal(1))), 4)
    assert amounts_of(found.cash.payments, "purchases") == (585, 1755, 585, 1170)


def test_an_unforeseen_cost_lowers_cash_and_result() -> None:
    found = project(disturbed(PLAIN, Disturbance(3, paid=Decimal(250))), 4)
    before = project(PLAIN, 4)
    assert amounts_of(found.cash.payments, "disturbance_paid") == (0, 0, 250, 0)
    assert found.profit.result[2] == before.profit.result[2] - 250
    assert found.break_even == before.break_even


def test_disturbances_of_one_month_combine() -> None:
    two = (
        Disturbance(1, sales=HALF, unpaid=Decimal("0.7"), sent=Decimal(10)),
        Disturbance(1, sales=HALF, unpaid=Decimal("0.6"), sent=Decimal(5)),
    )
    found = project(disturbed(PLAIN, *two), 4)
    assert amounts_of(found.profit.income, "sales")[0] == 975
    assert amounts_of(found.cash.receipts, "sales_collected")[0] == 0
    assert amounts_of(found.cash.payments, "disturbance_sent")[0] == 15


@pytest.mark.parametrize(
    ("basis", "cost", "paid"),
    [
        (VatBasis.RECEIPTS, 3250, (0, 650, 0, 650)),
        (VatBasis.INVOICES, 3900, (0, 650, 650, 650)),
    ],
)
def test_tax_on_a_sale_never_paid_is_due_only_at_invoice(
    basis: VatBasis, cost: int, paid: tuple[int, ...]
) -> None:
    (braids,) = PLAIN.products
    taxed = replace(
        PLAIN,
        products=(replace(braids, vat_rate=Decimal("0.2"), unit_cost=ZERO),),
        vat=VatTerms(VatFiling.MONTHLY, basis),
    )
    found = project(disturbed(taxed, Disturbance(2, unpaid=Decimal(1))), 4)
    assert amounts_of(found.profit.costs, "bad_debts") == (0, cost, 0, 0)
    assert amounts_of(found.cash.payments, "vat_paid") == paid


def test_takings_known_by_month_follow_disturbances() -> None:
    line = MonthlyLine("Recettes", True, True, (Decimal(1000),) * 4)  # noqa: FBT003
    known = replace(PLAIN, products=(), monthly_lines=(line,), branch=Branch.GOODS)
    hit = disturbed(
        known, Disturbance(2, sales=HALF, unpaid=HALF), Disturbance(3, late=HALF)
    )
    found = project(hit, 4)
    assert amounts_of(found.cash.receipts, "monthly") == (1000, 250, 500, 1500)
    assert amounts_of(found.profit.income, "monthly") == (1000, 250, 500, 1500)


def test_a_changed_draw_never_falls_below_zero() -> None:
    assert replace(PLAIN, draw_change=Decimal(200)).draw_per_month == 1200
    assert replace(PLAIN, draw_change=Decimal(-5000)).draw_per_month == 0
