"""New schedules for what is still owed: moved, stretched, re-aged, re-amortised.

Each function takes the rows as they stand and returns the rows that replace them.
Principal is neither made nor lost, interest already agreed stays the same in all,
and what has been paid stays paid. Equal parts are centimes; the last takes the rest.
"""

from collections.abc import Sequence
from copy import copy
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from workbench.finance.loans import loan_calendar
from workbench.finance.loans.terms import Unit
from workbench.finance.model.series import spread
from workbench.followup.ledger_rows import LedgerRow
from workbench.followup.loan_account import NOTHING, Contract, Parts
from workbench.followup.loan_events import (
    Advance,
    NothingToReplan,
    Reage,
    Reamortise,
    ReplanDates,
    Reschedule,
)
from workbench.money import ZERO, dirhams

Replan = Advance | Reschedule | Reage | Reamortise


def replanned(
    rows: Sequence[LedgerRow], event: Replan, contract: Contract
) -> list[LedgerRow]:
    """Return the rows that replace these, by the kind of event."""
    match event:
        case Advance():
            return advanced(rows, event)
        case Reschedule():
            return rescheduled(rows, event, contract)
        case Reage():
            return reaged(rows, event)
        case Reamortise():
            return reamortised(rows, event)


def rescheduled(
    rows: Sequence[LedgerRow], event: Reschedule, contract: Contract
) -> list[LedgerRow]:
    """Return the rows with those from `from_due_on` on planned anew.

    Raises NothingToReplan when no instalment is due from that day on, ReplanDates
    when the first new one would not come after the last one that is kept.
    """
    kept = [copy(row) for row in rows if row.due_on < event.from_due_on]
    tail = [row for row in rows if row.due_on >= event.from_due_on]
    if not tail:
        raise NothingToReplan(field="from_due_on")
    new_due_on = event.new_due_on
    if new_due_on and (kept and new_due_on <= kept[-1].due_on):
        raise ReplanDates(field="new_due_on")
    dates = _dates(rows, tail, event, contract)
    asked = _asked(tail, event)
    made = [LedgerRow(day, parts) for day, parts in zip(dates, asked, strict=True)]
    _carry(tail, made)
    return kept + made


def _dates(
    rows: Sequence[LedgerRow],
    tail: Sequence[LedgerRow],
    event: Reschedule,
    contract: Contract,
) -> list[date]:
    """The days of the new tail: one period apart from a new first day, or as before."""
    count = len(tail) + event.grace + event.extra_terms
    every, unit = contract.every, contract.unit
    if event.new_due_on:
        return list(loan_calendar.series(event.new_due_on, count, every, unit))
    found = [row.due_on for row in tail]
    anchor = found[-1]
    if unit is Unit.MONTHS:
        day = max(row.due_on.day for row in rows)
        anchor = max((r.due_on for r in rows if r.due_on.day == day), default=anchor)
    step = 0
    while len(found) < count:
        step += 1
        following = loan_calendar.later(anchor, step * every, unit)
        if following > found[-1]:
            found.append(following)
    return found


def _asked(tail: Sequence[LedgerRow], event: Reschedule) -> list[Parts]:
    """What the new tail asks for: grace first, then the old parts or equal ones."""
    parts = [row.due for row in tail]
    if event.extra_terms:
        whole = sum(parts, NOTHING)
        count = len(tail) + event.extra_terms
        parts = [
            Parts(principal, interest, fees, penalties)
            for principal, interest, fees, penalties in zip(
                _equal(whole.principal, count),
                spread(whole.interest, count),
                spread(whole.fees, count),
                spread(whole.penalties, count),
                strict=True,
            )
        ]
    parts = [NOTHING] * event.grace + parts
    parts[0] += Parts(interest=event.extra_interest)
    return parts


def _equal(amount: Decimal, count: int, step: Decimal | None = None) -> list[Decimal]:
    """Equal parts in centimes, or in multiples of a step below; the last the rest."""
    part = dirhams(amount / count)
    if step is not None:
        part = (amount / count / step).to_integral_value(ROUND_FLOOR) * step
    return [part] * (count - 1) + [amount - part * (count - 1)]


def _carry(old: Sequence[LedgerRow], new: Sequence[LedgerRow]) -> None:
    """Put what was paid and given up of the old rows on the new ones, in order."""
    paid = sum((row.paid for row in old), NOTHING)
    given_up = sum((row.written_off for row in old), NOTHING)
    advance = sum((row.in_advance for row in old), ZERO)
    late = sum((row.late for row in old), ZERO)
    for row in new:
        row.paid = _least(paid, row.due)
        paid -= row.paid
        row.written_off = _least(given_up, row.unpaid)
        given_up -= row.written_off
        row.in_advance = min(advance, row.paid.total)
        advance -= row.in_advance
        row.late = min(late, row.paid.total - row.in_advance)
        late -= row.late


def _least(one: Parts, other: Parts) -> Parts:
    return Parts(
        min(one.principal, other.principal),
        min(one.interest, other.interest),
        min(one.fees, other.fees),
        min(one.penalties, other.penalties),
    )


def advanced(rows: Sequence[LedgerRow], event: Advance) -> list[LedgerRow]:
    """Return the rows with a further part of the loan shared out after its day.

    Raises NothingToReplan when no instalment is due after that day.
    """
    before = [copy(row) for row in rows if row.due_on <= event.on]
    after = [copy(row) for row in rows if row.due_on > event.on]
    if not after:
        raise NothingToReplan(field="on")
    if event.down_payment:
        before.append(LedgerRow(event.on, Parts(principal=event.down_payment)))
    shares = _equal(event.amount - event.down_payment, len(after))
    for row, share in zip(after, shares, strict=True):
        row.ask(Parts(principal=share))
    return before + after


def reaged(rows: Sequence[LedgerRow], event: Reage) -> list[LedgerRow]:
    """Return the rows emptied of unpaid principal, then the new ones.

    Raises NothingToReplan when no principal is owed.
    """
    kept = [copy(row) for row in rows]
    moved = NOTHING
    for row in kept:
        taken = row.unpaid
        if row.due_on <= event.on:
            taken = Parts(principal=taken.principal)
        row.due -= taken
        moved += taken
    if moved.principal <= 0:
        raise NothingToReplan(field="first_due_on")
    kept = [row for row in kept if row.due_on <= event.on or row.due.total]
    dates = loan_calendar.series(
        event.first_due_on, event.count, event.every, event.unit
    )
    asked = zip(
        dates,
        _equal(moved.principal, event.count),
        spread(moved.interest, event.count),
        spread(moved.fees, event.count),
        spread(moved.penalties, event.count),
        strict=True,
    )
    made = [LedgerRow(day, Parts(*parts)) for day, *parts in asked]
    return sorted(kept + made, key=lambda row: row.due_on)


def reamortised(rows: Sequence[LedgerRow], event: Reamortise) -> list[LedgerRow]:
    """Return the rows with principal in arrears spread over those still to come.

    Raises NothingToReplan when no instalment is due after that day.
    """
    changed = [copy(row) for row in rows]
    later = [row for row in changed if row.due_on > event.on]
    if not later:
        raise NothingToReplan(field="on")
    owed = sum((row.unpaid.principal for row in changed), ZERO)
    for row in changed:
        row.due -= Parts(principal=row.unpaid.principal)
    shares = _equal(owed, len(later), event.step)
    for row, share in zip(later, shares, strict=True):
        row.ask(Parts(principal=share))
    return changed
