"""Thousands of runs of one plan: how often cash falls short, and how far.

Runs come in blocks of the same luck for every variant of a plan (`draws`). What is
counted is counted exactly; a share of runs is the estimate of a chance, and stands
with its standard error, sqrt(p (1 - p) / runs).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from workbench.errors import WorkbenchError
from workbench.finance.simulation import draws, memory
from workbench.finance.simulation.draws import BLOCK, Array, Cache, Luck
from workbench.finance.simulation.kernels import Kernel
from workbench.finance.simulation.shortfalls import Shortfalls
from workbench.finance.simulation.spreads import Spreads
from workbench.finance.simulation.twin import Twin

USUAL_RUNS = 10_000
MOST_RUNS = 1_000_000
MOST_KEPT = 100_000
"""Runs whose balances are kept for bands; beyond them only counts are."""
LEVELS = (0.05, 0.5, 0.95)


class RunsImpossible(WorkbenchError):
    """No runs, or more than a machine should be asked for; `field` is `risk.runs`."""

    code = "risk.runs"


class ProductsDiffer(WorkbenchError):
    """Spreads for another number of products than the plan has."""

    code = "risk.products"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many runs, of which luck, what is kept of them, and what works them out.

    Runs stop early, at a whole block, once the standard error of the chance of
    falling short is at most `error` (0 makes every run), or once more than
    `most_short` of them fall short. `keeps` keeps the balances of all runs, for
    bands. Raises RunsImpossible, naming `risk.runs`.
    """

    seed: int
    runs: int = USUAL_RUNS
    error: float = 0.0
    keeps: bool = False
    kernel: Kernel = Kernel.NUMPY
    most_short: int | None = None

    def __post_init__(self) -> None:
        """Refuse no runs, and more than memory should hold."""
        most = MOST_KEPT if self.keeps else MOST_RUNS
        if not 1 <= self.runs <= most:
            raise RunsImpossible(field="risk.runs", runs=self.runs, most=most)


@dataclass(frozen=True, slots=True)
class Chance:
    """The share of runs in which something happened."""

    count: int
    runs: int

    @property
    def share(self) -> float:
        """The estimate of the chance, a fraction of 1."""
        return self.count / self.runs

    @property
    def error(self) -> float:
        """The standard error of the estimate."""
        return sqrt(self.share * (1 - self.share) / self.runs)


@dataclass(frozen=True)
class Simulation:
    """What came of the runs; dirhams.

    `below` and `first` count, month by month, the runs whose cash ends below zero,
    and those in which it does for the first time. `missed` counts those in which an
    instalment falls in a month that ends below zero. `lowest` [runs] is the lowest
    month's end of each run, `closing` [months, runs] all of them where kept.
    """

    runs: int
    seed: int
    below: NDArray[np.int64]
    first: NDArray[np.int64]
    missed: int
    lowest: Array
    closing: Array | None = None

    @property
    def shortfall(self) -> Chance:
        """That cash ends below zero in some month."""
        return Chance(int(self.first.sum()), self.runs)

    @property
    def every_instalment(self) -> Chance:
        """That no month with an instalment ends below zero."""
        return Chance(self.runs - self.missed, self.runs)

    def short_in(self, month: int) -> Chance:
        """That cash ends below zero in one month of activity (1 for the first)."""
        return Chance(int(self.below[month - 1]), self.runs)

    @property
    def worst_month(self) -> int:
        """The month of activity that most often ends below zero."""
        return int(self.below.argmax()) + 1

    def bands(self, levels: tuple[float, ...] = LEVELS) -> Array:
        """Return the cash that so many runs stay below, by level and month."""
        if self.closing is None:
            raise RunsImpossible(field="risk.runs", most=MOST_KEPT)
        found: Array = np.quantile(self.closing, levels, axis=1)
        return found

    def reserve(self, chance: float) -> float:
        """Return the cash to add at the start so that so few runs fall short.

        Exact for these runs: more cash on the first day moves every month alike.
        """
        allowed = int(chance * self.runs)
        if allowed >= self.runs:
            return 0.0
        decisive = np.partition(self.lowest, allowed)[allowed]
        return max(0.0, -float(decisive))


def seed_of(case: str) -> int:
    """Return the seed of a case by its number, "" for a file: the same everywhere.

    Nothing else goes into it, so that another answer never meets another luck.
    """
    return int.from_bytes(sha256(case.encode()).digest()[:4], "big")


def simulate(
    twin: Twin, spreads: Spreads, wanted: Wanted, cache: Cache | None = None
) -> Simulation:
    """Return the runs of a twin; blocks come from the cache where they are kept.

    Raises ProductsDiffer unless the spreads are those of the twin's products.
    """
    if len(spreads.products) != twin.products:
        raise ProductsDiffer(field="risk.products")
    memory.hold()
    return count(_closings(twin, spreads, wanted, cache), twin, wanted)


def count(closings: Iterable[Array], twin: Twin, wanted: Wanted) -> Simulation:
    """Return what is counted over blocks of month's ends [months, runs] of a twin.

    The blocks hold at most the runs wanted, and are taken until enough is known.
    """
    found = _Counted(twin, wanted)
    for closing in closings:
        found.add(closing)
        if found.is_sure:
            break
    return found.done()


def _closings(
    twin: Twin, spreads: Spreads, wanted: Wanted, cache: Cache | None
) -> Iterator[Array]:
    """The month's ends of block after block, the last cut to the number of runs."""
    luck = Luck(wanted.seed, len(twin.sales), spreads)
    block = draws.blocks(luck, cache)
    whole, left = divmod(wanted.runs, BLOCK)
    runner = wanted.kernel.runner(twin)
    for number in range(whole):
        yield runner.closing(block(number))
    if left:
        yield wanted.kernel.runner(twin, left).closing(block(whole).first(left))


class _Counted:
    """Counts over the blocks seen so far."""

    def __init__(self, twin: Twin, wanted: Wanted) -> None:
        self._wanted = wanted
        self._runs = 0
        self._short = Shortfalls.none(twin.months)
        self._lowest = np.empty(wanted.runs)
        self._due = np.flatnonzero(twin.repaid[: twin.months])
        shape = (twin.months, wanted.runs)
        self._closing = np.empty(shape) if wanted.keeps else None

    def add(self, closing: Array) -> None:
        """Count one block."""
        end = self._runs + closing.shape[1]
        lowest = self._lowest[self._runs : end]
        self._short += self._wanted.kernel.shortfalls(closing, self._due, lowest)
        if self._closing is not None:
            self._closing[:, self._runs : end] = closing
        self._runs = end

    @property
    def is_sure(self) -> bool:
        """Whether the error is small enough to stop, or too many runs fall short."""
        chance = Chance(int(self._short.first.sum()), self._runs)
        most = self._wanted.most_short
        is_beyond = most is not None and chance.count > most
        return is_beyond or 0 < chance.error <= self._wanted.error

    def done(self) -> Simulation:
        """What was counted."""
        return Simulation(
            runs=self._runs,
            seed=self._wanted.seed,
            below=self._short.below,
            first=self._short.first,
            missed=self._short.missed,
            lowest=self._lowest[: self._runs],
            closing=None if self._closing is None else self._closing[:, : self._runs],
        )
