import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from workbench.store import cases, connect, identity, lock, migrations, snapshot
from workbench.store.errors import (
    DatabaseBusy,
    DatabaseForeign,
    DatabaseNewer,
    DatabaseUnprepared,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX files")


def test_preparing_makes_the_folder_and_a_database_of_this_version(
    tmp_path: Path,
) -> None:
    path = tmp_path / "new" / "home" / "workbench.sqlite3"
    connect.prepare(path)
    assert connect.examine(path) == len(identity.MIGRATIONS)
    with connect.reading(path) as conn:
        assert cases.search(conn) == []


@posix
def test_only_the_owner_can_read_the_database(tmp_path: Path) -> None:
    path = tmp_path / "home" / "workbench.sqlite3"
    connect.prepare(path)
    with connect.writing(path) as conn:
        cases.next_number(conn, 2026)
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}
    assert set(modes) >= {path.name, path.name + "-wal", path.name + "-shm"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@posix
def test_preparing_takes_rights_back_that_were_too_wide(database: Path) -> None:
    database.chmod(0o644)
    connect.prepare(database)
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_preparing_again_changes_nothing(database: Path) -> None:
    before = snapshot.sha256(database)
    connect.prepare(database)
    assert snapshot.sha256(database) == before
    assert [p.name for p in database.parent.iterdir()] == [database.name]


def test_preparing_an_up_to_date_database_loads_no_migrations(database: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from workbench.store import connect;"
        "connect.prepare(Path(sys.argv[1]));"
        "sys.exit('sqlite_utils' in sys.modules or 'pandas' in sys.modules)"
    )
    root = Path(connect.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code, database], cwd=root, check=False)
    assert done.returncode == 0


def test_two_threads_prepare_one_database(tmp_path: Path) -> None:
    path = tmp_path / "home" / "workbench.sqlite3"
    failures: list[Exception] = []

    def start() -> None:
        try:
            connect.prepare(path)
            with connect.writing(path) as conn:
                cases.next_number(conn, 2026)
        except Exception as error:  # noqa: BLE001 - shown by the assertion
            failures.append(error)

    _in_threads(start, 6)
    assert failures == []
    with connect.writing(path) as conn:
        assert cases.next_number(conn, 2026) == "2026-0007"


def _in_threads(work: object, count: int) -> None:
    assert callable(work)
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_six_sessions_writing_at_once_lose_nothing(database: Path) -> None:
    failures: list[Exception] = []

    def count_up() -> None:
        for _ in range(50):
            try:
                with connect.writing(database) as conn:
                    row = conn.execute("SELECT last FROM numbers").fetchone()
                    conn.execute("DELETE FROM numbers")
                    last = (row["last"] if row else 0) + 1
                    conn.execute("INSERT INTO numbers VALUES (2026, ?)", (last,))
            except Exception as error:  # noqa: BLE001 - shown by the assertion
                failures.append(error)

    _in_threads(count_up, 6)
    assert failures == []
    with connect.reading(database) as conn:
        assert conn.execute("SELECT last FROM numbers").fetchone()["last"] == 300


@pytest.mark.parametrize("opened", [connect.reading, connect.writing])
def test_every_connection_has_the_safe_settings(database: Path, opened: object) -> None:
    assert callable(opened)
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10000,
        "trusted_schema": 0,
        "secure_delete": 1,
        "cell_size_check": 1,
    }
    with opened(database) as conn:
        found = {k: conn.execute(f"PRAGMA {k}").fetchone()[0] for k in wanted}
    assert found == wanted


def test_a_body_that_fails_leaves_nothing_behind(database: Path) -> None:
    def fail() -> None:
        with connect.writing(database) as conn:
            conn.execute("INSERT INTO numbers VALUES (2026, 7)")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with connect.reading(database) as conn:
        assert conn.execute("SELECT * FROM numbers").fetchall() == []


def test_a_connection_is_closed_after_use(database: Path) -> None:
    for opened in (connect.reading, connect.writing):
        with opened(database) as conn:
            pass
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            conn.execute("SELECT 1")


def test_reading_cannot_write(database: Path) -> None:
    with (
        pytest.raises(connect.HomeReadOnly),
        connect.reading(database) as conn,
    ):
        conn.execute("INSERT INTO numbers VALUES (2026, 7)")


def test_reading_sees_one_moment(database: Path) -> None:
    with connect.reading(database) as reader:
        assert reader.execute("SELECT count(*) FROM numbers").fetchone()[0] == 0
        with connect.writing(database) as writer:
            writer.execute("INSERT INTO numbers VALUES (2026, 7)")
        assert reader.execute("SELECT count(*) FROM numbers").fetchone()[0] == 0


