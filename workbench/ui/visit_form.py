"""A visit: its five figures asked, then read against the frozen forecast."""

from datetime import date
from decimal import Decimal

import streamlit as st

from workbench import money
from workbench.errors import WorkbenchError
from workbench.followup import comparison
from workbench.followup.comparison import FIGURES, MonthFigures
from workbench.journey import followup
from workbench.journey.desk import Desk
from workbench.journey.followup import Sheet, VisitView
from workbench.journey.payments import Loan
from workbench.knowledge import wording
from workbench.knowledge.wording import Words
from workbench.months import Month
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


def ask(
    desk: Desk, words: Words, row: VisitRow, loan: Loan | WorkbenchError | None
) -> None:
    """Ask the five figures of a visit, or let them be corrected."""
    visited = date.fromisoformat(row.done_on) if row.done_on else desk.today
    month = words.month_long(comparison.reported_month(visited))
    st.caption(
        words.text(
            "The month is the last whole one before the visit: {month} today.",
            month=month,
        )
    )
    asked = words.text("Day of the visit")
    typing = typed.Typing(words, is_sent_whole=True)
    with st.form(_key("visit", row), border=False):
        slots = rows_of(3, range(len(FIGURES) + 1))
        day = typing.day(next(slots), asked, _key("day", row), visited)
        found = {
            name: typing.amount(
                slot, words.text(NAMES[name]), _key(name, row), _kept(row, name)
            )
            for name, slot in zip(FIGURES, slots, strict=True)
        }
        is_open, note = _situation(words, row)
        late = _days_late(words, row, loan, day or visited)
        if not st.form_submit_button(words.text("Save the visit"), type="primary"):
            return
    named = {words.text(NAMES[name]): amount for name, amount in found.items()}
    if typed.is_lacking(words, {asked: day, **named}) or day is None:
        return
    known = {name: amount for name, amount in found.items() if amount is not None}
    sheet = Sheet(day, MonthFigures(**known), is_open, late, note)
    _record(desk, words, row, sheet)


def _key(part: str, row: VisitRow) -> str:
    """The name of a widget, another once the visit was changed."""
    return f"{part}-{row.id}-{row.revision}"


def _kept(row: VisitRow, figure: str) -> Decimal | None:
    centimes = getattr(row, f"{figure}_centimes")
    return None if centimes is None else money.from_centimes(centimes)


def _situation(words: Words, row: VisitRow) -> tuple[bool, str]:
    """Show what else a visit notes; return whether it is open, and the note."""
    is_open = st.toggle(
        words.text("Open today"), value=row.is_open is not False, key=_key("open", row)
    )
    note = st.text_area(
        words.text("Note"), value=row.note, key=_key("note", row), height=70
    )
    return is_open, note


def _days_late(
    words: Words, row: VisitRow, loan: Loan | WorkbenchError | None, day: date
) -> int:
    """The days late on a day, as the loan's account tells them."""
    if not isinstance(loan, Loan):
        return row.instalment_days_late or 0
    late = loan.days_late_on(day)
    told = words.text(
        "Days late on the instalment, by the loan's account: {days}",
        days=words.number(Decimal(late)),
    )
    st.caption(literal(told))
    return late


def _record(desk: Desk, words: Words, row: VisitRow, sheet: Sheet) -> None:
    try:
        followup.record(desk, row.id, sheet, expected_revision=row.revision)
    except WorkbenchError as refusal:
        st.error(literal(words.error(refusal)))
    else:
        st.rerun()


def show(
    desk: Desk, words: Words, visit: VisitView, loan: Loan | WorkbenchError | None
) -> None:
    """Show what a visit found beside what the frozen forecast said."""
    if visit.month:
        _found(words, visit, visit.month)
    for alert in visit.alerts:
        st.warning(literal(f"{words.finding(alert)} {words.remedy(alert)}"))
    if not visit.alerts:
        st.success(words.text("No alert at this visit."))
    if visit.row.note:
        st.caption(literal(words.isolate(visit.row.note)))
    if st.toggle(words.text("Correct this visit"), key=f"correct-{visit.row.id}"):
        ask(desk, words, visit.row, loan)


def _found(words: Words, visit: VisitView, month: Month) -> None:
    """The five figures, beside those of the forecast where it has that month."""
    found = words.text("Found")
    if visit.variances:
        head = [words.text("Forecast"), found, words.text("Difference")]
        rows = [
            TableRow(words.text(NAMES[v.figure]), (v.promised, v.actual, v.difference))
            for v in visit.variances
        ]
    else:
        head = [found]
        kept = ((name, _kept(visit.row, name)) for name in FIGURES)
        rows = [TableRow(words.text(NAMES[n]), (a,)) for n, a in kept if a is not None]
        st.caption(words.text("The frozen forecast has no figures for that month."))
    tables.show(words, (words.month_long(month), *head), rows)
