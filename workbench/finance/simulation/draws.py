"""The luck of the runs: drawn in blocks, the same for every variant of a plan.

Normals and uniforms come from SFC64, one stream for each block of 2 000 runs, seeded
by the case's seed and the block's number. What a block holds depends only on the
seed, the number of months and of products, and the spreads: two variants of a plan
meet the same luck, on any machine, in any order, however the work is divided.

A factor is what multiplies a month's figure. Arrays are float64, months first.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from workbench.finance.simulation.spreads import Range, Spreads

BLOCK = 2000
"""Runs in a block: few enough for a processor's cache, many enough for numpy."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Luck:
    """What decides a block's draws, with its number."""

    seed: int
    months: int
    spreads: Spreads

    @property
    def products(self) -> int:
        """How many products are drawn for."""
        return len(self.spreads.products)


@dataclass(frozen=True, slots=True)
class Factors:
    """One block of factors, read only.

    `volume` [months, products, runs] and `price` [products, runs] by product;
    `demand` what a bad month leaves of all sales, `use` what it and the cost of
    inputs make of all use, `late` the share paid a month later, each [months, runs].
    None where nothing varies.
    """

    volume: Array
    price: Array | None
    demand: Array | None
    use: Array | None
    late: Array | None

    @property
    def size(self) -> int:
        """How many bytes they take."""
        return sum(array.nbytes for array in self._arrays() if array is not None)

    def first(self, runs: int) -> "Factors":
        """The first runs of the block."""
        others = (self.price, self.demand, self.use, self.late)
        cut = (None if array is None else array[..., :runs] for array in others)
        return Factors(self.volume[..., :runs], *cut)

    def kept(self) -> "Factors":
        """A read-only copy, for those who come later."""
        others = (self.price, self.demand, self.use, self.late)
        return Factors(
            _kept(self.volume), *(a if a is None else _kept(a) for a in others)
        )

    def _arrays(self) -> tuple[Array | None, ...]:
        return (self.volume, self.price, self.demand, self.use, self.late)


def _kept(array: Array) -> Array:
    copy = array.copy()
    copy.flags.writeable = False
    return copy


class Drawing:
    """Draws blocks into arrays of its own; each block overwrites the one before."""

    def __init__(self, luck: Luck) -> None:
        """Make room for one block."""
        months, products = luck.months, luck.products
        self._luck = luck
        self._own = np.empty((months, products, BLOCK))
        self._common = np.empty((2, months, BLOCK))
        self._lasting = np.empty((2 * products + 2, BLOCK))
        self._even = np.empty((2, months, BLOCK))
        self._scratch = np.empty((products, BLOCK))
        self._demand = np.empty((months, BLOCK))

    @cached_property
    def _shares(self) -> tuple[float, float, float, float]:
        """Weights of the four sources of variation; their squares sum to 1."""
        together, lasting = self._luck.spreads.together, self._luck.spreads.lasting
        return (
            sqrt((1 - lasting) * (1 - together)),
            sqrt((1 - lasting) * together),
            sqrt(lasting * (1 - together)),
            sqrt(lasting * together),
        )

    def draw(self, number: int) -> Factors:
        """Return block `number`; its arrays hold until the next call.

        Everything is drawn whatever the spreads, so that they do not change the luck.
        """
        stream = np.random.SFC64(np.random.SeedSequence([self._luck.seed, number]))
        generator = np.random.Generator(stream)
        generator.standard_normal(out=self._own)
        generator.standard_normal(out=self._common)
        generator.standard_normal(out=self._lasting)
        generator.random(out=self._even)
        demand = self._demands()
        return Factors(
            volume=self._volumes(),
            price=self._prices(),
            demand=demand,
            use=self._uses(demand),
            late=self._lates(),
        )

    def _volumes(self) -> Array:
        """What is sold, by month, product and run."""
        own, common, own_lasting, common_lasting = self._shares
        count = self._luck.products
        for_all = self._common[0]
        for_all *= common
        level = self._lasting[:count]
        level *= own_lasting
        level += self._lasting[count] * common_lasting
        law = _Law.of([one.volume for one in self._luck.spreads.products])
        for volume, shared in zip(self._own, for_all, strict=True):
            np.multiply(volume, own, out=volume)
            np.add(volume, shared, out=volume)
            np.add(volume, level, out=volume)
            law.bend(volume, self._scratch)
            np.exp(volume, out=volume)
        return self._own

    def _prices(self) -> Array | None:
        """The price obtained, by product and run, for the whole period."""
        ranges = [one.price for one in self._luck.spreads.products]
        if all(one.is_certain for one in ranges):
            return None
        price = self._lasting[len(ranges) + 1 : -1]
        _Law.of(ranges).bend(price, self._scratch)
        np.exp(price, out=price)
        return price

    def _demands(self) -> Array | None:
        """What bad months leave: 1 in the others."""
        spreads = self._luck.spreads
        if not spreads.bad_chance or spreads.bad_left == 1:
            return None
        bad = self._even[0] < spreads.bad_chance
        self._demand.fill(1)
        np.copyto(self._demand, spreads.bad_left, where=bad)
        return self._demand

    def _uses(self, demand: Array | None) -> Array | None:
        """The price of inputs, times what bad months leave of their use."""
        spreads = self._luck.spreads
        if spreads.cost.is_certain:
            return demand
        use: Array = self._common[1]
        use *= sqrt(1 - spreads.lasting)
        use += self._lasting[-1] * sqrt(spreads.lasting)
        _Law.of([spreads.cost]).bend(use, self._even[0])
        np.exp(use, out=use)
        if demand is not None:
            use *= demand
        return use

    def _lates(self) -> Array | None:
        if not self._luck.spreads.late_most:
            return None
        late: Array = self._even[1]
        late *= self._luck.spreads.late_most
        return late


