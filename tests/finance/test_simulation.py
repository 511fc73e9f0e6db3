"""What is counted over the runs, what may be asked, and what memory it takes."""

import hashlib
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from math import inf, nan, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import KNOWN, PLAIN
from simulation_luck import SEED, WIDE, closing, drawn, varied

from workbench.finance.simulation import montecarlo, twins
from workbench.finance.simulation.draws import BLOCK, Array, Cache
from workbench.finance.simulation.montecarlo import (
    MOST_KEPT,
    MOST_RUNS,
    ProductsDiffer,
    RunsImpossible,
    Simulation,
    Wanted,
    seed_of,
    simulate,
)
from workbench.finance.simulation.spreads import (
    ProductSpread,
    Range,
    SpreadImpossible,
    Spreads,
    certain,
    of_percent,
)
from workbench.finance.simulation.twin import Twin

MONTHS = 24
SPREADS = varied(1)
TWIN = twins.of(
    replace(PLAIN, working_cash=Decimal(500), household_income=()), KNOWN, MONTHS
)


def simulated(runs: int = 4000, cache: Cache | None = None, **more: bool) -> Simulation:
    return simulate(TWIN, SPREADS, Wanted(SEED, runs, **more), cache)


def kept(found: Simulation) -> Array:
    assert found.closing is not None
    return found.closing


def test_counts_are_those_of_the_month_ends() -> None:
    found = simulated(keeps=True)
    cash = kept(found)
    short = cash < 0
    assert 0 < found.shortfall.count < found.runs
    assert found.shortfall.count == int(short.any(axis=0).sum())
    assert found.below.tolist() == short.sum(axis=1).tolist()
    first = [int((short[m] & ~short[:m].any(axis=0)).sum()) for m in range(MONTHS)]
    assert found.first.tolist() == first
    due = TWIN.repaid[:MONTHS] > 0
    assert found.missed == int(short[due].any(axis=0).sum())
    assert found.every_instalment.count == found.runs - found.missed
    assert np.array_equal(found.lowest, cash.min(axis=0))
    assert found.short_in(found.worst_month).count == max(found.below)


def test_bands_are_quantiles_of_the_month_ends() -> None:
    found = simulated(keeps=True)
    low, middle, high = found.bands()
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert np.allclose(np.mean(kept(found) < low[:, None], axis=1), 0.05, atol=1e-3)


def test_a_chance_stands_with_its_standard_error() -> None:
    chance = montecarlo.Chance(30, 120)
    assert chance.share == 0.25
    assert chance.error == pytest.approx(sqrt(0.25 * 0.75 / 120))


def test_the_last_runs_of_no_whole_block_are_its_first_ones() -> None:
    runs = BLOCK + 123
    found = kept(simulated(runs, keeps=True))
    assert found.shape == (MONTHS, runs)
    assert np.array_equal(found, kept(simulated(2 * BLOCK, keeps=True))[:, :runs])


def test_the_first_2000_of_10000_runs_are_the_2000_runs() -> None:
    few, many = simulated(2000, keeps=True), simulated(10_000, keeps=True)
    assert np.array_equal(kept(many)[:, :2000], kept(few))
    assert np.array_equal(many.lowest[:2000], few.lowest)


def test_kept_luck_and_fresh_luck_give_the_same_runs() -> None:
    cache = Cache(1 << 28)
    fresh = simulated(5000, keeps=True)
    for _ in range(2):
        again = simulated(5000, cache, keeps=True)
        assert np.array_equal(kept(again), kept(fresh))
        assert again.first.tolist() == fresh.first.tolist()


def test_eight_threads_on_one_cache_find_the_same() -> None:
    cache, alone = Cache(1 << 20), simulated(6000)

    def found(_: int) -> list[int]:
        return simulated(6000, cache).first.tolist()

    with ThreadPoolExecutor(8) as pool:
        assert all(one == alone.first.tolist() for one in pool.map(found, range(8)))


ELSEWHERE = """
from test_simulation import simulated
print(simulated(3000).lowest.tobytes().hex())
"""


def test_another_process_finds_the_same_bits() -> None:
    path = [p for p in sys.path if p]
    code = f"import sys; sys.path[:0] = {path!r}\n{ELSEWHERE}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert bytes.fromhex(done.stdout.strip()) == simulated(3000).lowest.tobytes()


