"""The schedule of a loan: every instalment, the totals, and the true annual cost.

Amounts are in the currency's unit. What is due is principal, interest, fees,
insurance and the savings asked for; up-front costs are paid on the day of the
first pay-out and stand in the totals, not in a row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from workbench.finance.loans import amortisation, loan_calendar, loan_costs
from workbench.finance.loans.loan_costs import Costs, Saved
from workbench.finance.loans.loan_course import Part
from workbench.finance.loans.loan_refusals import OutlastsPermit, TermsRefused
from workbench.finance.loans.terms import Terms
from workbench.finance.rates import rates
from workbench.finance.rates.rates import Timed

RATE_PLACES: Final = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One instalment or down payment; `outstanding` is the principal after it."""

    number: int
    due_date: date
    principal: Decimal
    interest: Decimal
    fees: Decimal
    insurance: Decimal
    savings: Decimal
    outstanding: Decimal
    is_down_payment: bool = False

    @property
    def due(self) -> Decimal:
        """What is to be paid."""
        return (
            self.principal + self.interest + self.fees + self.insurance + self.savings
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the loan, what is paid up front included."""

    principal: Decimal
    interest: Decimal
    fees: Decimal
    insurance: Decimal
    savings: Decimal
    due: Decimal
    fees_up_front: Decimal
    insurance_up_front: Decimal
    savings_up_front: Decimal
    savings_returned: Decimal


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the terms come to.

    `stated_rate_pct` is the rate a lender quotes, flat or not;
    `effective_rate_pct` is the effective annual rate with fees and insurance, in
    percent; `effective_rate_with_savings_pct` counts the savings asked for too.
    None where no rate makes what is paid worth what is received.
    """

    rows: tuple[Row, ...]
    totals: Totals
    stated_rate_pct: Decimal
    effective_rate_pct: float | None
    effective_rate_with_savings_pct: float | None
    warnings: tuple[TermsRefused, ...] = ()


def build(terms: Terms) -> Schedule:
    """Return the schedule of terms that `loans.read` checked.

    Principals sum to the loan exactly and the last row leaves nothing owed.
    Raises InstalmentTooSmall where a given instalment never repays the loan.
    """
    parts = amortisation.amortise(terms)
    fees = loan_costs.fees(terms, parts)
    insurance = loan_costs.insurance(terms, parts)
    saved = loan_costs.savings(terms, parts)
    made = _rows(terms, parts, (fees.by_part, insurance.by_part, saved.by_part))
    totals = _totals(terms, made, fees, insurance, saved)
    has_savings = bool(saved.returned)
    plain = _rate(terms, made, totals, is_with_savings=False)
    full = _rate(terms, made, totals, is_with_savings=True) if has_savings else plain
    stated = terms.annual_nominal_rate_pct
    return Schedule(made, totals, stated, plain, full, _warnings(terms, made))


def rows(terms: Terms) -> tuple[Row, ...]:
    """Return the rows alone, without totals and annual cost."""
    parts = amortisation.amortise(terms)
    fees = loan_costs.fees(terms, parts).by_part
    insurance = loan_costs.insurance(terms, parts).by_part
    savings = loan_costs.savings(terms, parts).by_part
    return _rows(terms, parts, (fees, insurance, savings))


def _rows(
    terms: Terms, parts: Sequence[Part], costs: tuple[tuple[int, ...], ...]
) -> tuple[Row, ...]:
    places = -terms.currency_decimals

    def money(units: int) -> Decimal:
        return Decimal(units).scaleb(places)

    return tuple(
        Row(
            number=number,
            due_date=part.due,
            principal=money(part.principal),
            interest=money(part.interest),
            fees=money(fees),
            insurance=money(insurance),
            savings=money(savings),
            outstanding=money(part.outstanding),
            is_down_payment=part.is_down_payment,
        )
        for number, (part, fees, insurance, savings) in enumerate(
            zip(parts, *costs, strict=True), 1
        )
    )


def _totals(
    terms: Terms, rows: Sequence[Row], fees: Costs, insurance: Costs, saved: Saved
) -> Totals:
    places = -terms.currency_decimals
    up_front = [
        Decimal(units).scaleb(places)
        for units in (fees.up_front, insurance.up_front, saved.up_front)
    ]
    nothing = Decimal(0).scaleb(places)
    return Totals(
        principal=sum((row.principal for row in rows), nothing),
        interest=sum((row.interest for row in rows), nothing),
        fees=sum((row.fees for row in rows), up_front[0]),
        insurance=sum((row.insurance for row in rows), up_front[1]),
        savings=sum((row.savings for row in rows), up_front[2]),
        due=sum((row.due for row in rows), sum(up_front, nothing)),
        fees_up_front=up_front[0],
        insurance_up_front=up_front[1],
        savings_up_front=up_front[2],
        savings_returned=Decimal(saved.returned).scaleb(places),
    )


def _rate(
    terms: Terms, rows: Sequence[Row], totals: Totals, *, is_with_savings: bool
) -> float | None:
    """Return the effective annual rate in percent, with or without the savings."""
    first = terms.disbursements[0].date
    advances = [
        Timed(_years(terms, first, paid.date), paid.amount)
        for paid in terms.disbursements
    ]
    up_front = totals.fees_up_front + totals.insurance_up_front
    payments = [Timed(0.0, up_front)]
    for row in rows:
        paid_out = row.due if is_with_savings else row.due - row.savings
        payments.append(Timed(_years(terms, first, row.due_date), paid_out))
    if is_with_savings:
        payments.append(Timed(0.0, totals.savings_up_front))
        advances.append(Timed(payments[-2].years, totals.savings_returned))
    rate = rates.apr(advances, payments).value
    return None if rate is None else round(rate * 100, RATE_PLACES)


def _years(terms: Terms, start: date, end: date) -> float:
    return loan_calendar.years_between(start, end, terms.repay_unit)


def _warnings(terms: Terms, rows: Sequence[Row]) -> tuple[TermsRefused, ...]:
    """Return what the schedule shows that a counsellor must look at."""
    permit, end = terms.residence_permit_until, rows[-1].due_date
    if permit is None or end <= permit:
        return ()
    field = "residence_permit_until"
    return (OutlastsPermit(field=field, end=end, permit=permit),)
