"""Loans: terms read and checked, schedules, and the term that is sought.

A plan's own loan is paid out just before opening; instalment k falls in month k of
activity. The term counts every instalment, those of the grace period included.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from workbench import money
from workbench.errors import WorkbenchError
from workbench.finance.loans import centimes, loan_checks, schedules
from workbench.finance.loans import terms as loan_terms
from workbench.finance.loans.loan_refusals import (
    AmountImpossible,
    GraceNotEnough,
    InstalmentTooSmall,
    NotTogether,
    TermsRefused,
)
from workbench.finance.loans.terms import (
    LARGEST,
    MOST_INSTALMENTS,
    Amortization,
    Disbursement,
    FlatInterest,
    InterestMethod,
    Terms,
)
from workbench.finance.rates import rates
from workbench.money import CENTIME
from workbench.plan.business_plan import LoanMethod, LoanTerms

MONTHS_PER_YEAR: Final = 12
PERCENT: Final = 100


class LoanImpossible(WorkbenchError):
    """Terms that no schedule can have, with the field at fault."""

    code = "loan.impossible"


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment: its parts, and the outstanding principal after it."""

    number: int
    principal: Decimal
    interest: Decimal
    outstanding: Decimal

    @property
    def due(self) -> Decimal:
        """What is to be paid."""
        return self.principal + self.interest


def read(raw: object) -> Terms:
    """Return the terms that an object from JSON holds, fit to make a schedule of.

    Raises one of `loan_refusals`, with the key at fault as `field`.
    """
    terms = loan_terms.parse(raw)
    loan_checks.check(terms)
    return terms


def schedule(terms: LoanTerms) -> tuple[Instalment, ...]:
    """Repay the loan month by month; only interest is due during the grace period.

    Interest is rounded half up each month, on the outstanding principal or, for
    the flat method, on the amount first lent. The last instalment absorbs the
    rounding, so that principals always sum to the loan.

    Raises LoanImpossible for a term without instalments, a grace period that
    leaves none to repay principal in, or a negative amount or rate.
    """
    rows = enumerate(rows_in_centimes(terms), 1)
    return tuple(
        Instalment(number, CENTIME * principal, CENTIME * interest, CENTIME * owed)
        for number, (principal, interest, owed) in rows
    )


def rows_in_centimes(terms: LoanTerms) -> list[centimes.Row]:
    """Return what `schedule` does as integers, many times faster.

    Principal, interest and what is owed after it, one row an instalment.
    """
    _refuse_impossible(terms)
    numerator, denominator = terms.rate_per_year.as_integer_ratio()
    rate = (numerator, denominator * MONTHS_PER_YEAR)
    owed, count = money.centimes(terms.amount), terms.term_months
    repaying = count - terms.grace_months
    if terms.method is LoanMethod.EQUAL_INSTALMENTS:
        level = centimes.payment(owed, rate, repaying)
        return centimes.declining(owed, rate, count, terms.grace_months, level)
    level = centimes.rounded(owed, repaying, 1, loan_terms.Rounding.HALF_UP)
    if terms.method is LoanMethod.FLAT:
        each = centimes.rounded(owed * rate[0], rate[1], 1, loan_terms.Rounding.HALF_UP)
        return centimes.flat(owed, count, terms.grace_months, level, [each] * count)
    grace = terms.grace_months
    return centimes.declining(owed, rate, count, grace, level, is_level_principal=True)


def _refuse_impossible(terms: LoanTerms) -> None:
    if terms.amount <= 0:
        raise LoanImpossible(field="loan.amount")
    if terms.rate_per_year < 0:
        raise LoanImpossible(field="loan.rate_per_year")
    if terms.term_months < 1:
        raise LoanImpossible(field="loan.term_months")
    if not 0 <= terms.grace_months < terms.term_months:
        raise LoanImpossible(field="loan.grace_months")


def effective_rate_per_year(terms: LoanTerms) -> float | None:
    """Return the yearly rate that makes payments worth what was received.

    A fraction of 1: the monthly internal rate of the flows compounded over twelve
    months, the fee taken off what is received. None when there is no such rate
    (a fee as large as the loan).
    """
    received = terms.amount - terms.fee
    if received <= 0:
        return None
    rows = rows_in_centimes(terms)
    paid = [CENTIME * (principal + interest) for principal, interest, _ in rows]
    return rates.effective_cost(received, paid)


