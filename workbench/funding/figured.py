"""Tables of figures before they are written: one making for screen and paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from workbench.finance.accounts import tables
from workbench.funding.content import END, LINE, START, TOTAL, Row, Table
from workbench.knowledge.wording import Words

NOT_KNOWN: Final = "—"
NOTHING: Final = "–"

Cell = Decimal | str


@dataclass(frozen=True, slots=True)
class FiguredRow:
    """A line: what it is called, then amounts in dirhams or texts as they stand."""

    label: str
    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Figured:
    """A table whose first column names the lines; `head` names every column."""

    title: str
    head: tuple[str, ...]
    rows: tuple[FiguredRow, ...]


def of_lines(
    title: str, head: Sequence[str], lines: Sequence[tables.Row], words: Words
) -> Figured:
    """Return lines of a statement; a line with a code is a sum of others."""
    rows = (
        FiguredRow(words.localised(line.label), line.amounts, bool(line.code))
        for line in lines
    )
    return Figured(title, tuple(head), tuple(rows))


def printed(table: Figured, words: Words, decimals: int = 0) -> Table:
    """Return the table as a dossier prints it, amounts with so many decimals."""
    columns = zip(*(row.cells for row in table.rows), strict=True)
    return Table(
        title=table.title,
        head=("", *table.head[1:]) if table.head[0] == table.title else table.head,
        sides=(START, *(_side(column) for column in columns)),
        rows=tuple(_printed(row, words, decimals) for row in table.rows),
    )


def _side(column: Sequence[Cell]) -> str:
    """Figures stand at the end, a text with letters at the start."""
    texts = (cell for cell in column if isinstance(cell, str))
    has_words = any(character.isalpha() for text in texts for character in text)
    return START if has_words else END


def _printed(row: FiguredRow, words: Words, decimals: int) -> Row:
    cells = (
        cell
        if isinstance(cell, str)
        else words.number(cell, decimals)
        if cell or row.is_total
        else NOTHING
        for cell in row.cells
    )
    return Row((row.label, *cells), TOTAL if row.is_total else LINE)
