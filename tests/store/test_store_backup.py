import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import NOW, freeze, open_case

from workbench.errors import WorkbenchError
from workbench.store import audit, backup, cases, connect, dossiers, identity, snapshot
from workbench.store.errors import (
    BackupAltered,
    BackupExists,
    BackupIsLive,
    BackupMissing,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseEmpty,
    DatabaseForeign,
    DatabaseNewer,
)


def _add_case(database: Path, label: str) -> str:
    with connect.writing(database) as conn:
        case = open_case(conn, label)
        freeze(conn, case.id, label.encode())
        audit.append(conn, at=NOW, actor="s", action="case.open", case_id=case.id)
    return case.id


def _labels(database: Path) -> list[str]:
    with connect.reading(database) as conn:
        return sorted(case.label for case in cases.search(conn))


def _dump(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as raw:
        return list(raw.iterdump())


@pytest.fixture
def copy(database: Path) -> Path:
    """A backup that holds Awa, beside a database that has Moussa as well."""
    _add_case(database, "Awa")
    target = database.parent / "backups" / "monday.sqlite3"
    backup.backup(database, target)
    _add_case(database, "Moussa")
    return target


def test_a_backup_holds_all_and_only_what_was_there(
    database: Path, tmp_path: Path
) -> None:
    _add_case(database, "Awa")
    target = tmp_path / "backups" / "monday.sqlite3"
    digest = backup.backup(database, target)
    assert digest == snapshot.sha256(target)
    assert _dump(target) == _dump(database)
    assert [p.name for p in target.parent.iterdir()] == [target.name]


def test_a_backup_can_be_read_from_read_only_media(copy: Path) -> None:
    with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
        assert raw.execute("SELECT label FROM cases").fetchall() == [("Awa",)]
    assert [p.name for p in copy.parent.iterdir()] == [copy.name]


def test_a_backup_is_never_overwritten(database: Path, copy: Path) -> None:
    before = snapshot.sha256(copy)
    with pytest.raises(BackupExists) as refused:
        backup.backup(database, copy)
    assert refused.value.facts == {"file": str(copy)}
    assert snapshot.sha256(copy) == before


def test_a_backup_of_broken_references_is_no_backup(
    database: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(database)) as raw, raw:
        raw.execute(
            "INSERT INTO overrides VALUES ('nobody', 'k', 'r', 1, ?, 's')", (NOW,)
        )
    with pytest.raises(DatabaseDamaged):
        backup.backup(database, tmp_path / "b" / "monday.sqlite3")
    assert list((tmp_path / "b").iterdir()) == []


def test_checking_a_backup_replaces_nothing(database: Path, copy: Path) -> None:
    before = sorted(p.name for p in database.parent.iterdir())
    assert backup.verify(copy, within=database.parent) == snapshot.sha256(copy)
    assert sorted(p.name for p in database.parent.iterdir()) == before
    assert _labels(database) == ["Awa", "Moussa"]


def test_a_restore_brings_back_the_copy_and_keeps_what_it_replaced(
    database: Path, copy: Path
) -> None:
    kept = backup.restore(copy, database, at="2026-11-23T10:00:00Z")
    assert kept is not None
    assert kept.name == "workbench.sqlite3.before-restore-2026-11-23T100000Z"
    assert _dump(database) == _dump(copy)
    assert _labels(database) == ["Awa"]
    assert _labels(kept) == ["Awa", "Moussa"]
    with connect.reading(database) as conn:
        assert audit.verify(conn) == []
        (case,) = cases.search(conn)
        (frozen,) = dossiers.all_of(conn, case.id)
        assert dossiers.document(conn, frozen.id) == b"Awa"


def test_a_restore_can_be_taken_back(database: Path, copy: Path) -> None:
    kept = backup.restore(copy, database, at="2026-11-23T10:00:00Z")
    assert kept is not None
    backup.restore(kept, database, at="2026-11-23T10:05:00Z")
    assert _labels(database) == ["Awa", "Moussa"]


def test_a_restore_needs_no_database_to_replace(copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "laptop" / "workbench.sqlite3"
    assert backup.restore(copy, path, at=NOW) is None
    assert _labels(path) == ["Awa"]
    assert sorted(p.name for p in path.parent.iterdir()) == [
        "workbench.sqlite3",
        "workbench.sqlite3.lock",
    ]


def test_a_log_without_its_database_is_not_mixed_into_the_restored_one(
    database: Path, copy: Path
) -> None:
    with connect.writing(database) as conn:
        open_case(conn, "Zineb")
        conn.execute("COMMIT")
        log = identity.beside(database, "-wal").read_bytes()
        conn.execute("BEGIN")
    database.unlink()
    identity.beside(database, "-wal").write_bytes(log)
    backup.restore(copy, database, at="T")
    assert _labels(database) == ["Awa"]
    assert identity.beside(database, ".before-restore-T-wal").read_bytes() == log


def test_a_copy_made_by_hand_is_restored_with_its_log(
    database: Path, tmp_path: Path
) -> None:
    by_hand = tmp_path / "usb" / "workbench.sqlite3"
    by_hand.parent.mkdir()
    with connect.writing(database) as conn:
        open_case(conn, "Zineb")
        conn.execute("COMMIT")
        for suffix in ("", "-wal"):
            shutil.copy(
                identity.beside(database, suffix), identity.beside(by_hand, suffix)
            )
        conn.execute("BEGIN")
    before = snapshot.sha256(by_hand)
    path = tmp_path / "laptop" / "workbench.sqlite3"
    backup.restore(by_hand, path, at=NOW)
    assert _labels(path) == ["Zineb"]
    assert snapshot.sha256(by_hand) == before


def test_an_older_backup_is_upgraded_and_itself_left_alone(tmp_path: Path) -> None:
    older = tmp_path / "older.sqlite3"
    with closing(sqlite3.connect(older, isolation_level=None)) as raw:
        raw.execute(f"PRAGMA application_id={connect.APPLICATION_ID}")
        raw.execute("CREATE TABLE old_notes (text TEXT) STRICT")
    before = snapshot.sha256(older)
    path = tmp_path / "home" / "workbench.sqlite3"
    backup.restore(older, path, at=NOW)
    assert _labels(path) == []
    assert connect.examine(path) == identity.VERSION
    assert snapshot.sha256(older) == before


@pytest.mark.parametrize("spoil", [b"", b"not a database", b"SQLite format 3\0 cut"])
def test_a_database_beyond_reading_is_kept_byte_for_byte(
    database: Path, copy: Path, spoil: bytes
) -> None:
    database.write_bytes(spoil)
    kept = backup.restore(copy, database, at=NOW)
    assert kept is not None
    assert kept.read_bytes() == spoil
    assert _labels(database) == ["Awa"]


def _alter_audit(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as raw, raw:
        raw.execute("DROP TRIGGER audit_no_update")
        raw.execute("UPDATE audit SET actor = 'x'")


def _raise_version(copy: Path) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
        raw.execute("PRAGMA user_version=99")


def _add_unknown_migration(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as raw, raw:
        raw.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('workbench', 'from_the_future', '')"
        )


def _change_mark(copy: Path) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
        raw.execute("PRAGMA application_id=1")


def _cut(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:-1000])


def _overwrite_a_page(copy: Path) -> None:
    content = bytearray(copy.read_bytes())
    content[3 * 4096 : 4 * 4096] = b"\xa5" * 4096
    copy.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (_alter_audit, BackupAltered),
        (_raise_version, DatabaseNewer),
        (_add_unknown_migration, DatabaseNewer),
        (_change_mark, DatabaseForeign),
        (_cut, DatabaseDamaged),
        (_overwrite_a_page, DatabaseDamaged),
        (lambda copy: copy.write_bytes(b""), DatabaseEmpty),
        (lambda copy: copy.write_bytes(b"x" * 9000), DatabaseForeign),
        (lambda copy: copy.unlink(), BackupMissing),
    ],
)
def test_an_unusable_backup_is_refused_and_the_database_untouched(
    database: Path,
    copy: Path,
    spoil: Callable[[Path], object],
    error: type[WorkbenchError],
) -> None:
    spoil(copy)
    before = snapshot.sha256(database)
    with pytest.raises(error) as refused:
        backup.restore(copy, database, at=NOW)
    assert refused.value.facts["file"] == str(copy)
    assert snapshot.sha256(database) == before
    with pytest.raises(error):
        backup.verify(copy, within=database.parent)
    left = {p.name for p in database.parent.iterdir()}
    assert left <= {database.name, database.name + ".lock", copy.parent.name}


def test_the_database_in_use_is_no_backup_of_itself(database: Path) -> None:
    with pytest.raises(BackupIsLive):
        backup.restore(database, database, at=NOW)


def test_what_an_earlier_restore_kept_is_not_overwritten(
    database: Path, copy: Path
) -> None:
    kept = backup.restore(copy, database, at=NOW)
    assert kept is not None
    with pytest.raises(BackupExists):
        backup.restore(copy, database, at=NOW)
    assert _labels(kept) == ["Awa", "Moussa"]


def test_a_restore_waits_for_others_and_then_says_busy(
    database: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "PATIENCE", 0.1)
    with connect.reading(database) as reader:
        assert reader.execute("SELECT count(*) FROM cases").fetchone()[0] == 2
        with pytest.raises(DatabaseBusy):
            backup.restore(copy, database, at=NOW)
    assert _labels(database) == ["Awa", "Moussa"]
    backup.restore(copy, database, at=NOW)
    assert _labels(database) == ["Awa"]
