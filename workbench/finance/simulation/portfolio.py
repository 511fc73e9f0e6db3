"""Every loan of a portfolio under common shocks: what is late, run by run.

All businesses meet the same luck, month by month of the calendar: what happens in
run r happens to all of them. That is exact for what is expected, and prudent for the
bad runs, since no business makes up for another.

Sums over businesses are whole centimes, run by run, so that they are the same in
whatever order, in whatever chunks and on whatever engine they are added.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from itertools import chain

import numpy as np

from workbench import money
from workbench.errors import WorkbenchError
from workbench.finance.forecast import LONGEST
from workbench.finance.loans import loans
from workbench.finance.loans.loans import LoanImpossible
from workbench.finance.scenarios import striking
from workbench.finance.simulation import arrears, draws, memory, twins
from workbench.finance.simulation.arrears import (
    OUTSTANDING,
    Centimes,
    Repayment,
    Unpaid,
)
from workbench.finance.simulation.draws import BLOCK, Cache, Factors, Luck
from workbench.finance.simulation.spreads import Spreads
from workbench.finance.simulation.stress import CommonShock, Stress
from workbench.finance.simulation.twin import Twin
from workbench.knowledge import shocks as knowledge
from workbench.knowledge.parameters import Parameters
from workbench.months import Month
from workbench.plan.business_plan import BusinessPlan, LoanTerms
from workbench.plan.conditions import Disturbance

LUCK_KEPT = 128 * 1024 * 1024
"""Bytes of luck that a process keeps for its next businesses."""
BASE, STRESSED = 0, 1
SECTOR, REGION = "sector", "region"

Group = tuple[str, str]
"""What the loans of a sum have in common: SECTOR or REGION, and which one."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """One business with its loan, known by the id of its case and by nothing else.

    The plan starts in the month in which the business opened, and holds the loan
    that was granted. Of `spreads`, the last product stands for all that follow.
    `unpaid` is what the loan's record leaves to pay, None where nothing was recorded.
    """

    key: str
    sector: str
    region: str
    plan: BusinessPlan
    spreads: Spreads
    unpaid: tuple[Unpaid, ...] | None = None

    @property
    def loan(self) -> LoanTerms:
        """The loan; LoanImpossible where there is none."""
        if self.plan.loan is None:
            raise LoanImpossible(field="loan.amount")
        return self.plan.loan

    @property
    def groups(self) -> tuple[Group, Group]:
        """Its sector and its region."""
        return (SECTOR, self.sector), (REGION, self.region)


@dataclass(frozen=True, slots=True)
class Sky:
    """The months and the number of products that the common luck is drawn for.

    It belongs to the whole portfolio: whoever opened later meets the rest of it.
    """

    since: Month
    months: int
    products: int

    def seen(self, whole: Factors, twin: Twin, opened: Month) -> Factors:
        """Return the luck of one business: its months, its products."""
        rows = slice(self.since.until(opened), None)
        price = whole.price
        return Factors(
            whole.volume[rows, : twin.products],
            None if price is None else price[: twin.products],
            *(
                None if factor is None else factor[rows]
                for factor in (whole.demand, whole.use, whole.late)
            ),
        )

    def luck(self, spreads: Spreads, seed: int) -> Luck:
        """Return the luck of a business, drawn as for every other."""
        given = spreads.products
        padded = given + given[-1:] * (self.products - len(given))
        return Luck(seed, self.months, replace(spreads, products=padded))


def sky_over(asked: Stress, exposures: Iterable[Exposure]) -> Sky:
    """Return the months and products under which the businesses fall.

    Those that opened too long ago to be forecast stay outside.
    """
    known = list(exposures)
    earliest = asked.last.plus(1 - LONGEST)
    starts = (max(one.plan.start, earliest) for one in known)
    since = min((asked.first, *starts))
    until = Month(asked.last.year, 12)
    most = max((len(one.plan.products) for one in known), default=0)
    return Sky(since, since.until(until) + 1, most + 1)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case that cannot be counted: the code of what is in the way, and its facts."""

    key: str
    code: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sums:
    """What some of the loans come to.

    `of` holds, by group, whole centimes [base or stressed, measure, month, run];
    `loans` how many loans there are in each, `struck` how many businesses each
    shock touches.
    """

    of: Mapping[Group, Centimes]
    loans: Mapping[Group, int]
    struck: tuple[int, ...]
    left_out: tuple[LeftOut, ...] = ()

    def __add__(self, other: "Sums") -> "Sums":
        groups = sorted({*self.of, *other.of})
        return Sums(
            {
                g: _added([one.of[g] for one in (self, other) if g in one.of])
                for g in groups
            },
            {g: self.loans.get(g, 0) + other.loans.get(g, 0) for g in groups},
            tuple(a + b for a, b in zip(self.struck, other.struck, strict=True)),
            _by_key((*self.left_out, *other.left_out)),
        )

    def keys(self, kind: str) -> tuple[str, ...]:
        """Return the sectors or the regions there are, by key."""
        return tuple(sorted(key for one, key in self.of if one == kind))

    @property
    def whole(self) -> Centimes:
        """The whole portfolio: the sum over its sectors."""
        return _added([self.of[SECTOR, key] for key in self.keys(SECTOR)])

    @property
    def count(self) -> int:
        """How many loans there are."""
        return sum(self.loans[SECTOR, key] for key in self.keys(SECTOR))


