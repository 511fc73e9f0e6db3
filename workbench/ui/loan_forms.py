"""What is recorded on a granted loan: payments, mistakes, a new schedule, a pause.

A form carries the revision that was on the screen and a name of its own: clicked
twice it counts once, and clicked in two windows it counts in the first.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.followup.loan_entries import Reversal
from workbench.followup.loan_events import Event, Pause, Payment, Reschedule
from workbench.journey import payments
from workbench.journey.desk import Desk
from workbench.journey.payments import Loan
from workbench.knowledge.wording import Words
from workbench.ui import loan_view, typed
from workbench.ui.text import literal


@dataclass(frozen=True, slots=True)
class LoanForms:
    """The forms of one loan; `seen` is the revision that was on the screen."""

    desk: Desk
    words: Words
    case_id: str
    loan: Loan
    seen: int

    def name(self, form: str) -> str:
        """Return the name of a form until what it holds is recorded."""
        key = f"loan-{form}-{self.case_id}"
        if key not in st.session_state:
            st.session_state[key] = str(uuid.uuid4())
        return str(st.session_state[key])

    def send(self, form: str, event: Event) -> None:
        """Record an event, then empty its form."""
        self._do(
            lambda: payments.record(
                self.desk,
                self.case_id,
                event,
                expected_revision=self.seen,
                request=self.name(form),
            ),
            form,
        )

    def cancel(self, number: int) -> None:
        """Take back an entry."""
        self._do(
            lambda: payments.reverse(
                self.desk,
                self.case_id,
                number,
                expected_revision=self.seen,
                request=self.name("reversal"),
            ),
            "reversal",
        )

    def _do(self, act: Callable[[], Loan], form: str) -> None:
        """The next run says what was recorded; a name used again starts afresh."""
        try:
            entry = act().lines[-1]
        except WorkbenchError as refusal:
            st.error(literal(self.words.error(refusal)))
        else:
            del st.session_state[f"loan-{form}-{self.case_id}"]
            st.session_state[f"loan-told-{self.case_id}"] = entry
            st.rerun()

    def tell(self) -> None:
        """Say once what was just recorded."""
        entry = st.session_state.pop(f"loan-told-{self.case_id}", None)
        if entry:
            line = loan_view.line_name(self.words, entry)
            st.success(literal(self.words.text("Recorded: {entry}", entry=line)))


def ask(desk: Desk, words: Words, case_id: str, loan: Loan) -> None:
    """Show the forms of a loan, the payment first."""
    key = f"loan-seen-{case_id}"
    seen = int(st.session_state.get(key, loan.revision))
    st.session_state[key] = loan.revision
    forms = LoanForms(desk, words, case_id, loan, seen)
    forms.tell()
    if not loan.standing.is_repaid:
        _payment(forms)
    loan_view.schedule(words, loan.standing)
    if loan.lines:
        _entries(forms)
    if loan.standing.account.unpaid.total:
        _changes(forms)


def _payment(forms: LoanForms) -> None:
    words, name = forms.words, forms.name("payment")
    with st.container(border=True):
        st.markdown(f"**{words.text('Record a payment')}**")
        first, second = st.columns(2)
        on, much = (
            words.text("Day of the payment"),
            words.text("Amount paid, in dirhams"),
        )
        day = typed.Typing(words).day(first, on, f"paid-on-{name}", forms.desk.today)
        amount = typed.Typing(words).amount(second, much, f"paid-{name}")
        key = f"pay-{name}"
        if not st.button(words.text("Record the payment"), key=key, type="primary"):
            return
    if (
        not typed.is_lacking(words, {on: day, much: amount})
        and day
        and amount is not None
    ):
        forms.send("payment", Payment(day, amount))


def _entries(forms: LoanForms) -> None:
    words = forms.words
    with st.expander(words.text("What was recorded")):
        loan_view.entries(words, forms.loan)
        open_lines = {
            line.row.number: loan_view.line_name(words, line)
            for line in reversed(forms.loan.lines)
            if not line.reversed_by and not isinstance(line.entry, Reversal)
        }
        if open_lines:
            _reversal(forms, open_lines)


def _reversal(forms: LoanForms, open_lines: dict[int, str]) -> None:
    words, name = forms.words, forms.name("reversal")
    with st.form(f"reversal-{name}", border=False):
        number = st.selectbox(
            words.text("Entry made by mistake"),
            list(open_lines),
            index=None,
            format_func=open_lines.__getitem__,
            placeholder=words.text("Choose"),
            key=f"mistake-{name}",
        )
        st.caption(words.text("The entry stays visible, and counts no more."))
        if st.form_submit_button(words.text("Cancel this entry")) and number:
            forms.cancel(number)


def _changes(forms: LoanForms) -> None:
    words = forms.words
    with st.expander(words.text("New schedule or pause")):
        st.caption(
            words.text("Record here only what the funder has agreed to in writing.")
        )
        schedule, pause = words.text("New schedule"), words.text("Pause")
        first, second = st.tabs([schedule, pause])
        with first:
            _new_schedule(forms)
        with second:
            _pause(forms)


def _new_schedule(forms: LoanForms) -> None:
    words, name = forms.words, forms.name("schedule")
    owing = [row for row in forms.loan.standing.account.rows if row.unpaid.total]
    since = words.date(owing[0].due_on)
    st.caption(
        words.text(
            "The instalments from {date} on move; interest agreed stays as it is.",
            date=since,
        )
    )
    first, second = st.columns(2)
    on, more = (
        words.text("New day of the first of them"),
        words.text("Instalments added"),
    )
    day = typed.Typing(words).day(first, on, f"new-day-{name}")
    added = typed.Typing(words).count(second, more, f"more-{name}", 0)
    reason = st.text_area(
        words.text("Reason agreed with the funder"), key=f"why-{name}", height=70
    )
    if not st.button(words.text("Record the new schedule"), key=f"move-{name}"):
        return
    if (
        not typed.is_lacking(words, {on: day, more: added})
        and day
        and added is not None
    ):
        event = Reschedule(
            forms.desk.today,
            owing[0].due_on,
            reason,
            new_due_on=day,
            extra_terms=added,
        )
        forms.send("schedule", event)


def _pause(forms: LoanForms) -> None:
    words, name = forms.words, forms.name("pause")
    st.caption(
        words.text(
            "During a pause, lateness does not grow. The instalments stay due on "
            "their days."
        )
    )
    first, second = st.columns(2)
    start, end = (
        words.text("First day of the pause"),
        words.text("Last day of the pause"),
    )
    first_day = typed.Typing(words).day(first, start, f"from-{name}", forms.desk.today)
    last_day = typed.Typing(words).day(second, end, f"to-{name}")
    if not st.button(words.text("Record the pause"), key=f"pause-{name}"):
        return
    is_lacking = typed.is_lacking(words, {start: first_day, end: last_day})
    if not is_lacking and first_day and last_day:
        forms.send("pause", Pause(first_day, last_day))
