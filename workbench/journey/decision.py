"""Recording what a funder decided; an agreement brings the calendar of visits."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workbench import money
from workbench.access.policy import Action
from workbench.errors import WorkbenchError
from workbench.followup import visits as calendar
from workbench.journey.desk import Desk, act
from workbench.knowledge import funders
from workbench.people import path
from workbench.people.path import FUNDED, Outcome, Stage
from workbench.store import cases, decisions, dossiers, visits
from workbench.store.connect import Connection
from workbench.store.decisions import DecisionRow, NewDecision
from workbench.store.dossiers import DossierRow
from workbench.store.visits import NewVisit


class DecisionIncomplete(WorkbenchError):
    """A decision without what the person must be told: the amount, or the reasons."""

    code = "decision.incomplete"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, when, how much, on which conditions, for which reasons."""

    outcome: Outcome
    decided_on: date
    amount: Decimal | None = None
    conditions: str = ""
    reasons: str = ""


def record(desk: Desk, dossier_id: str, decision: Decision) -> DecisionRow:
    """Keep the decision on a dossier; DecisionIncomplete names the missing field.

    An agreement plans the visits of the funder's grid from the day decided; an
    adjourned case goes back to its plan.
    """
    _require_whole(decision, desk.today)
    with act(desk, Action.RECORD_DECISION, dossier=dossier_id) as doing:
        conn = doing.conn
        sent = dossiers.get(conn, dossier_id)
        doing.case_id = sent.case_id
        doing.detail["outcome"] = decision.outcome.value
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
        stage = path.move(
            Stage(cases.get(conn, sent.case_id).stage),
            path.AFTER_DECISION[decision.outcome],
        )
        cases.set_stage(conn, sent.case_id, stage.value)
        if decision.outcome in FUNDED:
            _plan_visits(conn, sent, decision.decided_on)
        return row


def _plan_visits(conn: Connection, sent: DossierRow, funded_on: date) -> None:
    for visit in calendar.plan_visits(funded_on, funders.get(sent.funder).visits):
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
    if decision.outcome in FUNDED and not decision.amount:
        raise DecisionIncomplete(field="amount")
    if decision.outcome not in FUNDED and not decision.reasons.strip():
        raise DecisionIncomplete(field="reasons")
