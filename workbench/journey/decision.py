"""Recording what a funder decided; an agreement brings the calendar of visits.

A decision on record never changes: a correction is a later one on the same dossier,
and the last one is in force.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from workbench import money
from workbench.access.policy import Action
from workbench.errors import WorkbenchError
from workbench.followup import visits as calendar
from workbench.journey import payments
from workbench.journey.desk import Desk, act
from workbench.knowledge import funders
from workbench.people import path
from workbench.people.path import FUNDED, Outcome, Stage
from workbench.store import cases, decisions, dossiers, seals, visits
from workbench.store.connect import Connection
from workbench.store.decisions import DecisionRow, NewDecision
from workbench.store.dossiers import DossierRow
from workbench.store.visits import NewVisit


class DecisionIncomplete(WorkbenchError):
    """A decision without what the person must be told: the amount, or the reasons."""

    code = "decision.incomplete"


class DecisionBeforeDossier(WorkbenchError):
    """Decided before the dossier was made, and nobody said so; facts: `made_on`."""

    code = "decision.before_dossier"


class DecisionStale(WorkbenchError):
    """Another decision was recorded on the dossier since the one that was seen."""

    code = "decision.stale"


class DecisionCounted(WorkbenchError):
    """A correction of a decision on which payments count."""

    code = "decision.counted"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, when, how much, on which conditions, for which reasons.

    `is_before_dossier` says that a day before the dossier's own is no mistake.
    """

    outcome: Outcome
    decided_on: date
    amount: Decimal | None = None
    conditions: str = ""
    reasons: str = ""
    is_before_dossier: bool = False

    @property
    def is_funded(self) -> bool:
        """Whether money was granted."""
        return self.outcome in FUNDED


def record(
    desk: Desk, dossier_id: str, decision: Decision, *, corrects: int | None = None
) -> DecisionRow:
    """Keep the decision on a dossier, or the correction of its last one, by id.

    DecisionIncomplete names the missing field; DecisionBeforeDossier asks about the
    day; DecisionStale refuses to go over what was not seen, DecisionCounted a
    correction once payments count on it. An agreement plans the visits of the funder's
    grid from the day decided; an adjourned case goes back to its plan.
    """
    _require_whole(decision, desk.today)
    with act(desk, Action.RECORD_DECISION, dossier=dossier_id) as doing:
        conn = doing.conn
        sent = dossiers.get(conn, dossier_id)
        doing.case_id = sent.case_id
        doing.detail["outcome"] = decision.outcome.value
        made_on = day_made(desk, sent)
        if decision.decided_on < made_on and not decision.is_before_dossier:
            raise DecisionBeforeDossier(made_on=made_on)
        before = decisions.latest(conn, dossier_id)
        if (before.id if before else None) != corrects:
            raise DecisionStale
        if before and _is_counted(conn, before, decision):
            raise DecisionCounted
        row = decisions.insert(
            conn,
            NewDecision(
                case_id=sent.case_id,
                dossier_id=dossier_id,
                outcome=decision.outcome.value,
                decided_on=decision.decided_on.isoformat(),
                amount_centimes=(
                    None if decision.amount is None else money.centimes(decision.amount)
                ),
                conditions=decision.conditions,
                reasons=decision.reasons,
                recorded_at=desk.at,
                recorded_by=desk.actor.id,
            ),
        )
        doing.detail["seal"] = seals.of_decision(row, sent)
        _move(conn, sent.case_id, decision.outcome, is_again=before is not None)
        visits.drop_planned(conn, dossier_id)
        if decision.is_funded:
            _plan_visits(conn, sent, decision.decided_on)
        return row


def day_made(desk: Desk, sent: DossierRow) -> date:
    """Return the day on which a dossier was made, where the person is."""
    made = datetime.fromisoformat(sent.frozen_at)
    return made.astimezone(desk.now.tzinfo).date()


def _is_counted(conn: Connection, before: DecisionRow, after: Decision) -> bool:
    """Whether the loan's entries would count on one of two decisions, or do."""
    days = [date.fromisoformat(before.decided_on)] if before.outcome in FUNDED else []
    days += [after.decided_on] if after.is_funded else []
    return bool(days) and payments.counts_since(conn, before.case_id, min(days))


def _move(conn: Connection, case_id: str, outcome: Outcome, *, is_again: bool) -> None:
    """A correction starts from where the case stood before the first decision."""
    at = Stage.DECISION if is_again else Stage(cases.get(conn, case_id).stage)
    stage = path.move(at, path.AFTER_DECISION[outcome])
    cases.set_stage(conn, case_id, stage.value)


def _plan_visits(conn: Connection, sent: DossierRow, funded_on: date) -> None:
    """Plan the visits of the funder's grid, those made already left out."""
    made = {
        v.code for v in visits.all_of(conn, sent.case_id) if v.dossier_id == sent.id
    }
    for visit in calendar.plan_visits(funded_on, funders.get(sent.funder).visits):
        if visit.code in made:
            continue
        visits.insert(
            conn,
            NewVisit(
                case_id=sent.case_id,
                dossier_id=sent.id,
                code=visit.code,
                due_on=visit.due_on.isoformat(),
                window_days=visit.window_days,
            ),
        )


def _require_whole(decision: Decision, today: date) -> None:
    if decision.decided_on > today:
        raise DecisionIncomplete(field="decided_on")
    if decision.is_funded and not decision.amount:
        raise DecisionIncomplete(field="amount")
    if not decision.is_funded and not decision.reasons.strip():
        raise DecisionIncomplete(field="reasons")
