"""Who may do what: denied unless a role's list names the action."""

from dataclasses import dataclass
from enum import StrEnum

from workbench.errors import WorkbenchError


class NotAllowed(WorkbenchError):
    """The acting person has no right to this."""

    code = "access.denied"


class Role(StrEnum):
    """What a person is here for."""

    COUNSELLOR = "counsellor"
    READER = "reader"


class Action(StrEnum):
    """Everything that can be done to a case or to the whole."""

    LIST_CASES = "case.list"
    OPEN_CASE = "case.open"
    CREATE_CASE = "case.create"
    ERASE_CASE = "case.erase"
    SAVE_ANSWER = "answer.save"
    GIVE_CONSENT = "consent.give"
    WITHDRAW_CONSENT = "consent.withdraw"
    SEE_FORECAST = "forecast.see"
    SAVE_SCENARIO = "scenario.save"
    OVERRIDE_FINDING = "finding.override"
    MAKE_DOSSIER = "dossier.make"
    READ_DOSSIER = "dossier.read"
    RECORD_DECISION = "decision.record"
    RECORD_VISIT = "visit.record"
    RECORD_PAYMENT = "payment.record"
    EXPORT_CASE = "case.export"
    IMPORT_CASE = "case.import"
    SEE_PARAMETERS = "parameters.see"
    SET_PARAMETER = "parameters.set"
    BACK_UP = "database.back_up"
    RESTORE = "database.restore"
    DISCARD_COPIES = "database.discard_copies"


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting person."""

    id: str
    name: str
    role: Role


READS = frozenset(
    {
        Action.LIST_CASES,
        Action.OPEN_CASE,
        Action.SEE_FORECAST,
        Action.READ_DOSSIER,
        Action.SEE_PARAMETERS,
    }
)
RIGHTS: dict[Role, frozenset[Action]] = {
    Role.COUNSELLOR: frozenset(Action),
    Role.READER: READS,
}


def local_counsellor(name: str = "") -> Actor:
    """The one person of a laptop that nobody else can reach."""
    return Actor("local", name, Role.COUNSELLOR)


def require(actor: Actor, action: Action) -> None:
    """Return when the actor may do this; NotAllowed otherwise."""
    if action not in RIGHTS.get(actor.role, frozenset()):
        raise NotAllowed(action=action.value, role=actor.role.value)
