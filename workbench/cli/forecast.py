"""The command that computes a forecast: of a file, or of a case on record."""

from pathlib import Path

import click

from workbench.cli import forecast_plain, forecast_told, subjects
from workbench.cli.options import dated, pass_session
from workbench.cli.session import REFUSED, Session
from workbench.errors import WorkbenchError
from workbench.exchange import case_file
from workbench.exchange.case_file import CaseFile
from workbench.finance.forecast import LONGEST
from workbench.finance.loans.loans import LoanImpossible
from workbench.journey import cases, outlook
from workbench.journey.outlook import Assessment
from workbench.knowledge import parameters


class PlanIncomplete(WorkbenchError):
    """Answers are lacking without which nothing is computed; facts: `questions`."""

    code = "plan.incomplete"


@click.command()
@click.argument("subject", metavar="FILE|ID_OR_NUMBER")
@click.option(
    "--months",
    type=click.IntRange(1, LONGEST),
    default=outlook.DEFAULT_MONTHS,
    show_default=True,
    help="How many months from opening.",
)
@dated
@pass_session
@click.pass_context
def forecast(ctx: click.Context, session: Session, subject: str, months: int) -> None:
    """Compute the forecast of a case file or case.

    Tells the cash plan and the profit plan by month, the start-up table, the
    break-even, the lowest cash and every finding. A file needs no database.
    """
    if subjects.is_file(subject):
        case, assessment = _of_file(session, Path(subject), months)
    else:
        case, assessment = _on_record(session, subject, months)
    projected, words = assessment.forecast, session.words
    if projected is None:
        error = _not_computed(assessment)
        session.refuse(error, assessment.findings, assessment.lacking)
        ctx.exit(REFUSED)
    seen = forecast_told.Seen(case, projected, assessment.findings)
    session.answer(forecast_plain.plain(seen, words), *forecast_told.told(seen, words))


def _of_file(session: Session, file: Path, months: int) -> tuple[CaseFile, Assessment]:
    case = case_file.read(file)
    assessment = outlook.assess(
        case.questionnaire,
        case.answers,
        parameters.load().known_on(session.today),
        months=months,
        today=session.today,
    )
    return case, assessment


def _on_record(
    session: Session, reference: str, months: int
) -> tuple[CaseFile, Assessment]:
    desk = session.opened_for(reference)
    case_id = cases.find(desk, reference).row.id
    seen = outlook.look(desk, case_id, months)
    return seen.case.as_file(), seen.assessment


def _not_computed(assessment: Assessment) -> WorkbenchError:
    """Name what is in the way: answers, or terms that no loan can have."""
    if assessment.lacking:
        return PlanIncomplete(questions=assessment.lacking)
    return LoanImpossible(
        field=next(
            finding.question
            for finding in assessment.findings
            if finding.code == LoanImpossible.code
        )
    )
