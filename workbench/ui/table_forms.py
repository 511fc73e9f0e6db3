"""Tables on a page: a few lines in a grid, many columns as cards, pasted sheets.

Every change saves the whole table over the revision on the screen. Empty lines
are not kept; a suggested line counts once something was added to it.
"""

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from workbench.knowledge.questions import Column, Kind
from workbench.plan import answers as answering
from workbench.plan.answers import Row, Unclear
from workbench.ui import field as fields
from workbench.ui import pasting, tables
from workbench.ui.field import Field
from workbench.ui.tables import TableRow
from workbench.ui.text import literal

WIDE = {Kind.TEXT: 3, Kind.LONG_TEXT: 4}
CARD_COLUMNS = 3
FIRST_ROWS = 1


def show(field: Field) -> None:
    """Show the table, its lines to fill in, and the door for a pasted sheet."""
    st.markdown(f"**{fields.label(field.question, field.words)}**")
    rows = field.case.answers.rows(field.question.id)
    if field.is_stale or not _is_held(field):
        _take_from_database(field, rows)
    field.mark_seen(field.revision)
    if field.question.layout == "grid":
        _grid(field, rows)
    else:
        _cards(field, rows)
    _paste(field)
    if field.stored is None:
        st.button(
            field.say("Nothing to enter here"),
            key=f"{field.key}#none",
            type="tertiary",
            on_click=lambda: field.save([]),
        )


def _grid(field: Field, rows: Sequence[Row]) -> None:
    """One line a row: under a head, or on a narrow screen each field by its name."""
    name = field.question.id.replace(".", "-")
    columns = field.question.columns
    widths = [*(WIDE.get(column.kind, 2) for column in columns), 0.6]
    for column in columns:
        if column.help:
            _help(field, column, fields.label(column, field.words))
    with st.container(key=f"grid-{name}"):
        with st.container(key=f"head-{name}"):
            for column, slot in zip(columns, st.columns(widths), strict=False):
                slot.markdown(fields.label(column, field.words))
        for place in range(_lines_to_show(field)):
            stored = rows[place] if place < len(rows) else {}
            _grid_line(field, place, stored, st.columns(widths))


def _cards(field: Field, rows: Sequence[Row]) -> None:
    """One expander a row, and a button for one more."""
    count = _lines_to_show(field)
    for place in range(count):
        _card(field, place, rows[place] if place < len(rows) else {})
    if count == len(rows) and count < field.question.max_rows:
        st.button(
            field.say("Add a line"),
            key=f"{field.key}#add",
            icon=":material/add:",
            on_click=lambda: st.session_state.update({f"{field.key}#adds": True}),
        )


def _key(field: Field, place: int, column: Column) -> str:
    return f"{field.key}/{place}/{column.id}"


def _is_held(field: Field) -> bool:
    """Whether the session has the cells: it drops them when their page is left."""
    return _key(field, 0, field.question.columns[0]) in st.session_state


def _take_from_database(field: Field, rows: Sequence[Row]) -> None:
    """Set every cell's text from the stored rows, or from what is suggested."""
    suggested = [] if rows else suggestions(field)
    count = max(len(rows), len(suggested))
    st.session_state[f"{field.key}#lines"] = count
    for place in range(field.question.max_rows):
        for column in field.question.columns:
            key = _key(field, place, column)
            if place < len(rows):
                cell = rows[place].get(column.id)
                st.session_state[key] = fields.cell_text(column, cell)
            elif place < len(suggested):
                st.session_state[key] = suggested[place].get(column.id, "")
            else:
                st.session_state.pop(key, None)


def suggestions(field: Field) -> list[dict[str, str]]:
    """Return the lines offered, as they would be typed."""
    return [
        {
            name: text if isinstance(text, str) else field.words.localised(text)
            for name, text in row.items()
        }
        for row in field.question.suggested_rows
    ]


def _lines_to_show(field: Field) -> int:
    """The lines in use, and one more to fill in."""
    used = int(st.session_state.get(f"{field.key}#lines", 0))
    for place in range(used, field.question.max_rows):
        if any(_typed(field, place).values()):
            used = place + 1
    st.session_state[f"{field.key}#lines"] = used
    if field.question.layout == "cards":
        extra = FIRST_ROWS if not used or _adds(field) else 0
    else:
        extra = 1
    return min(used + extra, field.question.max_rows)


def _adds(field: Field) -> bool:
    return bool(st.session_state.get(f"{field.key}#adds"))


def _typed(field: Field, place: int) -> dict[str, str]:
    """The texts of one line as they stand in the session."""
    return {
        column.id: str(st.session_state.get(_key(field, place, column)) or "").strip()
        for column in field.question.columns
    }


def gather(field: Field) -> list[Mapping[str, str]]:
    """Return the lines to keep: neither empty nor merely suggested."""
    columns = field.question.columns
    offered = [{c.id: row.get(c.id, "") for c in columns} for row in suggestions(field)]
    lines = (_typed(field, place) for place in range(field.question.max_rows))
    return [line for line in lines if any(line.values()) and line not in offered]


def _save(field: Field, place: int) -> None:
    """Keep the whole table; the line just typed in stays open."""
    st.session_state.pop(f"{field.key}#adds", None)
    st.session_state[f"{field.key}#open"] = place
    field.save(gather(field))


def _remove(field: Field, place: int) -> None:
    lines = gather(field)
    typed = _typed(field, place)
    if typed in lines:
        lines.remove(typed)
    field.save(lines)
    if not field.is_refused:
        field.forget()


def _grid_line(
    field: Field, place: int, stored: Row, slots: Sequence[DeltaGenerator]
) -> None:
    for column, slot in zip(field.question.columns, slots, strict=False):
        with slot:
            _cell(field, place, column, stored)
    if stored:
        with slots[-1]:
            _remove_button(field, place)


