import errno
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from workbench.errors import WorkbenchError
from workbench.store import audit, backup, connect, faults, identity, settings, snapshot
from workbench.store.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseEmpty,
    DatabaseForeign,
    DatabaseNewer,
    DiskFull,
)

NOW = "2026-11-23T10:00:00Z"
NOBODY = "65534"
ROOT = Path(connect.__file__).parents[2]
CHILD = Path(__file__).with_name("store_child.py")

posix = pytest.mark.skipif(sys.platform == "win32", reason="uses POSIX limits")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("prepared") / "workbench.sqlite3"
    connect.prepare(path)
    return path


@pytest.fixture
def database(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(prepared, tmp_path / "workbench.sqlite3"))


def _save(path: Path, key: str) -> None:
    with connect.writing(path) as conn:
        settings.put(conn, key, f'"{key}"', at=NOW, by="s")
        audit.append(conn, at=NOW, actor="s", action="setting.put")


def _child(command: str, *arguments: object) -> list[str]:
    return [sys.executable, str(CHILD), command, *map(str, arguments)]


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


def _run(command: str, *arguments: object) -> list[str]:
    done = subprocess.run(
        _child(command, *arguments),
        env=_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def _run_and_kill(
    seconds: float, command: str, *arguments: object, heard: int = 0
) -> list[str]:
    """Kill the child `seconds` after it said `heard` lines; return what it said."""
    with subprocess.Popen(
        _child(command, *arguments), env=_environment(), stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        first = [child.stdout.readline().decode().strip() for _ in range(heard)]
        time.sleep(seconds)
        child.kill()
        return first + child.stdout.read().decode().splitlines()


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return list(raw.iterdump())


def _files(folder: Path) -> dict[str, str]:
    return {p.name: snapshot.sha256(p) for p in folder.iterdir()}


def test_thirty_kills_while_saving_lose_no_acknowledged_save(database: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    acknowledged: set[int] = set()
    for _ in range(30):
        said = _run_and_kill(chance.uniform(0, 0.06), "write", database, heard=1)
        acknowledged |= {int(line) for line in said}
    connect.prepare(database)
    with connect.reading(database) as conn:
        saved = {entry.seq for entry in audit.entries(conn)}
        assert acknowledged <= saved
        assert len(acknowledged) >= 30
        assert len(settings.all_of(conn)) == len(saved)
        assert audit.verify(conn) == []
        assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


@posix
@pytest.mark.parametrize("room", [0, 20_000, 60_000, 200_000])
def test_a_full_disk_refuses_the_save_whole_and_works_again_with_room(
    database: Path, room: int
) -> None:
    refused, backed_up, created, after = _run("fill", database, room)
    code, _, saved = refused.partition(" after ")
    assert code == "disk.full"
    assert (backed_up, created, after) == ("disk.full", "disk.full", "saved")
    with connect.reading(database) as conn:
        assert len(settings.all_of(conn)) == int(saved) + 1
        assert len(audit.entries(conn)) == int(saved) + 1
        assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert not list(database.parent.glob("backup*"))
    assert not list(database.parent.glob("second/*.sqlite3*[!k]"))


def test_a_database_that_may_not_grow_says_that_the_disk_is_full(
    database: Path,
) -> None:
    def save_a_long_text() -> None:
        with connect.writing(database) as conn:
            conn.execute("PRAGMA max_page_count=1")
            settings.put(conn, "long", '"' + "x" * 100_000 + '"', at=NOW, by="s")

    with pytest.raises(DiskFull) as refused:
        save_a_long_text()
    assert refused.value.facts == {"folder": str(database.parent)}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("ENOSPC", "disk.full"),
        ("EDQUOT", "disk.full"),
        ("EFBIG", "disk.full"),
        ("EACCES", "home.read_only"),
        ("EROFS", "home.read_only"),
        ("EIO", "database.unreadable"),
        ("ENOENT", "database.unprepared"),
        ("EISDIR", "database.foreign"),
    ],
)
def test_the_systems_refusals_have_names(
    number: str, code: str, tmp_path: Path
) -> None:
    error = OSError(getattr(errno, number), "refused")
    with pytest.raises(WorkbenchError) as named, faults.named(tmp_path / "w.sqlite3"):
        raise error
    assert named.value.code == code
    assert named.value.__cause__ is error


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("SQLITE_IOERR_READ", "database.unreadable"),
        ("SQLITE_IOERR_CORRUPTFS", "database.unreadable"),
        ("SQLITE_IOERR_WRITE", "disk.full"),
        ("SQLITE_CORRUPT_SEQUENCE", "database.damaged"),
        ("SQLITE_NOTADB", "database.damaged"),
        ("SQLITE_READONLY_DBMOVED", "database.busy"),
        ("SQLITE_BUSY_SNAPSHOT", "database.busy"),
    ],
)
def test_sqlites_refusals_have_names(number: str, code: str, tmp_path: Path) -> None:
    error = sqlite3.OperationalError("refused")
    error.sqlite_errorcode = getattr(sqlite3, number)
    named = faults.of_sqlite(error, tmp_path / "w.sqlite3")
    assert named is not None
    assert named.code == code


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        ("Page 36: unable to get the page. error code=8458", "database.unreadable"),
        ("Page 36: unable to get the page. error code=11", "database.damaged"),
        ("Page 2: btreeInitPage() returns error", "database.damaged"),
    ],
)
def test_a_page_that_the_disk_did_not_hand_over_is_no_damage(
    verdict: str, code: str, tmp_path: Path
) -> None:
    assert faults.of_verdict(verdict, tmp_path / "w.sqlite3").code == code