def terms_of(loan: LoanTerms, paid_on: date) -> Terms:
    """Return a plan's loan as full terms, paid out on a day; the fee up front."""
    is_flat = loan.method is LoanMethod.FLAT
    is_level_principal = loan.method is LoanMethod.EQUAL_PRINCIPAL
    fees = [{"when": "UP_FRONT", "amount": loan.fee}] if loan.fee else []
    return read(
        {
            "disbursements": [{"date": paid_on, "amount": loan.amount}],
            "annual_nominal_rate_pct": loan.rate_per_year * PERCENT,
            "interest_method": InterestMethod.FLAT
            if is_flat
            else InterestMethod.DECLINING_BALANCE,
            "amortization": Amortization.EQUAL_PRINCIPAL_PAYMENTS
            if is_level_principal
            else Amortization.EQUAL_INSTALLMENTS,
            "flat_interest": FlatInterest.EACH,
            "number_of_repayments": loan.term_months,
            "grace_on_principal": loan.grace_months,
            "fees": fees,
        }
    )


def amount_for(
    terms: Terms, bearable: Decimal, *, step: Decimal = Decimal(1)
) -> Decimal:
    """Return the largest loan whose instalments all stay at or below `bearable`.

    In the currency's unit, a multiple of `step`; several pay-outs keep their
    proportions. Everything due counts, fees, insurance and savings too; a down
    payment does not. Raises InstalmentTooSmall where even one step is too much.
    """
    _require_amount("installment", bearable)
    _require_amount("step", step)
    if step * 10**terms.currency_decimals % 1:
        raise AmountImpossible(field="step")
    most = int(
        min(LARGEST, bearable * terms.count / (1 - terms.down_payment_pct / PERCENT))
        / step
    )
    least, above = 0, most + 1
    while above - least > 1:
        middle = (least + above) // 2
        if _fits(_lending(terms, middle * step, step), bearable):
            least = middle
        else:
            above = middle
    if least == 0:
        raise InstalmentTooSmall(field="installment", instalment=bearable)
    return least * step


def term_for(terms: Terms, bearable: Decimal) -> int:
    """Return the fewest instalments that all stay at or below `bearable`.

    Raises InstalmentTooSmall where no number of them does (interest alone is as
    much, or all principal is due at the end), and NotTogether where the terms list
    one entry for each instalment.
    """
    _require_amount("installment", bearable)
    for listed in ("due_dates", "installment_weights", "principal_shares_pct"):
        if getattr(terms, listed):
            raise NotTogether(field=listed, other="number_of_repayments")
    below = longest_grace = max(
        terms.grace_on_principal,
        terms.grace_on_interest_payment,
        terms.grace_on_interest_charged,
    )
    enough = longest_grace + 1
    while not _fits(_over(terms, enough), bearable):
        below, enough = enough, longest_grace + 2 * (enough - longest_grace)
        if enough > MOST_INSTALMENTS:
            raise InstalmentTooSmall(field="installment", instalment=bearable)
    while enough - below > 1:
        middle = (below + enough) // 2
        if _fits(_over(terms, middle), bearable):
            enough = middle
        else:
            below = middle
    return enough


def grace_for(terms: Terms, opening: Decimal, flows: Sequence[Decimal]) -> int:
    """Return the shortest grace on principal with which cash never goes below zero.

    `opening` is the cash once the loan is paid out and what it buys is paid;
    `flows` the net cash of each period between instalments, before them. The term
    stays as it is, so that a longer grace makes later instalments larger. Periods
    beyond `flows` are not looked at. Raises GraceNotEnough where none will do.
    """
    for grace in range(terms.count):
        rows = schedules.rows(terms.model_copy(update={"grace_on_principal": grace}))
        dues = [row.due for row in rows if not row.is_down_payment]
        cash, is_enough = opening, opening >= 0
        for flow, due in zip(flows, dues, strict=False):
            cash += flow - due
            is_enough = is_enough and cash >= 0
        if is_enough:
            return grace
    raise GraceNotEnough(field="grace_on_principal")


def _require_amount(field: str, amount: Decimal) -> None:
    if not (amount.is_finite() and 0 < amount <= LARGEST):
        raise AmountImpossible(field=field)


def _lending(terms: Terms, amount: Decimal, step: Decimal) -> Terms:
    """Return the terms for another amount, paid out in the same proportions."""
    rest, paid = amount, []
    for one in terms.disbursements[:-1]:
        part = one.amount * amount / terms.amount // step * step
        paid.append(Disbursement.model_construct(date=one.date, amount=part))
        rest -= part
    last = terms.disbursements[-1].date
    paid.append(Disbursement.model_construct(date=last, amount=rest))
    return terms.model_copy(update={"disbursements": tuple(paid)})


def _over(terms: Terms, count: int) -> Terms:
    """Return the terms with another number of instalments and none fixed."""
    changes = {"number_of_repayments": count, "installment_amount": None}
    return terms.model_copy(update=changes)


def _fits(terms: Terms, bearable: Decimal) -> bool:
    """Whether a schedule can be made and no instalment is above `bearable`."""
    try:
        loan_checks.check(terms)
        rows = schedules.rows(terms)
    except TermsRefused:
        return False
    return all(row.due <= bearable for row in rows if not row.is_down_payment)
