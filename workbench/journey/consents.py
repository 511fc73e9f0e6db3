"""Recording what a person agrees to, and refusing what they did not."""

from datetime import date

from workbench.access.policy import Action
from workbench.errors import WorkbenchError
from workbench.exchange.case_file import CaseFile
from workbench.journey.desk import Desk, act
from workbench.journey.state import CaseState
from workbench.people import consent
from workbench.people.consent import Purpose
from workbench.people.consent_text import consent_texts
from workbench.store import consents
from workbench.store.consents import ConsentRow, NewConsent


class ConsentMissing(WorkbenchError):
    """The person has not agreed to this use of their data, or no longer does."""

    code = "consent.missing"


class CoachingNotAgreed(WorkbenchError):
    """The person has not agreed to being supported, or no longer does."""

    code = "consent.coaching_missing"


def give(
    desk: Desk, case_id: str, purpose: Purpose, *, language: str, read_aloud: bool
) -> ConsentRow:
    """Record that the person agreed to the text of one purpose in one language."""
    with act(desk, Action.GIVE_CONSENT, case_id, purpose=purpose.value) as doing:
        return consents.insert(
            doing.conn,
            NewConsent(
                case_id=case_id,
                purpose=purpose.value,
                recipient="",
                text_version=consent_texts().version,
                language=language,
                read_aloud=read_aloud,
                mode="oral" if read_aloud else "read",
                given_at=desk.at,
                given_by=desk.actor.id,
            ),
        )


def withdraw(desk: Desk, case_id: str, purpose: Purpose) -> None:
    """Record that the person takes an agreement back; nothing if there is none."""
    with act(desk, Action.WITHDRAW_CONSENT, case_id, purpose=purpose.value) as doing:
        given = consents.in_force(doing.conn, case_id, purpose.value, "")
        if given:
            consents.withdraw(doing.conn, given.id, at=desk.at, by=desk.actor.id)


def require(case: CaseState | CaseFile, today: date) -> None:
    """Return when data may leave for a funder; ConsentMissing otherwise."""
    purpose = Purpose.FUNDER_SHARING
    if not consent.is_given(case.consents, purpose, today):
        raise ConsentMissing(purpose=purpose.value)


def require_coaching(case: CaseState, today: date) -> None:
    """Return when more may be asked and kept; CoachingNotAgreed otherwise."""
    if not consent.is_given(case.consents, Purpose.COACHING, today):
        raise CoachingNotAgreed
