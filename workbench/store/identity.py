"""What a file is, found out without changing it.

The file is never opened by hand: on POSIX systems, closing it would drop every
lock that other connections of the process hold on it.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from workbench.store.errors import (
    DatabaseDamaged,
    DatabaseEmpty,
    DatabaseForeign,
    DatabaseNewer,
)

APPLICATION_ID: Final = 0x574B4248
"""The four bytes "WKBH" that mark a database of the workbench."""

MIGRATIONS: Final = (
    *("first_tables", "loan_events", "scenarios"),
    "accepted_sentences",
)
"""The migrations this version knows, in order; their number is the version."""

VERSION: Final = len(MIGRATIONS)
"""The `user_version` of an up-to-date database."""

_MAGIC: Final = b"SQLite format 3\0"
_SMALLEST_PAGE: Final = 512


def beside(path: Path, suffix: str) -> Path:
    """Return the path of a companion file, such as `-wal`."""
    return path.with_name(path.name + suffix)


def has_log(path: Path) -> bool:
    """True if a write-ahead log with content lies beside the database."""
    return _has_content(beside(path, "-wal"))


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def examine(path: Path) -> None:
    """Return when the file is a workbench database this version may open.

    Refused by name otherwise. A file that ends inside a page is damaged, unless a
    log or journal beside it still holds the rest. The pages are not looked at.
    """
    if path.is_dir():
        raise DatabaseForeign(file=str(path))
    size = path.stat().st_size
    if size == 0:
        raise DatabaseEmpty(file=str(path))
    if size < _SMALLEST_PAGE:
        raise _no_database(path)
    application, version, page_size = _marks(path)
    if application != APPLICATION_ID:
        raise DatabaseForeign(file=str(path))
    if version > VERSION:
        raise DatabaseNewer(file=str(path))
    if path.stat().st_size % page_size and not (
        has_log(path) or _has_content(beside(path, "-journal"))
    ):
        raise DatabaseDamaged(file=str(path))


def _marks(path: Path) -> tuple[int, int, int]:
    """Application, version and page size, as the first page gives them.

    Without a log the file is read as if nobody ever wrote it, which leaves no
    files beside it. Who writes it just then makes it look cut short for a
    moment, so that verdict is asked for again under SQLite's locks.
    """
    try:
        return _ask(path, "mode=ro" if has_log(path) else "mode=ro&immutable=1")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            raise _no_database(path) from error
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
    return _ask(path, "mode=rw")


def _ask(path: Path, how: str) -> tuple[int, int, int]:
    address = f"{path.absolute().as_uri()}?{how}"
    with closing(sqlite3.connect(address, uri=True)) as conn:
        return (
            conn.execute("PRAGMA application_id").fetchone()[0],
            conn.execute("PRAGMA user_version").fetchone()[0],
            conn.execute("PRAGMA page_size").fetchone()[0],
        )


def _no_database(path: Path) -> DatabaseDamaged | DatabaseForeign:
    """The remains of a database, or something else altogether."""
    with path.open("rb") as file:
        start = file.read(len(_MAGIC))
    kind = DatabaseDamaged if _MAGIC.startswith(start) else DatabaseForeign
    return kind(file=str(path))
