"""Loans whose events are known by hand, and any at random."""

import contextlib
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from workbench.finance.loans import loans
from workbench.finance.loans.terms import Unit
from workbench.followup import repayments
from workbench.followup.loan_account import Contract, Due, Parts
from workbench.followup.loan_events import (
    Advance,
    Charge,
    Chargeback,
    Event,
    EventRefused,
    Pause,
    Payment,
    Reage,
    Reamortise,
    Reschedule,
    Resume,
    WriteOff,
)

PAID_OUT = date(2026, 1, 31)


def due(on: date, principal: int, interest: int = 0) -> Due:
    return Due(on, Parts(Decimal(principal), Decimal(interest)))


PLAIN = Contract(
    lent=Decimal(300),
    paid_out_on=PAID_OUT,
    dues=(
        due(date(2026, 2, 28), 100, 9),
        due(date(2026, 3, 31), 100, 6),
        due(date(2026, 4, 30), 100, 3),
    ),
)
"""Three instalments of 100 with interest of 9, 6 and 3, at the ends of months."""


def dh(amount: int | str) -> Decimal:
    return Decimal(amount)


def contract(**changes: object) -> Contract:
    """The contract that full terms make."""
    given: dict[str, object] = {
        "disbursements": [{"date": PAID_OUT.isoformat(), "amount": "1200"}],
        "annual_nominal_rate_pct": "12",
        "number_of_repayments": 12,
    }
    return Contract.of_terms(loans.read(given | changes))


DAYS = st.integers(0, 900).map(lambda days: PAID_OUT + timedelta(days=days))
AMOUNTS = st.integers(1, 60_000).map(lambda centimes: Decimal(centimes) / 100)
PAYMENTS = st.builds(Payment, DAYS, AMOUNTS)
CHARGES = st.builds(Charge, DAYS, AMOUNTS, is_penalty=st.booleans())
ANY_EVENT: st.SearchStrategy[Event] = st.one_of(
    PAYMENTS,
    CHARGES,
    st.builds(Chargeback, DAYS, AMOUNTS),
    st.builds(Advance, DAYS, AMOUNTS),
    st.builds(
        Reschedule,
        on=DAYS,
        from_due_on=DAYS,
        reason=st.just("maladie"),
        new_due_on=st.none() | DAYS,
        grace=st.integers(0, 3),
        extra_terms=st.integers(0, 6),
        extra_interest=st.integers(0, 50).map(Decimal),
    ),
    st.builds(
        Reage,
        on=DAYS,
        first_due_on=DAYS,
        count=st.integers(0, 12),
        reason=st.just("incendie"),
        every=st.integers(1, 3),
        unit=st.sampled_from(Unit),
    ),
    st.builds(
        Reamortise, DAYS, st.just("accord"), st.sampled_from([dh("0.01"), dh(1)])
    ),
    st.builds(WriteOff, DAYS, st.sampled_from(["parti", " "])),
    st.builds(Pause, DAYS, DAYS),
    st.builds(Resume, DAYS),
)
"""Whatever can be typed, possible or not."""


def possible(events: list[Event]) -> list[Event]:
    """The events that can have happened, one after another."""
    kept: list[Event] = []
    for event in events:
        with contextlib.suppress(EventRefused):
            repayments.replay(PLAIN, [*kept, event])
            kept.append(event)
    return kept
