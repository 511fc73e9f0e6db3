import errno
import os
import shutil
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from store_samples import NOW, freeze, open_case

from workbench.errors import WorkbenchError
from workbench.store import (
    audit,
    backup,
    cases,
    connect,
    dossiers,
    identity,
    lock,
    snapshot,
)
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
    DatabaseUnreadable,
)

posix = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


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
            "INSERT INTO overrides VALUES ('nobody', 'k', 'r', 1, ?, 's', '{}')", (NOW,)
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
        "workbench.sqlite3.use",
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


@pytest.mark.parametrize("spoil", [b"not a database", b"SQLite format 3\0 cut"])
def test_a_database_beyond_reading_is_kept_byte_for_byte(
    database: Path, copy: Path, spoil: bytes
) -> None:
    database.write_bytes(spoil)
    kept = backup.restore(copy, database, at=NOW)
    assert kept is not None
    assert kept.read_bytes() == spoil
    assert _labels(database) == ["Awa"]


def test_an_empty_file_makes_way_too(database: Path, copy: Path) -> None:
    database.write_bytes(b"")
    backup.restore(copy, database, at=NOW)
    assert _labels(database) == ["Awa"]


def _break_a_reference(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(
            "INSERT INTO overrides VALUES ('nobody', 'k', 'r', 1, ?, 's', '{}')", (NOW,)
        )


def _empty_the_schema_page(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xa5" * 3996 + content[4096:])


def _cut_inside_a_page(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


@pytest.mark.parametrize(
    "spoil", [_break_a_reference, _empty_the_schema_page, _cut_inside_a_page]
)
def test_what_can_still_be_locked_is_overwritten_where_it_lies(
    database: Path, copy: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(database)
    pages, place = database.read_bytes()[4096:8192], database.stat().st_ino
    kept = backup.restore(copy, database, at=NOW)
    assert kept is not None
    assert kept.read_bytes()[4096:8192] == pages
    assert database.stat().st_ino == place
    assert _labels(database) == ["Awa"]


def test_a_disk_that_does_not_answer_replaces_nothing(
    database: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(conn: sqlite3.Connection) -> None:
        del conn
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
        raise error

    place = database.stat().st_ino
    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "row_counts", fail)
        with pytest.raises(DatabaseUnreadable):
            backup.restore(copy, database, at=NOW)
    assert database.stat().st_ino == place
    assert _labels(database) == ["Awa", "Moussa"]


def test_a_backup_that_the_disk_does_not_hand_over_is_named(
    database: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: Path, target: Path) -> None:
        raise OSError(errno.EIO, "refused", str(source), None, str(target))

    monkeypatch.setattr(backup, "copyfile", fail)
    with pytest.raises(DatabaseUnreadable) as refused:
        backup.restore(copy, database, at=NOW)
    assert refused.value.facts == {"file": str(copy)}


def test_a_file_makes_way_only_while_nobody_writes(database: Path, copy: Path) -> None:
    database.write_bytes(b"not a database")
    place = database.stat().st_ino
    restoring = threading.Thread(
        target=backup.restore, args=(copy, database), kwargs={"at": NOW}
    )
    with lock.used(database):
        restoring.start()
        restoring.join(timeout=1.5)
        assert restoring.is_alive()
        assert database.stat().st_ino == place
    restoring.join()
    assert _labels(database) == ["Awa"]


@pytest.mark.parametrize("opened", [connect.reading, connect.writing])
def test_who_has_the_database_open_keeps_it_in_its_place(
    database: Path, opened: Callable[[Path], AbstractContextManager[object]]
) -> None:
    with (
        opened(database),
        pytest.raises(DatabaseBusy),
        lock.unused(database, patience=0.1),
    ):
        pass
    with lock.unused(database, patience=0.1):
        pass


def test_a_file_that_a_writer_has_made_whole_does_not_make_way(
    database: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = database.read_bytes()
    database.write_bytes(b"not a database")

    @contextmanager
    def mended(path: Path) -> Iterator[None]:
        path.write_bytes(whole)
        yield

    monkeypatch.setattr(lock, "unused", mended)
    with pytest.raises(DatabaseBusy):
        backup.restore(copy, database, at=NOW)
    assert _labels(database) == ["Awa", "Moussa"]


def test_the_replaced_database_is_written_with_full_synchronisation(
    database: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels: list[int] = []
    take = snapshot.take

    def noted(conn: sqlite3.Connection, target: Path) -> str:
        levels.append(conn.execute("PRAGMA synchronous").fetchone()[0])
        return take(conn, target)

    monkeypatch.setattr(snapshot, "take", noted)
    backup.restore(copy, database, at=NOW)
    assert levels == [2]


@posix
def test_a_copy_is_on_the_medium_before_and_its_name_after_the_move(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def flushed(descriptor: int) -> None:
        done.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    def moved(self: Path, target: Path) -> Path:
        done.append(f"{self.name} -> {target.name}")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "replace", moved)
    backup.backup(database, tmp_path / "b" / "x")
    assert done == ["x.partial", "x.partial -> x", "b"]


def test_a_copy_that_lacks_a_row_is_no_backup(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add_case(database, "Awa")
    real = snapshot._copy

    def without_settings(conn: sqlite3.Connection, partial: Path) -> None:
        real(conn, partial)
        with closing(sqlite3.connect(partial)) as raw, raw:
            raw.execute("DELETE FROM numbers")

    monkeypatch.setattr(snapshot, "_copy", without_settings)
    with pytest.raises(DatabaseDamaged):
        backup.backup(database, tmp_path / "b.sqlite3")
    assert not (tmp_path / "b.sqlite3").exists()


def test_the_copies_left_beside_a_database_are_named(
    database: Path, copy: Path
) -> None:
    assert backup.kept_copies(database) == ()
    kept = backup.restore(copy, database, at=NOW)
    assert backup.kept_copies(database) == (kept,)


def _alter_audit(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as raw, raw:
        raw.execute("DROP TRIGGER audit_no_update")
        raw.execute("UPDATE audit SET actor = 'x'")


def _drop_a_guard(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as raw, raw:
        raw.execute("DROP TRIGGER frozen_no_update")


def _add_a_trigger(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as raw, raw:
        raw.execute(
            "CREATE TRIGGER thief AFTER INSERT ON cases BEGIN DELETE FROM answers; END"
        )


def _change_frozen(copy: Path, statement: str) -> None:
    """Change a frozen dossier, and put the guard back as if nothing had happened."""
    with closing(sqlite3.connect(copy)) as raw, raw:
        (guard,) = raw.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'frozen_no_update'"
        ).fetchone()
        raw.execute("DROP TRIGGER frozen_no_update")
        raw.execute(statement)
        raw.execute(guard)


def _change_the_document(copy: Path) -> None:
    _change_frozen(copy, "UPDATE dossiers SET document = x'00'")


def _change_the_inputs(copy: Path) -> None:
    _change_frozen(copy, "UPDATE dossiers SET inputs = '{\"loan\": 99000}'")


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
        (_drop_a_guard, BackupAltered),
        (_add_a_trigger, BackupAltered),
        (_change_the_document, BackupAltered),
        (_change_the_inputs, BackupAltered),
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
    locks = {database.name + ".lock", database.name + ".use"}
    assert left <= {database.name, *locks, copy.parent.name}


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
