"""Where a loan stands on a day: what is due now, what comes next, how late it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from workbench.finance.loans import loans
from workbench.followup import arrears, repayments
from workbench.followup.arrears import Arrears
from workbench.followup.loan_account import Account, AccountRow, Contract
from workbench.followup.loan_events import (
    Event,
    EventInFuture,
    EventTooLarge,
    Pause,
    Payment,
    WriteOff,
    refuse_impossible,
)
from workbench.money import ZERO
from workbench.plan.business_plan import LoanTerms


@dataclass(frozen=True, slots=True)
class Standing:
    """A loan on one day.

    `due_now` is everything asked up to that day and not paid, in dirhams; `next`
    the first instalment after it that still asks for something, None without one.
    """

    on: date
    account: Account
    arrears: Arrears
    due_now: Decimal
    next: AccountRow | None
    is_written_off: bool

    @property
    def is_repaid(self) -> bool:
        """Whether nothing is owed because all of it was paid."""
        return not self.account.unpaid.total and not self.is_written_off


def contract(asked: LoanTerms, granted: Decimal, paid_out_on: date) -> Contract:
    """Return the contract of a loan asked so, with the amount that was granted.

    Instalments follow month by month from the day on which it was paid out.
    """
    terms = loans.terms_of(replace(asked, amount=granted), paid_out_on)
    return Contract.of_terms(terms)


def standing(agreed: Contract, events: Sequence[Event], on: date) -> Standing:
    """Return where the loan stands; an EventRefused names an impossible event.

    Events from before the day of payment belong to another loan and do not count.
    """
    counted = [event for event in events if event.on >= agreed.paid_out_on]
    account = repayments.replay(agreed, counted, on)
    owing = [row for row in account.rows if row.unpaid.total]
    return Standing(
        on=on,
        account=account,
        arrears=arrears.ageing(account, on),
        due_now=sum((r.unpaid.total for r in owing if r.due_on <= on), ZERO),
        next=next((row for row in owing if row.due_on > on), None),
        is_written_off=any(isinstance(e, WriteOff) and e.on <= on for e in counted),
    )


def refuse_unlikely(event: Event, agreed: Contract, before: Standing) -> None:
    """Raise for an event before the loan or to come, or a payment above all it asks.

    `before` is where the loan stands without it. A pause can be agreed before it
    begins.
    """
    refuse_impossible(event, agreed.paid_out_on)
    if event.on > before.on and not isinstance(event, Pause):
        raise EventInFuture(field="on")
    asked = sum((row.due.total for row in before.account.rows), ZERO)
    if isinstance(event, Payment) and event.amount > asked:
        raise EventTooLarge(field="amount", amount=event.amount, most=asked)
