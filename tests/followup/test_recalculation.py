"""Interest by day: what paying early, late or all at once changes."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.finance.loans import loans
from workbench.finance.loans.terms import Terms
from workbench.followup import recalculation
from workbench.followup.loan_account import total
from workbench.followup.loan_events import EventTooEarly, Payment
from workbench.followup.recalculation import NotRecalculated
from workbench.money import ZERO

PAID_OUT = date(2026, 1, 1)


def terms(**changes: Any) -> Terms:
    given_: dict[str, Any] = {
        "disbursements": [{"date": "2026-01-01", "amount": "6000"}],
        "annual_nominal_rate_pct": "18",
        "number_of_repayments": 6,
        "interest_calculation": "DAILY",
    }
    return loans.read(given_ | changes)


def interest(paid: list[Payment], on: date) -> Decimal:
    return total(recalculation.recalculated(terms(), paid, on)).interest


def test_paying_ahead_costs_less_and_paying_late_costs_more() -> None:
    first = recalculation.recalculated(terms(), [], PAID_OUT)
    on_time = [Payment(due.due_on, due.parts.total) for due in first]
    end = first[-1].due_on
    early = [Payment(p.on - timedelta(days=10), p.amount) for p in on_time]
    late = [Payment(p.on + timedelta(days=10), p.amount) for p in on_time]
    usual = interest(on_time, end)
    assert usual == total(first).interest
    assert interest(early, end) < usual < interest(late, end)


def test_a_loan_repaid_early_asks_for_nothing_more() -> None:
    dues = recalculation.recalculated(
        terms(), [Payment(date(2026, 1, 11), Decimal(6000))], date(2026, 1, 11)
    )
    assert dues[0].parts.principal == Decimal(6000)
    assert dues[0].parts.interest == Decimal("29.59")
    assert all(due.parts.total == 0 for due in dues[1:])


def test_a_loan_without_interest_is_repaid_in_equal_parts() -> None:
    dues = recalculation.recalculated(terms(annual_nominal_rate_pct="0"), [], PAID_OUT)
    assert {due.parts.total for due in dues} == {Decimal(1000)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"interest_calculation": "PER_PERIOD"}, "interest_calculation"),
        ({"interest_method": "FLAT"}, "interest_method"),
        ({"amortization": "BULLET"}, "amortization"),
        ({"grace_on_principal": 2}, "grace_on_principal"),
    ],
)
def test_other_loans_are_refused_with_the_field(
    changes: dict[str, Any], field: str
) -> None:
    try:
        other = terms(**changes)
    except loans.LoanImpossible:
        pytest.fail("the terms themselves are possible")
    with pytest.raises(NotRecalculated) as refused:
        recalculation.recalculated(other, [], PAID_OUT)
    assert refused.value.facts == {"field": field}


def test_a_payment_before_the_loan_is_refused() -> None:
    with pytest.raises(EventTooEarly):
        recalculation.recalculated(
            terms(), [Payment(date(2025, 12, 31), Decimal(5))], PAID_OUT
        )


def test_a_loan_paid_off_on_a_due_date_owes_its_principal_alone() -> None:
    lent = terms(interest_calculation="PER_PERIOD")
    second = recalculation.payoff(lent, date(2026, 3, 1))
    assert second.amount == sum((d.parts.principal for d in second.rows[2:]), ZERO)
    assert sum((d.parts.interest for d in second.rows[2:]), ZERO) == 0
    at_once = recalculation.payoff(lent, PAID_OUT)
    assert at_once.amount == lent.amount


def test_flat_interest_has_no_pay_off_of_its_own() -> None:
    with pytest.raises(NotRecalculated):
        recalculation.payoff(
            terms(interest_method="FLAT", interest_calculation="PER_PERIOD"), PAID_OUT
        )


@given(st.integers(0, 200))
def test_paying_off_costs_at_least_the_principal_and_repays_it(days: int) -> None:
    lent = terms(interest_calculation="PER_PERIOD")
    ended = recalculation.payoff(lent, PAID_OUT + timedelta(days=days))
    assert total(ended.rows).principal == lent.amount
    assert ended.amount >= 0
    assert all(due.parts.interest >= 0 for due in ended.rows)


PAYMENTS = st.lists(
    st.builds(
        Payment,
        st.integers(0, 240).map(lambda days: PAID_OUT + timedelta(days=days)),
        st.integers(1, 400_000).map(lambda centimes: Decimal(centimes) / 100),
    ),
    max_size=6,
)


@given(PAYMENTS, st.integers(0, 300))
def test_principal_is_repaid_whatever_is_paid(
    payments: list[Payment], days: int
) -> None:
    dues = recalculation.recalculated(
        terms(), payments, PAID_OUT + timedelta(days=days)
    )
    assert total(dues).principal == Decimal(6000)
    assert all(due.parts.principal >= 0 for due in dues)
    assert all(due.parts.interest >= 0 for due in dues)
