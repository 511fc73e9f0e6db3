"""Measure the simulation beside its generator, a pandas loop and other tools.

    python -m tools.bench simulation            a minute
    python -m tools.bench simulation --quick    fewer repetitions, to see that it works
    python -m tools.bench simulation --json     every measured value, for a programme

Needs the dev extra, and the `bench` extra and LibreOffice for those it stands beside:
what is not installed is not measured. All sides are first held to the same figures on
the same luck. They take turns in one run on one processor, whose time is counted (but
for Calc, which can only be timed by the clock), so that only ratios count.
Nothing here is a test: a busy machine is no defect.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np

from tools import bench_simulation_model as given
from tools import bench_simulation_peers as peers
from tools.bench_simulation_model import SEED, SPREADS, Model
from workbench.finance.simulation import draws, montecarlo
from workbench.finance.simulation.draws import BLOCK, Array, Cache, Factors, Luck
from workbench.finance.simulation.kernels import Kernel
from workbench.finance.simulation.montecarlo import Wanted
from workbench.finance.simulation.runner import Runner

ROOT: Final = Path(__file__).resolve().parent.parent
HORIZONS: Final = (36, 60)
RUNS: Final = 100_000
"""Runs in which fresh luck is timed."""

KEPT_RUNS: Final = 20_000
"""Runs in which kept luck is timed."""

IN_PANDAS: Final = 60
OUTSIDE: Final = (
    ("cashflower", "cashflower", 400),
    ("calc", "LibreOffice Calc", 20),
)
"""Tools that run in a process of their own, and how many runs they are given."""

MANY: Final = 100_000
ENOUGH: Final = 1 << 30

Work = Callable[[], object]


@dataclass(frozen=True)
class Measured:
    """Microseconds a run on both sides; how many times as quick ours must be.

    For memory, MB; the ratio is then ours over the other's, and must stay below.
    """

    what: str
    ours: tuple[float, ...]
    beside: str
    peer: tuple[float, ...]
    goal: float
    is_memory: bool = False

    @property
    def ratio(self) -> float | None:
        """The median of ratios taken in turn; None where the peer is absent."""
        if not self.peer:
            return None
        pairs = list(zip(self.ours, self.peer, strict=False))
        return median(o / p if self.is_memory else p / o for o, p in pairs)

    @property
    def is_reached(self) -> bool | None:
        """Whether the goal is reached."""
        if self.ratio is None:
            return None
        return self.ratio <= self.goal if self.is_memory else self.ratio >= self.goal


def generate(of: Model, runs: int) -> None:
    """Draw what so many runs need, in the same blocks, and do nothing with it."""
    months, products = of.units.shape
    own = np.empty((months, products, BLOCK))
    common = np.empty((2, months, BLOCK))
    lasting = np.empty((2 * products + 2, BLOCK))
    even = np.empty((2, months, BLOCK))
    for number in range(runs // BLOCK):
        stream = np.random.SFC64(np.random.SeedSequence([SEED, number]))
        generator = np.random.Generator(stream)
        generator.standard_normal(out=own)
        generator.standard_normal(out=common)
        generator.standard_normal(out=lasting)
        generator.random(out=even)


def draw(of: Model, runs: int) -> None:
    """Draw the factors of so many runs, and do nothing with them."""
    block = draws.blocks(Luck(SEED, of.months, SPREADS))
    for number in range(runs // BLOCK):
        block(number)


def simulate(
    of: Model,
    runs: int,
    cache: Cache | None = None,
    kernel: Kernel = Kernel.NUMPY,
) -> None:
    """Make so many runs as the product makes them."""
    wanted = Wanted(SEED, runs, kernel=kernel)
    montecarlo.simulate(of.twin, SPREADS, wanted, cache)


def loop(of: Model, luck: Factors) -> None:
    """Make some runs in pandas, one table each."""
    for run in range(IN_PANDAS):
        table = peers.in_pandas(of, luck, run)
        table["cash"].min()
        table["is_short"].idxmax()


def agree(name: str, closing: Array, expected: Array) -> None:
    """Raise AssertionError unless a peer found the same cash."""
    same = np.allclose(closing, expected[:, : closing.shape[1]], rtol=0, atol=1e-6)
    if not same:
        raise AssertionError(f"{name} finds other figures")


def measure(months: int, *, quick: bool) -> Iterator[Measured]:
    """Yield everything measured over so many months."""
    of, turns = given.model(months), 3 if quick else 11
    [luck] = of.luck(1)
    expected = Runner(of.twin).closing(luck).copy()
    table = [peers.in_pandas(of, luck, run)["cash"] for run in range(5)]
    agree("pandas", np.array(table).T, expected)
    name = f"{months} months: "
    cache = Cache(ENOUGH)
    works: dict[str, tuple[Work, int]] = {
        "fresh": (partial(simulate, of, RUNS), RUNS),
        "generator": (partial(generate, of, RUNS), RUNS),
        "pandas": (partial(loop, of, luck), IN_PANDAS),
        "few fresh": (partial(simulate, of, KEPT_RUNS), KEPT_RUNS),
        "kept": (partial(simulate, of, KEPT_RUNS, cache), KEPT_RUNS),
        "luck": (partial(draw, of, KEPT_RUNS), KEPT_RUNS),
    }
    if peers.is_installed("numba"):
        agree("compiled", Kernel.COMPILED.runner(of.twin).closing(luck), expected)
        work = partial(simulate, of, KEPT_RUNS, cache, Kernel.COMPILED)
        works["compiled"] = (work, KEPT_RUNS)
    spent = in_turn(works, turns)
    fresh, kept = spent["fresh"], spent["kept"]
    yield Measured(
        f"{name}fresh luck", fresh, "SFC64 alone", spent["generator"], goal=0.6
    )
    yield Measured(f"{name}fresh luck", fresh, "pandas", spent["pandas"], goal=3000)
    yield Measured(f"{name}kept luck", kept, "pandas", spent["pandas"], goal=10_000)
    yield Measured(f"{name}kept luck", kept, "fresh luck", spent["few fresh"], goal=4)
    vectors = in_modelx(of, expected, turns)
    drawing = tuple(map(sum, zip(vectors, spent["luck"], strict=False)))
    beside = "modelx over vectors"
    yield Measured(f"{name}kept luck", kept, f"{beside}, luck drawn", drawing, goal=8)
    yield Measured(f"{name}kept luck", kept, f"{beside}, luck given", vectors, goal=8)
    if "compiled" in spent:
        for beside_it, peer, goal in (
            ("fresh luck", spent["few fresh"], 9),
            (f"{beside}, luck drawn", drawing, 8),
            (f"{beside}, luck given", vectors, 8),
        ):
            what = f"{name}kept luck, compiled"
            yield Measured(what, spent["compiled"], beside_it, peer, goal=goal)
    for peer, beside, runs in OUTSIDE:
        asked = Asked(of, luck.first(runs), expected, 1 if quick else 5)
        ours, theirs = asked.in_turn(peer)
        yield Measured(f"{name}fresh luck", ours or fresh, beside, theirs, goal=100)


def in_turn(
    works: dict[str, tuple[Work, int]], turns: int
) -> dict[str, tuple[float, ...]]:
    """Return microseconds a run, after one turn that does not count."""
    spent: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(turns + 1):
        for name, (work, runs) in works.items():
            began = time.process_time()
            work()
            if turn:
                spent[name].append(1e6 * (time.process_time() - began) / runs)
    return {name: tuple(values) for name, values in spent.items()}


def in_modelx(of: Model, expected: Array, turns: int) -> tuple[float, ...]:
    """Return microseconds a run in modelx, none where it is not installed."""
    if not peers.is_installed("modelx"):
        return ()
    luck = of.luck(KEPT_RUNS // BLOCK)
    arrays = zip(*(vars_of(block) for block in luck), strict=True)
    work = peers.modelx_over_vectors(
        of, Factors(*(np.concatenate(parts, axis=-1) for parts in arrays))
    )
    agree("modelx", work().closing[:, :BLOCK], expected)
    return tuple(1e6 * work().seconds for _ in range(turns))


def vars_of(block: Factors) -> list[Array]:
    """Return the arrays of a block in which everything varies."""
    others = (block.price, block.demand, block.use, block.late)
    return [block.volume, *(given.given(array) for array in others)]


@dataclass(frozen=True)
class Asked:
    """What a tool outside this process is asked, and how many times."""

    of: Model
    luck: Factors
    expected: Array
    times: int

    def in_turn(self, peer: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return microseconds a run of ours and theirs, none where it is absent."""
        work = peers.outside().get(peer)
        if work is None:
            return (), ()
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(self.times):
            answer = work(self.of, self.luck)
            agree(peer, answer.closing, self.expected)
            theirs.append(1e6 * answer.seconds)
            spent = in_turn({"": (partial(simulate, self.of, RUNS), RUNS)}, 1)
            ours += spent[""]
        return tuple(ours), tuple(theirs)


