"""The programme: its commands, its exit codes, and the last resort."""

import errno
import io
import sys
from typing import Any, Final, NoReturn

import click

from workbench.cli import (
    cases,
    defects,
    dossier,
    forecast,
    knowledge,
    payments,
    rates,
    risk,
    scenarios,
    schedule,
    stress,
    upkeep,
)
from workbench.cli.options import dated
from workbench.cli.session import DEFECT, REFUSED, Session
from workbench.errors import WorkbenchError, trace_of

EPILOG: Final = """
\b
Exit codes:
  0   done
  1   refused: one sentence on the error stream says why; with --json it is
      {"error": {"code": ..., "message": ..., "facts": ...}}
  2   the command line itself is wrong
  70  an unforeseen failure, logged with a reference in logs/workbench.log
"""


class Programme(click.Group):
    """A group that tells every refusal in one sentence and shows no traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click declares it
        """Run the command; refusals exit with 1, defects with 70."""
        session = ctx.ensure_object(Session)
        try:
            return super().invoke(ctx)
        except WorkbenchError as refusal:
            session.refuse(refusal)
            ctx.exit(REFUSED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as defect:
            if isinstance(defect, OSError) and defect.errno == errno.EPIPE:
                raise
            _confess(session, defect)
            ctx.exit(DEFECT)


@click.group(cls=Programme, epilog=EPILOG)
@dated
def app() -> None:
    """Accompany people from a first idea to a funder's dossier and its follow-up.

    Cases are kept in one database in the home folder. Nothing leaves the computer,
    unless `stress` is given a scheduler.
    """


for command in (
    upkeep.serve,
    upkeep.demo,
    cases.case,
    forecast.forecast,
    scenarios.scenarios,
    dossier.dossier,
    payments.payments,
    risk.risk,
    stress.stress,
    rates.rates,
    schedule.schedule,
    knowledge.schema,
    knowledge.parameters,
    knowledge.parameter,
    upkeep.backup,
    upkeep.restore,
):
    app.add_command(command)


def main() -> NoReturn:
    """Run the programme on the arguments of the process; UTF-8 everywhere."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app.main(prog_name="workbench")


def _confess(session: Session, defect: Exception) -> None:
    """Log a defect and tell its reference, or that it could not be logged."""
    words, log = session.words, str(defects.file_of(session))
    reference = defects.noted(session, trace_of(defect))
    if reference:
        message = words.text(
            "Something went wrong; what was saved is still saved. The reference "
            "{reference} stands in {file}.",
            reference=reference,
            file=words.isolate(log),
        )
    else:
        message = words.text("Something went wrong, and no log could be written.")
    facts = {"reference": reference, "log": log}
    session.warn({"code": "defect", "message": message, "facts": facts})