@dataclass(frozen=True, slots=True)
class _Law:
    """How normal deviates become logarithms of factors, row by row.

    `below` and `above` are columns of deviations for the two sides; of both products
    the outer one holds, `outer` says which for so many rows.
    """

    below: Array
    above: Array
    outer: tuple[tuple[slice, np.ufunc], ...]

    @classmethod
    def of(cls, ranges: Sequence[Range]) -> "_Law":
        below, above = (
            np.array([side])
            for side in zip(*((one.below, one.above) for one in ranges), strict=True)
        )
        wider = [one.above > one.below for one in ranges]
        if len(set(wider)) == 1:
            rows = [slice(None)]
        else:
            rows = [slice(place, place + 1) for place in range(len(ranges))]
        outer = (np.maximum if is_wider else np.minimum for is_wider in wider)
        return cls(below.T, above.T, tuple(zip(rows, outer, strict=False)))

    def bend(self, deviates: Array, scratch: Array) -> None:
        """Scale what is below zero and what is above it, each by its own deviation."""
        np.multiply(deviates, self.below, out=scratch)
        deviates *= self.above
        for rows, outer in self.outer:
            outer(deviates[rows], scratch[rows], out=deviates[rows])


class Cache:
    """Blocks kept for the next what-if, the least recently used leaving first.

    Shared by threads; arrays are read only. `most` is in bytes.
    """

    def __init__(self, most: int) -> None:
        """Keep nothing yet."""
        self._most = most
        self._kept: OrderedDict[tuple[Luck, int], Factors] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def get(self, luck: Luck, number: int, draw: Callable[[int], Factors]) -> Factors:
        """Return the block, drawn where it is not kept."""
        key = (luck, number)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        block = draw(number).kept()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = block
                self.size += block.size
            while self.size > self._most and len(self._kept) > 1:
                _, left = self._kept.popitem(last=False)
                self.size -= left.size
        return block


def blocks(luck: Luck, cache: Cache | None = None) -> Callable[[int], Factors]:
    """Return a function giving block after block, through the cache if there is one."""
    drawing = Drawing(luck)
    if cache is None:
        return drawing.draw
    return lambda number: cache.get(luck, number, drawing.draw)
