"""The luck: its laws, its independence, and that everybody meets the same."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from math import exp, log, sqrt

import numpy as np
import pytest
from simulation_luck import SEED, varied

from workbench.finance.simulation import draws
from workbench.finance.simulation.draws import BLOCK, Array, Cache, Factors, Luck
from workbench.finance.simulation.spreads import (
    ONE_IN_TEN,
    ProductSpread,
    Range,
    Spreads,
)

MONTHS = 24
BLOCKS = 20
DRAWN = MONTHS * BLOCK * BLOCKS
ERRORS = 4
"""Standard errors that an estimate may be away from what it estimates."""


def factors(spreads: Spreads, months: int = MONTHS) -> list[Factors]:
    block = draws.blocks(Luck(SEED, months, spreads))
    return [block(number).kept() for number in range(BLOCKS)]


def of_volume(volume: Range, **more: float) -> Array:
    """The volumes of one product, every month independent unless said."""
    shares = {"together": 0.0, "lasting": 0.0, **more}
    spreads = Spreads((ProductSpread(volume),), **shares)
    return np.concatenate([f.volume[:, 0] for f in factors(spreads)], axis=1)


def log_normal(sigma: float) -> Range:
    """The range of a log-normal law of so much deviation."""
    return Range(exp(-sigma * ONE_IN_TEN), exp(sigma * ONE_IN_TEN))


def share_within(found: float, chance: float, count: int) -> bool:
    return abs(found - chance) <= ERRORS * sqrt(chance * (1 - chance) / count)


@pytest.mark.parametrize("usual", [log_normal(0.3), Range(0.6, 1.3), Range(0.5, 1.0)])
def test_one_month_in_ten_is_below_the_weak_one_and_one_above_the_strong_one(
    usual: Range,
) -> None:
    volume = of_volume(usual)
    assert share_within(np.mean(volume < usual.low), 0.1, DRAWN)
    if usual.high > 1:
        assert share_within(np.mean(volume > usual.high), 0.1, DRAWN)
    else:
        assert volume.max() == 1
    assert share_within(np.mean(volume < 1), 0.5, DRAWN)


def test_a_symmetric_range_draws_a_log_normal_law() -> None:
    """Moments: exp(s2 / 2) and exp(s2 / 2) sqrt(exp(s2) - 1)."""
    sigma = 0.3
    volume = of_volume(log_normal(sigma))
    mean = exp(sigma**2 / 2)
    sd = mean * sqrt(exp(sigma**2) - 1)
    assert abs(volume.mean() - mean) <= ERRORS * sd / sqrt(DRAWN)
    fourth = float(np.mean((volume - volume.mean()) ** 4))
    error_of_variance = sqrt((fourth - sd**4) / DRAWN)
    assert abs(volume.var() - sd**2) <= ERRORS * error_of_variance


def test_two_halves_have_the_mean_of_their_law() -> None:
    """Each half of a log-normal law: exp(s2 / 2) Phi(s) above, Phi(-s) below."""
    usual = Range(0.6, 1.3)
    volume = of_volume(usual)
    mean = _half(-usual.below) + _half(usual.above)
    assert abs(volume.mean() - mean) <= ERRORS * volume.std() / sqrt(DRAWN)


def _half(sigma: float) -> float:
    """The mean of exp(sigma z) over z above zero; below zero for a negative sigma."""
    half = np.linspace(0, 12, 400_001)
    density = np.exp(-half * half / 2) / sqrt(2 * np.pi)
    return float(np.trapezoid(np.exp(sigma * half) * density, half))


def deviates(volume: Array) -> Array:
    """What was drawn, where the range is a log-normal one."""
    found: Array = np.log(volume)
    return found / found.std()


def correlation(left: Array, right: Array) -> float:
    return float(np.corrcoef(left.ravel(), right.ravel())[0, 1])


@pytest.mark.parametrize("together", [0.0, 0.3, 1.0])
def test_products_share_the_variation_that_is_said_to_be_common(
    together: float,
) -> None:
    pair = (ProductSpread(log_normal(0.2)), ProductSpread(log_normal(0.4)))
    found = factors(Spreads(pair, together=together, lasting=0.0))
    volume = np.concatenate([f.volume for f in found], axis=2)
    measured = correlation(np.log(volume[:, 0]), np.log(volume[:, 1]))
    assert abs(measured - together) <= ERRORS * (1 - together**2) / sqrt(DRAWN) + 1e-12


@pytest.mark.parametrize("lasting", [0.0, 0.4, 1.0])
def test_months_share_the_variation_that_is_said_to_last(lasting: float) -> None:
    volume = np.log(of_volume(log_normal(0.3), lasting=lasting))
    measured = correlation(volume[0], volume[-1])
    runs = BLOCK * BLOCKS
    assert abs(measured - lasting) <= ERRORS * (1 - lasting**2) / sqrt(runs) + 1e-12


@pytest.mark.parametrize("together", [0.0, 0.5])
@pytest.mark.parametrize("lasting", [0.0, 0.5])
def test_shares_do_not_change_how_much_a_month_varies(
    together: float, lasting: float
) -> None:
    volume = of_volume(log_normal(0.3), together=together, lasting=lasting)
    independent = BLOCK * BLOCKS
    error = ERRORS * 0.3 / sqrt(2 * independent)
    assert abs(float(np.log(volume).std()) - 0.3) <= error


def test_late_payment_is_even_and_bad_months_come_as_often_as_said() -> None:
    found = factors(varied(2))
    late = np.concatenate([_given(f.late) for f in found], axis=1)
    demand = np.concatenate([_given(f.demand) for f in found], axis=1)
    assert abs(late.mean() - 0.175) <= ERRORS * 0.35 / sqrt(12 * DRAWN)
    assert late.min() >= 0
    assert late.max() < 0.35
    assert set(np.unique(demand)) == {0.4, 1.0}
    assert share_within(np.mean(demand == 0.4), 0.1, DRAWN)
    assert abs(correlation(demand[:-1], demand[1:])) <= ERRORS / sqrt(DRAWN)


def _given(array: Array | None) -> Array:
    assert array is not None
    return array


def test_one_price_holds_for_the_whole_period_and_bad_months_lower_use_too() -> None:
    found = draws.Drawing(Luck(SEED, MONTHS, varied(2))).draw(0)
    assert _given(found.price).shape == (2, BLOCK)
    calm = replace(varied(2), cost=Range())
    same = draws.Drawing(Luck(SEED, MONTHS, calm)).draw(0)
    assert same.use is same.demand


def same(left: Factors, right: Factors) -> bool:
    pairs = zip(left._arrays(), right._arrays(), strict=True)
    return all(np.array_equal(_given(a), _given(b)) for a, b in pairs)


def test_a_block_is_the_same_in_whatever_order_blocks_are_drawn() -> None:
    luck = Luck(SEED, MONTHS, varied(3))
    forward = draws.blocks(luck)
    first = [forward(number).kept() for number in range(4)]
    backward = draws.blocks(luck)
    for number in (3, 1, 0, 2):
        assert same(backward(number), first[number])
    assert not same(first[0], first[1])


def test_what_varies_does_not_change_the_luck_of_the_rest() -> None:
    whole = draws.Drawing(Luck(SEED, MONTHS, varied(3))).draw(0)
    fewer = Spreads(products=varied(3).products)
    part = draws.Drawing(Luck(SEED, MONTHS, fewer)).draw(0)
    assert np.array_equal(whole.volume, part.volume)
    assert np.array_equal(_given(whole.price), _given(part.price))


ELSEWHERE = """
from hashlib import sha256
from simulation_luck import drawn, varied
found = drawn(varied(3), 24)
print(sha256(b"".join(array.tobytes() for array in found._arrays())).hexdigest())
"""


def elsewhere() -> str:
    """The fingerprint of a block drawn in a process of its own."""
    path = [p for p in sys.path if p]
    code = f"import sys; sys.path[:0] = {path!r}\n{ELSEWHERE}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_another_process_draws_the_same_bits() -> None:
    here = draws.Drawing(Luck(SEED, MONTHS, varied(3))).draw(0)
    joined = b"".join(_given(array).tobytes() for array in here._arrays())
    assert elsewhere() == sha256(joined).hexdigest()


def test_a_known_seed_draws_known_numbers() -> None:
    """Written down once: another machine, another numpy must draw them again."""
    found = draws.Drawing(Luck(1, 12, Spreads((ProductSpread(Range(0.5, 2)),)))).draw(0)
    known = [1.3156804226201972, 1.234209488505429, 1.0116761673839962]
    assert np.allclose(found.volume[:3, 0, 0], known, rtol=1e-12)


def test_the_cache_gives_what_is_drawn_read_only() -> None:
    luck = Luck(SEED, MONTHS, varied(3))
    cache = Cache(1 << 30)
    block = draws.blocks(luck, cache)
    assert same(block(1), draws.Drawing(luck).draw(1))
    assert block(1) is block(1)
    for array in block(1)._arrays():
        with pytest.raises(ValueError, match="read-only"):
            _given(array)[0] = 1


def test_the_cache_stays_within_its_size_and_forgets_the_oldest() -> None:
    luck = Luck(SEED, MONTHS, varied(3))
    size = draws.Drawing(luck).draw(0).size
    cache = Cache(int(2.5 * size))
    block = draws.blocks(luck, cache)
    first, second = block(0), block(1)
    assert cache.size == 2 * size
    assert block(0) is first
    third = block(2)
    assert cache.size == 2 * size
    assert block(0) is first
    assert block(2) is third
    assert block(1) is not second


def test_a_cache_smaller_than_a_block_keeps_the_last_alone() -> None:
    cache = Cache(1)
    block = draws.blocks(Luck(SEED, MONTHS, varied(1)), cache)
    last = [block(number) for number in range(3)][-1]
    assert cache.size == last.size
    assert block(2) is last


def test_other_luck_is_kept_apart() -> None:
    cache = Cache(1 << 30)
    one = draws.blocks(Luck(1, MONTHS, varied(1)), cache)(0)
    two = draws.blocks(Luck(2, MONTHS, varied(1)), cache)(0)
    three = draws.blocks(Luck(1, MONTHS, varied(1, late_most=0.1)), cache)(0)
    assert not same(one, two)
    assert not same(one, three)


def test_eight_threads_share_a_cache_and_get_the_same_blocks() -> None:
    luck = Luck(SEED, 12, varied(2))
    size = draws.Drawing(luck).draw(0).size
    alone = [draws.Drawing(luck).draw(number).kept() for number in range(6)]
    cache = Cache(4 * size)

    def all_right(shift: int) -> bool:
        block = draws.blocks(luck, cache)
        turns = [(place + shift) % 6 for place in range(24)]
        return all(same(block(number), alone[number]) for number in turns)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(all_right, range(8)))
    assert cache.size <= 4 * size


def test_the_range_says_what_it_means() -> None:
    usual = Range(0.5, 2.0)
    assert usual.above == pytest.approx(log(2) / ONE_IN_TEN)
    assert exp(-usual.below * ONE_IN_TEN) == pytest.approx(0.5)
