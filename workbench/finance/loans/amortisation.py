"""How principal and interest are given back, instalment by instalment.

Equal periods of one pay-out take the fast lane of `centimes`; everything else runs
through `loan_course`. Both give the same integers.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from workbench.finance.loans import centimes, loan_calendar
from workbench.finance.loans.loan_calendar import Period
from workbench.finance.loans.loan_course import Course, Part
from workbench.finance.loans.loan_grid import grid
from workbench.finance.loans.terms import (
    Amortization,
    InterestCalculation,
    InterestMethod,
    LastDifference,
    Terms,
)

PERCENT: Final = 100


def amortise(terms: Terms) -> list[Part]:
    """Return the instalments and down payments of checked terms, in order.

    Raises InstalmentTooSmall where a given instalment never repays the loan.
    """
    periods = loan_calendar.periods(terms)
    rate = _uniform_rate(terms)
    if rate is None:
        parts = Course(terms, grid(terms), periods).run()
    else:
        parts = _uniform(terms, periods, rate)
    return _deferred(_last_as_agreed(terms, parts), terms.grace_on_interest_payment)


def _uniform_rate(terms: Terms) -> tuple[int, int] | None:
    """Return the one rate of equal periods, None where the terms have more to them."""
    is_plain = (
        terms.interest_calculation is InterestCalculation.PER_PERIOD
        and terms.interest_method is InterestMethod.DECLINING_BALANCE
        and terms.amortization is not Amortization.BULLET
        and len(terms.disbursements) == 1
        and terms.disbursements[0].date == terms.start
        and not terms.rate_changes
        and not terms.first_due_date
        and not terms.due_on_month_end
        and not terms.grace_on_interest_charged
        and not terms.months_without_principal
        and not terms.installment_weights
        and not terms.principal_shares_pct
        and not terms.installment_amount
        and not terms.down_payment_pct
        and not terms.amounts_in_multiples_of
    )
    if not is_plain:
        return None
    start = terms.start
    period = Period(1, start, start, Fraction(1))
    per_period = loan_calendar.factor(
        terms, Fraction(terms.annual_nominal_rate_pct) / PERCENT, period, start, start
    )
    return per_period.numerator, per_period.denominator


def _uniform(
    terms: Terms, periods: Sequence[Period], rate: tuple[int, int]
) -> list[Part]:
    """Repay one pay-out in equal periods, on the fast lane of whole centimes."""
    steps = grid(terms)
    owed, count = steps.units(terms.amount), len(periods)
    is_level_principal = terms.amortization is not Amortization.EQUAL_INSTALLMENTS
    repaying = count - terms.grace_on_principal
    if is_level_principal:
        level = steps.amount(Fraction(owed, repaying))
    else:
        level = steps.instalment(centimes.exact_payment(owed, rate, repaying))
    rows = centimes.declining(
        owed,
        rate,
        count,
        terms.grace_on_principal,
        level,
        is_level_principal=is_level_principal,
        rounding=terms.rounding,
    )
    return [
        Part(period.due, outstanding + principal, principal, interest)
        for period, (principal, interest, outstanding) in zip(
            periods, rows, strict=True
        )
    ]


def _last_as_agreed(terms: Terms, parts: list[Part]) -> list[Part]:
    """Let the last interest take the rounding where the instalment must not."""
    is_stepped_at_end = len(set(terms.installment_weights[-2:])) > 1
    is_in_principal = terms.last_difference_in is LastDifference.PRINCIPAL
    if is_in_principal or is_stepped_at_end or len(parts) < 2:  # noqa: PLR2004 - the last and the one before
        return parts
    before, last = parts[-2:]
    interest = before.principal + before.interest - last.principal
    return [*parts[:-1], replace(last, interest=interest)] if interest >= 0 else parts


def _deferred(parts: list[Part], grace: int) -> list[Part]:
    """Move the interest of the grace to the first instalment after it."""
    if not grace:
        return parts
    waiting, number = 0, 0
    moved = []
    for part in parts:
        if part.is_down_payment:
            moved.append(part)
            continue
        number += 1
        waiting += part.interest
        is_kept = number <= grace and part is not parts[-1]
        moved.append(replace(part, interest=0 if is_kept else waiting))
        waiting = waiting if is_kept else 0
    return moved
