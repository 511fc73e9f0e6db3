"""Schedules: exact whatever the terms, and what a loan really costs."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import loans as any_loan

from workbench.finance.loans.loans import (
    Instalment,
    LoanImpossible,
    effective_rate_per_year,
    schedule,
)
from workbench.money import ZERO, dirhams
from workbench.plan.business_plan import LoanMethod, LoanTerms

TERMS = LoanTerms(
    Decimal(12000), Decimal("0.18"), LoanMethod.EQUAL_INSTALMENTS, 12, grace_months=2
)


def total(rows: tuple[Instalment, ...], part: str) -> Decimal:
    return sum((getattr(row, part) for row in rows), ZERO)


@given(any_loan())
def test_a_schedule_repays_the_loan_exactly(terms: LoanTerms) -> None:
    rows = schedule(terms)
    assert total(rows, "principal") == terms.amount
    assert rows[-1].outstanding == 0
    assert [row.number for row in rows] == list(range(1, terms.term_months + 1))


@given(any_loan())
def test_what_is_owed_never_grows_and_every_part_is_in_centimes(
    terms: LoanTerms,
) -> None:
    owed = terms.amount
    for row in schedule(terms):
        assert row.principal >= 0
        assert row.interest >= 0
        assert row.outstanding == owed - row.principal
        assert row.due == row.principal + row.interest
        assert row.due == dirhams(row.due)
        owed = row.outstanding


@given(any_loan())
def test_only_interest_is_due_in_the_grace_period(terms: LoanTerms) -> None:
    rows = schedule(terms)
    in_grace = rows[: terms.grace_months]
    assert total(in_grace, "principal") == 0
    assert all(row.outstanding == terms.amount for row in in_grace)


@given(any_loan())
def test_interest_follows_its_method(terms: LoanTerms) -> None:
    monthly = terms.rate_per_year / 12
    owed = terms.amount
    for row in schedule(terms):
        base = terms.amount if terms.method is LoanMethod.FLAT else owed
        assert row.interest == dirhams(base * monthly)
        owed = row.outstanding


@given(any_loan())
def test_instalments_are_equal_but_for_the_last(terms: LoanTerms) -> None:
    paying = schedule(terms)[terms.grace_months : -1]
    full = [row for row in paying if row.outstanding]
    by_principal = terms.method is LoanMethod.EQUAL_PRINCIPAL
    assert len({row.principal if by_principal else row.due for row in full}) <= 1


@given(any_loan())
def test_a_loan_without_interest_costs_nothing(terms: LoanTerms) -> None:
    rows = schedule(replace(terms, rate_per_year=ZERO))
    assert total(rows, "interest") == 0
    assert total(rows, "due") == terms.amount


@given(any_loan(), st.integers(1, 5000))
def test_a_higher_rate_never_costs_less(terms: LoanTerms, more: int) -> None:
    dearer = replace(terms, rate_per_year=terms.rate_per_year + Decimal(more) / 10_000)
    growth = 1 + dearer.rate_per_year / 12
    rounding = Decimal("0.01") * sum(growth**k for k in range(terms.term_months))
    cheap, dear = schedule(terms), schedule(dearer)
    assert total(dear, "interest") >= total(cheap, "interest") - rounding


def test_a_small_loan_is_repaid_as_by_hand() -> None:
    terms = LoanTerms(Decimal(1000), Decimal("0.12"), LoanMethod.EQUAL_PRINCIPAL, 3)
    parts = [(r.principal, r.interest, r.outstanding) for r in schedule(terms)]
    assert parts == [
        (Decimal("333.33"), Decimal("10.00"), Decimal("666.67")),
        (Decimal("333.33"), Decimal("6.67"), Decimal("333.34")),
        (Decimal("333.34"), Decimal("3.33"), Decimal("0.00")),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": ZERO}, "loan.amount"),
        ({"amount": Decimal(-1)}, "loan.amount"),
        ({"rate_per_year": Decimal("-0.01")}, "loan.rate_per_year"),
        ({"term_months": 0, "grace_months": 0}, "loan.term_months"),
        ({"grace_months": 12}, "loan.grace_months"),
        ({"grace_months": -1}, "loan.grace_months"),
    ],
)
def test_terms_no_schedule_can_have_are_refused_at_their_field(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(LoanImpossible) as refused:
        schedule(replace(TERMS, **changes))
    assert refused.value.facts == {"field": field}


# What it really costs


@pytest.mark.parametrize(
    "method", [LoanMethod.EQUAL_INSTALMENTS, LoanMethod.EQUAL_PRINCIPAL]
)
def test_without_fee_the_real_rate_is_the_monthly_rate_compounded(
    method: LoanMethod,
) -> None:
    rate = effective_rate_per_year(replace(TERMS, method=method))
    assert rate == pytest.approx(1.015**12 - 1, abs=1e-4)


def test_a_flat_rate_really_costs_nearly_twice_what_it_says() -> None:
    flat = replace(TERMS, method=LoanMethod.FLAT, grace_months=0)
    rate = effective_rate_per_year(flat)
    assert rate is not None
    assert 1.7 < rate / 0.18 < 2.2


def test_a_fee_makes_a_loan_dearer() -> None:
    without, with_fee = (
        effective_rate_per_year(replace(TERMS, fee=Decimal(fee))) for fee in (0, 300)
    )
    assert without is not None
    assert with_fee is not None
    assert with_fee > without


def test_a_loan_without_interest_or_fee_has_a_rate_of_zero() -> None:
    rate = effective_rate_per_year(replace(TERMS, rate_per_year=ZERO))
    assert rate == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("fee", [12000, 12001])
def test_a_fee_as_large_as_the_loan_leaves_no_rate_to_speak_of(fee: int) -> None:
    assert effective_rate_per_year(replace(TERMS, fee=Decimal(fee))) is None


@given(any_loan())
def test_the_real_rate_makes_the_payments_worth_what_was_received(
    terms: LoanTerms,
) -> None:
    large = replace(terms, amount=terms.amount + 2000)
    rate = effective_rate_per_year(large)
    assert rate is not None
    monthly = (1 + rate) ** (1 / 12)
    worth = sum(float(row.due) / monthly**row.number for row in schedule(large))
    assert worth == pytest.approx(float(large.amount - large.fee), rel=1e-6)
