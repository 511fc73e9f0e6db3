"""Copies of the database: made while people work, checked before they count."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfile
from typing import Final

from workbench.store import audit, connect, faults, identity, lock, snapshot
from workbench.store.errors import (
    BackupAltered,
    BackupExists,
    BackupIsLive,
    BackupMissing,
    DatabaseDamaged,
    DatabaseEmpty,
    DatabaseForeign,
    DatabaseNewer,
    DatabaseUnprepared,
)
from workbench.store.identity import beside

_PAUSE: Final = 0.01
_UNUSABLE: Final = (
    DatabaseDamaged,
    DatabaseEmpty,
    DatabaseForeign,
    DatabaseNewer,
    DatabaseUnprepared,
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
            had_one = _replace(path, new, kept)
    return kept if had_one else None


@contextmanager
def _verified(source: Path, place: Path) -> Iterator[Path]:
    """Yield a checked copy of `source` at `place`, of this version, in WAL mode."""
    if not (source.is_file() and os.access(source, os.R_OK)):
        raise BackupMissing(file=str(source))
    with snapshot.scratch(place) as copy:
        copyfile(source, copy)
        for suffix in ("-journal", "-wal"):
            if beside(source, suffix).exists():
                copyfile(beside(source, suffix), beside(copy, suffix))
        _check(copy, source)
        yield copy


def _check(copy: Path, source: Path) -> None:
    """Run every check on the copy; the errors name the source."""
    try:
        with faults.named(copy):
            broken = _examine(copy)
    except _UNUSABLE as error:
        raise type(error)(file=str(source)) from error
    if broken:
        raise BackupAltered(file=str(source), entries=len(broken))


def _examine(copy: Path) -> list[int]:
    """Check and upgrade the copy; return the broken entries of its audit."""
    if connect.examine(copy) < identity.VERSION:
        connect.migrate(copy)
    with closing(connect.attach(copy)) as conn:
        snapshot.check(conn, copy)
        conn.execute("PRAGMA journal_mode=WAL")
        return audit.verify(conn)


def _replace(path: Path, new: Path, kept: Path) -> bool:
    """Keep what lies at `path` as `kept`, then replace it; False if nothing lay there.

    A database is overwritten in one transaction of its own, because a file that
    others have open must not be renamed away under them. What is too damaged to be
    copied is kept byte for byte, with its log, and does make way for a new file.
    """
    had_one = path.exists()
    try:
        with faults.named(path), _alone(path) as live:
            snapshot.take(live, kept)
            live.execute("ROLLBACK")
            with closing(connect.attach(new)) as source:
                source.backup(live)
    except _UNUSABLE:
        if kept.exists():
            raise
        _keep_bytes(path, kept)
        new.replace(path)
        snapshot.flush_folder(path.parent)
    return had_one


@contextmanager
def _alone(path: Path) -> Iterator[connect.Connection]:
    """Yield a connection in a transaction, with nobody else reading or writing.

    The exclusive lock lasts until the connection closes, also between its
    transactions. SQLite refuses it at once instead of waiting while others are
    connected, so this tries for as long as a save would wait.
    """
    identity.examine(path)
    deadline = time.monotonic() + connect.PATIENCE
    with closing(connect.attach(path)) as conn:
        conn.execute("PRAGMA synchronous=FULL")
        conn.execute("PRAGMA locking_mode=EXCLUSIVE")
        while not _has_locked(conn, deadline):
            time.sleep(_PAUSE)
        conn.execute("BEGIN")
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


def _keep_bytes(path: Path, kept: Path) -> None:
    """Copy a file that cannot be read as a database, then clear its companions."""
    for suffix in ("-journal", "-wal", ""):
        part = beside(path, suffix)
        if part.exists():
            with snapshot.scratch(beside(kept, ".partial")) as partial:
                copyfile(part, partial)
                snapshot.flush(partial)
                partial.replace(beside(kept, suffix))
    for suffix in ("-journal", "-wal", "-shm"):
        beside(path, suffix).unlink(missing_ok=True)