def memory() -> Iterator[Measured]:
    """Yield the most memory of whole processes, where the system tells it."""
    if not Path("/proc/self/status").exists():
        return
    whole = peak_of("whole", MANY)
    kept, counted, more = (
        peak_of("kept", MANY),
        peak_of("counted", MANY),
        peak_of("counted", 4 * MANY),
    )
    beside = "whole arrays"
    taken = partial(Measured, is_memory=True)
    yield taken("100 000 runs, balances kept", kept, beside, whole, goal=0.15)
    yield taken("100 000 runs, counted", counted, beside, whole, goal=0.15)
    beside = "100 000 runs, counted"
    yield taken("400 000 runs, counted", more, beside, counted, goal=1.1)


def peak_of(what: str, runs: int) -> tuple[float, ...]:
    """Return the most megabytes that a process of its own held."""
    command = [sys.executable, "-m", "tools.bench_simulation"]
    done = subprocess.run(
        [*command, "--peak", what, str(runs)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return (float(done.stdout),)


def peak(what: str, runs: int) -> float:
    """Make so many runs here and return the most megabytes held."""
    of = given.model(HORIZONS[0])
    if what == "whole":
        given.whole_arrays(of, runs)
    else:
        wanted = Wanted(SEED, runs, keeps=what == "kept")
        montecarlo.simulate(of.twin, SPREADS, wanted)
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    [most] = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(most) / 1024


def measured(*, quick: bool) -> list[Measured]:
    """Return everything, on one processor where the system allows to choose one."""
    allowed = None
    if hasattr(os, "sched_setaffinity"):
        allowed = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {max(allowed)})
    try:
        found = [one for months in HORIZONS for one in measure(months, quick=quick)]
        return [*found, *memory()]
    finally:
        if allowed is not None:
            os.sched_setaffinity(0, allowed)


def table(found: Sequence[Measured]) -> str:
    """Return the lines of a report in Markdown; times are medians."""
    lines = ["| what | ours, µs | beside | µs | ratio | goal | reached |"]
    lines.append("|---|---|---|---|---|---|---|")
    told = {True: "yes", False: "no", None: "not measured"}
    for one in found:
        unit = " MB" if one.is_memory else ""
        sign = "≤" if one.is_memory else "≥"
        cells = (
            one.what,
            f"{median(one.ours):.3g}{unit}",
            one.beside,
            f"{median(one.peer):.4g}{unit}" if one.peer else "",
            f"{one.ratio:.3g}" if one.ratio is not None else "",
            f"{sign} {one.goal:g}",
            told[one.is_reached],
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def rows(found: Sequence[Measured]) -> list[dict[str, object]]:
    """Return the same for a programme, every single value included."""
    return [
        asdict(one) | {"ratio": one.ratio, "is_reached": one.is_reached}
        for one in found
    ]


def report(*, quick: bool, as_json: bool) -> None:
    """Measure and print."""
    found = measured(quick=quick)
    print(json.dumps(rows(found), indent=2) if as_json else table(found))


def main() -> int:
    """Measure and print; return 0 whatever the figures are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--json", action="store_true", help="every value, as JSON")
    parser.add_argument("--peak", nargs=2, metavar=("WHAT", "RUNS"), help="memory")
    request = parser.parse_args()
    if request.peak:
        what, runs = request.peak
        print(peak(what, int(runs)))
        return 0
    report(quick=request.quick, as_json=request.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
