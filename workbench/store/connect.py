"""Opens the database: created, upgraded and checked once, then one use at a time.

`prepare` runs once at the start of a process; `reading` and `writing` open one
connection per use and close it. It does not know what the tables mean.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final

from workbench.store import faults, identity, lock, snapshot
from workbench.store.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseForeign,
    DatabaseNewer,
    DatabaseUnprepared,
    HomeReadOnly,
)
from workbench.store.identity import APPLICATION_ID, MIGRATIONS, VERSION, beside

__all__ = ["APPLICATION_ID", "Connection", "prepare", "reading", "settle", "writing"]

Connection = sqlite3.Connection
"""An open database, as every function of this room takes it first."""

PATIENCE: Final = 10.0
"""Seconds a connection waits for another one's write."""

_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",
    "PRAGMA cell_size_check=ON",
)


def prepare(path: Path) -> None:
    """Create the database, or bring it to this version, or refuse it by name.

    Returns when `reading` and `writing` will work. A refused file keeps its
    bytes. An older database is first copied to `<name>.before-upgrade-v<n>`. A log
    that a crash or an erasure left is emptied.
    """
    with faults.named(path):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with lock.held(path):
                if not path.exists():
                    _create(path)
        if examine(path) < VERSION:
            with lock.held(path):
                if examine(path) < VERSION:
                    _upgrade(path)
        with suppress(OSError):
            path.chmod(0o600)
        if identity.has_log(path):
            with suppress(DatabaseBusy):
                settle(path)


def examine(path: Path) -> int:
    """Return the version of a sound, writable database of the workbench.

    A log left by a crash stays untouched until the file has passed.
    """
    identity.examine(path)
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise HomeReadOnly(folder=str(path.parent))
    mode = "ro" if identity.has_log(path) else "rw"
    with closing(attach(path, mode)) as conn:
        version = int(conn.execute("PRAGMA user_version").fetchone()[0])
        verdict = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise faults.of_verdict(verdict, path)
        if not _applied(conn) <= set(MIGRATIONS):
            raise DatabaseNewer(file=str(path))
        if version and not _applied(conn):
            raise DatabaseForeign(file=str(path))
    return version


def _applied(conn: sqlite3.Connection) -> set[str]:
    """The names of the migrations the database has seen."""
    known = conn.execute(
        "SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'"
    )
    if known.fetchone() is None:
        return set()
    rows = conn.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = 'workbench'"
    )
    return {row["name"] for row in rows}


def _create(path: Path) -> None:
    """Build the database beside its place, then move it there whole.

    A log without its database would be replayed into the new one: refused.
    """
    if identity.has_log(path):
        raise DatabaseDamaged(file=str(path))
    with snapshot.scratch(beside(path, ".new")) as draft:
        migrate(draft)
        snapshot.flush(draft)
        draft.replace(path)
    snapshot.flush_folder(path.parent)


def _upgrade(path: Path) -> None:
    """Keep a verified copy of an older database, then migrate it in place."""
    with closing(attach(path)) as conn:
        conn.execute("BEGIN")
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        snapshot.take(conn, _free_name(path, f".before-upgrade-v{version}"))
    migrate(path)


def _free_name(path: Path, suffix: str) -> Path:
    """`suffix` beside `path`, numbered from 2 on when taken."""
    numbered = (suffix if n == 1 else f"{suffix}-{n}" for n in count(1))
    return next(p for p in (beside(path, s) for s in numbered) if not p.exists())


def migrate(path: Path) -> None:
    """Apply what is missing to the file at `path` and leave it in WAL mode."""
    from workbench.store import migrations  # noqa: PLC0415 - takes half a second

    with closing(attach(path)) as conn:
        migrations.apply(conn, str(path))
        conn.execute("PRAGMA journal_mode=WAL")


def schema(conn: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """Return kind, name and SQL of every table, index and trigger of our own.

    The list of migrations is its library's, whose versions write it differently.
    """
    found = conn.execute(
        """
        SELECT type, name, sql FROM sqlite_schema
        WHERE name NOT LIKE 'sqlite_%'
        AND NOT (type = 'table' AND name = '_sqlite_migrations')
        """
    )
    return {(kind, name, sql) for kind, name, sql in found}


def schema_of_this_version() -> set[tuple[str, str, str]]:
    """Return the `schema` of a database made anew."""
    from workbench.store import migrations  # noqa: PLC0415 - takes half a second

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as conn:
        migrations.apply(conn, ":memory:")
        return schema(conn)


def attach(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """Open an existing file; transactions are begun by name, never implied."""
    address = f"{path.absolute().as_uri()}?mode={mode}"
    conn = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
    conn.row_factory = sqlite3.Row
    return conn


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a prepared database with its settings; another file stays untouched."""
    with ExitStack() as stack:
        if os.access(path, os.R_OK):
            with faults.named(path):
                stack.enter_context(lock.used(path))
        conn = stack.enter_context(closing(attach(path)))
        _identify(conn, path)
        for pragma in _PRAGMAS:
            conn.execute(pragma)
        yield conn


def _identify(conn: sqlite3.Connection, path: Path) -> None:
    """Refuse another file, or a database that `prepare` has still to upgrade."""
    if conn.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise DatabaseForeign(file=str(path))
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise DatabaseNewer(file=str(path))
    if version < VERSION:
        raise DatabaseUnprepared(file=str(path))


@contextmanager
def _named_sqlite(path: Path) -> Iterator[None]:
    """Name SQLite's errors only: what the body does with files is its own."""
    try:
        yield
    except sqlite3.Error as error:
        named = faults.of_sqlite(error, path)
        if named is None:
            raise
        raise named from error


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """Yield a connection that sees one moment of the database and cannot write."""
    with _named_sqlite(path), _open(path) as conn:
        conn.execute("PRAGMA query_only=ON")
        conn.execute("BEGIN")
        yield conn


@contextmanager
def writing(path: Path) -> Iterator[Connection]:
    """Yield a connection inside one transaction: all of the body or nothing.

    The only writer from the first statement on, so what was read stays true.
    """
    with _named_sqlite(path), _open(path) as conn:
        conn.execute("BEGIN IMMEDIATE")
        try:
            yield conn
            conn.execute("COMMIT")
        finally:
            if conn.in_transaction:
                conn.execute("ROLLBACK")


def settle(path: Path) -> None:
    """Empty the write-ahead log into the database, as after an erasure.

    Until then the log may still hold the pages from before. DatabaseBusy when a
    reader keeps it from being emptied.
    """
    with _named_sqlite(path), _open(path) as conn:
        is_blocked, *_ = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_blocked:
            raise DatabaseBusy(file=str(path))