def _card(field: Field, place: int, stored: Row) -> None:
    columns = field.question.columns
    title = literal(_title(field, stored) or field.say("New line"))
    if answering.incomplete_cells(field.question, [stored] if stored else []):
        title += f" :orange-badge[{field.say('To be made clear')}]"
    is_open = not stored or st.session_state.get(f"{field.key}#open") == place
    with st.expander(f"{place + 1}. {title}", expanded=is_open):
        slots = fields.rows_of(CARD_COLUMNS, columns)
        for column, slot in zip(columns, slots, strict=True):
            with slot:
                _cell(field, place, column, stored)
                if column.help:
                    _help(field, column)
        if stored:
            _remove_button(field, place)


def _title(field: Field, stored: Row) -> str:
    """The line's name and its first amount."""
    columns = field.question.columns
    name = fields.cell_text(columns[0], stored.get(columns[0].id))
    amounts = (c for c in columns if c.kind is Kind.MONEY and c.id in stored)
    first = next(amounts, None)
    amount = fields.echoed(first, stored[first.id], field.words) if first else ""
    return " · ".join(filter(None, (name, amount)))


def _help(field: Field, column: Column, name: str = "") -> None:
    """What helps with a column, under its field or, in a grid, once with its name."""
    told = field.words.localised(column.help)
    tables.hint(field.say("{place}: {text}", place=name, text=told) if name else told)


def _remove_button(field: Field, place: int) -> None:
    """A bin with its word, which a grid on a wide screen has no room for."""
    st.button(
        field.say("Remove"),
        key=f"{field.key}#remove{place}",
        type="tertiary",
        icon=":material/delete:",
        help=field.say("Remove"),
        on_click=_remove,
        args=(field, place),
    )


def _cell(field: Field, place: int, column: Column, stored: Row) -> None:
    key = _key(field, place, column)
    label = fields.label(column, field.words)
    if column.kind in {Kind.CHOICE, Kind.YES_NO}:
        offered = fields.options(column, field.words)
        kept = st.session_state.get(key)
        st.session_state[key] = kept if kept in offered else None
        st.selectbox(
            label,
            list(offered),
            key=key,
            index=None,
            format_func=offered.__getitem__,
            placeholder=field.say("Choose"),
            on_change=_save,
            args=(field, place),
        )
    else:
        st.session_state.setdefault(key, "")
        _text_cell(field, place, column, label)
    _cell_told(field, place, column, stored)


def _text_cell(field: Field, place: int, column: Column, label: str) -> None:
    """A text field with the column's example; a taller one for many amounts."""
    example = field.words.localised(column.example)
    ask = st.text_area if column.kind is Kind.MONEY_SERIES else st.text_input
    ask(
        label,
        key=_key(field, place, column),
        placeholder=example and field.say("e.g. {example}", example=example),
        on_change=_save,
        args=(field, place),
    )


def _cell_told(field: Field, place: int, column: Column, stored: Row) -> None:
    """Under a number: what was understood, or what to make clear."""
    cell = stored.get(column.id)
    if isinstance(cell, Unclear):
        key = _key(field, place, column)
        fields.ask(field.words, column, cell, key, lambda _typed: _save(field, place))
    elif column.required and stored and cell is None:
        st.caption(f":red[{field.say('Still to fill in')}]")
    elif isinstance(cell, tuple) and column.kind is Kind.MONEY_SERIES:
        count = str(len(cell))
        st.caption(field.say("Understood: {count} amounts", count=count))
    elif column.kind in {Kind.MONEY, Kind.QUANTITY, Kind.DATE} and cell is not None:
        st.caption(literal("= " + fields.echoed(column, cell, field.words)))


def _paste(field: Field) -> None:
    """Lines copied from a spreadsheet, shown before they are added."""
    door = field.say("Paste from a spreadsheet")
    with st.expander(door, icon=":material/content_paste:"):
        names = [field.words.localised(c.label) for c in field.question.columns]
        st.markdown(field.say("Paste lines with these columns, in this order:"))
        st.text(" | ".join(names))
        key = f"{field.key}#pasted"
        pasted = st.text_area(field.say("Pasted lines"), key=key)
        room = field.question.max_rows - len(gather(field))
        given = pasting.lines_of(pasted)
        fitting, left = "\n".join(given[:room]), given[room:]
        lines = pasting.read(field.question, fitting, field.words)
        if left:
            told = field.words.count(
                "The table holds {most} lines: {n} line does not fit.",
                "The table holds {most} lines: {n} lines do not fit.",
                len(left),
                most=str(field.question.max_rows),
            )
            st.warning(told)
        if lines:
            _pasted(field, names, lines)
            st.button(
                field.words.count("Add {n} line", "Add {n} lines", len(lines)),
                key=f"{field.key}#add_pasted",
                type="primary",
                on_click=_add_pasted,
                args=(field, lines, key, "\n".join(left)),
            )


def _pasted(
    field: Field, names: Sequence[str], lines: Sequence[Mapping[str, str]]
) -> None:
    """The lines as they were read, choices in words."""
    rows = []
    for line in lines:
        first, *rest = (
            fields.options(column, field.words).get(text, text)
            for column, text in zip(field.question.columns, line.values(), strict=True)
        )
        rows.append(TableRow(first, rest))
    with st.container(key=f"pasted-{field.question.id.replace('.', '-')}"):
        tables.show(field.words, names, rows)


def _add_pasted(field: Field, lines: list[dict[str, str]], key: str, left: str) -> None:
    """Keep the pasted lines; what could not be kept stays typed."""
    field.save([*gather(field), *lines])
    if not field.is_refused:
        field.forget()
        st.session_state[key] = left
