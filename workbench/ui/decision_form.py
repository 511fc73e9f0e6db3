"""The funder's decision: recorded on the last dossier, then shown."""

from datetime import date

import streamlit as st

from workbench import money
from workbench.errors import WorkbenchError
from workbench.journey import decision
from workbench.journey.decision import Decision
from workbench.journey.desk import Desk
from workbench.knowledge import funders, wording
from workbench.knowledge.wording import Words
from workbench.people.path import FUNDED, Outcome
from workbench.store.decisions import DecisionRow
from workbench.store.dossiers import DossierRow
from workbench.ui import typed
from workbench.ui.text import literal

OUTCOMES = {
    Outcome.ACCEPTED: wording.mark("Accepted"),
    Outcome.ACCEPTED_WITH_CONDITIONS: wording.mark("Accepted with conditions"),
    Outcome.ADJOURNED: wording.mark("Adjourned"),
    Outcome.REFUSED: wording.mark("Not retained"),
}


def ask(desk: Desk, words: Words, sent: DossierRow) -> None:
    """Record what the funder said of a dossier."""
    with st.form("decision", border=True):
        decided = _fields(desk, words, sent)
        if not st.form_submit_button(words.text("Record the decision"), type="primary"):
            return
    outcome, day, amount, conditions, reasons = decided
    if outcome is None:
        st.error(words.text("Choose what was decided."))
        return
    decided_on = typed.day(words, words.text("Day of the decision"), day)
    granted = None
    if Outcome(outcome) in FUNDED:
        name = words.text("Amount granted, in dirhams")
        granted = typed.amount(words, name, amount)
        if granted is None:
            return
    if decided_on:
        found = Decision(Outcome(outcome), decided_on, granted, conditions, reasons)
        _record(desk, words, sent, found)


def _fields(
    desk: Desk, words: Words, sent: DossierRow
) -> tuple[str | None, str, str, str, str]:
    """Show the fields; return outcome, day, amount, conditions and reasons."""
    funder = literal(words.localised(funders.get(sent.funder).label))
    title = words.text(
        "Decision on version {version} · {funder}",
        version=str(sent.version),
        funder=funder,
    )
    st.subheader(title, anchor=False)
    outcome = st.radio(
        words.text("What was decided?"),
        [o.value for o in Outcome],
        key="outcome",
        index=None,
        format_func=lambda o: words.text(OUTCOMES[Outcome(o)]),
    )
    first, second = st.columns(2)
    today = f"{desk.today:%d/%m/%Y}"
    day = first.text_input(
        words.text("Day of the decision"), value=today, key="decided_on"
    )
    amount = second.text_input(words.text("Amount granted, in dirhams"), key="granted")
    conditions = st.text_area(words.text("Conditions"), key="conditions", height=70)
    reasons = st.text_area(
        words.text("Reasons, in words the person understands"), key="reasons", height=70
    )
    return outcome, day, amount, conditions, reasons


def _record(desk: Desk, words: Words, sent: DossierRow, decided: Decision) -> None:
    try:
        decision.record(desk, sent.id, decided)
    except WorkbenchError as refusal:
        st.error(literal(words.error(refusal)))
    else:
        st.rerun()


def show(words: Words, row: DecisionRow) -> None:
    """Show a decision on record."""
    outcome = Outcome(row.outcome)
    parts = [words.text(OUTCOMES[outcome])]
    parts.append(words.date(date.fromisoformat(row.decided_on)))
    if row.amount_centimes is not None:
        parts.append(words.money(money.from_centimes(row.amount_centimes)))
    tell = st.success if outcome in FUNDED else st.info
    tell(literal(" · ".join(parts)))
    notes = " · ".join(filter(None, (row.conditions, row.reasons)))
    if notes:
        st.caption(literal(notes))
