"""Where a case stands on its journey, and which moves are allowed."""

from enum import StrEnum

from workbench.errors import WorkbenchError


class MoveForbidden(WorkbenchError):
    """A step of the journey that does not follow from where the case stands."""

    code = "stage.forbidden"


class Stage(StrEnum):
    """The rooms of the journey, in order."""

    RECEPTION = "reception"
    PLAN = "plan"
    DECISION = "decision"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What a funder decided on a dossier."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_CONDITIONS = "accepted_with_conditions"
    ADJOURNED = "adjourned"
    REFUSED = "refused"


ALLOWED = {
    Stage.RECEPTION: {Stage.PLAN, Stage.DECISION, Stage.CLOSED},
    Stage.PLAN: {Stage.DECISION, Stage.CLOSED},
    Stage.DECISION: {Stage.PLAN, Stage.FOLLOW_UP, Stage.CLOSED, Stage.DECISION},
    Stage.FOLLOW_UP: {Stage.DECISION, Stage.CLOSED},
    Stage.CLOSED: {Stage.PLAN},
}
AFTER_DECISION = {
    Outcome.ACCEPTED: Stage.FOLLOW_UP,
    Outcome.ACCEPTED_WITH_CONDITIONS: Stage.FOLLOW_UP,
    Outcome.ADJOURNED: Stage.PLAN,
    Outcome.REFUSED: Stage.CLOSED,
}
FUNDED = {Outcome.ACCEPTED, Outcome.ACCEPTED_WITH_CONDITIONS}


def move(current: Stage, target: Stage) -> Stage:
    """Return the target when it may follow; MoveForbidden otherwise."""
    if target != current and target not in ALLOWED[current]:
        raise MoveForbidden(current=current.value, target=target.value)
    return target