def test_defects_keep_their_own_name(database: Path) -> None:
    with (
        pytest.raises(sqlite3.OperationalError, match="no such table"),
        connect.writing(database) as conn,
    ):
        conn.execute("SELECT * FROM unheard_of")
    with pytest.raises(OSError, match="refused"), faults.named(database):
        raise OSError(999, "refused")


@contextmanager
def _open_to_all() -> Iterator[Path]:
    """A folder that another user can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "home"
        folder.mkdir()
        Path(name).chmod(0o755)
        try:
            yield folder
        finally:
            folder.chmod(0o700)


@posix
@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "told"),
    [
        (0o555, 0o666, ["home.read_only"] * 3),
        (0o777, 0o444, ["home.read_only", "home.read_only", "done"]),
        (0o777, 0o000, ["home.read_only"] * 3),
        (0o555, None, ["home.read_only", "database.unprepared", "database.unprepared"]),
        (0o777, 0o666, ["done"] * 3),
    ],
)
def test_a_home_that_cannot_be_written_is_named_and_stays_as_it_was(
    prepared: Path, folder_mode: int, file_mode: int | None, told: list[str]
) -> None:
    with _open_to_all() as folder:
        path = folder / "workbench.sqlite3"
        if file_mode is not None:
            shutil.copy(prepared, path)
            path.chmod(file_mode)
        before = _files(folder)
        folder.chmod(folder_mode)
        uid = NOBODY if os.geteuid() == 0 else "same"
        assert _run("visit", path, uid) == told
        if "done" not in told:
            assert _files(folder) == before


def _header_with(path: Path, position: int, value: int) -> None:
    content = bytearray(path.read_bytes())
    content[position : position + 4] = value.to_bytes(4)
    path.write_bytes(content)


def _make_foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("CREATE TABLE notes (text TEXT)")


def _forget_migrations(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DROP TABLE _sqlite_migrations")


def _overwrite_a_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[3 * 4096 : 4 * 4096] = b"\xa5" * 4096
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda path: path.write_bytes(b""), DatabaseEmpty),
        (lambda path: path.write_text("liste des clients"), DatabaseForeign),
        (_make_foreign, DatabaseForeign),
        (lambda path: _header_with(path, 68, 1), DatabaseForeign),
        (_forget_migrations, DatabaseForeign),
        (lambda path: _header_with(path, 60, 99), DatabaseNewer),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), DatabaseDamaged),
        (_overwrite_a_page, DatabaseDamaged),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_not_changed(
    database: Path, spoil: Callable[[Path], object], error: type[WorkbenchError]
) -> None:
    spoil(database)
    before = _files(database.parent)
    with pytest.raises(error) as refused:
        connect.prepare(database)
    assert refused.value.facts == {"file": str(database)}
    assert _files(database.parent) == before


def test_a_folder_in_the_place_of_the_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "workbench.sqlite3"
    path.mkdir()
    with pytest.raises(DatabaseForeign):
        connect.prepare(path)


def test_a_database_cut_anywhere_is_refused_and_not_changed(database: Path) -> None:
    whole = database.read_bytes()
    chance = random.Random(11)  # noqa: S311 - places, not secrets
    sizes = {1, 15, 16, 17, 99, 100, 101, 4096, len(whole) - 1}
    sizes |= {chance.randrange(1, len(whole)) for _ in range(91)}
    for size in sorted(sizes):
        database.write_bytes(whole[:size])
        with pytest.raises(DatabaseDamaged):
            connect.prepare(database)
        assert database.read_bytes() == whole[:size]


def test_a_log_without_its_database_is_not_mixed_into_a_new_one(
    database: Path,
) -> None:
    log = identity.beside(database, "-wal")
    with connect.writing(database) as conn:
        settings.put(conn, "key", "1", at=NOW, by="s")
        conn.execute("COMMIT")
        content = log.read_bytes()
        conn.execute("BEGIN")
    database.unlink()
    log.write_bytes(content)
    with pytest.raises(DatabaseDamaged):
        connect.prepare(database)
    assert not database.exists()
    assert log.read_bytes() == content


def test_a_log_left_by_a_crash_is_read_back(database: Path, tmp_path: Path) -> None:
    crashed = tmp_path / "crashed" / database.name
    crashed.parent.mkdir()
    with connect.writing(database) as conn:
        settings.put(conn, "key", "1", at=NOW, by="s")
        conn.execute("COMMIT")
        for suffix in ("", "-wal"):
            shutil.copy(
                identity.beside(database, suffix), identity.beside(crashed, suffix)
            )
        conn.execute("BEGIN")
    connect.prepare(crashed)
    with connect.reading(crashed) as conn:
        assert list(settings.all_of(conn)) == ["key"]


def test_backups_under_load_are_each_a_consistent_moment(
    database: Path, tmp_path: Path
) -> None:
    stop = threading.Event()
    failures: list[Exception] = []

    def load(name: str) -> None:
        try:
            for n in range(100_000):
                if stop.is_set():
                    return
                _save(database, f"{name}-{n}")
        except Exception as error:  # noqa: BLE001 - shown by the assertion
            failures.append(error)

    writers = [threading.Thread(target=load, args=(name,)) for name in "abcd"]
    for writer in writers:
        writer.start()
    lengths = []
    try:
        for n in range(15):
            target = tmp_path / "backups" / f"{n}.sqlite3"
            backup.backup(database, target)
            backup.verify(target, within=tmp_path)
            with connect.reading(target) as conn:
                lengths.append(len(audit.entries(conn)))
                assert len(settings.all_of(conn)) == lengths[-1]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert failures == []
    assert lengths == sorted(lengths)
    assert lengths[-1] > lengths[0]


def test_a_restore_drill_gives_back_every_row(database: Path, tmp_path: Path) -> None:
    for key in ("été", "أمينة", "'; DROP TABLE settings; --", "1 250,50"):
        _save(database, key)
    target = tmp_path / "usb" / "backup.sqlite3"
    backup.backup(database, target)
    path = tmp_path / "laptop" / "workbench.sqlite3"
    backup.restore(target, path, at=NOW)
    assert _dump(path) == _dump(database)


def test_a_save_during_a_restore_is_kept_or_refused_but_never_lost(
    database: Path, tmp_path: Path
) -> None:
    source = tmp_path / "usb" / "backup.sqlite3"
    backup.backup(database, source)
    stop = threading.Event()
    saved: list[str] = []
    failures: list[Exception] = []

    def load(name: str) -> None:
        for n in range(100_000):
            if stop.wait(0.005):
                return
            try:
                _save(database, f"{name}-{n}")
                saved.append(f"{name}-{n}")
            except DatabaseBusy:
                continue
            except Exception as error:  # noqa: BLE001 - shown by the assertion
                failures.append(error)

    writers = [threading.Thread(target=load, args=(name,)) for name in "ab"]
    for writer in writers:
        writer.start()
    kept: list[Path | None] = []
    deadline = time.monotonic() + 60
    try:
        while len(kept) < 25 or (len(saved) < 6 and time.monotonic() < deadline):
            kept.append(backup.restore(source, database, at=str(len(kept))))
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    found: list[str] = []
    for path in (database, *filter(None, kept)):
        with closing(sqlite3.connect(path)) as raw:
            found += [key for (key,) in raw.execute("SELECT key FROM settings")]
    assert failures == []
    assert sorted(found) == sorted(saved)
    assert len(saved) > 5


def test_a_restore_killed_at_any_moment_leaves_one_database_whole(
    database: Path, tmp_path: Path
) -> None:
    sources = {}
    for name in ("first", "second"):
        _save(database, name)
        source = tmp_path / "backups" / name
        backup.backup(database, source)
        sources[name] = _dump(source)
    chance = random.Random(13)  # noqa: S311 - moments, not secrets
    folder = tmp_path / "backups"
    live = "second"
    for _ in range(15):
        said = _run_and_kill(
            chance.uniform(0, 0.08),
            "restore",
            database,
            *(folder / name for name in sources),
        )
        started, done = live, live
        for line in said:
            state, _, name = line.partition(" ")
            started = name
            done = name if state == "done" else done
        connect.prepare(database)
        found = _dump(database)
        assert found in (sources[started], sources[done])
        live = "first" if found == sources["first"] else "second"


def test_a_database_killed_in_its_making_is_made_again(tmp_path: Path) -> None:
    chance = random.Random(17)  # noqa: S311 - moments, not secrets
    for n in range(6):
        folder = tmp_path / str(n)
        folder.mkdir()
        said = _run_and_kill(chance.uniform(0, 0.1), "prepare", folder)
        paths = {home / "workbench.sqlite3" for home in folder.iterdir()}
        assert {Path(line) for line in said} <= paths
        for path in paths:
            connect.prepare(path)
            _save(path, "key")
            assert len(_dump(path)) > 20
