"""Consents: who may receive what, when it was given and when taken back."""

from dataclasses import asdict, dataclass
from typing import Any

from workbench.store.connect import Connection
from workbench.store.errors import ConsentUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConsent:
    """A consent as it is given; `text_version` names the text that was agreed to."""

    case_id: str
    purpose: str
    recipient: str
    text_version: str
    language: str
    read_aloud: bool
    mode: str
    given_at: str
    given_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow(NewConsent):
    """A consent on record, in force while `withdrawn_at` is None."""

    id: int
    withdrawn_at: str | None = None
    withdrawn_by: str | None = None


def insert(conn: Connection, consent: NewConsent) -> ConsentRow:
    """Record a consent and return it with its id."""
    added = conn.execute(
        """
        INSERT INTO consents (case_id, purpose, recipient, text_version, language,
                              read_aloud, mode, given_at, given_by)
        VALUES (:case_id, :purpose, :recipient, :text_version, :language,
                :read_aloud, :mode, :given_at, :given_by)
        RETURNING *
        """,
        asdict(consent),
    )
    return _row(added.fetchone())


def all_of(conn: Connection, case_id: str) -> list[ConsentRow]:
    """Return every consent of a case, withdrawn ones too, in order of record."""
    found = conn.execute(
        "SELECT * FROM consents WHERE case_id = ? ORDER BY id", (case_id,)
    )
    return [_row(row) for row in found]


def in_force(
    conn: Connection, case_id: str, purpose: str, recipient: str
) -> ConsentRow | None:
    """Return the last consent for a purpose and recipient that still holds."""
    found = conn.execute(
        """
        SELECT * FROM consents
        WHERE case_id = ? AND purpose = ? AND recipient = ? AND withdrawn_at IS NULL
        ORDER BY id DESC LIMIT 1
        """,
        (case_id, purpose, recipient),
    ).fetchone()
    return _row(found) if found else None


def withdraw(conn: Connection, consent_id: int, *, at: str, by: str) -> ConsentRow:
    """Take a consent back and return it; ConsentUnknown unless it is in force."""
    changed = conn.execute(
        """
        UPDATE consents SET withdrawn_at = ?, withdrawn_by = ?
        WHERE id = ? AND withdrawn_at IS NULL
        RETURNING *
        """,
        (at, by, consent_id),
    ).fetchone()
    if changed is None:
        raise ConsentUnknown(consent=consent_id)
    return _row(changed)


def _row(row: Any) -> ConsentRow:  # noqa: ANN401 - a database row
    return ConsentRow(**{**dict(row), "read_aloud": bool(row["read_aloud"])})
