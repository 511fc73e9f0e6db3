"""Payments: to whom they go, early, late, twice, too much, entered afterwards."""

from datetime import date
from decimal import Decimal

import pytest
from events_of import (
    AMOUNTS,
    ANY_EVENT,
    PAID_OUT,
    PAYMENTS,
    PLAIN,
    contract,
    dh,
    possible,
)
from hypothesis import given
from hypothesis import strategies as st

from workbench.followup import repayments
from workbench.followup.loan_account import Account, Part, Parts, total
from workbench.followup.loan_events import (
    Advance,
    Charge,
    Chargeback,
    Event,
    EventAmount,
    EventRefused,
    EventTooEarly,
    NothingToReplan,
    Payment,
    ReasonMissing,
    Resume,
    WriteOff,
)
from workbench.money import ZERO

FEBRUARY, MARCH, APRIL = (due.due_on for due in PLAIN.dues)


def after(*events: Event, on: date | None = None) -> Account:
    return repayments.replay(PLAIN, events, on)


def owed(account: Account) -> list[Decimal]:
    return [row.unpaid.total for row in account.rows]


def test_nothing_paid_owes_the_schedule() -> None:
    account = after()
    assert owed(account) == [dh(109), dh(106), dh(103)]
    assert [row.outstanding for row in account.rows] == [dh(200), dh(100), ZERO]
    assert account.unpaid == total(PLAIN.dues)
    assert not account.is_restructured


def test_a_payment_on_its_day_is_neither_early_nor_late() -> None:
    row = after(Payment(FEBRUARY, dh(109))).rows[0]
    assert row.completed_on == FEBRUARY
    assert (row.in_advance, row.late) == (ZERO, ZERO)


def test_a_part_payment_goes_to_interest_before_principal() -> None:
    account = after(Payment(FEBRUARY, dh(50)))
    assert account.rows[0].paid == Parts(principal=dh(41), interest=dh(9))
    assert account.rows[0].completed_on is None


def test_charges_come_first_and_another_order_can_be_asked() -> None:
    events = (
        Charge(FEBRUARY, dh(5), is_penalty=True),
        Charge(FEBRUARY, dh(4)),
        Payment(FEBRUARY, dh(12)),
    )
    first = repayments.replay(PLAIN, events).rows[0].paid
    assert first == Parts(penalties=dh(5), fees=dh(4), interest=dh(3))
    order = (Part.PRINCIPAL, Part.INTEREST, Part.FEES, Part.PENALTIES)
    other = repayments.replay(PLAIN, events, order=order).rows[0].paid
    assert other == Parts(principal=dh(12))


def test_an_early_payment_pays_the_next_instalments_in_their_order() -> None:
    account = after(Payment(date(2026, 2, 1), dh(150)))
    assert owed(account) == [ZERO, dh(65), dh(103)]
    assert [row.in_advance for row in account.rows] == [dh(109), dh(41), ZERO]
    assert [a.parts.total for a in account.allocations] == [dh(109), dh(41)]


def test_a_late_payment_clears_the_oldest_first() -> None:
    account = after(Payment(date(2026, 4, 2), dh(120)))
    assert owed(account) == [ZERO, dh(95), dh(103)]
    assert [row.late for row in account.rows] == [dh(109), dh(11), ZERO]


def test_what_is_overpaid_is_kept_and_used_when_something_is_asked() -> None:
    paid = Payment(APRIL, dh(330))
    assert after(paid).overpaid == dh(12)
    asked = after(paid, Charge(APRIL, dh(5)))
    assert asked.overpaid == dh(7)
    assert asked.unpaid.total == 0


def test_two_payments_on_one_day_count_twice_in_the_order_of_entry() -> None:
    account = after(Payment(FEBRUARY, dh(60)), Payment(FEBRUARY, dh(60)))
    assert account.received == dh(120)
    assert owed(account) == [ZERO, dh(95), dh(103)]
    assert [a.parts.total for a in account.allocations] == [dh(60), dh(49), dh(11)]


def test_a_payment_entered_late_lands_on_its_own_day() -> None:
    known = (Payment(MARCH, dh(109)), Payment(FEBRUARY, dh(109)))
    account = after(*known)
    assert account.rows[0].completed_on == FEBRUARY
    assert account.rows[0].late == 0
    assert account == after(*reversed(known))


def test_events_after_the_day_of_the_account_have_not_happened() -> None:
    paid = Payment(MARCH, dh(109))
    assert after(paid, on=FEBRUARY) == after()


def test_money_taken_back_is_owed_again_with_the_next_instalment() -> None:
    account = after(Payment(FEBRUARY, dh(109)), Chargeback(date(2026, 3, 1), dh(100)))
    assert account.rows[1].due.principal == dh(200)
    assert account.rows[1].outstanding == dh(100)
    assert account.rows[-1].outstanding == 0


def test_what_is_asked_after_the_last_instalment_is_due_on_its_own_day() -> None:
    account = after(Charge(date(2026, 6, 1), dh(7)))
    assert account.rows[-1].due_on == date(2026, 6, 1)
    assert account.rows[-1].due == Parts(fees=dh(7))


