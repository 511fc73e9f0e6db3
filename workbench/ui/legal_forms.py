"""Legal forms side by side: what is left, what each asks, what to find out."""

from collections.abc import Sequence
from dataclasses import replace

from workbench.finance.forms.legal_forms import FormView
from workbench.funding import form_tables
from workbench.funding.figured import Figured
from workbench.knowledge.wording import Words
from workbench.ui import figured, tables


def show(words: Words, views: Sequence[FormView]) -> None:
    """Show the comparison in two tables, and how to read it."""
    tables.hint(form_tables.how_read(words))
    left = _with_standings(form_tables.left(views, words), views, words)
    for table in (left, form_tables.points(views, words)):
        figured.show(words, table, table.title)


def _with_standings(table: Figured, views: Sequence[FormView], words: Words) -> Figured:
    """Say beside each form whether the person can take it: not for funders."""
    first, *others = table.head
    rows = (
        replace(row, cells=(standing, *row.cells))
        for row, standing in zip(
            table.rows, form_tables.standings(views, words), strict=True
        )
    )
    head = (first, words.text("Is it possible?"), *others)
    return Figured(table.title, head, tuple(rows))
