"""Copies of the database: made while people work, checked before they count."""

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from shutil import copyfile
from typing import Final

from workbench.store import (
    audit,
    connect,
    dossiers,
    faults,
    identity,
    lock,
    seals,
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
    DatabaseUnprepared,
    DatabaseUnreadable,
)
from workbench.store.identity import beside

_PAUSE: Final = 0.01
_UNUSABLE: Final = (
    DatabaseDamaged,
    DatabaseEmpty,
    DatabaseForeign,
    DatabaseNewer,
    DatabaseUnprepared,
    DatabaseUnreadable,
)


def backup(path: Path, target: Path) -> str:
    """Write a verified copy of one moment to `target`; return its sha256.

    Others go on working. `target` appears whole or not at all and is never
    overwritten (BackupExists). It can be read from read-only media.
    """
    with connect.reading(path) as conn:
        return snapshot.take(conn, target)


def verify(source: Path, *, within: Path) -> str:
    """Return the sha256 of a copy that could be restored; refuse others by name.

    The same checks as `restore`, on a throw-away copy in the folder `within`, so
    that `source` may lie on read-only media. Nothing is replaced.
    """
    place = within / f"{source.name}.checking"
    with faults.named(place), _verified(source, place):
        return snapshot.sha256(source)


def restore(source: Path, path: Path, *, at: str) -> Path | None:
    """Put a verified copy in the place of the database at `path`.

    Returns where the replaced database lies, `<name>.before-restore-<at>`, or
    None when there was none. `at` is a timestamp; it is the name's only use.
    Refused, or killed at any moment, the live database is the old or the new one.
    What others saved meanwhile is in the kept database or in the new one.
    """
    if path.exists() and source.exists() and source.samefile(path):
        raise BackupIsLive(file=str(source))
    kept = beside(path, f".before-restore-{at.replace(':', '')}")
    with faults.named(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with lock.held(path), _verified(source, beside(path, ".restoring")) as new:
            if kept.exists():
                raise BackupExists(file=str(kept))
            snapshot.flush(new)
            had_one = path.exists()
            if had_one:
                _replace(path, new, kept)
            else:
                _swap(path, new, kept)
    return kept if had_one else None


def kept_copies(path: Path) -> tuple[Path, ...]:
    """Return the whole databases that restores and upgrades left beside this one."""
    found = (each.name for each in path.parent.iterdir())
    kept = [name for name in found if name.startswith(f"{path.name}.before-")]
    return tuple(path.with_name(name) for name in sorted(kept))


@contextmanager
def _verified(source: Path, place: Path) -> Iterator[Path]:
    """Yield a checked copy of `source` at `place`, of this version, in WAL mode."""
    if not (source.is_file() and os.access(source, os.R_OK)):
        raise BackupMissing(file=str(source))
    with snapshot.scratch(place) as copy:
        _fetch(source, copy)
        _check(copy, source)
        yield copy


def _fetch(source: Path, copy: Path) -> None:
    """Copy the source with its journal or log; DatabaseUnreadable names the source."""
    try:
        copyfile(source, copy)
        for suffix in ("-journal", "-wal"):
            if beside(source, suffix).exists():
                copyfile(beside(source, suffix), beside(copy, suffix))
    except OSError as error:
        if error.errno == errno.EIO:
            raise DatabaseUnreadable(file=str(source)) from error
        raise


def _check(copy: Path, source: Path) -> None:
    """Run every check on the copy; the errors name the source."""
    try:
        with faults.named(copy):
            marks = _examine(copy)
    except _UNUSABLE as error:
        raise type(error)(file=str(source)) from error
    if marks:
        raise BackupAltered(file=str(source), marks=marks)


def _examine(copy: Path) -> list[str]:
    """Check and upgrade the copy; return what shows that somebody changed it.

    Its tables and triggers are those of this version, its trail is whole, each
    dossier goes with its hashes, and what the trail sealed with its seal.
    """
    if connect.examine(copy) < identity.VERSION:
        connect.migrate(copy)
    with closing(connect.attach(copy)) as conn:
        snapshot.check(conn, copy)
        conn.execute("PRAGMA journal_mode=WAL")
        if connect.schema(conn) != connect.schema_of_this_version():
            return ["schema"]
        marks = {
            "audit": audit.verify(conn),
            "dossier": dossiers.altered(conn),
            "seal": seals.broken(conn),
        }
    return [name for name, found in marks.items() if found]


def _replace(path: Path, new: Path, kept: Path) -> None:
    """Keep what lies at `path` as `kept`, then replace it while nobody else has it.

    A database is overwritten in one transaction of its own, because a file that
    others have open must not be renamed away under them. Only what SQLite cannot
    lock, so that nobody can save into it either, makes way for a new file.
    """
    with ExitStack() as stack:
        try:
            live = stack.enter_context(_alone(path))
        except DatabaseDamaged:
            stack.enter_context(lock.unused(path))
            _require_unlockable(path)
            _swap(path, new, kept)
        else:
            _overwrite(live, path, new, kept)


def _overwrite(live: connect.Connection, path: Path, new: Path, kept: Path) -> None:
    with faults.named(path):
        live.execute("BEGIN")
        if _is_sound(live, path):
            snapshot.take(live, kept)
        else:
            snapshot.keep(live, kept)
        live.execute("ROLLBACK")
        with closing(connect.attach(new)) as source:
            source.backup(live)


def _is_sound(live: connect.Connection, path: Path) -> bool:
    try:
        with faults.named(path):
            snapshot.check(live, path)
    except DatabaseDamaged:
        return False
    return True


def _swap(path: Path, new: Path, kept: Path) -> None:
    """Keep the bytes that lie at `path`, if any, and move the new file there."""
    snapshot.keep_bytes(path, kept)
    for suffix in ("-journal", "-wal", "-shm"):
        beside(path, suffix).unlink(missing_ok=True)
    new.replace(path)
    snapshot.flush_folder(path.parent)


def _require_unlockable(path: Path) -> None:
    """DatabaseBusy where somebody who was still saving has made the file whole."""
    with suppress(DatabaseDamaged), _alone(path):
        raise DatabaseBusy(file=str(path))


@contextmanager
def _alone(path: Path) -> Iterator[connect.Connection]:
    """Yield a connection with nobody else reading or writing; DatabaseDamaged.

    The exclusive lock lasts until the connection closes, also between its
    transactions. SQLite refuses it at once instead of waiting while others are
    connected, so this tries for as long as a save would wait. Having read before the
    mode is changed, it keeps newcomers out from the first try on.
    """
    if path.is_dir():
        raise DatabaseForeign(file=str(path))
    deadline = time.monotonic() + connect.PATIENCE
    with faults.named(path), closing(connect.attach(path)) as conn:
        with suppress(sqlite3.DatabaseError):
            conn.execute("PRAGMA synchronous=FULL")
        conn.execute("PRAGMA locking_mode=EXCLUSIVE")
        while not _has_locked(conn, deadline):
            time.sleep(_PAUSE)
        yield conn


def _has_locked(conn: connect.Connection, deadline: float) -> bool:
    """True once the lock is held; after `deadline` SQLite's refusal comes out."""
    try:
        conn.execute("BEGIN EXCLUSIVE")
        conn.execute("COMMIT")
    except sqlite3.OperationalError as error:
        is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
        if not is_busy or time.monotonic() >= deadline:
            raise
        return False
    return True
