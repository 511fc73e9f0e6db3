"""The granted loan on the page: what is owed, how late it is, schedule and entries."""

from collections.abc import Iterator

import streamlit as st

from workbench.followup import loan_words
from workbench.followup.loan_standing import Standing
from workbench.journey.payments import Line, Loan
from workbench.knowledge.wording import Words
from workbench.ui import tables
from workbench.ui.tables import TableRow
from workbench.ui.text import literal

STILL_EARLY = 30
"""Days of lateness told as a reminder; beyond, as a warning."""


def show(words: Words, loan: Loan) -> None:
    """Show what was lent, the figures that decide, and how the loan is kept."""
    st.subheader(words.text("Repayment of the loan"), anchor=False)
    lent = words.text(
        "{amount} lent; the instalments are counted from {date}, the day of the "
        "decision.",
        amount=words.money(loan.contract.lent),
        date=words.date(loan.contract.paid_out_on),
    )
    st.caption(literal(lent))
    tables.headline(_figures(words, loan.standing))
    _tell_lateness(words, loan.standing)
    for remark in _remarks(words, loan.standing):
        st.caption(literal(remark))


def _figures(words: Words, standing: Standing) -> Iterator[tuple[str, str]]:
    yield words.text("To pay today"), words.money(standing.due_now)
    if standing.next:
        day = words.date(standing.next.due_on)
        name = words.text("Next instalment, {date}", date=day)
        yield name, words.money(standing.next.unpaid.total)
    yield words.text("Still owed in all"), words.money(standing.account.unpaid.total)
    yield words.text("Paid so far"), words.money(standing.account.received)


def _tell_lateness(words: Words, standing: Standing) -> None:
    told = loan_words.lateness(standing, words)
    if told:
        is_early = standing.arrears.days_counted <= STILL_EARLY
        (st.info if is_early else st.warning)(literal(" ".join(told)))
    elif standing.is_written_off:
        st.info(words.text("What was still owed has been given up."))
    elif standing.is_repaid:
        st.success(words.text("The loan is repaid in full."))
    else:
        st.success(words.text("Nothing is late."))


def _remarks(words: Words, standing: Standing) -> Iterator[str]:
    account = standing.account
    for pause in account.pauses:
        if pause.first <= standing.on <= pause.last:
            day = words.date(pause.last)
            yield words.text("On pause until {date}: lateness does not grow.", date=day)
    if account.is_restructured:
        latest = account.schedules[-1]
        yield words.text(
            "New schedule since {date}. {reason}",
            date=words.date(latest.since),
            reason=words.isolate(latest.reason) if latest.reason else "",
        )
    if account.overpaid:
        yield words.text(
            "{amount} was paid beyond what is asked: it counts for what is asked "
            "later, or is given back.",
            amount=words.money(account.overpaid),
        )


def schedule(words: Words, standing: Standing) -> None:
    """Show every instalment in force with what is paid of it."""
    head = (
        words.text("Due on"),
        words.text("Instalment"),
        words.text("Paid"),
        words.text("Left to pay"),
    )
    rows = [
        TableRow(
            _joined(words.date(row.due_on), loan_words.row_state(row, standing, words)),
            (row.due.total, row.paid.total, row.unpaid.total),
        )
        for row in standing.account.rows
    ]
    with st.expander(words.text("Schedule")):
        tables.show(words, head, rows)


def entries(words: Words, loan: Loan) -> None:
    """Show what was recorded, the latest first."""
    head = (words.text("What happened"), words.text("Amount"), words.text("Entry"))
    tables.show(words, head, [_entry(words, line) for line in reversed(loan.lines)])


def _entry(words: Words, line: Line) -> TableRow:
    number = str(line.row.number)
    if line.reversed_by:
        number = words.text(
            "{number}, cancelled by {other}",
            number=number,
            other=str(line.reversed_by),
        )
    return TableRow(
        _joined(words.date(line.entry.on), loan_words.entry_name(line.entry, words)),
        (loan_words.entry_amount(line.entry, words), number),
    )


def line_name(words: Words, line: Line) -> str:
    """Return an entry on one line, to choose it by."""
    return _joined(
        str(line.row.number),
        words.date(line.entry.on),
        loan_words.entry_name(line.entry, words),
        loan_words.entry_amount(line.entry, words),
    )


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
