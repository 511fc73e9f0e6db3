"""Tables of figures on a page, as the dossier prints them too."""

from collections.abc import Sequence

from workbench.funding.figured import Figured
from workbench.knowledge.wording import Words
from workbench.ui import tables
from workbench.ui.tables import TableRow


def show(words: Words, table: Figured, caption: str = "") -> None:
    """Show a table; a caption stands over one whose head does not name it."""
    rows = [TableRow(row.label, row.cells, row.is_total) for row in table.rows]
    tables.show(words, table.head, rows, caption)


def show_all(words: Words, found: Sequence[Figured | None]) -> None:
    """Show the tables that are there and hold a line, one under the other."""
    for table in found:
        if table and table.rows:
            is_named = table.title == table.head[0]
            show(words, table, "" if is_named else table.title)
