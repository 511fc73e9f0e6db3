"""Interest that follows the days: what paying early, late or all at once changes.

Interest is counted by day on the principal really owed, and rounded for each stretch
of days with one balance. A payment first clears what is due, interest before
principal; money beyond that repays principal at once, and the instalments still to
come are set anew. Principal in arrears bears interest until it is paid or until the
day of the account, whichever comes first, asked with the following instalment.

Amounts are in the currency's unit. The terms are those of a schedule.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from workbench.errors import WorkbenchError
from workbench.finance.loans import loan_calendar, schedules
from workbench.finance.loans.terms import (
    Amortization,
    InterestCalculation,
    InterestMethod,
    Rounding,
    Terms,
    Unit,
)
from workbench.followup.loan_account import Due, Parts
from workbench.followup.loan_events import Payment, refuse_impossible
from workbench.money import ZERO

DAYS_PER_YEAR: Final = 365
HUNDRED: Final = 100
USUAL_DAYS: Final = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 30}
ROUNDINGS: Final = {
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.CEILING: ROUND_CEILING,
    Rounding.FLOOR: ROUND_FLOOR,
}
NOT_FOLLOWED: Final = (
    "grace_on_principal",
    "grace_on_interest_payment",
    "grace_on_interest_charged",
    "months_without_principal",
    "installment_weights",
    "principal_shares_pct",
    "installment_amount",
    "amounts_in_multiples_of",
    "down_payment_pct",
    "rate_changes",
)
"""Terms that a recalculated loan cannot have."""


class NotRecalculated(WorkbenchError):
    """Interest that does not follow the days, with the field that says so."""

    code = "loan_event.not_recalculated"


@dataclass(slots=True)
class _Course:
    """A loan while its periods are gone through; `planned` if all dues were paid."""

    terms: Terms
    payments: list[Payment]
    on: date
    planned: Decimal
    instalment: Decimal = ZERO
    owed_interest: Decimal = ZERO
    owed_principal: Decimal = ZERO

    def interest(self, balance: Decimal, days: int) -> Decimal:
        """The interest of so many days on one balance, rounded."""
        rate = self.terms.annual_nominal_rate_pct / HUNDRED
        return _rounded(self.terms, balance * rate * days / _year_days(self.terms))

    def clear(self, amount: Decimal) -> Decimal:
        """Pay what is due of an amount, and return what is left of it."""
        interest = min(amount, self.owed_interest)
        principal = min(amount - interest, self.owed_principal)
        self.owed_interest -= interest
        self.owed_principal -= principal
        return amount - interest - principal

    def paid_on(self, day: date) -> list[Payment]:
        """The payments of one day."""
        return [payment for payment in self.payments if payment.on == day]


def recalculated(
    terms: Terms, payments: Iterable[Payment], on: date
) -> tuple[Due, ...]:
    """Return the schedule as it stands on a day, after the payments up to that day.

    A period in which more is paid than was due asks for that much. Raises
    NotRecalculated where interest is flat or not counted by day, or where the
    instalments are not equal ones.
    """
    _refuse_others(terms)
    known = [payment for payment in payments if payment.on <= on]
    for payment in known:
        refuse_impossible(payment, terms.disbursements[0].date)
    days = loan_calendar.due_dates(terms)
    course = _Course(terms, known, on, terms.amount)
    course.instalment = _level(course, len(days))
    start, dues = terms.start, []
    for left, day in zip(range(len(days) - 1, -1, -1), days, strict=True):
        due, is_ahead = _period(course, start, day, is_last=not left)
        course.planned -= due.parts.principal
        start = day
        if is_ahead and left:
            course.instalment = _level(course, left)
        dues.append(due)
    return tuple(dues)


def _refuse_others(terms: Terms) -> None:
    if terms.interest_calculation is not InterestCalculation.DAILY:
        raise NotRecalculated(field="interest_calculation")
    _declining(terms)
    if terms.amortization is not Amortization.EQUAL_INSTALLMENTS:
        raise NotRecalculated(field="amortization")
    for field in NOT_FOLLOWED:
        if getattr(terms, field):
            raise NotRecalculated(field=field)


def _declining(terms: Terms) -> Terms:
    if terms.interest_method is InterestMethod.FLAT:
        raise NotRecalculated(field="interest_method")
    return terms


def _period(
    course: _Course, start: date, end: date, *, is_last: bool
) -> tuple[Due, bool]:
    """Ask for one period; also say whether more principal was paid than planned."""
    interest, early = _followed(course, start, end)
    agreed = course.planned if is_last else course.instalment - interest
    agreed = min(max(agreed, ZERO), course.planned)
    principal = min(max(agreed, early), course.planned)
    course.owed_interest += interest
    course.owed_principal += principal - min(early, principal)
    for payment in course.paid_on(end):
        ahead = min(course.clear(payment.amount), course.planned - principal)
        principal += ahead
    return Due(end, Parts(principal=principal, interest=interest)), principal > agreed


def _followed(course: _Course, start: date, end: date) -> tuple[Decimal, Decimal]:
    """The interest of a period stretch by stretch, and what was paid ahead in it."""
    inside = {p.on for p in course.payments if start < p.on < end}
    if start < course.on < end:
        inside.add(course.on)
    interest, early, cursor = ZERO, ZERO, start
    for day in (*sorted(inside), end):
        balance = max(ZERO, course.planned - early)
        balance += course.owed_principal if cursor < course.on else ZERO
        interest += course.interest(balance, (day - cursor).days)
        if day < end:
            early += sum((course.clear(p.amount) for p in course.paid_on(day)), ZERO)
        cursor = day
    return interest, early


def _level(course: _Course, count: int) -> Decimal:
    """The equal instalment that repays what is left over so many periods.

    Set on months of 30 days, whatever the days that interest is then counted on.
    """
    terms = course.terms
    rate = terms.annual_nominal_rate_pct / HUNDRED * terms.repay_every
    rate *= Decimal(USUAL_DAYS[terms.repay_unit]) / _year_days(terms)
    level = course.planned / count
    if rate:
        level = course.planned * rate / (1 - (1 + rate) ** -count)
    step = terms.installment_rounded_to_multiple_of or Decimal(1).scaleb(
        -terms.currency_decimals
    )
    mode = ROUNDINGS[terms.installment_rounding or terms.rounding]
    return (level / step).to_integral_value(mode) * step


@dataclass(frozen=True, slots=True)
class Payoff:
    """What ends a loan on a day: the amount, and the rows it is put down to."""

    amount: Decimal
    rows: tuple[Due, ...]


def payoff(terms: Terms, on: date) -> Payoff:
    """Return what repays the whole loan on a day, everything due before being paid.

    Principal owed and interest to that day, its period's share of days; later
    instalments are taken as principal alone. Raises NotRecalculated for flat
    interest, whose rebate the lender decides.
    """
    planned = schedules.rows(_declining(terms))
    rate = Fraction(terms.annual_nominal_rate_pct) / HUNDRED
    owed, rows, amount = terms.amount, [], ZERO
    for row, period in zip(planned, loan_calendar.periods(terms), strict=True):
        interest = row.interest
        if on < period.due:
            end = max(period.start, on)
            share = loan_calendar.factor(terms, rate, period, period.start, end)
            interest = _rounded(terms, owed * share.numerator / share.denominator)
        is_last = row.number == len(planned)
        principal = owed if is_last else min(owed, row.due - interest)
        principal = row.principal if period.due <= on else principal
        rows.append(Due(period.due, Parts(principal=principal, interest=interest)))
        amount += ZERO if period.due <= on else principal + interest
        owed -= principal
    return Payoff(amount, tuple(rows))


def _year_days(terms: Terms) -> int:
    """The days of the year that interest is counted in."""
    if terms.days_in_year in {None, "ACTUAL"}:
        return DAYS_PER_YEAR + calendar.isleap(terms.disbursements[0].date.year)
    return int(str(terms.days_in_year))


def _rounded(terms: Terms, amount: Decimal) -> Decimal:
    step = Decimal(1).scaleb(-terms.currency_decimals)
    return amount.quantize(step, rounding=ROUNDINGS[terms.rounding])
