import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from store_samples import NOW, open_case

from workbench.store import audit, cases, connect
from workbench.store.connect import Connection


def _fill(conn: Connection) -> None:
    for n in range(1, 6):
        audit.append(
            conn,
            at=NOW,
            actor="samira",
            action="answer.save",
            case_id=f"case-{n % 2}",
            detail={"section": "costs", "revision": n},
        )


def test_entries_are_numbered_from_one_and_chained(conn: Connection) -> None:
    _fill(conn)
    entries = audit.entries(conn)
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert entries[0].previous_hash == "0" * 64
    for before, after in pairwise(entries):
        assert after.previous_hash == before.hash
    assert entries[0].detail == '{"revision":1,"section":"costs"}'
    assert audit.verify(conn) == []


def test_the_entries_of_a_case_outlive_it(conn: Connection) -> None:
    case = open_case(conn)
    entry = audit.append(
        conn, at=NOW, actor="samira", action="case.open", case_id=case.id
    )
    cases.erase(conn, case.id)
    assert audit.entries(conn, case.id) == [entry]
    assert audit.entries(conn, "another") == []


def test_an_empty_audit_is_sound(conn: Connection) -> None:
    assert audit.verify(conn) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit WHERE seq = 5",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 2",
    ],
)
def test_no_statement_changes_an_entry(conn: Connection, statement: str) -> None:
    _fill(conn)
    with pytest.raises(sqlite3.IntegrityError, match="an audit entry"):
        conn.execute(statement)
    assert audit.verify(conn) == []


def test_a_detail_that_is_no_number_in_json_is_a_defect(conn: Connection) -> None:
    with pytest.raises(ValueError, match="JSON"):
        audit.append(conn, at=NOW, actor="s", action="x", detail={"rate": float("nan")})


@contextmanager
def _without_triggers(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(database)) as raw, raw:
        for trigger in ("audit_no_update", "audit_no_delete", "audit_no_replace"):
            raw.execute(f"DROP TRIGGER {trigger}")
        yield raw


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE audit SET actor = 'x' WHERE seq = 3", [3]),
        ("UPDATE audit SET at = '2026-11-22T10:00:00Z' WHERE seq = 1", [1]),
        ("UPDATE audit SET action = 'x' WHERE seq = 5", [5]),
        ("UPDATE audit SET case_id = NULL WHERE seq = 2", [2]),
        ("UPDATE audit SET detail = '{}' WHERE seq = 4", [4]),
        ("UPDATE audit SET hash = previous_hash WHERE seq = 3", [3, 4]),
        ("DELETE FROM audit WHERE seq = 1", [1, 2]),
        ("DELETE FROM audit WHERE seq = 3", [3, 4]),
        ("DELETE FROM audit WHERE seq >= 4", [4, 5]),
        ("DELETE FROM audit", [1, 2, 3, 4, 5]),
        ("UPDATE audit SET seq = 9 WHERE seq = 5", [5, 6, 7, 8, 9]),
    ],
)
def test_a_tampered_entry_shows_by_its_number(
    database: Path, tampering: str, broken: list[int]
) -> None:
    with connect.writing(database) as conn:
        _fill(conn)
    with _without_triggers(database) as raw:
        raw.execute(tampering)
    with connect.reading(database) as conn:
        assert audit.verify(conn) == broken
