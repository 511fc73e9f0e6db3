"""A loan as it runs, period by period, whatever its terms.

Everything is in whole units of the currency's last decimal, as integers; interest
is rounded once from its exact value, or once for each part of a period cut by a
pay-out or a change of rate. The last instalment leaves nothing owed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from workbench.finance.loans import centimes, loan_calendar
from workbench.finance.loans.loan_calendar import Period
from workbench.finance.loans.loan_grid import Grid
from workbench.finance.loans.loan_refusals import InstalmentTooSmall
from workbench.finance.loans.terms import (
    Amortization,
    FlatInterest,
    InterestCalculation,
    InterestMethod,
    Terms,
)

PRECISION: Final = 40
PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment or down payment: `opening` is what is owed before it."""

    due: date
    opening: int
    principal: int
    interest: int
    is_down_payment: bool = False

    @property
    def outstanding(self) -> int:
        """What is owed after it."""
        return self.opening - self.principal


@dataclass(slots=True)
class Course:
    """A loan while it runs: what was lent, what is owed, what an instalment is."""

    terms: Terms
    grid: Grid
    periods: Sequence[Period]
    owed: int = 0
    lent: int = 0
    level: Fraction = Fraction(0)
    exact_interest: Fraction = Fraction(0)
    parts: list[Part] = field(default_factory=list)

    def run(self) -> list[Part]:
        """Return every part; a loan of fixed instalments ends when it is repaid."""
        for period in self.periods:
            exact, interest = self._accrue(period)
            if self._is_turn(period):
                self.level = self._level(period, exact, interest)
            self.exact_interest += exact
            interest = self._absorbed(period, interest)
            principal = self._principal(period, interest)
            self.parts.append(Part(period.due, self.owed, principal, interest))
            self.owed -= principal
            if self.terms.installment_amount and self._is_over(period):
                break
        return self.parts

    def _accrue(self, period: Period) -> tuple[Fraction, int]:
        """Pay out what falls in the period; return its interest, exact and rounded."""
        exact, interest = Fraction(0), 0
        for start, end in loan_calendar.cuts(period, self._turns()):
            self._pay_out(start)
            if period.number <= self.terms.grace_on_interest_charged:
                continue
            is_flat = self.terms.interest_method is InterestMethod.FLAT
            base = self.lent if is_flat else self.owed
            share = base * self._factor(period, start, end)
            exact += share
            interest += self.grid.amount(share)
        return exact, interest

    def _pay_out(self, day: date) -> None:
        for paid in self.terms.disbursements:
            if paid.date != day:
                continue
            amount = self.grid.units(paid.amount)
            self.lent += amount
            self.owed += amount
            share = Fraction(self.terms.down_payment_pct) / PERCENT
            down = self.grid.amount(amount * share)
            if down:
                self.parts.append(Part(day, self.owed, down, 0, is_down_payment=True))
                self.owed -= down

    def _rate(self, day: date) -> Fraction:
        """Return the fraction of 1 in force a year on a day."""
        rate = self.terms.annual_nominal_rate_pct
        for change in self.terms.rate_changes:
            if change.date <= day:
                rate = change.annual_nominal_rate_pct
        return Fraction(rate) / PERCENT

    def _factor(self, period: Period, start: date, end: date) -> Fraction:
        rate = self._rate(start)
        return loan_calendar.factor(self.terms, rate, period, start, end)

    def _is_turn(self, period: Period) -> bool:
        """Whether what an instalment is must be worked out anew."""
        return period.number == 1 or any(
            period.start <= day < period.due for day in self._turns()
        )

    def _turns(self) -> list[date]:
        """Return the days of pay-outs and of changes of rate."""
        paid = [one.date for one in self.terms.disbursements]
        return paid + [one.date for one in self.terms.rate_changes]

    def _weight(self, period: Period) -> Fraction:
        """Return the share of an instalment; none where only interest is due."""
        terms, place = self.terms, period.number - 1
        is_last = period.number == len(self.periods)
        is_free = period.number <= terms.grace_on_principal or (
            period.due.month in terms.months_without_principal and not is_last
        )
        weights = terms.principal_shares_pct or terms.installment_weights
        if is_free or terms.amortization is Amortization.BULLET:
            return Fraction(0)
        return Fraction(weights[place]) if weights else Fraction(1)

    def _ahead(self, period: Period) -> Iterator[Period]:
        return iter(self.periods[period.number :])

    @property
    def _is_level_principal(self) -> bool:
        """Whether what is equal is the principal, and not the instalment."""
        return self.terms.amortization is not Amortization.EQUAL_INSTALLMENTS or bool(
            self.terms.principal_shares_pct
        )

    def _level(self, period: Period, exact: Fraction, interest: int) -> Fraction:
        """Return the instalment, or the principal, of weight 1 from a period on."""
        terms = self.terms
        if terms.installment_amount:
            return Fraction(terms.installment_amount) * self.grid.unit
        if self._is_level_principal or terms.interest_method is InterestMethod.FLAT:
            rest = self.periods[period.number - 1 :]
            weights = sum((self._weight(one) for one in rest), Fraction(0))
            return self.owed / weights if weights else Fraction(0)
        level = self._annuity(period, exact)
        is_mended = (
            terms.interest_calculation is InterestCalculation.PROGRESSIVE
            and not terms.installment_weights
            and not terms.installment_rounded_to_multiple_of
        )
        return self._mended(period, level, interest) if is_mended else level

    def _annuity(self, period: Period, exact: Fraction) -> Fraction:
        """Return the instalment of weight 1 that leaves nothing owed at the end.

        At the rate in force at the period's end; a period in which only interest is
        due leaves what is owed as it is.
        """
        rate = self._rate(loan_calendar.day_before(period.due))
        weight = self._weight(period)
        with localcontext(prec=PRECISION):
            worth = Decimal(self.owed)
            if weight:
                worth += _decimal(exact)
            weights = _decimal(weight)
            for later in self._ahead(period):
                weight = self._weight(later)
                if weight:
                    growth = 1 + _decimal(self._whole(later, rate))
                    worth *= growth
                    weights = weights * growth + _decimal(weight)
            return Fraction(worth / weights) if weights else Fraction(0)

    def _whole(self, period: Period, rate: Fraction) -> Fraction:
        """Return the interest on 1 of a whole period to come."""
        if period.number <= self.terms.grace_on_interest_charged:
            return Fraction(0)
        return loan_calendar.factor(self.terms, rate, period, period.start, period.due)

    def _mended(self, period: Period, level: Fraction, interest: int) -> Fraction:
        """Spread what the last instalment differs by, once, if that brings it nearer.

        Only where it differs by more than half a centime for each instalment.
        """
        first = self.grid.instalment(level)
        off = self._last(period, first, interest) - first
        rest = self.periods[period.number - 1 :]
        count = sum(1 for one in rest if self._weight(one))
        if abs(off) <= count // 2 * self.grid.step:
            return Fraction(first)
        spread = centimes.rounded(abs(off), count, self.grid.step, self.grid.rounding)
        second = first + (spread if off > 0 else -spread)
        is_nearer = abs(self._last(period, second, interest) - second) < abs(off)
        return Fraction(second if is_nearer else first)

    def _last(self, period: Period, level: int, interest: int) -> int:
        """Return the last instalment if the others are `level` from a period on."""
        rate = self._rate(loan_calendar.day_before(period.due))
        owed, one = self.owed, period
        for later in self._ahead(period):
            if self._weight(one):
                owed -= min(max(level - interest, 0), owed)
            interest = self.grid.amount(owed * self._whole(later, rate))
            one = later
        return owed + interest

    def _absorbed(self, period: Period, interest: int) -> int:
        """Return the interest; a flat loan's last one takes the rounding of all."""
        is_rounded_once = (
            self.terms.interest_method is InterestMethod.FLAT
            and self.terms.flat_interest is FlatInterest.TOTAL
        )
        if not is_rounded_once or period.number != len(self.periods):
            return interest
        charged = sum(part.interest for part in self.parts)
        return max(self.grid.amount(self.exact_interest) - charged, 0)

    def _principal(self, period: Period, interest: int) -> int:
        """Return the principal due; the last instalment leaves nothing owed."""
        weight, terms = self._weight(period), self.terms
        if period.number == len(self.periods):
            if terms.number_of_repayments is None and not terms.due_dates:
                raise InstalmentTooSmall(
                    field="installment_amount", instalment=terms.installment_amount
                )
            return self.owed
        if not weight:
            return 0
        if self._is_level_principal:
            return min(self.grid.amount(self.level * weight), self.owed)
        value = self.level * weight
        if (
            terms.interest_method is InterestMethod.FLAT
            and not terms.installment_amount
        ):
            value = Fraction(self.grid.amount(value) + interest)
        return min(max(self.grid.instalment(value) - interest, 0), self.owed)

    def _is_over(self, period: Period) -> bool:
        later = (paid.date >= period.due for paid in self.terms.disbursements)
        return self.owed == 0 and not any(later)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator
