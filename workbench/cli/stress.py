"""The command that puts every granted loan under common shocks."""

import os
import sys
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

import click

from workbench.cli import defects, stress_told
from workbench.cli.options import FILE, Bounded, dated, pass_session, simulated
from workbench.cli.session import DEFECT, Session
from workbench.errors import WorkbenchError
from workbench.finance.simulation.kernels import Kernel
from workbench.finance.simulation.stress import MOST_RUNS, CommonShock, Stress
from workbench.journey import portfolio
from workbench.journey.portfolio import Prepared, Report
from workbench.journey.stress_engines import Cluster, Engine, Processes, Serial
from workbench.months import Month

LONGEST: Final = 36
MOST_WORKERS: Final = 64
LARGEST_CHUNK: Final = 10_000


class PortfolioMissing(WorkbenchError):
    """There is no database in the folder; facts: `folder`."""

    code = "stress.no_home"


class ShockGiven(click.ParamType[CommonShock]):
    """A shock by its key, with its size and its month where they are said."""

    name = "shock"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> CommonShock:
        """Return the shock; the command line is wrong where it is none."""
        named, _, month = str(value).partition("@")
        key, _, size = named.partition(":")
        try:
            return CommonShock(
                key,
                _number(size) if size else None,
                Month.parse(month) if month else None,
            )
        except (ValueError, InvalidOperation):
            self.fail(f"{value!r} is not like ramadan:30@2027-02", param, ctx)


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


@click.command()
@click.option(
    "--portfolio",
    "home",
    type=FILE,
    metavar="HOME",
    help="Folder of the database, as --home.",
)
@click.option(
    "--shock",
    "shocks",
    type=ShockGiven(),
    multiple=True,
    metavar="KEY[:SIZE][@YYYY-MM]",
    help="A shock that strikes every business; repeat it for several. Without a "
    "size, what is usual in each trade; without a month, the first one.",
)
@simulated(
    months=Bounded(12, LONGEST),
    since="the current one",
    runs=Bounded(1000, MOST_RUNS),
    seed=1,
)
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    help="Processes; as many as processors without it.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="A dask scheduler to work on instead; the plans go there in figures, "
    "without a name or a word that was typed.",
)
@click.option(
    "--chunk",
    type=click.IntRange(1, LARGEST_CHUNK),
    default=portfolio.CHUNK,
    show_default=True,
    help="Cases worked out and kept together.",
)
@dated
@pass_session
@click.pass_context
def stress(  # noqa: PLR0913 - one argument an option
    ctx: click.Context,
    session: Session,
    *,
    home: Path | None,
    shocks: Sequence[CommonShock],
    months: int,
    runs: int,
    seed: int,
    kernel: str,
    workers: int | None,
    scheduler: str | None,
    chunk: int,
) -> None:
    """Put every granted loan under common shocks, and tell what falls late.

    Tells expected arrears and the portfolio at risk beyond 30 days, by month, by
    trade and by region, without the shocks and with them, on the same luck. What
    is computed is kept in HOME/stress: the same command goes on where it stopped.
    See docs/portfolio.md.
    """
    if home is not None:
        session.home_chosen = home.expanduser().resolve()
    first = Month.of(session.today)
    asked = Stress(first, months, tuple(shocks), runs, seed, Kernel(kernel))
    if not session.has_database():
        raise PortfolioMissing(folder=str(session.home))
    prepared = portfolio.prepare(session.opened(), asked, chunk)
    report = _run(prepared, _engine(scheduler, workers, len(prepared.lacking)))
    references = [defects.noted(session, one.trace) for one in report.failed]
    told = stress_told.Seen(report, references)
    words = session.words
    session.answer(stress_told.plain(told, words), *stress_told.told(told, words))
    if report.failed:
        ctx.exit(DEFECT)


def _engine(scheduler: str | None, workers: int | None, chunks: int) -> Engine:
    if scheduler:
        return Cluster(scheduler)
    useful = min(workers or os.cpu_count() or 1, chunks)
    return Processes(useful) if useful > 1 else Serial()


def _run(prepared: Prepared, engine: Engine) -> Report:
    """Run the chunks that lack; a terminal sees how far it is."""
    is_seen = sys.stderr.isatty()
    with click.progressbar(
        length=len(prepared.lacking), file=sys.stderr, hidden=not is_seen
    ) as bar:
        return portfolio.run(prepared, engine, lambda: bar.update(1))
