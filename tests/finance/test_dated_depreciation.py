"""Depreciation by days: every table wears the asset out exactly, whatever its days."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import amounts

from workbench.finance.accounts import dated_depreciation
from workbench.finance.accounts.dated_depreciation import Asset, Row
from workbench.finance.accounts.depreciation import DepreciationImpossible
from workbench.money import ZERO

HALF = Decimal("0.5")
TABLES: dict[str, Callable[[Asset], tuple[Row, ...]]] = {
    "by periods": dated_depreciation.by_periods,
    "by days": dated_depreciation.by_days,
    "written down": lambda asset: dated_depreciation.written_down(asset, HALF),
    "by year": lambda asset: dated_depreciation.written_down_by_year(asset, HALF),
}


@st.composite
def assets(draw: st.DrawFn) -> Asset:
    in_use = draw(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
    months = draw(st.sampled_from([1, 3, 6, 12]))
    cost = draw(amounts(200_000))
    return Asset(
        cost,
        in_use,
        in_use + timedelta(draw(st.integers(0, 27))),
        months=months,
        count=draw(st.integers(1, 12)),
        residual=(cost * draw(st.integers(0, 100)) / 100).quantize(Decimal("0.01")),
    )


@pytest.mark.parametrize("table", TABLES)
@given(assets())
def test_an_asset_is_worn_down_to_its_residual_value(table: str, asset: Asset) -> None:
    rows = TABLES[table](asset)
    assert sum((row.charge for row in rows), ZERO) == asset.cost - asset.residual
    assert all(row.charge >= 0 for row in rows)
    assert all(before.on < after.on for before, after in pairwise(rows))
    assert rows[-1].on in {asset.ends, asset.ends - timedelta(1)}


def test_a_full_year_owes_a_full_charge() -> None:
    asset = Asset(Decimal(900), date(2027, 1, 1), date(2027, 12, 31), 12, 3)
    found = dated_depreciation.by_periods(asset)
    assert [row.charge for row in found] == [300, 300, 300]
    assert found[-1].on == date(2029, 12, 31)


def test_what_was_worn_before_comes_off_the_total() -> None:
    asset = Asset(
        Decimal(900), date(2026, 1, 1), date(2027, 12, 31), 12, 3, worn=Decimal(400)
    )
    found = dated_depreciation.by_periods(asset)
    assert [row.charge for row in found] == [300, 200]


def test_an_asset_sold_on_the_last_day_owes_the_whole_year() -> None:
    owed = dated_depreciation.of_part_of_year(
        Decimal(366), date(2028, 1, 1), date(2028, 12, 31)
    )
    assert owed == 366


@given(amounts(100_000), st.integers(1, 60), st.integers(0, 30))
def test_a_new_value_is_spread_whole(value: Decimal, periods: int, days: int) -> None:
    part = Decimal(days) / 31
    charges = dated_depreciation.over_the_rest(value, periods, part)
    assert sum(charges, ZERO) == value
    assert len(charges) == periods + bool(part)
    assert min(charges) >= 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"count": 0}, "equipment.life_years"),
        ({"months": 0}, "equipment.life_years"),
        ({"first": date(2026, 12, 31)}, "equipment.month"),
        ({"residual": Decimal(-1)}, "equipment.unit_price"),
        ({"residual": Decimal(60), "worn": Decimal(41)}, "equipment.unit_price"),
    ],
)
def test_an_impossible_asset_is_refused_by_name(
    changes: dict[str, Any], field: str
) -> None:
    usual = {
        "cost": Decimal(100),
        "in_use": date(2027, 1, 1),
        "first": date(2027, 12, 31),
        "months": 12,
        "count": 3,
    }
    with pytest.raises(DepreciationImpossible) as refused:
        Asset(**{**usual, **changes})
    assert refused.value.facts == {"field": field}


@pytest.mark.parametrize(("value", "periods", "part"), [(-1, 1, 0), (1, 0, 0)])
def test_nothing_is_spread_over_no_period(value: int, periods: int, part: int) -> None:
    with pytest.raises(DepreciationImpossible):
        dated_depreciation.over_the_rest(Decimal(value), periods, Decimal(part))
