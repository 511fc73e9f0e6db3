"""The funder's decision, then the visits: five figures, and what they say."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import streamlit as st

from workbench import money
from workbench.errors import WorkbenchError
from workbench.followup import comparison
from workbench.followup.comparison import FIGURES, MonthFigures
from workbench.followup.visits import Due
from workbench.journey import decision, followup
from workbench.journey.decision import Decision
from workbench.journey.followup import FollowUp, Sheet, VisitView
from workbench.knowledge import funders, wording
from workbench.knowledge.questions import Column, Kind
from workbench.people.path import FUNDED, Outcome
from workbench.plan import answers as answering
from workbench.plan.answers import Unclear
from workbench.ui import context, figures, tables
from workbench.ui.field import rows_of
from workbench.ui.tables import TableRow
from workbench.ui.text import literal

OUTCOMES = {
    Outcome.ACCEPTED: wording.mark("Accepted"),
    Outcome.ACCEPTED_WITH_CONDITIONS: wording.mark("Accepted with conditions"),
    Outcome.ADJOURNED: wording.mark("Adjourned"),
    Outcome.REFUSED: wording.mark("Not retained"),
}
FIGURE_NAMES = {
    "sales": wording.mark("Sales of the month"),
    "purchases": wording.mark("Purchases of the month"),
    "costs": wording.mark("Other costs of the month"),
    "draw": wording.mark("Taken for the household"),
    "cash": wording.mark("Cash in hand today"),
}
DUE = {
    Due.DONE: (wording.mark("Made"), "green"),
    Due.LATER: (wording.mark("Later"), "gray"),
    Due.DUE: (wording.mark("Due now"), "blue"),
    Due.OVERDUE: (wording.mark("Overdue"), "red"),
}
DAY = Column(id="day", kind=Kind.DATE, label={"fr": "-"})
AMOUNT = Column(id="amount", kind=Kind.MONEY, label={"fr": "-"})

words = context.words()
desk = context.desk()


def day_typed(text: str) -> date | None:
    """Return the day in a field, or tell what to type and return None."""
    read = answering.parse(DAY, text)
    if isinstance(read, date):
        return read
    st.error(words.unclear("not_a_date"))
    return None


def amount_typed(name: str, text: str) -> Decimal | None:
    """Return the amount in a field, or tell what to type and return None."""
    read = answering.parse(AMOUNT, text)
    if isinstance(read, Decimal):
        return read
    reason = read.reason if isinstance(read, Unclear) else "not_a_number"
    told = words.unclear(reason, min="0", max="∞")
    st.error(literal(words.text("{place}: {text}", place=name, text=told)))
    return None


def decide(view: FollowUp) -> None:
    """Record what the funder said of the last dossier."""
    sent = view.dossiers[-1]
    funder = literal(words.localised(funders.get(sent.funder).label))
    with st.form("decision", border=True):
        st.subheader(
            words.text(
                "Decision on version {version} · {funder}",
                version=str(sent.version),
                funder=funder,
            ),
            anchor=False,
        )
        outcome = st.radio(
            words.text("What was decided?"),
            [o.value for o in Outcome],
            key="outcome",
            index=None,
            format_func=lambda o: words.text(OUTCOMES[Outcome(o)]),
        )
        first, second = st.columns(2)
        day = first.text_input(
            words.text("Day of the decision"),
            value=f"{desk.today:%d/%m/%Y}",
            key="decided_on",
        )
        amount = second.text_input(
            words.text("Amount granted, in dirhams"), key="granted"
        )
        conditions = st.text_area(words.text("Conditions"), key="conditions", height=70)
        reasons = st.text_area(
            words.text("Reasons, in words the person understands"),
            key="reasons",
            height=70,
        )
        if not st.form_submit_button(words.text("Record the decision"), type="primary"):
            return
    if outcome is None:
        st.error(words.text("Choose what was decided."))
        return
    decided_on = day_typed(day)
    granted = None
    if Outcome(outcome) in FUNDED:
        granted = amount_typed(words.text("Amount granted, in dirhams"), amount)
        if granted is None:
            return
    if decided_on:
        _recorded(
            sent.id,
            Decision(Outcome(outcome), decided_on, granted, conditions, reasons),
        )


def _recorded(dossier_id: str, decided: Decision) -> None:
    try:
        decision.record(desk, dossier_id, decided)
    except WorkbenchError as refusal:
        st.error(literal(words.error(refusal)))
    else:
        st.rerun()


def decided(view: FollowUp) -> None:
    """Show the decisions on record."""
    for row in view.decisions:
        text = words.text(OUTCOMES[Outcome(row.outcome)])
        day = words.date(date.fromisoformat(row.decided_on))
        amount = (
            ""
            if row.amount_centimes is None
            else " · " + words.money(money.from_centimes(row.amount_centimes))
        )
        notes = " · ".join(filter(None, (row.conditions, row.reasons)))
        told = st.success if Outcome(row.outcome) in FUNDED else st.info
        told(literal(f"{text} · {day}{amount}"))
        if notes:
            st.caption(literal(notes))


def visit_name(code: str) -> str:
    """Return a visit's code, D7 or M1, in words."""
    number = code[1:]
    if code.startswith("D"):
        return words.text("Day {n}", n=number)
    return words.text("Month {n}", n=number)


