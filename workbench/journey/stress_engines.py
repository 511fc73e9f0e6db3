"""Where the chunks of a portfolio are worked out: here, in processes, on a cluster.

Every engine runs the same function on the same chunks and hands back what came of
each, in whatever order they end. A failure comes back as what went wrong and where,
never as an exception that another process might not be able to read.
"""

import multiprocessing
import re
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent import futures
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Final, Protocol

from workbench.errors import WorkbenchError, trace_of
from workbench.finance.simulation.portfolio import Exposure, Sums

PATIENCE: Final = 10
"""Seconds in which a scheduler has to answer."""

_UNHEARD: Final = re.compile(
    r"(?:tls|inproc)://.*|\w+://(?:127\.0\.0\.1|localhost|\[::1\]):\d+"
)
"""Addresses that nobody else can listen to: encrypted, or of this computer."""

Work = Callable[[Sequence[Exposure]], Sums]


class ClusterMissing(WorkbenchError):
    """A scheduler is named, and what speaks to it is not installed."""

    code = "stress.cluster_missing"


class SchedulerUnreachable(WorkbenchError):
    """Nothing answers at the address of the scheduler; facts: `address`."""

    code = "stress.scheduler_unreachable"


class SchedulerOpen(WorkbenchError):
    """Plans would cross a network that others can read; facts: `address`."""

    code = "stress.scheduler_open"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some of the businesses, by the place of the first among all."""

    place: int
    exposures: tuple[Exposure, ...]

    @property
    def cases(self) -> tuple[str, ...]:
        """The ids of their cases."""
        return tuple(one.key for one in self.exposures)


@dataclass(frozen=True, slots=True)
class Failure:
    """What kind of error ended a chunk and where; it quotes no value."""

    trace: str


Ended = tuple[Chunk, Sums | Failure]


class Engine(Protocol):
    """Something that works chunks out."""

    def run(self, work: Work, chunks: Iterable[Chunk]) -> Iterator[Ended]:
        """Yield each chunk with what came of it, once."""


def attempt(work: Work, exposures: Sequence[Exposure]) -> Sums | Failure:
    """Return what the work makes of a chunk, or how it failed."""
    try:
        return work(exposures)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the rest goes on
        return Failure(trace_of(problem))


class Serial:
    """No other process than the one that asks."""

    def run(self, work: Work, chunks: Iterable[Chunk]) -> Iterator[Ended]:
        """Yield the chunks in their order."""
        for chunk in chunks:
            yield chunk, attempt(work, chunk.exposures)


@dataclass(frozen=True, slots=True)
class Processes:
    """So many fresh processes; one that dies takes the chunks under way with it."""

    workers: int

    def run(self, work: Work, chunks: Iterable[Chunk]) -> Iterator[Ended]:
        """Yield the chunks as they end."""
        pool = ProcessPoolExecutor(
            self.workers,
            multiprocessing.get_context("spawn"),
            initializer=_leave_interrupts_to_the_one_who_asks,
        )
        try:
            waiting = {_submitted(pool, work, chunk): chunk for chunk in chunks}
            for future in futures.as_completed(list(waiting)):
                yield waiting.pop(future), _result(future)
        finally:
            pool.shutdown(cancel_futures=True)


def _leave_interrupts_to_the_one_who_asks() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _submitted(
    pool: ProcessPoolExecutor, work: Work, chunk: Chunk
) -> "Future[Sums | Failure]":
    try:
        return pool.submit(attempt, work, chunk.exposures)
    except BrokenExecutor as problem:
        failed: Future[Sums | Failure] = Future()
        failed.set_exception(problem)
        return failed


def _result(future: "Future[Sums | Failure]") -> Sums | Failure:
    try:
        return future.result()
    except Exception as problem:  # noqa: BLE001 - a process that died, or said nothing
        return Failure(trace_of(problem))


@dataclass(frozen=True, slots=True)
class Cluster:
    """An existing dask scheduler, by its address; extra `cluster`."""

    address: str

    def run(self, work: Work, chunks: Iterable[Chunk]) -> Iterator[Ended]:
        """Yield the chunks as they end.

        SchedulerOpen, ClusterMissing, SchedulerUnreachable.
        """
        if not _UNHEARD.fullmatch(self.address):
            raise SchedulerOpen(address=self.address)
        try:
            from distributed import Client, as_completed  # noqa: PLC0415 - an extra
        except ImportError:
            raise ClusterMissing from None
        try:
            client = Client(self.address, timeout=PATIENCE)
        except (OSError, ValueError):
            raise SchedulerUnreachable(address=self.address) from None
        with closing(client):
            waiting = {
                client.submit(attempt, work, chunk.exposures, pure=False): chunk
                for chunk in chunks
            }
            for future in as_completed(list(waiting)):
                yield waiting.pop(future), _result(future)


def alone(engine: Engine) -> Engine:
    """Return the engine for chunks that failed twice: a process for each in turn."""
    return _Isolated() if isinstance(engine, Processes) else engine


class _Isolated:
    """A process of its own for every chunk, so that none falls with another."""

    def run(self, work: Work, chunks: Iterable[Chunk]) -> Iterator[Ended]:
        for chunk in chunks:
            yield from Processes(1).run(work, [chunk])