def _by_key(left_out: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    return tuple(sorted(left_out, key=lambda one: one.key))


def _added(parts: Sequence[Centimes]) -> Centimes:
    return reduce(np.add, parts)


@dataclass(frozen=True, slots=True)
class Business:
    """One business made ready: its twins (one if no shock touches it), its loan.

    `planned` is the loan as its plan repays it, `left` what its record leaves to pay
    where there is one and the business was open before the months looked at.
    """

    exposure: Exposure
    twins: tuple[Twin, ...]
    planned: Repayment
    left: Repayment | None
    struck: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """Businesses made ready to run, and the cases left out."""

    businesses: tuple[Business, ...]
    left_out: tuple[LeftOut, ...]


def count(
    asked: Stress, sky: Sky, parameters: Parameters, exposures: Sequence[Exposure]
) -> Sums:
    """Return what the loans of some businesses come to; those of all are their sum.

    A business that cannot be forecast any more is left out, with why.
    """
    return add_up(asked, sky, prepare(asked, parameters, exposures))


def prepare(
    asked: Stress, parameters: Parameters, exposures: Sequence[Exposure]
) -> Ready:
    """Return the businesses with their twins; this is most of the work."""
    ready, left_out = [], []
    for exposure in exposures:
        try:
            ready.append(_business(asked, parameters, exposure))
        except WorkbenchError as refusal:
            facts = ((name, str(fact)) for name, fact in refusal.facts.items())
            left_out.append(LeftOut(exposure.key, refusal.code, tuple(facts)))
    return Ready(tuple(ready), _by_key(left_out))


def add_up(asked: Stress, sky: Sky, ready: Ready, cache: Cache | None = None) -> Sums:
    """Return what the loans come to in every run; luck comes from the cache.

    Without one, from the cache of the process.
    """
    memory.hold()
    shape = (2, 3, asked.months, asked.runs)
    sums: dict[Group, Centimes] = {}
    numbers: dict[Group, int] = {}
    for one in ready.businesses:
        for group in one.exposure.groups:
            sums.setdefault(group, np.zeros(shape, dtype=np.int64))
            numbers[group] = numbers.get(group, 0) + 1
    for start in range(0, asked.runs, BLOCK):
        runs = slice(start, min(start + BLOCK, asked.runs))
        for one in ready.businesses:
            luck = sky.luck(one.exposure.spreads, asked.seed)
            block = draws.blocks(luck, cache or _luck_kept())(start // BLOCK)
            seen = block.first(runs.stop - start)
            found = [_centimes(asked, sky, one, twin, seen) for twin in one.twins]
            for group in one.exposure.groups:
                sums[group][BASE, ..., runs] += found[0]
                sums[group][STRESSED, ..., runs] += found[-1]
    struck = tuple(
        sum(one.struck[place] for one in ready.businesses)
        for place in range(len(asked.shocks))
    )
    return Sums(sums, numbers, struck, ready.left_out)


def _business(asked: Stress, parameters: Parameters, exposure: Exposure) -> Business:
    plan = exposure.plan
    months = max(1, plan.start.until(asked.last) + 1)
    planned = arrears.of(loans.schedule(exposure.loan), months)
    left = None
    if exposure.unpaid is not None and plan.start < asked.first:
        left = arrears.of_record(exposure.unpaid, plan.start, months)
    blows = [tuple(_blows(asked, exposure, shock, months)) for shock in asked.shocks]
    variants = [plan]
    if any(blows):
        together = sorted(chain(plan.disturbances, *blows))
        variants.append(replace(plan, disturbances=tuple(together)))
    made = tuple(twins.of(variant, parameters, months) for variant in variants)
    return Business(exposure, made, planned, left, tuple(map(bool, blows)))


def _blows(
    asked: Stress, exposure: Exposure, shock: CommonShock, months: int
) -> Iterator[Disturbance]:
    """What a shock does to one business, in the months looked at only."""
    plan = exposure.plan
    passed = max(0, plan.start.until(asked.first))
    if plan.start > asked.last:
        return
    if passed and knowledge.kind_of(shock.key).window.at_opening:
        return
    struck = striking.strike(
        plan,
        [shock.in_sector(exposure.sector, asked.first)],
        knowledge.kinds(),
        months,
    )
    yield from (one for one in struck.disturbances if one.month > passed)


def _centimes(
    asked: Stress, sky: Sky, one: Business, twin: Twin, luck: Factors
) -> Centimes:
    """Arrears, outstanding and at risk of one loan [measure, month, run]."""
    opened, runs = one.exposure.plan.start, luck.volume.shape[-1]
    waiting = min(asked.months, max(0, asked.first.until(opened)))
    before = np.zeros((3, waiting, runs), dtype=np.int64)
    before[OUTSTANDING] = money.centimes(one.exposure.loan.amount)
    if waiting == asked.months:
        return before
    closing = asked.kernel.runner(twin, runs).closing(sky.seen(luck, twin, opened))
    first = max(0, opened.until(asked.first))
    if one.left is not None:
        arrears.restart(closing, one.planned.due, one.left, first)
    after = asked.kernel.in_centimes(one.left or one.planned, closing, first)
    return np.concatenate([before, after], axis=1) if waiting else after


@cache
def _luck_kept() -> Cache:
    return Cache(LUCK_KEPT)