def test_the_seed_of_a_case_is_the_same_everywhere() -> None:
    digest = hashlib.sha256(b"2026-0001").hexdigest()
    assert seed_of("2026-0001") == int(digest[:8], 16) == 1_392_420_242
    assert seed_of("2026-0001") != seed_of("2026-0002")


some = settings(max_examples=25, deadline=None)


@some
@given(st.floats(0, 20_000))
def test_a_larger_reserve_never_raises_the_chance_of_falling_short(
    reserve: float,
) -> None:
    richer = replace(TWIN, opening=TWIN.opening + reserve)
    before = simulate(TWIN, SPREADS, Wanted(SEED, BLOCK))
    after = simulate(richer, SPREADS, Wanted(SEED, BLOCK))
    assert after.shortfall.count <= before.shortfall.count
    assert after.missed <= before.missed
    assert (after.below <= before.below).all()
    assert np.allclose(after.lowest, before.lowest + reserve, atol=1e-6)


@pytest.mark.parametrize("chance", [0.0, 0.05, 0.2, 0.5, 0.999])
def test_the_reserve_brings_the_chance_down_and_a_dirham_less_does_not(
    chance: float,
) -> None:
    wanted = Wanted(SEED, BLOCK)
    before = simulate(TWIN, SPREADS, wanted)
    reserve = before.reserve(chance)
    enough = replace(TWIN, opening=TWIN.opening + reserve)
    assert simulate(enough, SPREADS, wanted).shortfall.share <= chance
    if reserve > 1:
        short = replace(TWIN, opening=TWIN.opening + reserve - 1)
        assert simulate(short, SPREADS, wanted).shortfall.share > chance


def test_cash_spent_to_the_last_centime_is_not_short() -> None:
    nothing_left = np.full((TWIN.months, 1), 0.3 - 0.1 - 0.1 - 0.1)
    assert nothing_left.max() < 0
    wanted = Wanted(SEED, 1)
    assert not montecarlo.count([nothing_left], TWIN, wanted).shortfall.count
    assert montecarlo.count([nothing_left - 0.01], TWIN, wanted).shortfall.count == 1


def test_no_reserve_is_needed_where_every_run_may_fall_short() -> None:
    assert simulated(BLOCK).reserve(1.0) == 0.0


Change = Callable[[float], Spreads]
WORSE: dict[str, Change] = {
    "volume": lambda x: Spreads((ProductSpread(Range(1 - x, 1.0)),)),
    "price": lambda x: Spreads((ProductSpread(price=Range(1 - x, 1.0)),)),
    "cost": lambda x: Spreads((ProductSpread(),), cost=Range(1.0, 1 + x)),
    "bad_months": lambda x: Spreads((ProductSpread(),), bad_chance=x, bad_left=0.3),
    "late": lambda x: Spreads((ProductSpread(),), late_most=x),
}


@pytest.mark.parametrize("change", WORSE.values(), ids=WORSE)
def test_worse_luck_never_helps_any_run(change: Change) -> None:
    steps = [
        closing(TWIN, drawn(change(x), len(TWIN.sales)), 500).copy()
        for x in (0.05, 0.2, 0.5)
    ]
    for better, worse in pairwise(steps):
        assert (worse <= better + 1e-6).all()
        assert (worse < better - 1).any()


def test_runs_stop_at_a_whole_block_once_the_error_is_small_enough() -> None:
    sure = simulate(TWIN, SPREADS, Wanted(SEED, 40_000, error=0.007))
    assert sure.runs % BLOCK == 0
    assert sure.runs < 40_000
    assert 0 < sure.shortfall.error <= 0.007
    before = simulate(TWIN, SPREADS, Wanted(SEED, sure.runs - BLOCK))
    assert before.shortfall.error > 0.007
    assert np.array_equal(before.lowest, sure.lowest[: before.runs])


def test_runs_do_not_stop_early_while_no_run_has_fallen_short() -> None:
    """The error of a share of nought is nought, and says nothing."""
    rich = replace(TWIN, opening=1e9)
    found = simulate(rich, SPREADS, Wanted(SEED, 3 * BLOCK, error=0.4))
    assert found.runs == 3 * BLOCK


