"""The funder's decision: recorded on the last dossier, shown, and corrected."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import streamlit as st

from workbench import money
from workbench.errors import WorkbenchError
from workbench.journey import decision, names
from workbench.journey.decision import Decision
from workbench.journey.desk import Desk
from workbench.knowledge import funders
from workbench.knowledge.wording import Words
from workbench.people.path import FUNDED, Outcome
from workbench.store.decisions import DecisionRow
from workbench.store.dossiers import DossierRow
from workbench.ui import typed
from workbench.ui.text import literal


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """The form of one dossier; `before` is the decision that it corrects."""

    desk: Desk
    words: Words
    sent: DossierRow
    before: DecisionRow | None = None

    def key(self, part: str) -> str:
        """Return the name of a widget of this form."""
        number = self.before.id if self.before else 0
        return f"decision-{part}-{self.sent.id}-{number}"

    def send(self, found: Decision) -> None:
        """Record the decision, or tell why it cannot be."""
        corrects = self.before.id if self.before else None
        try:
            decision.record(self.desk, self.sent.id, found, corrects=corrects)
        except WorkbenchError as refusal:
            st.error(literal(self.words.error(refusal)))
        else:
            st.rerun()


def ask(
    desk: Desk, words: Words, sent: DossierRow, before: DecisionRow | None = None
) -> None:
    """Record what the funder said of a dossier, or correct what was recorded."""
    form = DecisionForm(desk, words, sent, before)
    with st.container(border=True):
        title = words.text(
            "Decision on version {version} · {funder}",
            version=str(sent.version),
            funder=literal(words.localised(funders.get(sent.funder).label)),
        )
        st.subheader(title, anchor=False)
        outcome = _outcome(form)
        day, is_sure = _day(form)
        amount = _amount(form) if outcome in FUNDED else None
        conditions = _note(form, "conditions", words.text("Conditions"))
        reasons = _note(
            form, "reasons", words.text("Reasons, in words the person understands")
        )
        name = words.text("Record the decision")
        if not st.button(name, key=form.key("send"), type="primary"):
            return
    asked: dict[str, object] = {words.text("What was decided?"): outcome}
    asked[words.text("Day of the decision")] = day
    if outcome in FUNDED:
        asked[words.text("Amount granted, in dirhams")] = amount
    if not typed.is_lacking(words, asked) and outcome and day:
        form.send(Decision(outcome, day, amount, conditions, reasons, is_sure))


def _outcome(form: DecisionForm) -> Outcome | None:
    words, before = form.words, form.before
    return st.radio(
        words.text("What was decided?"),
        list(names.OUTCOMES),
        key=form.key("outcome"),
        index=list(names.OUTCOMES).index(Outcome(before.outcome)) if before else None,
        format_func=lambda outcome: words.text(names.OUTCOMES[outcome]),
    )


def _day(form: DecisionForm) -> tuple[date | None, bool]:
    """The day, and whether one before the dossier's own is said to be right."""
    words, before = form.words, form.before
    kept = date.fromisoformat(before.decided_on) if before else form.desk.today
    name = words.text("Day of the decision")
    day = typed.Typing(words).day(st.container(), name, form.key("day"), kept)
    made_on = decision.day_made(form.desk, form.sent)
    if day is None or day >= made_on:
        return day, False
    sure = words.text(
        "This day is right: the decision came before the dossier of {date}.",
        date=words.date(made_on),
    )
    return day, st.checkbox(literal(sure), key=form.key("sure"))


def _amount(form: DecisionForm) -> Decimal | None:
    before = form.before.amount_centimes if form.before else None
    return typed.Typing(form.words).amount(
        st.container(),
        form.words.text("Amount granted, in dirhams"),
        form.key("amount"),
        None if before is None else money.from_centimes(before),
    )


def _note(form: DecisionForm, field: str, name: str) -> str:
    kept = getattr(form.before, field) if form.before else ""
    return st.text_area(name, value=kept, key=form.key(field), height=70)


def show(words: Words, row: DecisionRow, *, is_in_force: bool = True) -> None:
    """Show a decision on record; one that was corrected is told in small."""
    outcome = Outcome(row.outcome)
    parts = [words.text(names.OUTCOMES[outcome])]
    parts.append(words.date(date.fromisoformat(row.decided_on)))
    if row.amount_centimes is not None:
        parts.append(words.money(money.from_centimes(row.amount_centimes)))
    said = " · ".join(parts)
    if not is_in_force:
        st.caption(literal(words.text("Corrected since: {decision}", decision=said)))
        return
    tell = st.success if outcome in FUNDED else st.info
    tell(literal(said))
    written = (words.isolate(note) for note in (row.conditions, row.reasons))
    notes = " · ".join(filter(None, written))
    if notes:
        st.caption(literal(notes))


def correct(
    desk: Desk, words: Words, row: DecisionRow, sent: DossierRow, *, is_counted: bool
) -> None:
    """Let the last decision be corrected, or say what has to be taken back first."""
    name = words.text("Correct this decision")
    if not st.toggle(name, key=f"correct-decision-{row.id}"):
        return
    if is_counted:
        st.info(literal(words.error(decision.DecisionCounted())))
    else:
        ask(desk, words, sent, row)
