"""A verified copy of an open database, complete or absent, never half."""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfile

from workbench.store import faults
from workbench.store.errors import BackupExists, DatabaseDamaged
from workbench.store.identity import beside

_COMPANIONS = ("", "-journal", "-wal", "-shm")


def take(conn: sqlite3.Connection, target: Path) -> str:
    """Copy the database of `conn` to `target`; return the sha256 of the file.

    `conn` is inside a transaction that has written nothing, so that counting and
    copying read the same moment, whatever others write meanwhile.
    The copy is written beside `target`, checked, flushed and only then renamed.
    """
    with faults.named(target), _arriving(target) as partial:
        counts = row_counts(conn)
        _copy(conn, partial)
        _compare(partial, counts)
        return sha256(partial)


def keep(conn: sqlite3.Connection, target: Path) -> None:
    """Copy the pages of a database that is not sound to `target`, as they are."""
    with (
        faults.named(target),
        _arriving(target) as partial,
        closing(sqlite3.connect(partial, isolation_level=None)) as copy,
    ):
        conn.backup(copy)


@contextmanager
def _arriving(target: Path) -> Iterator[Path]:
    """Yield a file that is flushed and has the name `target` when the body is done."""
    with scratch(beside(target, ".partial")) as partial:
        _refuse_existing(target)
        yield partial
        flush(partial)
        _refuse_existing(target)
        partial.replace(target)
        flush_folder(target.parent)


def keep_bytes(path: Path, target: Path) -> None:
    """Copy what lies at `path` to `target` byte for byte, with its log or journal."""
    for suffix in ("-journal", "-wal", ""):
        part = beside(path, suffix)
        if part.exists():
            with _arriving(beside(target, suffix)) as partial:
                copyfile(part, partial)


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise BackupExists(file=str(target))


def _copy(conn: sqlite3.Connection, partial: Path) -> None:
    """Copy all pages and leave the mode that read-only media can serve."""
    with closing(sqlite3.connect(partial, isolation_level=None)) as copy:
        conn.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _compare(partial: Path, counts: dict[str, int]) -> None:
    with closing(sqlite3.connect(partial, isolation_level=None)) as copy:
        check(copy, partial)
        if row_counts(copy) != counts:
            raise DatabaseDamaged(file=str(partial))


def check(conn: sqlite3.Connection, path: Path) -> None:
    """Return when every page and every reference is sound; DatabaseDamaged if not."""
    verdict = conn.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise faults.of_verdict(verdict, path)
    if conn.execute("PRAGMA foreign_key_check").fetchone():
        raise DatabaseDamaged(file=str(path))


def row_counts(conn: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of every table, by its name."""
    names = conn.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    )
    return {name: _count(conn, name) for (name, *_) in names.fetchall()}


def _count(conn: sqlite3.Connection, table: str) -> int:
    """Count one table; its name comes from the schema, never from a person."""
    quoted = table.replace('"', '""')
    row = conn.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # noqa: S608
    return int(row[0])


@contextmanager
def scratch(path: Path) -> Iterator[Path]:
    """Yield an empty private file at `path`; whatever is left there goes after."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    discard(path)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield path
    finally:
        discard(path)


def discard(path: Path) -> None:
    """Remove a database file and its companions, present or not."""
    for suffix in _COMPANIONS:
        beside(path, suffix).unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """Return the hexadecimal sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Return once the file's bytes are on the medium."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Return once renames in the folder are on the medium, where that exists."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