@pytest.mark.parametrize("runs", [0, -1, MOST_RUNS + 1, 10_000_000])
def test_no_runs_and_ten_million_are_refused_by_name(runs: int) -> None:
    with pytest.raises(RunsImpossible) as refused:
        Wanted(SEED, runs)
    assert refused.value.facts["field"] == "risk.runs"
    assert refused.value.facts["most"] == MOST_RUNS


def test_balances_of_too_many_runs_are_not_kept() -> None:
    with pytest.raises(RunsImpossible) as refused:
        Wanted(SEED, MOST_KEPT + 1, keeps=True)
    assert refused.value.facts["most"] == MOST_KEPT
    with pytest.raises(RunsImpossible):
        simulated(10).bands()


IMPOSSIBLE_RANGES = [
    Range(-0.1, 1.2),
    Range(0.0, 1.2),
    Range(1.2, 0.8),
    Range(1.1, 1.3),
    Range(0.6, 0.9),
    Range(0.6, 11.0),
    Range(nan, 1.2),
    Range(0.6, nan),
    Range(0.6, inf),
]


@pytest.mark.parametrize("wrong", IMPOSSIBLE_RANGES, ids=str)
def test_ranges_negative_inverted_or_no_numbers_are_refused_by_name(
    wrong: Range,
) -> None:
    for field, given_as in {
        "risk.volume": {"products": (WIDE, ProductSpread(volume=wrong))},
        "risk.price": {"products": (WIDE, ProductSpread(price=wrong))},
        "risk.cost": {"cost": wrong},
    }.items():
        with pytest.raises(SpreadImpossible) as refused:
            Spreads(**given_as)  # type: ignore[arg-type]
        assert refused.value.facts["field"] == field


@pytest.mark.parametrize(
    "name", ["late_most", "bad_chance", "bad_left", "together", "lasting"]
)
@pytest.mark.parametrize("value", [-0.01, 1.01, nan, inf, -inf])
def test_shares_outside_nought_and_one_are_refused_by_name(
    name: str, value: float
) -> None:
    with pytest.raises(SpreadImpossible) as refused:
        Spreads(**{name: value})  # type: ignore[arg-type]
    assert refused.value.facts["field"] == f"risk.{name}"


def test_percentages_typed_the_wrong_way_round_are_refused_by_their_field() -> None:
    assert of_percent(Decimal(60), Decimal(130), "x") == Range(0.6, 1.3)
    with pytest.raises(SpreadImpossible) as refused:
        of_percent(Decimal(130), Decimal(60), "risk.volume")
    assert refused.value.facts["field"] == "risk.volume"


@pytest.mark.parametrize("count", [0, 2])
def test_spreads_of_another_number_of_products_are_refused(count: int) -> None:
    with pytest.raises(ProductsDiffer) as refused:
        simulate(TWIN, varied(count), Wanted(SEED, 10))
    assert refused.value.facts["field"] == "risk.products"


def test_certainty_is_known_as_such() -> None:
    assert certain(3).is_certain
    assert Spreads((WIDE,), bad_chance=0.5).is_certain is False
    assert Spreads(bad_chance=0.5, bad_left=1.0).is_certain
    assert not Spreads(late_most=0.1).is_certain


def peak(twin: Twin, wanted: Wanted, spreads: Spreads) -> int:
    """The most bytes that a simulation holds at once."""
    tracemalloc.start()
    simulate(twin, spreads, wanted)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_memory_stays_a_few_blocks_however_many_runs() -> None:
    spreads = varied(1)
    few = peak(TWIN, Wanted(SEED, 2 * BLOCK), spreads)
    many = peak(TWIN, Wanted(SEED, 100_000), spreads)
    lowest = 8 * 100_000
    assert many - few <= lowest + 100_000
    assert many < 20e6


def test_kept_balances_take_their_own_size_and_no_more() -> None:
    few = peak(TWIN, Wanted(SEED, 2 * BLOCK), varied(1))
    kept_all = peak(TWIN, Wanted(SEED, MOST_KEPT, keeps=True), varied(1))
    assert kept_all - few <= 8 * MOST_KEPT * (MONTHS + 1) + 1_000_000


def test_a_plan_without_sales_simulates_too() -> None:
    idle = replace(PLAIN, products=(), loan=None, sources=())
    twin = twins.of(idle, KNOWN, 12)
    found = simulate(twin, varied(1), Wanted(SEED, 10, keeps=True))
    assert np.ptp(kept(found), axis=1).max() < 1e-9
