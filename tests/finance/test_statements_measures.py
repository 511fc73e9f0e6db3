"""Depreciation tables, tax rules, break-even and payback on their own."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import amounts
from statement_plans import few

from workbench.finance.accounts import break_even, depreciation, investment, ratios
from workbench.finance.accounts.break_even import Threshold
from workbench.finance.accounts.depreciation import DepreciationImpossible
from workbench.finance.model import vat
from workbench.money import ZERO

LIVES = st.integers(1, 20)
MONTHS = st.integers(1, 12)


@few
@given(amounts(), st.integers(1, 240), MONTHS)
def test_a_straight_line_wears_the_whole_cost(
    cost: Decimal, life: int, month: int
) -> None:
    rows = depreciation.straight_line(cost, life, year=2027, month=month)
    assert sum((row.charge for row in rows), ZERO) == cost
    assert rows[-1].net == 0
    assert all(row.charge >= 0 for row in rows)


@few
@given(amounts(), st.integers(3, 20), MONTHS)
def test_a_degressive_table_wears_the_whole_cost_and_never_more(
    cost: Decimal, life: int, month: int
) -> None:
    rows = depreciation.degressive(cost, life, year=2027, month=month)
    assert sum((row.charge for row in rows), ZERO) == cost
    assert rows[-1].net == 0
    assert all(row.net >= 0 for row in rows)
    assert len(rows) == life + (month > 1)


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (lambda: depreciation.coefficient(2), "equipment.life_years"),
        (
            lambda: depreciation.straight_line(Decimal(1), 0, year=2027),
            "equipment.life_years",
        ),
        (
            lambda: depreciation.straight_line(Decimal(1), 12, year=2027, month=13),
            "equipment.month",
        ),
        (
            lambda: depreciation.degressive(Decimal(-1), 5, year=2027),
            "equipment.unit_price",
        ),
        (
            lambda: depreciation.straight_line(
                Decimal(1), 12, year=2027, residual=Decimal(2)
            ),
            "equipment.unit_price",
        ),
    ],
)
def test_an_impossible_table_is_refused_by_name(made: object, field: str) -> None:
    assert callable(made)
    with pytest.raises(DepreciationImpossible) as refused:
        made()
    assert refused.value.facts == {"field": field}


@few
@given(
    st.lists(st.tuples(amounts(), amounts(), amounts()), min_size=1, max_size=12),
    amounts(),
)
def test_returns_lose_and_invent_no_tax(
    months: list[tuple[Decimal, Decimal, Decimal]], credit: Decimal
) -> None:
    collected, charges, equipment = (tuple(c) for c in zip(*months, strict=True))
    periods = [(place,) for place in range(len(months))]
    found = vat.returns(periods, collected, charges, equipment, credit)
    net = sum(collected, ZERO) - sum(charges, ZERO) - sum(equipment, ZERO) - credit
    assert sum((r.due for r in found), ZERO) - found[-1].credit == net
    assert all(min(r.due, r.credit) == 0 for r in found)


def test_a_share_without_turnover_is_not_defined() -> None:
    assert vat.deductible_share(vat.Turnover(ZERO)) is None


@pytest.mark.parametrize(("year", "back"), [(2027, 800), (2030, 200), (2031, 0)])
def test_one_fifth_is_paid_back_for_each_year_that_lacks(year: int, back: int) -> None:
    assert vat.to_pay_back(Decimal(1000), 2027, year) == back
    assert vat.to_pay_back(Decimal(1000), 2027, 2040) == 0


def test_without_margin_there_is_no_break_even() -> None:
    lost = Threshold(Decimal(100), Decimal(100), Decimal(10))
    assert lost.amount is None
    assert lost.days() is None
    assert lost.safety_margin is None
    assert lost.safety_index is None
    assert break_even.units(Decimal(10), ZERO) is None
    assert break_even.first_month_covered((ZERO,), (Decimal(1),)) is None


def test_the_break_even_with_its_margins() -> None:
    found = Threshold(Decimal(1000), Decimal(600), Decimal(300))
    assert found.amount == 750
    assert found.days() == 270
    assert found.safety_margin == 250
    assert found.safety_index == Decimal("0.25")
    assert found.leverage == 4
    assert break_even.units(Decimal(300), Decimal(7)) == 43


def test_a_payback_is_interpolated_or_never() -> None:
    flows = [Decimal(-100), Decimal(60), Decimal(80)]
    assert investment.payback(flows) == Decimal("1.5")
    assert investment.payback([Decimal(-100), Decimal(60)]) is None
    assert investment.payback([Decimal(5)]) == 0
    assert investment.judge([ZERO, Decimal(5)], ZERO).profitability is None


def test_growth_from_nothing_is_not_defined() -> None:
    assert ratios.growth(ZERO, Decimal(5)) is None
    assert ratios.growth(Decimal(4), Decimal(5)) == Decimal("0.25")
