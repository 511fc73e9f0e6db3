"""What a file is, read from its first bytes without opening it as a database.

Opening may create files beside it and change it; reading 100 bytes does not.
Layout: the SQLite file format, section 1.3, "The Database Header".
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from workbench.store.errors import (
    DatabaseDamaged,
    DatabaseEmpty,
    DatabaseForeign,
    DatabaseNewer,
)

APPLICATION_ID: Final = 0x574B4248
"""The four bytes "WKBH" that mark a database of the workbench."""

MIGRATIONS: Final = ("first_tables",)
"""The migrations this version knows, in order; their number is the version."""

VERSION: Final = len(MIGRATIONS)
"""The `user_version` of an up-to-date database."""

_MAGIC: Final = b"SQLite format 3\0"
_LENGTH: Final = 100
_LARGEST_PAGE: Final = 65536


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of a database header that identify it."""

    application_id: int
    version: int
    expected_size: int

    @classmethod
    def parse(cls, head: bytes) -> Self:
        """Read the big-endian fields; `expected_size` 0 when it is not stated."""
        page_size = int.from_bytes(head[16:18])
        pages = int.from_bytes(head[28:32])
        is_stated = head[24:28] == head[92:96]
        return cls(
            application_id=int.from_bytes(head[68:72]),
            version=int.from_bytes(head[60:64]),
            expected_size=pages * (_LARGEST_PAGE if page_size == 1 else page_size)
            if is_stated
            else 0,
        )


def beside(path: Path, suffix: str) -> Path:
    """Return the path of a companion file, such as `-wal`."""
    return path.with_name(path.name + suffix)


def has_log(path: Path) -> bool:
    """True if a write-ahead log with content lies beside the database."""
    log = beside(path, "-wal")
    return log.exists() and log.stat().st_size > 0


def examine(path: Path) -> Header:
    """Return the header of a workbench database, or refuse the file by name.

    A file shorter than its header says is damaged, unless a log beside it still
    holds the missing pages.
    """
    with path.open("rb") as file:
        head = file.read(_LENGTH)
    size = path.stat().st_size
    if not head:
        raise DatabaseEmpty(file=str(path))
    if head[: len(_MAGIC)] != _MAGIC[: len(head)]:
        raise DatabaseForeign(file=str(path))
    if len(head) < _LENGTH:
        raise DatabaseDamaged(file=str(path))
    header = Header.parse(head)
    if header.application_id != APPLICATION_ID:
        raise DatabaseForeign(file=str(path))
    if header.version > VERSION:
        raise DatabaseNewer(file=str(path))
    if size < header.expected_size and not has_log(path):
        raise DatabaseDamaged(file=str(path))
    return header
