"""The task list of a case: what is done, what is under way, what is next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from workbench.access.policy import Action
from workbench.errors import WorkbenchError
from workbench.followup.visits import Due
from workbench.journey import followup, outlook, payments, state
from workbench.journey import parameters as parameter_desk
from workbench.journey.desk import Desk, act
from workbench.journey.outlook import Assessment
from workbench.journey.payments import Loan
from workbench.journey.state import CaseState
from workbench.knowledge.questions import Section
from workbench.people import consent
from workbench.people.consent import Purpose
from workbench.people.path import FUNDED
from workbench.plan import answers as answering
from workbench.store import decisions, dossiers, visits
from workbench.store.decisions import DecisionRow
from workbench.store.dossiers import DossierRow
from workbench.store.visits import VisitRow


class TaskStatus(StrEnum):
    """Where a task stands."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"
    OVERDUE = "overdue"
    BLOCKED = "blocked"
    OPTIONAL = "optional"


WORKABLE: Final = frozenset(
    {TaskStatus.NOT_STARTED, TaskStatus.IN_PROGRESS, TaskStatus.OVERDUE}
)
AFTER_FUNDING: Final = frozenset({"payments", "visits"})


@dataclass(frozen=True, slots=True)
class Task:
    """One task: a section of questions or a step; what blocks it, by task id."""

    id: str
    step: str
    status: TaskStatus
    blocked_by: tuple[str, ...] = ()
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class TaskList:
    """The tasks of a case in order, with the case they belong to."""

    case: CaseState
    tasks: tuple[Task, ...]

    @property
    def counted(self) -> tuple[Task, ...]:
        """The tasks that count towards completion."""
        return tuple(t for t in self.tasks if t.status is not TaskStatus.OPTIONAL)

    @property
    def complete(self) -> int:
        """How many are complete."""
        return sum(t.status is TaskStatus.COMPLETE for t in self.counted)

    @property
    def next(self) -> Task | None:
        """The first task that can be worked on, None when all is done.

        What is overdue comes first; then, once money is granted, what follows it.
        """
        workable = [task for task in self.tasks if task.status in WORKABLE]
        return min(workable, key=_urgency, default=None)


def _urgency(task: Task) -> tuple[bool, bool]:
    return task.status is not TaskStatus.OVERDUE, task.id not in AFTER_FUNDING


@dataclass(frozen=True, slots=True)
class _Afterwards:
    """What happened to the case beyond its plan; of decisions, those in force."""

    dossiers: Sequence[DossierRow]
    decisions: Sequence[DecisionRow]
    visits: Sequence[VisitRow]
    loan: Loan | WorkbenchError | None


def listing(desk: Desk, case_id: str) -> TaskList:
    """Return the task list of a case."""
    with act(desk, Action.OPEN_CASE, case_id) as doing:
        conn = doing.conn
        case = state.load(conn, case_id)
        after = _Afterwards(
            dossiers.all_of(conn, case_id),
            decisions.in_force(conn, case_id),
            visits.all_of(conn, case_id),
            payments.load(conn, case_id, desk.today),
        )
        parameters = parameter_desk.in_force(conn, desk.today)
        loan = followup.loan_under_way(conn, case_id, desk.today)
    assessment = outlook.assess(
        case.questionnaire,
        case.answers,
        parameters,
        months=outlook.DEFAULT_MONTHS,
        today=desk.today,
    ).with_loan(loan)
    return TaskList(case, tuple(_tasks(case, assessment, after, desk.today)))


def _tasks(
    case: CaseState, assessment: Assessment, after: _Afterwards, today: date
) -> Iterator[Task]:
    given = consent.is_given(case.consents, Purpose.COACHING, today)
    done = TaskStatus.COMPLETE if given else TaskStatus.NOT_STARTED
    yield Task("consent", "reception", done)
    for section in case.questionnaire.sections:
        yield section_task(case, section)
    yield _forecast(assessment)
    yield _checks(case, assessment, after)
    yield from _afterwards(case, assessment, after, today)


