"""Turns the codes of SQLite and of the system into the errors that have words.

Defects (a broken constraint, wrong SQL) have no words and pass unchanged.
"""

import errno
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from workbench.errors import WorkbenchError
from workbench.store.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseForeign,
    DatabaseUnprepared,
    DatabaseUnreadable,
    DiskFull,
    HomeReadOnly,
)

_PRIMARY: Final = 0xFF
_FULL: Final = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}
_BUSY: Final = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY_DBMOVED,
}
_CLOSED: Final = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN}
_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_CODE: Final = re.compile(r"error code=(\d+)")
_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_ACCESS: Final = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOTDIR,
    errno.EEXIST,
}


def of_sqlite(error: sqlite3.Error, path: Path) -> WorkbenchError | None:
    """Return the named error for `error` met at `path`; None for a defect.

    A write that the system cuts short (quota, file size limit) comes as an I/O
    error and means the same to a person as a full disk.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    either = {code, code & _PRIMARY}
    if either & _FULL:
        return DiskFull(folder=str(path.parent))
    if either & _BUSY:
        return DatabaseBusy(file=str(path))
    if either & _CLOSED:
        return _closed(path)
    if either & _DAMAGED:
        return DatabaseDamaged(file=str(path))
    if sqlite3.SQLITE_IOERR in either:
        return DatabaseUnreadable(file=str(path))
    return None


def of_verdict(verdict: str, path: Path) -> DatabaseDamaged | DatabaseUnreadable:
    """Return the named error for what SQLite finds wrong when it checks the pages.

    A page that the disk did not hand over is in it as an error code.
    """
    codes = {int(code) & _PRIMARY for code in _CODE.findall(verdict)}
    is_passing = sqlite3.SQLITE_IOERR in codes
    kind = DatabaseUnreadable if is_passing else DatabaseDamaged
    return kind(file=str(path))


def _closed(path: Path) -> WorkbenchError:
    """A file that cannot be opened is either absent or forbidden."""
    try:
        is_absent = not path.exists()
    except OSError:
        is_absent = False
    if is_absent:
        return DatabaseUnprepared(file=str(path))
    return HomeReadOnly(folder=str(path.parent))


def of_system(error: OSError, path: Path) -> WorkbenchError | None:
    """Return the named error for a failed file operation; None for a defect."""
    if error.errno in _NO_ROOM:
        return DiskFull(folder=str(path.parent))
    if error.errno in _NO_ACCESS:
        return HomeReadOnly(folder=str(path.parent))
    if error.errno == errno.EIO:
        return DatabaseUnreadable(file=str(path))
    if error.errno == errno.ENOENT:
        return DatabaseUnprepared(file=str(path))
    if error.errno == errno.EISDIR:
        return DatabaseForeign(file=str(path))
    return None


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Raise the named errors for SQLite and file trouble with `path` inside."""
    try:
        yield
    except sqlite3.Error as error:
        named_error = of_sqlite(error, path)
        if named_error is None:
            raise
        raise named_error from error
    except OSError as error:
        named_error = of_system(error, path)
        if named_error is None:
            raise
        raise named_error from error
