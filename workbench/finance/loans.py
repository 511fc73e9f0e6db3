"""Loan schedules in whole centimes, and what the loan really costs a year.

The loan is paid out just before opening; instalment k falls in month k of
activity. The term counts every instalment, those of the grace period included.
"""

from dataclasses import dataclass
from decimal import Decimal

from workbench.errors import WorkbenchError
from workbench.money import ZERO, dirhams
from workbench.plan.business_plan import LoanMethod, LoanTerms

MONTHS_PER_YEAR = 12


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


def schedule(terms: LoanTerms) -> tuple[Instalment, ...]:
    """Repay the loan month by month; only interest is due during the grace period.

    Interest is rounded half up each month, on the outstanding principal or, for
    the flat method, on the amount first lent. The last instalment absorbs the
    rounding, so that principals always sum to the loan.

    Raises LoanImpossible for a term without instalments, a grace period that
    leaves none to repay principal in, or a negative amount or rate.
    """
    _refuse_impossible(terms)
    monthly_rate = terms.rate_per_year / MONTHS_PER_YEAR
    repaying = terms.term_months - terms.grace_months
    payment = _payment(terms, monthly_rate, repaying)
    rows = []
    outstanding = terms.amount
    for number in range(1, terms.term_months + 1):
        is_flat = terms.method is LoanMethod.FLAT
        interest = dirhams((terms.amount if is_flat else outstanding) * monthly_rate)
        principal = ZERO
        if number == terms.term_months:
            principal = outstanding
        elif number > terms.grace_months:
            equal = terms.method is LoanMethod.EQUAL_INSTALMENTS
            principal = min(payment - interest if equal else payment, outstanding)
        outstanding -= principal
        rows.append(Instalment(number, principal, interest, outstanding))
    return tuple(rows)


def _refuse_impossible(terms: LoanTerms) -> None:
    if terms.amount <= 0:
        raise LoanImpossible(field="loan.amount")
    if terms.rate_per_year < 0:
        raise LoanImpossible(field="loan.rate_per_year")
    if terms.term_months < 1:
        raise LoanImpossible(field="loan.term_months")
    if not 0 <= terms.grace_months < terms.term_months:
        raise LoanImpossible(field="loan.grace_months")


def _payment(terms: LoanTerms, monthly_rate: Decimal, repaying: int) -> Decimal:
    """The equal instalment, or the equal principal of the other two methods."""
    if terms.method is not LoanMethod.EQUAL_INSTALMENTS or monthly_rate == 0:
        return dirhams(terms.amount / repaying)
    discount = 1 - (1 + monthly_rate) ** -repaying
    return dirhams(terms.amount * monthly_rate / discount)


def effective_rate_per_year(terms: LoanTerms) -> float | None:
    """Return the yearly rate that makes payments worth what was received.

    A fraction of 1: (1 + i) ** 12 - 1 with i the internal rate of the monthly
    flows, the fee taken off what is received. None when there is no such rate
    (a fee as large as the loan).
    """
    from numpy_financial import irr  # noqa: PLC0415 - numpy waits until it is needed

    received = terms.amount - terms.fee
    if received <= 0:
        return None
    flows = [-float(received), *(float(row.due) for row in schedule(terms))]
    monthly = float(irr(flows))
    return (1 + monthly) ** MONTHS_PER_YEAR - 1 if monthly == monthly else None  # noqa: PLR0124 - nan
