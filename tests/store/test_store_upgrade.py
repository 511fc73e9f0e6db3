"""Databases as earlier versions left them, upgraded and restored, row by row."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from workbench.store import audit, backup, connect, dossiers, identity, snapshot
from workbench.store.errors import DatabaseDamaged

OLDER = Path(__file__).parent / "older"
VERSIONS = range(1, identity.VERSION)
DEFAULTS = {("overrides", "said"): "{}"}
"""What a column that an earlier version did not have holds in its rows."""

Rows = Mapping[str, list[dict[str, object]]]


def older(version: int, path: Path) -> Path:
    """Make the database of an earlier version from its frozen script."""
    script = (OLDER / f"v{version}.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.executescript(script)
        raw.execute("PRAGMA journal_mode=WAL")
    return path


def rows(path: Path) -> Rows:
    """Every row of every table of our own."""
    with closing(sqlite3.connect(path)) as raw:
        raw.row_factory = sqlite3.Row
        names = raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return {
            name: [dict(row) for row in raw.execute(f'SELECT * FROM "{name}"')]
            for (name,) in names.fetchall()
            if not name.startswith("_")
        }


def as_upgraded(before: Rows) -> Rows:
    """The rows with what this version adds to them."""
    more = {
        table: {
            column: value for (of, column), value in DEFAULTS.items() if of == table
        }
        for table in before
    }
    return {
        table: [
            row | {k: v for k, v in more[table].items() if k not in row} for row in kept
        ]
        for table, kept in before.items()
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_an_upgrade_keeps_every_row_and_a_copy_from_before(
    version: int, tmp_path: Path
) -> None:
    path = older(version, tmp_path / "workbench.sqlite3")
    before = rows(path)
    assert sum(map(len, before.values())) >= 20
    connect.prepare(path)
    after = rows(path)
    assert {table: after[table] for table in before} == as_upgraded(before)
    assert [name for name in after if name not in before and after[name]] == []
    kept = identity.beside(path, f".before-upgrade-v{version}")
    assert rows(kept) == before
    with connect.reading(path) as conn:
        snapshot.check(conn, path)
        assert audit.verify(conn) == []
        assert dossiers.altered(conn) == []
        assert connect.schema(conn) == connect.schema_of_this_version()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_backup_of_an_earlier_version_is_restored_row_by_row(
    version: int, tmp_path: Path
) -> None:
    source = older(version, tmp_path / "older.sqlite3")
    digest, before = snapshot.sha256(source), rows(source)
    path = tmp_path / "home" / "workbench.sqlite3"
    backup.restore(source, path, at="T")
    after = rows(path)
    assert {table: after[table] for table in before} == as_upgraded(before)
    assert snapshot.sha256(source) == digest


def test_there_is_a_frozen_database_of_every_earlier_version() -> None:
    assert sorted(p.name for p in OLDER.iterdir()) == [f"v{n}.sql" for n in VERSIONS]


def test_an_upgrade_that_finds_a_broken_reference_changes_nothing(
    tmp_path: Path,
) -> None:
    path = older(1, tmp_path / "workbench.sqlite3")
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE overrides SET case_id = 'nobody'")
    before = rows(path)
    with pytest.raises(DatabaseDamaged):
        connect.prepare(path)
    with pytest.raises(DatabaseDamaged):
        connect.migrate(path)
    assert rows(path) == before
    assert connect.examine(path) == 1
