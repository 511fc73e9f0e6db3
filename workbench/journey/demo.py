"""The fictional cases, walked from their file to their last step.

`data/samples/<name>.case.json` is a case; `<name>.steps.json` says what happened
to it afterwards, on which days. Every step is an ordinary act of the journey.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workbench import paths
from workbench.access import policy
from workbench.exchange import case_file
from workbench.exchange.case_file import CaseFile
from workbench.findings import Finding
from workbench.followup.comparison import MonthFigures
from workbench.journey import cases, decision, dossier, followup, outlook
from workbench.journey.decision import Decision
from workbench.journey.desk import Desk
from workbench.journey.dossier import DossierBlocked
from workbench.journey.followup import FollowUp, Sheet
from workbench.knowledge import funders
from workbench.knowledge.questions import KnowledgeFileInvalid
from workbench.people.path import Outcome
from workbench.store.cases import CaseRow
from workbench.store.dossiers import DossierRow

CASE: Final = ".case.json"
STEPS: Final = ".steps.json"
MORNING: Final = time(10, tzinfo=UTC)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Dossier(_Strict):
    funder: str
    language: Literal["fr", "ar", "en"] = "fr"
    made_on: date | None = None


class _Decision(_Strict):
    outcome: Outcome
    decided_on: date
    amount: Decimal | None = None
    conditions: str = ""
    reasons: str = ""


class _Visit(_Strict):
    code: str
    visited_on: date
    sales: Decimal
    purchases: Decimal
    costs: Decimal
    draw: Decimal
    cash: Decimal
    is_open: bool = True
    days_late: int = Field(default=0, ge=0)
    note: str = ""


class Steps(_Strict):
    """What follows the import; an absent step was not reached."""

    today: date
    dossier: _Dossier
    decision: _Decision | None = None
    visits: tuple[_Visit, ...] = ()
    expect: Literal["not_eligible"] | None = None

    @property
    def dossier_day(self) -> date:
        """The day the dossier is made: stated, that of the decision, or today."""
        decided = self.decision.decided_on if self.decision else self.today
        return self.dossier.made_on or decided


@dataclass(frozen=True, slots=True)
class Sample:
    """One fictional case with its steps."""

    name: str
    case: CaseFile
    steps: Steps


@dataclass(frozen=True, slots=True)
class Walked:
    """A sample at its last step; without a dossier, `reasons` say why there is none."""

    name: str
    case: CaseRow
    dossier: DossierRow | None = None
    document: bytes = b""
    follow_up: FollowUp | None = None
    reasons: tuple[Finding, ...] = ()


def samples(folder: Path | None = None) -> tuple[Sample, ...]:
    """Return the samples by name; KnowledgeFileInvalid names a file at fault."""
    root = folder or paths.data() / "samples"
    files = sorted(root.glob(f"*{CASE}"))
    if not files:
        raise KnowledgeFileInvalid(file=str(root), problem="no samples")
    return tuple(_sample(file) for file in files)


def _sample(file: Path) -> Sample:
    name = file.name.removesuffix(CASE)
    steps = file.with_name(name + STEPS)
    try:
        read = Steps.model_validate_json(steps.read_text(encoding="utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError) as problem:
        raise KnowledgeFileInvalid(file=steps.name, problem=str(problem)) from problem
    return Sample(name, case_file.read(file), read)


def walk(database: Path, chosen: tuple[Sample, ...]) -> Iterator[Walked]:
    """Import each sample into a prepared database, take its steps, and yield it.

    KnowledgeFileInvalid when a sample does not come out as its steps expect.
    """
    for sample in chosen:
        yield _walk(database, sample)


def _walk(database: Path, sample: Sample) -> Walked:
    steps = sample.steps
    desk = _desk(database, steps.dossier_day)
    case = cases.import_file(desk, sample.case)
    try:
        made = dossier.make(desk, case.id, steps.dossier.funder, steps.dossier.language)
    except DossierBlocked:
        if steps.expect is None:
            raise
        return Walked(sample.name, case, reasons=_reasons(desk, case, steps))
    if steps.expect is not None:
        raise _unexpected(sample, "a dossier was made")
    if steps.decision:
        _decide(database, made, steps.decision)
    for visit in steps.visits:
        _visit(database, sample, case, visit)
    today = _desk(database, steps.today)
    return Walked(
        sample.name,
        cases.show(today, case.id).row,
        made,
        dossier.document(today, made.id),
        followup.view(today, case.id),
    )


def _desk(database: Path, day: date) -> Desk:
    moment = datetime.combine(day, MORNING)
    return Desk(database, policy.local_counsellor(), moment)


def _reasons(desk: Desk, case: CaseRow, steps: Steps) -> tuple[Finding, ...]:
    funder = funders.get(steps.dossier.funder)
    seen = outlook.look(desk, case.id, funder.horizon_months, funder)
    return seen.assessment.blocking


def _decide(database: Path, made: DossierRow, step: _Decision) -> None:
    decided = Decision(
        step.outcome, step.decided_on, step.amount, step.conditions, step.reasons
    )
    decision.record(_desk(database, step.decided_on), made.id, decided)


def _visit(database: Path, sample: Sample, case: CaseRow, step: _Visit) -> None:
    """Fill in the sheet of the planned visit with this code."""
    desk = _desk(database, step.visited_on)
    planned = {seen.row.code: seen.row for seen in followup.view(desk, case.id).visits}
    if step.code not in planned:
        raise _unexpected(sample, f"no visit {step.code} was planned")
    row = planned[step.code]
    figures = MonthFigures(step.sales, step.purchases, step.costs, step.draw, step.cash)
    sheet = Sheet(step.visited_on, figures, step.is_open, step.days_late, step.note)
    followup.record(desk, row.id, sheet, expected_revision=row.revision)


def _unexpected(sample: Sample, problem: str) -> KnowledgeFileInvalid:
    return KnowledgeFileInvalid(file=sample.name + STEPS, problem=problem)
