"""A loan in plain words: its entries, how late it is, what to do next."""

from typing import Final

from workbench.followup.loan_account import AccountRow
from workbench.followup.loan_entries import KINDS, Entry, Reversal
from workbench.followup.loan_events import MONEY, Charge
from workbench.followup.loan_standing import Standing
from workbench.knowledge.wording import Words, mark

NAMES: Final = {
    "payment": mark("Payment"),
    "charge": mark("Fee"),
    "chargeback": mark("Payment taken back"),
    "advance": mark("Further part of the loan"),
    "reschedule": mark("New schedule"),
    "reage": mark("New schedule for all that is owed"),
    "reamortise": mark("Arrears spread over the instalments to come"),
    "write_off": mark("Debt given up"),
    "pause": mark("Pause"),
    "resume": mark("End of the pause"),
}
AGES: Final = {
    "1-30": mark("Less than a month late."),
    "31-60": mark("One to two months late."),
    "61-90": mark("Two to three months late."),
    "91-180": mark("Three to six months late."),
    "181-365": mark("Six months to a year late."),
    "366+": mark("More than a year late."),
}
FIRST_STEP: Final = mark(
    "Call the person this week, ask what happened, and agree on a day to pay."
)
SECOND_STEP: Final = mark(
    "Visit the person, look at the figures together, and ask the funder early for a "
    "new schedule or a pause."
)
LATER_STEP: Final = mark(
    "Meet with the person and the funder, and settle what can really be paid each "
    "month."
)
STEPS: Final = {"1-30": FIRST_STEP, "31-60": SECOND_STEP, "61-90": SECOND_STEP}


def entry_name(entry: Entry, words: Words) -> str:
    """Return what an entry is."""
    if isinstance(entry, Reversal):
        return words.text("Cancels entry {number}", number=str(entry.reverses))
    if isinstance(entry, Charge) and entry.is_penalty:
        return words.text("Penalty")
    kind = next(name for name, kind in KINDS.items() if kind is type(entry))
    return words.text(NAMES[kind])


def entry_amount(entry: Entry, words: Words) -> str:
    """Return the money that an entry moves, "" where it moves none."""
    return words.money(entry.amount) if isinstance(entry, MONEY) else ""


def lateness(standing: Standing, words: Words) -> tuple[str, ...]:
    """Return what is late and since when, how late that is, and the next step."""
    late = standing.arrears
    if not late.days_past_due:
        return ()
    said = words.text(
        "{amount} is late by {days}.",
        amount=words.money(late.overdue.total),
        days=words.days(late.days_past_due),
    )
    if late.bucket is None:
        return (said,)
    age = late.bucket.code
    return said, words.text(AGES[age]), words.text(STEPS.get(age, LATER_STEP))


def row_state(row: AccountRow, standing: Standing, words: Words) -> str:
    """Return where one instalment stands."""
    if row.written_off.total:
        return words.text("Given up")
    if not row.unpaid.total:
        return words.text("Paid in full")
    if row.due_on < standing.on:
        return words.text("Late")
    if row.due_on == standing.on:
        return words.text("Due today")
    return words.text("Part paid") if row.paid.total else words.text("To come")
