"""Closed forms that counted runs must come to, within four standard errors."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import exp, log, sqrt

import numpy as np
import pytest
from published_plans import KNOWN, Case, marked, plan, read

from workbench.finance.simulation import draws, montecarlo, twins
from workbench.finance.simulation.draws import BLOCK, Array, Luck
from workbench.finance.simulation.montecarlo import Simulation, Wanted
from workbench.finance.simulation.spreads import (
    ONE_IN_TEN,
    ProductSpread,
    Range,
    Spreads,
)

FILE = "simulation_oracles.json"
SEED = 20261125
BLOCKS = 20
RUNS = BLOCKS * BLOCK
ERRORS = 4
NO_TRIANGLE = "ranges are two halves of a log-normal law, never a triangle"
EXPECTED = dict.fromkeys(
    ("oracle-triangular-80", "oracle-triangular-10000"), NO_TRIANGLE
)

Generator = np.random.Generator


def counted(made: Callable[[Generator], Array], blocks: int = BLOCKS) -> Simulation:
    """Count balances [months, runs] as those of a plan are counted."""
    generator = np.random.default_rng(SEED)
    closings = [made(generator) for _ in range(blocks)]
    months = len(closings[0])
    idle = twins.of(plan(), KNOWN, 12)
    twin = replace(idle, months=months, repaid=np.zeros(months))
    return montecarlo.count(closings, twin, Wanted(SEED, blocks * BLOCK))


def walk(steps: int, start: int) -> Callable[[Generator], Array]:
    """A fair walk by ones; below zero exactly where it has reached nought."""

    def made(generator: Generator) -> Array:
        moves = generator.integers(0, 2, (steps, BLOCK)) * 2.0 - 1
        return start + moves.cumsum(axis=0) - 0.5

    return made


def normal(
    mean: float, sd: float, months: int, opening: float
) -> Callable[[Generator], Array]:
    """Months that come and go by a normal law, each on its own."""

    def made(generator: Generator) -> Array:
        net = mean + sd * generator.standard_normal((months, BLOCK))
        return opening + net.cumsum(axis=0)

    return made


def check_ruin(case: Case) -> None:
    """A walk between two barriers: who is ruined, and how long it lasts."""
    start, target, p = (float(case["inputs"][k]) for k in ("start", "target", "p"))
    lasted: list[Array] = []

    def made(generator: Generator) -> Array:
        balance = np.full(BLOCK, start)
        steps = np.zeros(BLOCK)
        going = np.arange(BLOCK)
        while going.size:
            balance[going] += np.where(generator.random(going.size) < p, 1, -1)
            steps[going] += 1
            going = going[(balance[going] > 0) & (balance[going] < target)]
        lasted.append(steps)
        return balance[None] - 0.5

    found = counted(made, blocks=2)
    expected = case["expected"]
    ruin = (
        float(expected["ruin"]) if "ruin" in expected else 1 - float(expected["reach"])
    )
    assert within(found, found.shortfall.share, ruin)
    if "duration" in expected:
        steps = np.concatenate(lasted)
        error = steps.std() / sqrt(steps.size)
        assert abs(steps.mean() - float(expected["duration"])) <= ERRORS * error


def within(found: Simulation, share: float, chance: float) -> bool:
    return abs(share - chance) <= ERRORS * sqrt(chance * (1 - chance) / found.runs)


def check_lowest_point(case: Case) -> None:
    asked = case["inputs"]
    found = counted(walk(int(asked["steps"]), int(asked["start"])))
    expected = float(case["expected"]["p_hit_zero"])
    assert within(found, found.shortfall.share, expected)
    assert int(np.count_nonzero(found.lowest < 0)) == found.shortfall.count


def check_sum(case: Case) -> None:
    asked = {key: float(value) for key, value in case["inputs"].items()}
    months = int(asked["months"])
    made = normal(asked["monthly_mean"], asked["monthly_sd"], months, asked["opening"])
    found = counted(made)
    expected = float(case["expected"]["p_negative_at_end"])
    assert within(found, found.short_in(months).share, expected)


def check_watched_all_the_time(case: Case) -> None:
    """Who looks at month's ends alone sees fewer runs below zero."""
    asked = {key: float(value) for key, value in case["inputs"].items()}
    months = int(asked["months"])
    made = normal(asked["drift_month"], asked["sd_month"], months, asked["opening"])
    found = counted(made)
    bound = float(case["expected"]["p_below_zero_any_time"])
    assert found.shortfall.share < bound
    assert found.shortfall.share > found.short_in(months).share


def check_moments(case: Case) -> None:
    """The factors of a symmetric range are those of the log-normal law."""
    if "sigma_log" not in case["inputs"]:
        pytest.fail(NO_TRIANGLE)
    mean, sigma = (float(case["inputs"][key]) for key in ("mean", "sigma_log"))
    median, sd = (float(case["expected"][key]) for key in ("median", "sd"))
    found = median * np.concatenate(list(volumes(sigma)))
    assert log(mean / median) == pytest.approx(sigma**2 / 2, rel=1e-6)
    assert abs(found.mean() - mean) <= ERRORS * sd / sqrt(found.size)
    below = float(np.mean(found < median))
    assert abs(below - 0.5) <= ERRORS * 0.5 / sqrt(found.size)
    fourth = float(np.mean((found - found.mean()) ** 4))
    error = sqrt((fourth - sd**4) / found.size)
    assert abs(found.var() - sd**2) <= ERRORS * error


def volumes(sigma: float) -> Iterator[Array]:
    """Factors of one product, every month on its own."""
    usual = Range(exp(-sigma * ONE_IN_TEN), exp(sigma * ONE_IN_TEN))
    spreads = Spreads((ProductSpread(usual),), together=0.0, lasting=0.0)
    block = draws.blocks(Luck(SEED, 12, spreads))
    for number in range(BLOCKS):
        yield block(number).volume.ravel().copy()


CHECKS = {
    "ruin": check_ruin,
    "ruin_oracle": check_ruin,
    "min_walk_oracle": check_lowest_point,
    "normal_sum_oracle": check_sum,
    "brownian_min_oracle": check_watched_all_the_time,
    "moments_oracle": check_moments,
}


@pytest.mark.vectors(FILE)
@pytest.mark.parametrize("case", marked(read(FILE), EXPECTED))
def test_runs_come_to_the_closed_form(case: Case) -> None:
    CHECKS[case["kind"]](case)
