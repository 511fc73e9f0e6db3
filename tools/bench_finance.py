"""Measure rates and loan schedules beside other people's, and a plain loop.

    python -m tools.bench_finance            a few seconds
    python -m tools.bench_finance --quick    fewer repetitions, to see that it works
    python -m tools.bench_finance --json     every measured value, for a programme

Needs the `bench` extra (pyxirr). Ours and the peer take turns in one run, so that
only ratios count: how many times as quick ours is for the same work. Nothing here is
a test: a busy machine is no defect.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np
import numpy_financial as npf
import pyxirr

from workbench.finance.loans import batches, loans
from workbench.finance.loans.batches import Batch
from workbench.finance.rates import rate_batches
from workbench.plan.business_plan import LoanMethod, LoanTerms

FLOWS: Final = 37
SERIES: Final = 100_000
FEW: Final = 2_000
"""Series that a peer without batches is timed on, one call each."""

VERY_FEW: Final = 300
LOANS: Final = 100_000
TERM, GRACE = 36, 6
CENTIME: Final = Decimal("0.01")

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Side:
    """Something to time, and how many pieces of work one run of it does."""

    name: str
    work: Work
    pieces: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Microseconds a piece, in every repetition, on both sides."""

    what: str
    peer_name: str
    ours: tuple[float, ...]
    peer: tuple[float, ...]
    goal: float

    @property
    def ratio(self) -> float:
        """How many times as quick ours is: the median of ratios taken in turn."""
        return median(p / o for p, o in zip(self.peer, self.ours, strict=True))

    @property
    def is_reached(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio >= self.goal


def compare(what: str, ours: Side, peer: Side, goal: float, turns: int) -> Measured:
    """Time both sides in turn, after one run of each that does not count."""
    timed: tuple[list[float], list[float]] = ([], [])
    for turn in range(turns + 1):
        for side, kept in zip((ours, peer), timed, strict=True):
            began = time.perf_counter()
            side.work()
            spent = 1e6 * (time.perf_counter() - began) / side.pieces
            if turn:
                kept.append(spent)
    return Measured(what, peer.name, tuple(timed[0]), tuple(timed[1]), goal)


def rate_comparisons(turns: int) -> list[Measured]:
    """Compare batches of rates and of values."""
    draw = np.random.default_rng(1)
    flows = draw.uniform(50, 200, (SERIES, FLOWS))
    flows[:, 0] = -flows[:, 1:].sum(axis=1) * draw.uniform(0.6, 0.95, SERIES)
    steps = draw.integers(10, 60, flows.shape)
    days = np.datetime64("2026-11-25") + np.cumsum(steps, axis=1)
    dated = list(zip(days[:FEW], flows[:FEW], strict=True))
    irr = Side("ours", lambda: rate_batches.irr(flows), SERIES)
    xirr = Side("ours", lambda: rate_batches.xirr(days, flows), SERIES)
    npv = Side("ours", lambda: rate_batches.npv(0.01, flows), SERIES)
    one = Side("pyxirr", lambda: [pyxirr.irr(row) for row in flows[:FEW]], FEW)
    numpy = Side(
        "numpy-financial", lambda: [npf.irr(row) for row in flows[:VERY_FEW]], VERY_FEW
    )
    by_day = Side("pyxirr", lambda: [pyxirr.xirr(*pair) for pair in dated], FEW)
    read = Side("reading the array once (sum)", flows.sum, SERIES)
    return [
        compare("batch IRR", irr, one, 10, turns),
        compare("batch IRR", irr, numpy, 500, turns),
        compare("batch XIRR", xirr, by_day, 3, turns),
        compare("batch NPV", npv, read, 0.4, turns),
    ]


def schedule_comparisons(turns: int) -> list[Measured]:
    """Compare one schedule, and a hundred thousand."""
    terms = LoanTerms(
        amount=Decimal(60_000),
        rate_per_year=Decimal("0.07"),
        method=LoanMethod.EQUAL_INSTALMENTS,
        term_months=TERM,
        grace_months=GRACE,
        fee=Decimal(0),
    )
    loop = Side("plain Decimal loop", lambda: repeat(FEW, decimal_of, terms), FEW)
    one = Side("ours", lambda: repeat(FEW, loans.rows_in_centimes, terms), FEW)
    rows = Side("ours", lambda: repeat(FEW, loans.schedule, terms), FEW)
    batch = some_loans()
    many = Side("ours", lambda: batches.schedule(batch), LOANS)
    owed = Side("ours", lambda: batches.schedule(batch).outstanding, LOANS)
    broadcast = Side("numpy-financial, broadcast", lambda: peer_of(batch), LOANS)
    return [
        compare("one exact schedule, in centimes", one, loop, 1 / 0.35, turns),
        compare("one exact schedule, in Decimals", rows, loop, 1 / 0.35, turns),
        compare("100 000 exact schedules, all columns", owed, loop, 130, turns),
        compare("100 000 interests, principals", many, broadcast, 30, turns),
    ]


def repeat(times: int, made: Callable[[LoanTerms], object], terms: LoanTerms) -> None:
    """Make one schedule again and again."""
    for _ in range(times):
        made(terms)


def decimal_of(terms: LoanTerms) -> list[tuple[Decimal, Decimal, Decimal]]:
    """Return a schedule as anybody would write it with Decimal.

    Dividing by twelve comes last: a twelfth of a rate, cut after 28 digits, turns
    some ties of half a centime the wrong way.
    """
    monthly = terms.rate_per_year / 12
    repaying = terms.term_months - terms.grace_months
    payment = terms.amount * monthly / (1 - (1 + monthly) ** -repaying)
    payment = payment.quantize(CENTIME, ROUND_HALF_UP)
    owed, rows = terms.amount, []
    for number in range(1, terms.term_months + 1):
        interest = (owed * terms.rate_per_year / 12).quantize(CENTIME, ROUND_HALF_UP)
        principal = Decimal(0)
        if number == terms.term_months:
            principal = owed
        elif number > terms.grace_months:
            principal = payment - interest
        owed -= principal
        rows.append((principal, interest, owed))
    return rows


def some_loans() -> Batch:
    """Return loans of one term, as numpy-financial can broadcast them."""
    draw = np.random.default_rng(3)
    return Batch(
        principals=draw.integers(500_000, 15_000_000, LOANS),
        rates=draw.integers(100, 3000, LOANS) * 10_000,
        counts=np.full(LOANS, TERM, np.int64),
        graces=np.full(LOANS, GRACE, np.int64),
    )


def peer_of(batch: Batch) -> tuple[object, object]:
    """Return unrounded interest and principal of the repaying months alone."""
    monthly = batch.rates / (100 * 1e6 * 12)
    periods = np.arange(1, TERM - GRACE + 1)[:, np.newaxis]
    terms = (monthly, periods, TERM - GRACE, batch.principals / 100)
    return npf.ipmt(*terms), npf.ppmt(*terms)


def table(found: Sequence[Measured], used: dict[str, str]) -> str:
    """Return the lines of a report in Markdown; times are medians."""
    lines = [f"{name}: {value}" for name, value in used.items()]
    lines += ["", "| what | ours, µs | beside | µs | times as quick | goal | reached |"]
    lines.append("|---|---|---|---|---|---|---|")
    for one in found:
        cells = (
            *(one.what, f"{median(one.ours):.3f}", one.peer_name),
            *(f"{median(one.peer):.3f}", f"{one.ratio:.2f}", f"≥ {one.goal:.3g}"),
            "yes" if one.is_reached else "no",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def used() -> dict[str, str]:
    """Return the day, the machine and the versions that figures belong to."""
    packages = ("numpy", "numpy-financial", "pyxirr")
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return {
        "date": f"{datetime.now().astimezone():%Y-%m-%d %H:%M}",
        "machine": f"{processor()}, {os.cpu_count()} cores, {platform.platform()}",
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
        "load": load,
    }


def processor() -> str:
    """Return the name of the processor, as far as the system tells it."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    names = (
        li.partition(":")[2].strip() for li in lines if li.startswith("model name")
    )
    return next(names, platform.processor() or platform.machine())


def main() -> int:
    """Measure and print; return 0 whatever the figures are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--json", action="store_true", help="every value, as JSON")
    asked = parser.parse_args()
    machine, turns = used(), 3 if asked.quick else 15
    found = rate_comparisons(turns) + schedule_comparisons(turns)
    if asked.json:
        rows = [asdict(one) | {"ratio": one.ratio} for one in found]
        print(json.dumps({"used": machine, "measured": rows}, indent=2))
    else:
        print(table(found, machine))
    return 0


if __name__ == "__main__":
    sys.exit(main())
