"""The funder's decision, the loan as it is repaid, then the visits."""

from datetime import date

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.followup.visits import Due
from workbench.journey import followup, names
from workbench.journey.followup import FollowUp, VisitView
from workbench.journey.payments import Loan
from workbench.people.path import FUNDED, Outcome
from workbench.ui import (
    context,
    decision_form,
    figures,
    loan_forms,
    loan_view,
    visit_form,
)
from workbench.ui.text import literal

COLOURS = {Due.DONE: "green", Due.LATER: "gray", Due.DUE: "blue", Due.OVERDUE: "red"}

words = context.words()
desk = context.desk()


def visit_name(code: str) -> str:
    """Return a visit's code, D7 or M1, in words."""
    number = code[1:]
    if code.startswith("D"):
        return words.text("Day {n}", n=number)
    return words.text("Month {n}", n=number)


def visits(view: FollowUp) -> None:
    """Show the calendar; the first visit to make and the last one made are open."""
    st.subheader(words.text("Visits"), anchor=False)
    made = [v for v in view.visits if v.due is Due.DONE]
    waiting = [v for v in view.visits if v.due is not Due.DONE]
    opened = [*made[-1:], *waiting[:1]]
    for visit in view.visits:
        with st.expander(title(visit), expanded=visit in opened):
            if visit.due is Due.DONE:
                visit_form.show(desk, words, visit, view.loan)
            else:
                visit_form.ask(desk, words, visit.row, view.loan)


def title(visit: VisitView) -> str:
    """Return the visit's name, day and standing."""
    text, colour = words.text(names.DUE[visit.due]), COLOURS[visit.due]
    due_on = words.date(date.fromisoformat(visit.row.due_on))
    badge = f":{colour}-badge[{text}]"
    return f"{visit_name(visit.row.code)} · {due_on} · {badge}"


def decisions(view: FollowUp) -> None:
    """Show what was decided; the last can be corrected, a new dossier be decided on."""
    in_force = {row.dossier_id: row for row in view.decisions}
    for row in view.decisions:
        is_in_force = in_force[row.dossier_id] is row
        decision_form.show(words, row, is_in_force=is_in_force)
    if view.decisions:
        last = view.decisions[-1]
        (sent,) = (made for made in view.dossiers if made.id == last.dossier_id)
        decision_form.correct(desk, words, last, sent, is_counted=is_counted(view))
    if view.dossiers[-1].id not in in_force:
        decision_form.ask(desk, words, view.dossiers[-1])


def is_counted(view: FollowUp) -> bool:
    """Whether something recorded on the loan counts on the last decision."""
    is_last = Outcome(view.decisions[-1].outcome) in FUNDED
    lines = view.loan.lines if isinstance(view.loan, Loan) else ()
    return is_last and any(line.is_in_force for line in lines)


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
decisions(seen)
if isinstance(seen.loan, WorkbenchError):
    st.error(literal(words.error(seen.loan)))
elif seen.loan:
    loan_view.show(words, seen.loan)
    loan_forms.ask(desk, words, seen.case.row.id, seen.loan)
if seen.visits:
    chart(seen)
    visits(seen)
