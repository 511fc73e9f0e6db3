"""Measure a portfolio under shocks: cached luck, two processes, a dask cluster.

    python -m tools.bench_portfolio            some minutes
    python -m tools.bench_portfolio --quick    fewer businesses, to see that it works
    python -m tools.bench_portfolio --json     every measured value, for a programme

Needs the `bench` and `cluster` extras. Both sides of a row take turns in one run, so
that only ratios count; before timing, both give the same sums. Nothing here is a
test: a busy machine is no defect.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np

from tools.bench_finance import Measured, Side, compare, table, used
from workbench.exchange import case_file
from workbench.finance.simulation import portfolio
from workbench.finance.simulation.draws import BLOCK, Cache, Drawing, Factors, Luck
from workbench.finance.simulation.kernels import Kernel
from workbench.finance.simulation.portfolio import Exposure, Sky, Sums
from workbench.finance.simulation.spreads import ProductSpread, Range, Spreads
from workbench.finance.simulation.stress import CommonShock, Stress
from workbench.journey.stress_engines import Chunk, Cluster, Engine, Processes
from workbench.knowledge import parameters
from workbench.months import Month
from workbench.plan import building
from workbench.plan.business_plan import BusinessPlan

SAMPLE: Final = (
    Path(__file__).parents[1] / "data" / "samples" / "awa_coiffure.case.json"
)
KNOWN: Final = parameters.load().known_on(date(2026, 11, 25))
SPREADS: Final = Spreads(
    products=(ProductSpread(Range(0.70, 1.25), Range(0.95, 1.05)),),
    cost=Range(0.95, 1.10),
    late_most=0.2,
    bad_chance=1 / 12,
    bad_left=0.5,
)
FIRST: Final = Month(2027, 12)
CALM: Final = Stress(FIRST, 12, (), BLOCK, seed=1)
STORM: Final = Stress(
    FIRST,
    12,
    (CommonShock("input_price_up", Decimal(30)), CommonShock("ramadan")),
    1000,
    seed=1,
)
SIZES: Final = (50, 200)


class Fresh(Cache):
    """No cache: luck is drawn anew for every business, into the same arrays."""

    def __init__(self) -> None:
        """Keep nothing but the room to draw into."""
        super().__init__(0)
        self._drawings: dict[Luck, Drawing] = {}

    def get(self, luck: Luck, number: int, draw: Callable[[int], Factors]) -> Factors:
        """Return the block, drawn."""
        del draw
        drawing = self._drawings.setdefault(luck, Drawing(luck))
        return drawing.draw(number)


def businesses(count: int) -> tuple[Exposure, ...]:
    """Return so many hairdressers of 4 products, 25 months old at the end."""
    case = case_file.read(SAMPLE)
    plan = building.build(case.questionnaire, case.answers)
    if not isinstance(plan, BusinessPlan) or plan.loan is None:
        raise ValueError(SAMPLE)
    return tuple(
        Exposure(
            f"case-{place:06}",
            f"sector {place % 5}",
            f"region {place % 4}",
            replace(
                plan,
                loan=replace(plan.loan, amount=plan.loan.amount + place % 50),
                start=FIRST.plus(-12),
            ),
            SPREADS,
        )
        for place in range(count)
    )


def one_core(count: int, turns: int) -> list[Measured]:
    """Compare luck that is kept with luck drawn anew, 2 000 runs a business.

    What is drawn anew is always numpy's work.
    """
    many = businesses(count)
    sky = Sky(FIRST.plus(-12), 25, len(many[0].plan.products))
    cached, fresh = Cache(portfolio.LUCK_KEPT), Fresh()
    ready = portfolio.prepare(CALM, KNOWN, many)

    def ran(cache: Cache, kernel: Kernel = Kernel.NUMPY) -> Sums:
        asked = replace(CALM, kernel=kernel)
        return portfolio.add_up(asked, sky, ready, cache)

    def whole(cache: Cache, kernel: Kernel = Kernel.NUMPY) -> Sums:
        asked = replace(CALM, kernel=kernel)
        made = portfolio.prepare(asked, KNOWN, many)
        return portfolio.add_up(asked, sky, made, cache)

    found = []
    for kernel in kernels():
        require_same(ran(cached, kernel), ran(fresh))
        for what, work in (("its twin made before", ran), ("with its twin", whole)):
            kept = Side("cached luck", partial(work, cached, kernel), count)
            drawn = Side("fresh luck", partial(work, fresh), count)
            name = f"a business, 2 000 runs, {what}, {kernel}"
            found.append(compare(name, kept, drawn, 12, turns))
    return found


def kernels() -> list[Kernel]:
    """Return what can do the arithmetic here."""
    is_there = find_spec("numba") is not None
    return list(Kernel) if is_there else [Kernel.NUMPY]


def on(engine: Engine, many: Sequence[Exposure], size: int) -> Sums:
    """Return what an engine makes of the businesses, a base and a stressed side."""
    sky = portfolio.sky_over(STORM, many)
    work = partial(portfolio.count, STORM, sky, KNOWN)
    chunks = [Chunk(n, tuple(many[n : n + size])) for n in range(0, len(many), size)]
    parts = [found for _, found in engine.run(work, chunks) if isinstance(found, Sums)]
    if len(parts) < len(chunks):
        raise RuntimeError("a chunk failed")
    return sum(parts[1:], start=parts[0])


def engines(count: int, turns: int) -> list[Measured]:
    """Compare two processes with one, and a dask cluster of two with them."""
    many = businesses(count)
    size = 100

    def side(name: str, engine: Engine, size: int) -> Side:
        return Side(name, partial(on, engine, many, size), count)

    pair = side("two processes", Processes(2), size)
    single = side("one process", Processes(1), size)
    found = [
        compare("a business, 1 000 runs, base and stressed", pair, single, 1.8, turns)
    ]
    with cluster() as address:
        dask = Cluster(address)
        require_same(on(dask, many[:40], 20), on(Processes(2), many[:40], 10))
        found += [
            compare(
                f"dask, {size} businesses a chunk",
                side("dask, two workers", dask, size),
                pair,
                0.9,
                turns,
            )
            for size in SIZES
        ]
    return found


@contextmanager
def cluster() -> Iterator[str]:
    """Yield the address of a scheduler with two worker processes."""
    from distributed import LocalCluster  # noqa: PLC0415 - an extra

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as started:
        yield started.scheduler_address


def require_same(one: Sums, other: Sums) -> None:
    """Raise unless both are the same, bit for bit."""
    if not all(np.array_equal(one.of[group], other.of[group]) for group in one.of):
        raise RuntimeError("the sums differ")


def report(*, quick: bool, as_json: bool) -> None:
    """Measure and print."""
    machine = used()
    few, many, turns = (20, 200, 1) if quick else (60, 1500, 3)
    found = one_core(few, 5 * turns) + engines(many, turns)
    if as_json:
        rows = [asdict(one) | {"ratio": one.ratio} for one in found]
        print(json.dumps({"used": machine, "measured": rows}, indent=2))
    else:
        print(table(found, machine))


def main() -> int:
    """Measure and print; return 0 whatever the figures are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer businesses")
    parser.add_argument("--json", action="store_true", help="every value, as JSON")
    asked = parser.parse_args()
    report(quick=asked.quick, as_json=asked.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
