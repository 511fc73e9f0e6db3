"""What a command computes of a case file or of a case on record."""

from dataclasses import dataclass
from pathlib import Path

import click

from workbench.cli import subjects
from workbench.cli.session import REFUSED, Session
from workbench.errors import WorkbenchError
from workbench.exchange import case_file
from workbench.exchange.case_file import CaseFile
from workbench.finance.forecast import Forecast
from workbench.finance.loans.loans import LoanImpossible
from workbench.findings import Finding
from workbench.journey import cases, outlook, what_if
from workbench.journey.outlook import Assessment
from workbench.journey.what_if import Tried
from workbench.knowledge import parameters


class PlanIncomplete(WorkbenchError):
    """Answers are lacking without which nothing is computed; facts: `questions`."""

    code = "plan.incomplete"


@dataclass(frozen=True, slots=True)
class Assessed:
    """A case whose plan can be forecast, with every scenario it keeps."""

    case: CaseFile
    forecast: Forecast
    findings: tuple[Finding, ...]
    scenarios: tuple[Tried, ...]


def of(ctx: click.Context, session: Session, subject: str, months: int) -> Assessed:
    """Return what can be said of a file or case; refused without a forecast."""
    if subjects.is_file(subject):
        case, assessment, tried = _of_file(session, Path(subject), months)
    else:
        case, assessment, tried = _on_record(session, subject, months)
    if assessment.forecast is None:
        error = _not_computed(assessment)
        session.refuse(error, assessment.findings, assessment.lacking)
        ctx.exit(REFUSED)
    return Assessed(case, assessment.forecast, assessment.findings, tried)


def _of_file(
    session: Session, file: Path, months: int
) -> tuple[CaseFile, Assessment, tuple[Tried, ...]]:
    case = case_file.read(file)
    known = parameters.load().known_on(session.today)
    assessment = outlook.assess(
        case.questionnaire, case.answers, known, months=months, today=session.today
    )
    tried = what_if.try_all(assessment, case.scenarios, known, months)
    return case, assessment, tried


def _on_record(
    session: Session, reference: str, months: int
) -> tuple[CaseFile, Assessment, tuple[Tried, ...]]:
    desk = session.opened_for(reference)
    case_id = cases.find(desk, reference).row.id
    seen = what_if.look(desk, case_id, months)
    return seen.base.case.as_file(), seen.base.assessment, seen.tried


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
