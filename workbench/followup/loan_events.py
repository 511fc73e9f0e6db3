"""What happens to a loan after it is paid out, as records with the day of effect.

Events are kept in the order in which they were entered; each takes effect on its
own day, so one that is entered late finds its place among the others. Amounts are
dirhams, always above zero: the kind of event says which way they go.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workbench.errors import WorkbenchError
from workbench.finance.loans.terms import Unit


class EventRefused(WorkbenchError):
    """An event that cannot be, with the field at fault."""

    code = "loan_event.refused"


class EventAmount(EventRefused):
    """An amount of nothing, or less."""

    code = "loan_event.amount"


class EventTooEarly(EventRefused):
    """A day before the loan was paid out."""

    code = "loan_event.too_early"


class EventInFuture(EventRefused):
    """A day that has not come yet."""

    code = "loan_event.future"


class EventTooLarge(EventRefused):
    """A payment above everything that the loan asks for: a slip of the finger."""

    code = "loan_event.too_large"


class NothingToReplan(EventRefused):
    """No instalment is left from that day on, or nothing is asked to change."""

    code = "loan_event.nothing_to_replan"


class ReplanDates(EventRefused):
    """New dates that do not follow the ones before."""

    code = "loan_event.dates"


class ReasonMissing(EventRefused):
    """A schedule is changed, or a debt given up, without saying why."""

    code = "loan_event.reason"


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received from the borrower."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee or a penalty, asked with the first instalment due from that day on."""

    on: date
    amount: Decimal
    is_penalty: bool = False


@dataclass(frozen=True, slots=True)
class Chargeback:
    """Money received that was taken back: principal is owed again."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Advance:
    """A further part of the loan paid out, repaid evenly with what is due after it.

    `down_payment` of it is due on the same day.
    """

    on: date
    amount: Decimal
    down_payment: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reschedule:
    """Instalments from `from_due_on` on are planned anew.

    The first of them moves to `new_due_on` and the others follow one period apart;
    `grace` instalments without principal come first; principal is shared out over
    `extra_terms` more instalments. Interest already agreed is kept as it is, and
    `extra_interest` is asked beside it with the first new instalment.
    """

    on: date
    from_due_on: date
    reason: str
    new_due_on: date | None = None
    grace: int = 0
    extra_terms: int = 0
    extra_interest: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reage:
    """All principal still owed starts again: equal parts from `first_due_on` on.

    Interest and charges already due stay due; those to come follow the principal.
    """

    on: date
    first_due_on: date
    count: int
    reason: str
    every: int = 1
    unit: Unit = Unit.MONTHS


@dataclass(frozen=True, slots=True)
class Reamortise:
    """Principal in arrears is spread over the instalments still to come.

    Parts are rounded down to a multiple of `step`; the last takes the rest.
    """

    on: date
    reason: str
    step: Decimal = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class WriteOff:
    """Everything still owed is given up; what is paid later is a recovery."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which lateness does not grow, first and last day included."""

    on: date
    last: date


@dataclass(frozen=True, slots=True)
class Resume:
    """The pause in force ends on this day."""

    on: date


Event = (
    Payment
    | Charge
    | Chargeback
    | Advance
    | Reschedule
    | Reage
    | Reamortise
    | WriteOff
    | Pause
    | Resume
)
MONEY = (Payment, Charge, Chargeback, Advance)
WITH_REASON = (Reschedule, Reage, Reamortise, WriteOff)


def refuse_impossible(event: Event, paid_out_on: date) -> None:
    """Raise for an event that no loan paid out on that day can have."""
    if event.on < paid_out_on:
        raise EventTooEarly(field="on", paid_out_on=paid_out_on)
    if isinstance(event, MONEY) and event.amount <= 0:
        raise EventAmount(field="amount")
    if isinstance(event, Advance) and not 0 <= event.down_payment <= event.amount:
        raise EventAmount(field="down_payment")
    if isinstance(event, WITH_REASON) and not event.reason.strip():
        raise ReasonMissing(field="reason")
    if isinstance(event, Pause) and event.last < event.on:
        raise ReplanDates(field="last")
    if isinstance(event, Reamortise) and event.step <= 0:
        raise EventAmount(field="step")
    if isinstance(event, Reschedule):
        _refuse_reschedule(event)
    if isinstance(event, Reage):
        _refuse_reage(event)


def _refuse_reschedule(event: Reschedule) -> None:
    for field in ("grace", "extra_terms", "extra_interest"):
        if getattr(event, field) < 0:
            raise EventAmount(field=field)
    if event.new_due_on is None and not event.grace and not event.extra_terms:
        raise NothingToReplan(field="new_due_on")
    if event.new_due_on and event.new_due_on < event.on:
        raise ReplanDates(field="new_due_on")


def _refuse_reage(event: Reage) -> None:
    if event.count < 1:
        raise NothingToReplan(field="count")
    if event.every < 1:
        raise EventAmount(field="every")
    if event.first_due_on < event.on:
        raise ReplanDates(field="first_due_on")