def test_a_second_pay_out_is_shared_by_the_instalments_after_it() -> None:
    account = after(Advance(FEBRUARY, dh(100), dh(20)))
    assert [row.due.principal for row in account.rows] == [
        dh(100),
        dh(20),
        dh(140),
        dh(140),
    ]
    assert [row.outstanding for row in account.rows] == [
        dh(300),
        dh(280),
        dh(140),
        ZERO,
    ]


def test_what_is_given_up_is_no_longer_owed_and_later_money_is_a_recovery() -> None:
    account = after(
        Payment(FEBRUARY, dh(109)),
        WriteOff(date(2026, 9, 1), "parti sans adresse"),
        Payment(date(2026, 10, 1), dh(30)),
    )
    assert account.unpaid.total == 0
    assert account.written_off == Parts(principal=dh(200), interest=dh(9))
    assert account.recovered == dh(30)
    assert account.overpaid == 0


def test_a_loan_in_one_instalment_and_one_without_interest_can_be_repaid() -> None:
    single = contract(number_of_repayments=1, annual_nominal_rate_pct="0")
    account = repayments.replay(single, [Payment(PAID_OUT, dh(1200))])
    assert account.unpaid.total == 0
    assert account.rows[0].in_advance == dh(1200)


def test_months_without_principal_are_paid_with_their_interest_alone() -> None:
    seasonal = contract(months_without_principal=[2, 3])
    first = repayments.replay(seasonal, [Payment(date(2026, 2, 28), dh(12))])
    assert seasonal.dues[0].parts == Parts(interest=dh(12))
    assert first.rows[0].completed_on == date(2026, 2, 28)


def test_a_contract_keeps_the_ends_of_months_and_counts_every_cost() -> None:
    costly = contract(
        fees=[{"when": "PER_INSTALLMENT", "amount": "5"}],
        insurance=[{"when": "PER_INSTALLMENT", "amount": "2"}],
    )
    assert [due.due_on.day for due in costly.dues[:3]] == [28, 31, 30]
    assert {due.parts.fees for due in costly.dues} == {dh(7)}
    assert total(costly.dues).principal == costly.lent


@pytest.mark.parametrize(
    ("event", "refused", "field"),
    [
        (Payment(FEBRUARY, dh(0)), EventAmount, "amount"),
        (Payment(FEBRUARY, dh(-5)), EventAmount, "amount"),
        (Charge(FEBRUARY, dh(0)), EventAmount, "amount"),
        (Payment(date(2026, 1, 30), dh(5)), EventTooEarly, "on"),
        (Advance(FEBRUARY, dh(5), dh(6)), EventAmount, "down_payment"),
        (Advance(APRIL, dh(5)), NothingToReplan, "on"),
        (WriteOff(FEBRUARY, "  "), ReasonMissing, "reason"),
    ],
)
def test_what_cannot_have_happened_is_refused_with_its_field(
    event: Event, refused: type[EventRefused], field: str
) -> None:
    with pytest.raises(refused) as problem:
        after(event)
    assert problem.value.facts["field"] == field


def test_a_resumption_without_a_pause_changes_nothing() -> None:
    assert after(Resume(FEBRUARY)) == after()


@given(st.lists(PAYMENTS, max_size=8))
def test_every_centime_received_is_somewhere(payments: list[Payment]) -> None:
    account = after(*payments)
    paid = sum((row.paid.total for row in account.rows), ZERO)
    assert account.received == paid + account.overpaid
    assert paid == sum((a.parts.total for a in account.allocations), ZERO)
    assert account.unpaid.total + paid == total(PLAIN.dues).total
    for row in account.rows:
        assert row.unpaid.total >= 0
        assert row.in_advance + row.late <= row.paid.total


@given(st.lists(PAYMENTS, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_entry_changes_nothing_between_different_days(
    payments: list[Payment], chance: object
) -> None:
    by_day = list({payment.on: payment for payment in payments}.values())
    mixed = list(by_day)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert after(*mixed) == after(*by_day)


@given(ANY_EVENT)
def test_an_impossible_event_is_refused_with_its_field(event: Event) -> None:
    if not possible([event]):
        with pytest.raises(EventRefused) as refused:
            after(event)
        assert refused.value.facts["field"]


@given(st.lists(ANY_EVENT, max_size=10))
def test_any_events_leave_an_account_that_adds_up(events: list[Event]) -> None:
    happened = possible(events)
    account = after(*happened)
    assert account == after(*happened)
    assert account.rows[-1].outstanding == 0
    used = sum((row.paid.total for row in account.rows), ZERO)
    assert account.received == used + account.overpaid + account.recovered
    for row in account.rows:
        unpaid = row.unpaid
        parts = (unpaid.principal, unpaid.interest, unpaid.fees, unpaid.penalties)
        assert min(parts) >= 0
        assert row.in_advance + row.late <= row.paid.total
        assert (row.completed_on is None) == bool(unpaid.total)


@given(AMOUNTS)
def test_a_payment_is_never_worth_more_than_itself(amount: Decimal) -> None:
    account = after(Payment(MARCH, amount))
    assert sum((a.parts.total for a in account.allocations), ZERO) <= amount
