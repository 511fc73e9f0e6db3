"""The audit: who did what, in a chain where a changed or lost link shows.

Each entry's hash covers the one before; `detail` holds no personal data, so
entries outlive the erasure of their case.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from workbench.store import rows
from workbench.store.connect import Connection

_ORIGIN: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """An entry; `detail` is canonical JSON text, hashes are hexadecimal sha256."""

    seq: int
    at: str
    actor: str
    action: str
    case_id: str | None
    detail: str
    previous_hash: str
    hash: str


def append(
    conn: Connection,
    *,
    at: str,
    actor: str,
    action: str,
    case_id: str | None = None,
    detail: Mapping[str, object] | None = None,
) -> AuditRow:
    """Add an entry to the chain and return it.

    `detail` takes JSON values and never a person's name, number or words.
    """
    last = conn.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
    seq, previous = last.fetchone() or (0, _ORIGIN)
    row = AuditRow(
        seq=seq + 1,
        at=at,
        actor=actor,
        action=action,
        case_id=case_id,
        detail=_canonical(detail or {}),
        previous_hash=previous,
        hash="",
    )
    values = {**asdict(row), "hash": digest(row)}
    conn.execute(
        """
        INSERT INTO audit
        VALUES (:seq, :at, :actor, :action, :case_id, :detail, :previous_hash, :hash)
        """,
        values,
    )
    return AuditRow(**values)


def digest(row: AuditRow) -> str:
    """Return sha256 of the previous hash and the canonical JSON of the entry."""
    said = {
        "seq": row.seq,
        "at": row.at,
        "actor": row.actor,
        "action": row.action,
        "case_id": row.case_id,
        "detail": row.detail,
    }
    return hashlib.sha256((row.previous_hash + _canonical(said)).encode()).hexdigest()


def _canonical(value: Mapping[str, object]) -> str:
    """JSON with sorted keys, no spaces, no floats out of range."""
    return json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )


def entries(conn: Connection, case_id: str | None = None) -> list[AuditRow]:
    """Return the entries of a case, or all, in the order they were made."""
    found = conn.execute(
        "SELECT * FROM audit WHERE :case IS NULL OR case_id = :case ORDER BY seq",
        {"case": case_id},
    )
    return rows.every(AuditRow, found)


def verify(conn: Connection) -> list[int]:
    """Return the numbers of entries that were changed, moved or lost; [] if sound.

    Numbers have no gaps, and the database remembers the last one it gave, so a
    cut tail shows as well.
    """
    return list(_broken(conn))


def _broken(conn: Connection) -> Iterator[int]:
    expected, previous = 1, _ORIGIN
    for row in entries(conn):
        yield from range(expected, row.seq)
        if row.previous_hash != previous or row.hash != digest(row):
            yield row.seq
        expected, previous = row.seq + 1, row.hash
    given = conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")
    last = given.fetchone()
    yield from range(expected, (last["seq"] if last else 0) + 1)
