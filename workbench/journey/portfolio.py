"""The portfolio of granted loans under common shocks: run, kept, resumed.

What a chunk of cases comes to is kept in the home, so that the same question asked
again computes only what lacks. A chunk that fails is tried twice more, then named;
the others go on.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np

from workbench import paths
from workbench.exchange import stress_files
from workbench.finance.simulation import portfolio
from workbench.finance.simulation.portfolio import LeftOut, Sky, Sums
from workbench.finance.simulation.stress import Stress
from workbench.journey import holdings, stress_engines, stress_jobs
from workbench.journey.desk import Desk
from workbench.journey.holdings import Holdings
from workbench.journey.stress_engines import Chunk, Engine, Failure
from workbench.knowledge import shocks

CHUNK: Final = 100
"""Cases in a chunk: about a second of work."""
RETRIES: Final = 2


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is asked of which loans, what is known of it already, and what lacks.

    `sums` is what the `kept` chunks found in `folder` come to.
    """

    asked: Stress
    sky: Sky
    holdings: Holdings
    folder: Path
    sums: Sums
    kept: int
    lacking: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A chunk that failed each time: the ids of its cases, and what went wrong."""

    cases: tuple[str, ...]
    trace: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the loans come to, without the cases that are named beside it.

    `made` and `kept` count the chunks computed now and those found in `folder`.
    """

    asked: Stress
    holdings: Holdings
    sums: Sums
    failed: tuple[Failed, ...]
    made: int
    kept: int
    folder: Path

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The cases that cannot be forecast any more, with why."""
        return self.sums.left_out


def prepare(desk: Desk, asked: Stress, size: int = CHUNK) -> Prepared:
    """Return the loans in chunks of `size`, and what is kept of them; NothingFunded."""
    held = holdings.held(desk)
    sky = portfolio.sky_over(asked, held.exposures)
    folder = desk.database.parent / "stress" / _mark(asked, sky, held)
    sums = Sums({}, {}, (0,) * len(asked.shocks), held.left_out)
    kept, lacking = 0, []
    for place in range(0, len(held.exposures), size):
        chunk = Chunk(place, held.exposures[place : place + size])
        found = stress_files.read(_file(folder, chunk), chunk.cases)
        if found is None:
            lacking.append(chunk)
        else:
            sums, kept = sums + found, kept + 1
    return Prepared(asked, sky, held, folder, sums, kept, tuple(lacking))


def _file(folder: Path, chunk: Chunk) -> Path:
    return folder / f"chunk-{chunk.place:06}-{len(chunk.exposures)}.json"


def run(
    prepared: Prepared, engine: Engine, ended: Callable[[], object] = lambda: None
) -> Report:
    """Return what all the chunks come to; `ended` is called at the end of each.

    Jobs that were over long ago are removed from beside it. ClusterMissing,
    SchedulerUnreachable, ChunkNotWritten.
    """
    with stress_jobs.at_work(prepared.folder):
        return _run(prepared, engine, ended)


def _run(prepared: Prepared, engine: Engine, ended: Callable[[], object]) -> Report:
    work = partial(
        portfolio.count, prepared.asked, prepared.sky, prepared.holdings.parameters
    )
    sums, waiting = prepared.sums, prepared.lacking
    failures: dict[int, Failure] = {}
    for turn in range(RETRIES + 1):
        chosen = stress_engines.alone(engine) if turn == RETRIES else engine
        failures = {}
        for chunk, found in chosen.run(work, waiting) if waiting else ():
            if isinstance(found, Failure):
                failures[chunk.place] = found
                continue
            stress_files.write(_file(prepared.folder, chunk), chunk.cases, found)
            sums += found
            ended()
        waiting = tuple(chunk for chunk in waiting if chunk.place in failures)
    return Report(
        asked=prepared.asked,
        holdings=prepared.holdings,
        sums=sums,
        failed=tuple(Failed(c.cases, failures[c.place].trace) for c in waiting),
        made=len(prepared.lacking) - len(waiting),
        kept=prepared.kept,
        folder=prepared.folder,
    )


def _mark(asked: Stress, sky: Sky, held: Holdings) -> str:
    """A name for everything that the sums depend on, the programme included."""
    told = [repr(asked), repr(sky), np.__version__, _code()]
    told += map(repr, held.exposures)
    told += map(repr, held.parameters)
    told += (repr(shocks.kind_of(shock.key)) for shock in asked.shocks)
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


@cache
def _code() -> str:
    """What the calculation is made of, as it was loaded."""
    found = sha256()
    for room in ("finance", "plan", "knowledge"):
        for file in sorted((paths.PACKAGE / room).rglob("*.py")):
            found.update(file.read_bytes())
    return found.hexdigest()