def section_task(case: CaseState, section: Section) -> Task:
    """Return where a section of questions stands."""
    answers = case.answers
    asked = [q for q in section.question if answering.is_asked(q, answers)]
    needed = [q for q in asked if q.required]
    done = sum(answering.is_complete(q, answers) for q in needed)
    touched = any(q.id in answers for q in asked)
    if section.id in case.questionnaire.profile.optional and not touched:
        status = TaskStatus.OPTIONAL
    elif done == len(needed) and (touched or not needed):
        status = TaskStatus.COMPLETE
    else:
        status = TaskStatus.IN_PROGRESS if touched else TaskStatus.NOT_STARTED
    if not needed and not touched and status is not TaskStatus.OPTIONAL:
        status = TaskStatus.NOT_STARTED
    return Task(section.id, section.step, status, done=done, total=len(needed))


def _forecast(assessment: Assessment) -> Task:
    if assessment.lacking:
        sections = dict.fromkeys(q.partition(".")[0] for q in assessment.lacking)
        return Task("forecast", "forecast", TaskStatus.BLOCKED, tuple(sections))
    return Task("forecast", "forecast", TaskStatus.COMPLETE)


def _checks(case: CaseState, assessment: Assessment, after: _Afterwards) -> Task:
    """What is found of a plan once it is funded is for its next dossier."""
    if assessment.lacking:
        return Task("checks", "forecast", TaskStatus.BLOCKED, ("forecast",))
    funded = {row.dossier_id for row in after.decisions if row.outcome in FUNDED}
    is_funded = any(
        row.id in funded and row.case_revision == case.row.revision
        for row in after.dossiers
    )
    still_open = assessment.blocking + assessment.warnings_open(case.overrides)
    is_open = still_open and not is_funded
    status = TaskStatus.IN_PROGRESS if is_open else TaskStatus.COMPLETE
    return Task("checks", "forecast", status)


def _afterwards(
    case: CaseState, assessment: Assessment, after: _Afterwards, today: date
) -> Iterator[Task]:
    current = any(d.case_revision == case.row.revision for d in after.dossiers)
    if current:
        yield Task("dossier", "dossier", TaskStatus.COMPLETE)
    elif assessment.lacking or assessment.blocking:
        yield Task("dossier", "dossier", TaskStatus.BLOCKED, ("checks",))
    elif not consent.is_given(case.consents, Purpose.FUNDER_SHARING, today):
        yield Task("dossier", "dossier", TaskStatus.BLOCKED, ("consent",))
    else:
        begun = bool(after.dossiers)
        status = TaskStatus.IN_PROGRESS if begun else TaskStatus.NOT_STARTED
        yield Task("dossier", "dossier", status)
    yield _decision(after)
    if isinstance(after.loan, Loan):
        yield _payments(after.loan)
    yield _visits(after, today)


def _decision(after: _Afterwards) -> Task:
    if not after.dossiers:
        return Task("decision", "follow_up", TaskStatus.BLOCKED, ("dossier",))
    decided = {row.dossier_id for row in after.decisions}
    is_done = after.dossiers[-1].id in decided or any(
        row.outcome in FUNDED for row in after.decisions
    )
    status = TaskStatus.COMPLETE if is_done else TaskStatus.NOT_STARTED
    return Task("decision", "follow_up", status)


def _payments(loan: Loan) -> Task:
    if loan.days_past_due:
        status = TaskStatus.OVERDUE
    elif not loan.standing.account.unpaid.total:
        status = TaskStatus.COMPLETE
    else:
        begun = loan.standing.due_now or loan.standing.account.received
        status = TaskStatus.IN_PROGRESS if begun else TaskStatus.NOT_STARTED
    return Task("payments", "follow_up", status)


def _visits(after: _Afterwards, today: date) -> Task:
    if not after.visits:
        return Task("visits", "follow_up", TaskStatus.BLOCKED, ("decision",))
    standings = [followup.due(visit, today) for visit in after.visits]
    done = standings.count(Due.DONE)
    if Due.OVERDUE in standings:
        status = TaskStatus.OVERDUE
    elif done == len(standings):
        status = TaskStatus.COMPLETE
    else:
        is_due = Due.DUE in standings
        status = TaskStatus.IN_PROGRESS if is_due else TaskStatus.NOT_STARTED
    return Task("visits", "follow_up", status, done=done, total=len(standings))
