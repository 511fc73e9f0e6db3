"""Tables as plain HTML: read aloud, printed and mirrored as they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import streamlit as st

from workbench.knowledge.wording import Words
from workbench.money import whole
from workbench.ui.text import escaped

LARGE = 100
"""Dirhams from which a phone shows no centimes."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its head, its cells; amounts are written by the words given."""

    head: str
    cells: Sequence[Decimal | str]
    is_total: bool = False


def show(
    words: Words, head: Sequence[str], rows: Iterable[TableRow], caption: str = ""
) -> None:
    """Show a table whose first column names the rows; figures stand at the end."""
    figures = list(rows)
    is_figure = [
        all(isinstance(row.cells[i], Decimal) for row in figures)
        for i in range(len(head) - 1)
    ]
    columns = "".join(
        f'<th scope="col"{_class(*(("n",) if i and is_figure[i - 1] else ()))}>'
        f"{escaped(text)}</th>"
        for i, text in enumerate(head)
    )
    body = "".join(_row(words, row) for row in figures)
    title = f"<caption>{escaped(caption)}</caption>" if caption else ""
    st.html(
        f'<div class="wb-scroll" tabindex="0"><table class="wb-table">{title}'
        f"<thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(words: Words, row: TableRow) -> str:
    cells = "".join(_cell(words, cell) for cell in row.cells)
    kind = _class("total") if row.is_total else ""
    return f'<tr{kind}><th scope="row">{escaped(row.head)}</th>{cells}</tr>'


def _cell(words: Words, cell: Decimal | str) -> str:
    if isinstance(cell, str):
        lines = _class("lines") if "\n" in cell else ""
        return f"<td{lines}>{escaped(cell)}</td>"
    marks = ("n", "neg") if cell < 0 else ("n",)
    text = escaped(words.amount(cell))
    if abs(cell) >= LARGE and cell != (rounded := whole(cell)):
        short = escaped(words.amount(rounded))
        text = f"<span>{text}</span><span>{short}</span>"
        marks = (*marks, "cents")
    return f"<td{_class(*marks)}>{text}</td>"


def _class(*names: str) -> str:
    return f' class="{" ".join(names)}"' if names else ""


def hint(text: str) -> None:
    """Show a quiet line of help, exactly as it is written."""
    st.html(f'<p class="wb-hint" dir="auto">{escaped(text)}</p>')


def points(lines: Iterable[Sequence[str]]) -> None:
    """Show a list: of each line a text, its value if there is one, a hint if any."""
    marks = ("", "b", "span")
    items = "".join(
        "<li>"
        + " ".join(
            f"<{mark}>{escaped(text)}</{mark}>" if mark else escaped(text)
            for mark, text in zip(marks, line, strict=False)
        )
        + "</li>"
        for line in lines
    )
    st.html(f'<ul class="wb-points">{items}</ul>')


def headline(figures: Iterable[Sequence[str]]) -> None:
    """Show the few figures that decide: name, value, then in small what is beside."""
    tiles = "".join(
        f"<div><dt>{escaped(name)}</dt>"
        + "".join(f"<dd>{escaped(value)}</dd>" for value in values)
        + "</div>"
        for name, *values in figures
    )
    st.html(f'<dl class="wb-figures">{tiles}</dl>')
