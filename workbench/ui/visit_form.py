"""A visit: its five figures asked, then read against the frozen forecast."""

from datetime import date

import streamlit as st

from workbench import money
from workbench.errors import WorkbenchError
from workbench.followup import comparison
from workbench.followup.comparison import FIGURES, MonthFigures
from workbench.journey import followup
from workbench.journey.desk import Desk
from workbench.journey.followup import Sheet, VisitView
from workbench.knowledge import wording
from workbench.knowledge.wording import Words
from workbench.store.visits import VisitRow
from workbench.ui import tables, typed
from workbench.ui.field import rows_of
from workbench.ui.tables import TableRow
from workbench.ui.text import literal

NAMES = {
    "sales": wording.mark("Sales of the month"),
    "purchases": wording.mark("Purchases of the month"),
    "costs": wording.mark("Other costs of the month"),
    "draw": wording.mark("Taken for the household"),
    "cash": wording.mark("Cash in hand today"),
}


def ask(desk: Desk, words: Words, row: VisitRow) -> None:
    """Ask the five figures of a visit, or let them be corrected."""
    visited = date.fromisoformat(row.done_on) if row.done_on else desk.today
    with st.form(f"visit-{row.id}", border=False):
        month = words.month_long(comparison.reported_month(visited))
        st.caption(
            words.text(
                "The month is the last whole one before the visit: {month} today.",
                month=month,
            )
        )
        day, figures = _figures(words, row, visited)
        is_open, late, note = _situation(words, row)
        if not st.form_submit_button(words.text("Save the visit"), type="primary"):
            return
    visited_on = typed.day(words, words.text("Day of the visit"), day)
    amounts = {n: typed.amount(words, words.text(NAMES[n]), t) for n, t in figures}
    days_late = typed.count(words, words.text("Days late on the instalment"), late)
    known = {name: amount for name, amount in amounts.items() if amount is not None}
    if visited_on is None or days_late is None or len(known) < len(FIGURES):
        return
    sheet = Sheet(visited_on, MonthFigures(**known), is_open, days_late, note)
    _record(desk, words, row, sheet)


def _figures(
    words: Words, row: VisitRow, visited: date
) -> tuple[str, list[tuple[str, str]]]:
    """Show the day and the figures; return what is typed in them."""
    slots = rows_of(3, range(len(FIGURES) + 1))
    day = next(slots).text_input(
        words.text("Day of the visit"),
        value=f"{visited:%d/%m/%Y}",
        key=f"day-{row.id}",
    )
    figures = []
    for name, slot in zip(FIGURES, slots, strict=True):
        kept = getattr(row, f"{name}_centimes")
        before = typed.again(None if kept is None else money.from_centimes(kept))
        text = slot.text_input(
            words.text(NAMES[name]), value=before, key=f"{name}-{row.id}"
        )
        figures.append((name, text))
    return day, figures


def _situation(words: Words, row: VisitRow) -> tuple[bool, str, str]:
    """Show what else a visit notes; return open, days late, note."""
    first, second = st.columns(2, vertical_alignment="bottom")
    is_open = first.toggle(
        words.text("Open today"), value=row.is_open is not False, key=f"open-{row.id}"
    )
    late = second.text_input(
        words.text("Days late on the instalment"),
        value=str(row.instalment_days_late or 0),
        key=f"late-{row.id}",
    )
    note = st.text_area(
        words.text("Note"), value=row.note, key=f"note-{row.id}", height=70
    )
    return is_open, late, note


def _record(desk: Desk, words: Words, row: VisitRow, sheet: Sheet) -> None:
    try:
        followup.record(desk, row.id, sheet, expected_revision=row.revision)
    except WorkbenchError as refusal:
        st.error(literal(words.error(refusal)))
    else:
        st.rerun()


def show(desk: Desk, words: Words, visit: VisitView) -> None:
    """Show what a visit found beside what the frozen forecast said."""
    if visit.month and visit.variances:
        head = (
            words.month_long(visit.month),
            words.text("Forecast"),
            words.text("Found"),
            words.text("Difference"),
        )
        rows = [
            TableRow(words.text(NAMES[v.figure]), (v.promised, v.actual, v.difference))
            for v in visit.variances
        ]
        tables.show(words, head, rows)
    else:
        st.caption(words.text("The frozen forecast has no figures for that month."))
    for alert in visit.alerts:
        st.warning(literal(f"{words.finding(alert)} {words.remedy(alert)}"))
    if not visit.alerts:
        st.success(words.text("No alert at this visit."))
    if visit.row.note:
        st.caption(literal(visit.row.note))
    if st.toggle(words.text("Correct this visit"), key=f"correct-{visit.row.id}"):
        ask(desk, words, visit.row)
