"""Setting a warning aside, with a written reason that the dossier prints."""

from workbench.access.policy import Action
from workbench.errors import WorkbenchError
from workbench.findings import Finding, Level
from workbench.journey import state
from workbench.journey.desk import Desk, act
from workbench.knowledge.acceptance import Acceptance
from workbench.store import overrides

SHORTEST_REASON = 15


class ReasonTooShort(WorkbenchError):
    """A reason nobody can learn from."""

    code = "override.reason_too_short"


class NotAWarning(WorkbenchError):
    """A blocking finding is mended, never set aside."""

    code = "override.blocking"


def override(
    desk: Desk, case_id: str, finding: Finding, reason: str, *, expected_revision: int
) -> None:
    """Keep the reason for a warning with what it says; an empty one takes it back.

    StaleOverride when somebody else wrote one since.
    """
    reason = reason.strip()
    if finding.level is not Level.WARNING:
        raise NotAWarning(finding=finding.code)
    if reason and len(reason) < SHORTEST_REASON:
        raise ReasonTooShort(shortest=SHORTEST_REASON)
    detail = {"finding": finding.code}
    with act(desk, Action.OVERRIDE_FINDING, case_id, **detail) as doing:
        if reason:
            overrides.save(
                doing.conn,
                case_id,
                finding.key,
                reason=reason,
                said=state.said_to_store(Acceptance.of(finding, reason)),
                expected_revision=expected_revision,
                at=desk.at,
                by=desk.actor.id,
            )
        elif expected_revision:
            overrides.remove(
                doing.conn,
                case_id,
                finding.key,
                expected_revision=expected_revision,
                at=desk.at,
            )