def test_a_missing_database_is_not_made_by_opening_it(tmp_path: Path) -> None:
    path = tmp_path / "workbench.sqlite3"
    for opened in (connect.reading, connect.writing):
        with pytest.raises(DatabaseUnprepared), opened(path):
            pass
    assert list(tmp_path.iterdir()) == []


def test_another_programs_database_is_not_touched_by_opening_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "notes.sqlite3"
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("CREATE TABLE notes (text TEXT)")
    before = snapshot.sha256(path)
    for opened in (connect.reading, connect.writing):
        with pytest.raises(DatabaseForeign), opened(path):
            pass
    assert snapshot.sha256(path) == before


@pytest.mark.parametrize(
    ("version", "error"), [(99, DatabaseNewer), (0, DatabaseUnprepared)]
)
def test_a_database_of_another_version_is_not_opened(
    database: Path, version: int, error: type[Exception]
) -> None:
    _set_version(database, version)
    with pytest.raises(error), connect.writing(database):
        pass


def _set_version(database: Path, version: int) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as raw:
        raw.execute(f"PRAGMA user_version={version}")


def test_who_waits_too_long_is_told_that_the_database_is_busy(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "PATIENCE", 0.05)
    with (
        connect.writing(database),
        pytest.raises(DatabaseBusy) as refused,
        connect.writing(database),
    ):
        pass
    assert refused.value.facts == {"file": str(database)}


def test_who_waits_too_long_for_the_lock_is_told(database: Path) -> None:
    with (
        lock.held(database),
        pytest.raises(DatabaseBusy),
        lock.held(database, patience=0.1),
    ):
        pass


def test_settling_empties_the_log(database: Path) -> None:
    log = identity.beside(database, "-wal")
    with closing(connect.attach(database)) as other:
        assert other.execute("SELECT count(*) FROM numbers").fetchone()[0] == 0
        with connect.writing(database) as conn:
            cases.next_number(conn, 2026)
        assert log.stat().st_size > 0
        connect.settle(database)
        assert log.stat().st_size == 0


def test_settling_is_refused_while_a_reader_needs_the_log(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "PATIENCE", 0.05)
    with connect.reading(database) as reader:
        reader.execute("SELECT * FROM numbers").fetchall()
        with connect.writing(database) as conn:
            cases.next_number(conn, 2026)
        with pytest.raises(DatabaseBusy):
            connect.settle(database)


def test_the_known_migrations_are_those_written_in_order() -> None:
    written = [migration.name for migration in migrations.history._migrations]
    assert tuple(written) == identity.MIGRATIONS


def _make_older(path: Path) -> None:
    """The database of a version that had no tables yet, with a row to keep."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute(f"PRAGMA application_id={connect.APPLICATION_ID}")
        raw.execute("CREATE TABLE old_notes (text TEXT) STRICT")
        raw.execute("INSERT INTO old_notes VALUES ('kept')")


def test_an_older_database_is_copied_and_then_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "workbench.sqlite3"
    _make_older(path)
    connect.prepare(path)
    with connect.writing(path) as conn:
        assert cases.next_number(conn, 2026) == "2026-0001"
        assert conn.execute("SELECT text FROM old_notes").fetchone()[0] == "kept"
    kept = identity.beside(path, ".before-upgrade-v0")
    assert connect.examine(kept) == 0
    with closing(sqlite3.connect(kept)) as raw:
        assert raw.execute("SELECT text FROM old_notes").fetchone()[0] == "kept"


def test_an_upgrade_that_fails_changes_nothing_and_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "workbench.sqlite3"
    _make_older(path)
    broken = (*migrations._FIRST_TABLES, "CREATE TABLE cases (id TEXT)")
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "_FIRST_TABLES", broken)
        with pytest.raises(sqlite3.OperationalError, match="already exists"):
            connect.prepare(path)
    assert connect.examine(path) == 0
    with closing(sqlite3.connect(path)) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_schema")]
    assert tables == ["old_notes"]
    connect.prepare(path)
    assert connect.examine(path) == identity.VERSION
    assert identity.beside(path, ".before-upgrade-v0-2").exists()


def test_every_table_is_strict_and_every_case_table_goes_with_its_case(
    database: Path,
) -> None:
    with connect.reading(database) as conn:
        tables = conn.execute("PRAGMA table_list").fetchall()
        own = [
            table
            for table in tables
            if table["type"] == "table"
            and not table["name"].startswith(("sqlite_", "_"))
        ]
        assert len(own) == 12
        assert [table["name"] for table in own if not table["strict"]] == []
        for table in {t["name"] for t in own} - {
            "cases",
            "audit",
            "settings",
            "numbers",
        }:
            keys = conn.execute(f"PRAGMA foreign_key_list({table})").fetchall()
            assert {key["on_delete"] for key in keys} == {"CASCADE"}
