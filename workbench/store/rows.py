"""Rows of the database as frozen records whose fields are the columns."""

import sqlite3
from typing import TypeVar

Row = TypeVar("Row")


def one(kind: type[Row], cursor: sqlite3.Cursor) -> Row | None:
    """Return the first row as a `kind`, None when there is none."""
    row = cursor.fetchone()
    return kind(**dict(row)) if row else None


def every(kind: type[Row], cursor: sqlite3.Cursor) -> list[Row]:
    """Return all rows as `kind`, in the order of the query."""
    return [kind(**dict(row)) for row in cursor]
