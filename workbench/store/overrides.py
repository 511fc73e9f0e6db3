"""Overrides: the reason why a finding of a case was set aside."""

from dataclasses import asdict, dataclass

from workbench.store import cases, rows
from workbench.store.connect import Connection
from workbench.store.errors import StaleOverride


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideRow:
    """A reason; `revision` is the revision of the case that the save made.

    `said` is JSON text: what the finding said then, by language.
    """

    case_id: str
    finding_key: str
    reason: str
    revision: int
    written_at: str
    written_by: str
    said: str


def all_of(conn: Connection, case_id: str) -> dict[str, OverrideRow]:
    """Return the overrides of a case by finding key."""
    found = conn.execute(
        "SELECT * FROM overrides WHERE case_id = ? ORDER BY finding_key", (case_id,)
    )
    return {row.finding_key: row for row in rows.every(OverrideRow, found)}


def find(conn: Connection, case_id: str, finding_key: str) -> OverrideRow | None:
    """Return one override, None when the finding was not set aside."""
    found = conn.execute(
        "SELECT * FROM overrides WHERE case_id = ? AND finding_key = ?",
        (case_id, finding_key),
    )
    return rows.one(OverrideRow, found)


def save(  # noqa: PLR0913 - one argument per column
    conn: Connection,
    case_id: str,
    finding_key: str,
    *,
    reason: str,
    said: str,
    expected_revision: int,
    at: str,
    by: str,
) -> OverrideRow:
    """Save a reason over the revision it was read at (0: none) and return it.

    StaleOverride, and nothing saved, when somebody else changed it since;
    CaseUnknown.
    """
    _require_fresh(conn, case_id, finding_key, expected_revision)
    row = OverrideRow(
        case_id=case_id,
        finding_key=finding_key,
        reason=reason,
        said=said,
        revision=cases.touch(conn, case_id, at),
        written_at=at,
        written_by=by,
    )
    conn.execute(
        """
        INSERT INTO overrides
        VALUES (:case_id, :finding_key, :reason, :revision, :written_at, :written_by,
                :said)
        ON CONFLICT (case_id, finding_key) DO UPDATE SET
            reason = excluded.reason, said = excluded.said,
            revision = excluded.revision, written_at = excluded.written_at,
            written_by = excluded.written_by
        """,
        asdict(row),
    )
    return row


def remove(
    conn: Connection, case_id: str, finding_key: str, *, expected_revision: int, at: str
) -> int:
    """Remove a reason read at this revision; return the case's new revision.

    StaleOverride when somebody else changed it since; CaseUnknown.
    """
    _require_fresh(conn, case_id, finding_key, expected_revision)
    conn.execute(
        "DELETE FROM overrides WHERE case_id = ? AND finding_key = ?",
        (case_id, finding_key),
    )
    return cases.touch(conn, case_id, at)


def _require_fresh(
    conn: Connection, case_id: str, finding_key: str, expected: int
) -> None:
    stored = find(conn, case_id, finding_key)
    if (stored.revision if stored else 0) != expected:
        raise StaleOverride(finding_key, expected, stored)