def typed_before(centimes: int | None) -> str:
    """Return an amount on record as it would be typed."""
    if centimes is None:
        return ""
    return answering.typed_of(AMOUNT, money.from_centimes(centimes))


def sheet(visit: VisitView) -> None:
    """Ask the five figures of a visit, or let them be corrected."""
    row = visit.row
    before = {name: typed_before(getattr(row, f"{name}_centimes")) for name in FIGURES}
    visited = date.fromisoformat(row.done_on) if row.done_on else desk.today
    asked = words.month_long(comparison.reported_month(visited))
    with st.form(f"visit-{row.id}", border=False):
        st.caption(
            words.text(
                "The month is the last whole one before the visit: {month} today.",
                month=asked,
            )
        )
        slots = rows_of(3, range(len(FIGURES) + 1))
        day = next(slots).text_input(
            words.text("Day of the visit"),
            value=f"{visited:%d/%m/%Y}",
            key=f"day-{row.id}",
        )
        typed: Mapping[str, str] = {
            name: slot.text_input(
                words.text(FIGURE_NAMES[name]),
                value=before[name],
                key=f"{name}-{row.id}",
            )
            for name, slot in zip(FIGURES, slots, strict=True)
        }
        first, second = st.columns(2, vertical_alignment="bottom")
        is_open = first.toggle(
            words.text("Open today"),
            value=row.is_open is not False,
            key=f"open-{row.id}",
        )
        late = second.text_input(
            words.text("Days late on the instalment"),
            value=str(row.instalment_days_late or 0),
            key=f"late-{row.id}",
        )
        note = st.text_area(
            words.text("Note"), value=row.note, key=f"note-{row.id}", height=70
        )
        if not st.form_submit_button(words.text("Save the visit"), type="primary"):
            return
    visited_on = day_typed(day)
    amounts = {
        name: amount_typed(words.text(FIGURE_NAMES[name]), text)
        for name, text in typed.items()
    }
    known = {name: amount for name, amount in amounts.items() if amount is not None}
    days_late = money.parse_number(late, places=0)
    if not isinstance(days_late, money.Understood):
        st.error(words.unclear("not_a_number"))
        return
    if visited_on is None or len(known) < len(FIGURES):
        return
    found = Sheet(
        visited_on, MonthFigures(**known), is_open, int(days_late.amount), note
    )
    try:
        followup.record(desk, row.id, found, expected_revision=row.revision)
    except WorkbenchError as refusal:
        st.error(literal(words.error(refusal)))
    else:
        st.rerun()


def made(visit: VisitView) -> None:
    """Show what a visit found beside what the frozen forecast said."""
    if visit.month and visit.variances:
        tables.show(
            words,
            (
                words.month_long(visit.month),
                words.text("Forecast"),
                words.text("Found"),
                words.text("Difference"),
            ),
            [
                TableRow(
                    words.text(FIGURE_NAMES[v.figure]),
                    (v.promised, v.actual, v.difference),
                )
                for v in visit.variances
            ],
        )
    else:
        st.caption(words.text("The frozen forecast has no figures for that month."))
    for alert in visit.alerts:
        st.warning(literal(f"{words.finding(alert)} {words.remedy(alert)}"))
    if not visit.alerts:
        st.success(words.text("No alert at this visit."))
    if visit.row.note:
        st.caption(literal(visit.row.note))
    if st.toggle(words.text("Correct this visit"), key=f"correct-{visit.row.id}"):
        sheet(visit)


def visits(view: FollowUp) -> None:
    """Show the calendar; the first visit due is open."""
    st.subheader(words.text("Visits"), anchor=False)
    waiting = [v for v in view.visits if v.due is not Due.DONE]
    for visit in view.visits:
        text, colour = DUE[visit.due]
        due_on = words.date(date.fromisoformat(visit.row.due_on))
        name = visit_name(visit.row.code)
        title = f"{name} · {due_on} · :{colour}-badge[{words.text(text)}]"
        is_next = bool(waiting) and visit is waiting[0]
        is_latest = visit.due is Due.DONE and visit is _latest(view)
        with st.expander(title, expanded=is_next or is_latest):
            if visit.due is Due.DONE:
                made(visit)
            else:
                sheet(visit)


def _latest(view: FollowUp) -> VisitView | None:
    done = [v for v in view.visits if v.due is Due.DONE]
    return done[-1] if done else None


def chart(view: FollowUp) -> None:
    """Show sales found beside sales promised, once there are some."""
    points = [
        (words.month(v.month), v.variances[0])
        for v in view.visits
        if v.month and v.variances
    ]
    if points:
        figures.actual_against_promise(
            [month for month, _ in points],
            [variance.promised for _, variance in points],
            [variance.actual for _, variance in points],
            words,
        )


seen = followup.view(desk, context.case_id())
context.heading(words.text("Decision and follow-up"), seen.case.row)
if not seen.dossiers:
    st.info(words.text("Make a dossier first: the decision is recorded on it."))
    if st.button(words.text("Go to the dossier"), key="to_dossier", type="primary"):
        context.go("dossier")
    st.stop()
decided(seen)
if seen.dossiers[-1].id not in {row.dossier_id for row in seen.decisions}:
    decide(seen)
if seen.visits:
    chart(seen)
    visits(seen)
