"""Tables of plain text, aligned by what a terminal shows of each character."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from workbench.cli.telling import terminal
from workbench.funding.content import END, TOTAL, Row, Table

LONGEST: Final = 38
UNCUT: Final = 1000
GAP: Final = "  "
RULE: Final = "─"


def width(text: str) -> int:
    """Return how many columns a text takes: marks none, wide letters two."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def lines(table: Table, longest: int = LONGEST) -> Iterator[str]:
    """Yield the lines of a table: title, head, rows, a rule above each total.

    Cells of more than `longest` characters are cut.
    """

    def cut(cells: Sequence[str]) -> tuple[str, ...]:
        return tuple(_cell(cell, longest) for cell in cells)

    head = cut(table.head)
    rows = [Row(cut(row.cells), row.kind) for row in table.rows]
    widths = _widths([head, *(row.cells for row in rows)])
    rule = RULE * (sum(widths) + len(GAP) * (len(widths) - 1))
    if table.title:
        yield table.title
    if any(head):
        yield _line(head, widths, table.sides)
    yield rule
    for place, row in enumerate(rows):
        if row.kind == TOTAL and place:
            yield rule
        yield _line(row.cells, widths, table.sides)
    yield rule


def _cell(text: str, longest: int) -> str:
    """Return one line, cut where it would push the figures off the screen."""
    flat = " ".join(terminal(text).split())
    return flat if len(flat) <= longest else flat[: longest - 1].rstrip() + "…"


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(width, column)) for column in zip(*rows, strict=True)]


def _line(cells: Sequence[str], widths: Sequence[int], sides: Sequence[str]) -> str:
    padded = (
        _padded(cell, room, is_end=side == END)
        for cell, room, side in zip(cells, widths, sides, strict=True)
    )
    return GAP.join(padded).rstrip()


def _padded(cell: str, room: int, *, is_end: bool) -> str:
    blank = " " * (room - width(cell))
    return blank + cell if is_end else cell + blank


def blocks(table: Table, columns: int) -> Iterator[Table]:
    """Yield the table `columns` months at a time, its last column with the last.

    Columns without a head are left out.
    """
    named = [place for place, head in enumerate(table.head) if place and head]
    months, last = named[:-1], named[-1:]
    starts = range(0, len(months), columns)
    for start in starts:
        chosen = [0, *months[start : start + columns]]
        if start == starts[-1]:
            chosen += last
        yield _of_columns(table, chosen)


def _of_columns(table: Table, places: Sequence[int]) -> Table:
    return Table(
        title=table.title,
        head=tuple(table.head[place] for place in places),
        sides=tuple(table.sides[place] for place in places),
        rows=tuple(
            Row(tuple(row.cells[place] for place in places), row.kind)
            for row in table.rows
        ),
        note=table.note,
    )


def spaced(tables: Sequence[Table]) -> list[str]:
    """Return the lines of several tables, an empty line after each."""
    return list(chain.from_iterable((*lines(table), "") for table in tables))
