"""Batches of rates: each row what a single call says, and never `nan` unexplained."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from workbench.finance.rates import rate_batches, rates
from workbench.finance.rates.rate_batches import Floats, Status
from workbench.finance.rates.rates import Answer, RateImpossible, Timed

shapes = arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=9)
tables = shapes.flatmap(
    lambda shape: arrays.arrays(np.float64, shape, elements=st.floats(-1e6, 1e6))
)


def loans(rows: int, periods: int, seed: int) -> Floats:
    """Loans paid back in unequal parts, at rates from a loss to usury."""
    draw = np.random.default_rng(seed)
    flows = draw.uniform(10, 500, (rows, periods))
    flows[:, 0] = -flows[:, 1:].sum(axis=1) * draw.uniform(0.3, 1.2, rows)
    return flows


def one_by_one(years: Floats, flows: Floats) -> list[Answer]:
    return [
        rates.apr(list(map(Timed, when.tolist(), row.tolist())), [])
        for when, row in zip(np.broadcast_to(years, flows.shape), flows, strict=True)
    ]


def agree(found: rate_batches.Rates, single: list[Answer]) -> None:
    for value, status, answer in zip(found.values, found.status, single, strict=True):
        if answer.value is None:
            assert np.isnan(value)
            assert status >= Status.NONE
        else:
            assert value == pytest.approx(answer.value, abs=1e-10, rel=1e-10)
            assert (status == Status.ONLY) == answer.is_unique


@pytest.mark.parametrize("periods", [2, 3, 13, 37, 121])
def test_a_batch_of_loans_has_the_rates_of_single_calls(periods: int) -> None:
    flows = loans(400, periods, seed=periods)
    found = rate_batches.irr(flows)
    agree(found, one_by_one(np.arange(float(periods)), flows))
    assert (found.status == Status.ONLY).all()


def test_a_batch_of_dated_loans_has_the_rates_of_single_calls() -> None:
    flows = loans(400, 25, seed=1)
    steps = np.random.default_rng(2).integers(1, 90, flows.shape)
    days = np.datetime64("2026-11-25") + np.cumsum(steps, axis=1)
    years = (days - days[:, :1]).astype(float) / 365
    for given_days in (days, days.astype("datetime64[s]"), days.astype(np.int64)):
        agree(rate_batches.xirr(given_days, flows), one_by_one(years, flows))
    shared = rate_batches.xirr(days[0], flows)
    agree(shared, one_by_one(years[0], flows))


def test_days_out_of_order_or_twice_are_solved_all_the_same() -> None:
    days = np.array([[365, 0, 730], [0, 0, 365], [0, 365, 365]])
    flows = np.array([[60.0, -100, 60], [-100, 150, 60], [-100, 200, -90]])
    found = rate_batches.xirr(days, flows)
    agree(found, one_by_one((days - days[:, :1]) / 365, flows))


@settings(max_examples=60, deadline=None)
@given(tables)
def test_whatever_the_flows_a_batch_says_what_single_calls_say(flows: Floats) -> None:
    found = rate_batches.irr(flows)
    times = np.arange(float(flows.shape[1]))
    for value, status, answer in zip(
        found.values, found.status, one_by_one(times, flows), strict=True
    ):
        assert np.isnan(value) == (answer.value is None)
        assert (status == Status.ONLY) == answer.is_unique
        if answer.value is not None:
            assert value == pytest.approx(answer.value, abs=1e-8, rel=1e-8)


def test_hard_rows_among_easy_ones_keep_their_places() -> None:
    flows = np.array(
        [
            [-100.0, 60, 60],
            [1, 2, 3],
            [-100, 230, -132],
            [100, -150, 100],
            [-100, 0, 121],
            [-1, 1e14, 0],
        ]
    )
    found = rate_batches.irr(flows)
    assert [Status(status) for status in found.status] == [
        Status.ONLY,
        Status.NO_SIGN_CHANGE,
        Status.NEAREST_OF_SEVERAL,
        Status.NONE,
        Status.ONLY,
        Status.OUT_OF_REACH,
    ]
    assert found.values[4] == pytest.approx(0.1)
    assert found.values[2] == pytest.approx(0.1)
    assert (np.isnan(found.values) == (found.status >= Status.NONE)).all()


def test_far_rates_are_found_together_too() -> None:
    rates_chosen = np.geomspace(0.6, 6, 300) - 1
    flows = np.ones((300, 37))
    flows[:, :3] = 0
    worth = (1 + rates_chosen)[:, None] ** -np.arange(37.0)
    flows[:, 1] = -(flows[:, 3:] * worth[:, 3:]).sum(axis=1) / worth[:, 1]
    found = rate_batches.irr(flows)
    assert found.values == pytest.approx(rates_chosen, abs=1e-9)


@given(tables, st.floats(-0.5, 2))
def test_a_batch_of_values_has_those_of_single_calls(
    flows: Floats, rate: float
) -> None:
    shared = rate_batches.npv(rate, flows)
    own = rate_batches.npv(np.full(len(flows), rate), flows)
    for row, value, same in zip(flows, shared, own, strict=True):
        single = rates.npv(rate, row.tolist(), first_discounted=False).value
        scale = np.abs(row).sum() * max(1.0, (1 + rate) ** -len(row))
        assert value == pytest.approx(single, abs=1e-12 * scale)
        assert same == pytest.approx(single, abs=1e-12 * scale)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (lambda: rate_batches.irr(np.array([1.0, 2.0])), "flows"),
        (lambda: rate_batches.irr(np.empty((3, 0))), "flows"),
        (lambda: rate_batches.irr(np.array([[1.0, np.nan]])), "amount"),
        (lambda: rate_batches.irr(np.array([[1.0, -1e300]])), "amount"),
        (lambda: rate_batches.xirr(np.array([1, 2, 3]), np.ones((2, 2))), "days"),
        (lambda: rate_batches.npv(-1.0, np.ones((2, 2))), "rate"),
        (lambda: rate_batches.npv(np.ones(3), np.ones((2, 2))), "rate"),
    ],
)
def test_arrays_that_are_no_flows_are_refused_by_name(
    asked: Callable[[], Any], field: str
) -> None:
    with pytest.raises(RateImpossible) as refused:
        asked()
    assert refused.value.facts["field"] == field


def test_an_empty_batch_has_no_rates() -> None:
    assert len(rate_batches.irr(np.empty((0, 5))).values) == 0
