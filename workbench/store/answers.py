"""Answers: one row per case and question, with what was typed."""

from dataclasses import asdict, dataclass
from typing import Literal

from workbench.store import cases, rows
from workbench.store.connect import Connection
from workbench.store.errors import StaleAnswer

Status = Literal["answered", "unknown", "unclear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """An answer: `value` is JSON text or None, `typed` what the person wrote.

    `revision` is the revision of the case that the save made.
    """

    case_id: str
    question_id: str
    status: Status
    value: str | None
    typed: str
    revision: int
    updated_at: str
    updated_by: str


def all_of(conn: Connection, case_id: str) -> dict[str, AnswerRow]:
    """Return the answers of a case by question id; empty for an unknown case."""
    found = conn.execute(
        "SELECT * FROM answers WHERE case_id = ? ORDER BY question_id", (case_id,)
    )
    return {row.question_id: row for row in rows.every(AnswerRow, found)}


def find(conn: Connection, case_id: str, question_id: str) -> AnswerRow | None:
    """Return one answer, None when the question has not been answered."""
    found = conn.execute(
        "SELECT * FROM answers WHERE case_id = ? AND question_id = ?",
        (case_id, question_id),
    )
    return rows.one(AnswerRow, found)


def save(  # noqa: PLR0913 - one argument per column
    conn: Connection,
    case_id: str,
    question_id: str,
    *,
    status: Status,
    value_json: str | None,
    typed: str,
    expected_revision: int,
    at: str,
    by: str,
) -> AnswerRow:
    """Save an answer over the revision it was read at and return it.

    `expected_revision` 0 says that there was none. StaleAnswer, and nothing
    saved, when somebody else saved or removed it since; CaseUnknown.
    """
    _require_fresh(conn, case_id, question_id, expected_revision)
    row = AnswerRow(
        case_id=case_id,
        question_id=question_id,
        status=status,
        value=value_json,
        typed=typed,
        revision=cases.touch(conn, case_id, at),
        updated_at=at,
        updated_by=by,
    )
    conn.execute(
        """
        INSERT INTO answers
        VALUES (:case_id, :question_id, :status, :value, :typed, :revision,
                :updated_at, :updated_by)
        ON CONFLICT (case_id, question_id) DO UPDATE SET
            status = excluded.status, value = excluded.value,
            typed = excluded.typed, revision = excluded.revision,
            updated_at = excluded.updated_at, updated_by = excluded.updated_by
        """,
        asdict(row),
    )
    return row


def remove(
    conn: Connection, case_id: str, question_id: str, *, expected_revision: int, at: str
) -> int:
    """Remove an answer read at this revision; return the case's new revision.

    StaleAnswer when somebody else saved or removed it since; CaseUnknown.
    """
    _require_fresh(conn, case_id, question_id, expected_revision)
    conn.execute(
        "DELETE FROM answers WHERE case_id = ? AND question_id = ?",
        (case_id, question_id),
    )
    return cases.touch(conn, case_id, at)


def _require_fresh(
    conn: Connection, case_id: str, question_id: str, expected: int
) -> None:
    stored = find(conn, case_id, question_id)
    if (stored.revision if stored else 0) != expected:
        raise StaleAnswer(question_id, expected, stored)
