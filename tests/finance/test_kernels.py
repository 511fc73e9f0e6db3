"""The compiled arithmetic beside numpy's, on the same luck."""

import sys
from dataclasses import replace
from itertools import product as pairs

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import KNOWN, LEGAL_FORMS
from simulation_luck import drawn, varied
from test_portfolio import LOAN
from test_simulation_by_hand import PLAN
from test_simulation_equals_forecast import CONDITIONS, any_plan, of_form, under

from workbench.finance.loans import loans
from workbench.finance.simulation import arrears, montecarlo, twins
from workbench.finance.simulation.kernels import Kernel, KernelMissing
from workbench.finance.simulation.montecarlo import Wanted
from workbench.finance.simulation.runner import Runner
from workbench.finance.simulation.spreads import Spreads, certain
from workbench.plan.business_plan import BusinessPlan

RUNS = 40
MILLIONTH = 1e-6


def both(plan: BusinessPlan, months: int, spreads: Spreads | None = None) -> None:
    """Hold the compiled arithmetic to numpy's."""
    twin = twins.of(plan, KNOWN, months)
    factors = drawn(spreads or varied(twin.products), len(twin.sales)).first(RUNS)
    expected = Kernel.NUMPY.runner(twin, RUNS).closing(factors)
    found = Kernel.COMPILED.runner(twin, RUNS)
    for _ in range(2):
        closing = found.closing(factors)
        np.testing.assert_allclose(closing, expected, rtol=1e-12, atol=MILLIONTH)


@pytest.mark.parametrize("form", LEGAL_FORMS)
def test_both_find_the_same_cash_under_every_condition(form: str) -> None:
    for condition, months in pairs(CONDITIONS, (12, 29)):
        both(under(of_form(PLAN, form), condition), months)


@settings(max_examples=40, deadline=None)
@given(any_plan(), st.sampled_from((12, 29, 60)))
def test_both_find_the_same_cash_for_any_plan(plan: BusinessPlan, months: int) -> None:
    both(plan, months)


def test_both_find_the_same_cash_where_nothing_varies() -> None:
    products = twins.of(PLAN, KNOWN, 24).products
    both(PLAN, 24, certain(products))
    both(PLAN, 24, replace(varied(products), bad_chance=0.0, late_most=0.0))


@pytest.mark.parametrize("runs", [1, 2000, 2001])
def test_both_count_the_same(runs: int) -> None:
    twin = twins.of(PLAN, KNOWN, 24)
    spreads = varied(twin.products)
    by_numpy, compiled = (
        montecarlo.simulate(
            twin, spreads, Wanted(seed=4, runs=runs, keeps=True, kernel=kernel)
        )
        for kernel in Kernel
    )
    assert by_numpy.below.any() or runs == 1
    assert by_numpy.below.tolist() == compiled.below.tolist()
    assert by_numpy.first.tolist() == compiled.first.tolist()
    assert by_numpy.missed == compiled.missed
    np.testing.assert_allclose(by_numpy.lowest, compiled.lowest, atol=MILLIONTH)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.integers(-9_000, 9_000), min_size=18, max_size=18),
        min_size=1,
        max_size=6,
    ),
    st.integers(0, 17),
)
def test_both_find_the_same_lateness(cash: list[list[int]], first: int) -> None:
    repayment = arrears.of(loans.schedule(LOAN), 18)
    closing = np.array(cash, dtype=float).T.copy()
    expected, found = (
        kernel.in_centimes(repayment, closing.copy(), first) for kernel in Kernel
    )
    assert np.array_equal(found, expected)


def test_luck_cut_to_some_products_and_runs_is_read_as_it_is() -> None:
    twin = twins.of(PLAN, KNOWN, 24)
    whole = drawn(varied(twin.products + 1), len(twin.sales))
    cut = replace(whole.first(RUNS), price=None)
    cut = replace(cut, volume=cut.volume[:, : twin.products])
    expected = Runner(twin, RUNS).closing(cut)
    found = Kernel.COMPILED.runner(twin, RUNS).closing(cut)
    np.testing.assert_allclose(found, expected, atol=MILLIONTH)


@pytest.fixture
def _without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "workbench.finance.simulation.compiled"
    monkeypatch.delattr(name, raising=False)
    monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)


@pytest.mark.usefixtures("_without_numba")
def test_without_the_extra_the_compiled_one_is_refused_by_name() -> None:
    twin = twins.of(PLAN, KNOWN, 12)
    assert Kernel.NUMPY.runner(twin)
    with pytest.raises(KernelMissing) as refused:
        Kernel.COMPILED.runner(twin)
    assert refused.value.facts == {"field": "kernel", "extra": "fast"}
