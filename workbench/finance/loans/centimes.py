"""Loans of equal periods in whole centimes: exact integers, and therefore fast.

A centime stands for the smallest unit of the currency. The rate of a period is the
ratio of two integers, so that interest is rounded once, from its exact value. Rows
are (principal, interest, outstanding after it); the last one absorbs the rounding.
"""

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from workbench.finance.loans.terms import Rounding

Row = tuple[int, int, int]

PRECISION: Final = 40
EXACT_IN_FLOAT: Final = 10**10
DOUBT: Final = 1e-4
"""How near to a tie, in centimes, a float's payment is worked out exactly."""


def rounded(numerator: int, denominator: int, step: int, rounding: Rounding) -> int:
    """Return the ratio, zero or more, rounded to a multiple of `step`."""
    denominator *= step
    quotient, rest = divmod(numerator, denominator)
    match rounding:
        case Rounding.HALF_UP:
            quotient += 2 * rest >= denominator
        case Rounding.HALF_EVEN:
            twice = 2 * rest
            quotient += twice > denominator or (twice == denominator and quotient & 1)
        case Rounding.CEILING:
            quotient += rest > 0
    return quotient * step


def payment(
    principal: int,
    rate: tuple[int, int],
    count: int,
    rounding: Rounding = Rounding.HALF_UP,
) -> int:
    """Return the equal instalment that repays a principal at a rate per period.

    A float decides where it leaves no doubt, 40 digits where it does.
    """
    numerator, denominator = rate
    if numerator == 0:
        return rounded(principal, count, 1, rounding)
    if principal < EXACT_IN_FLOAT:
        per_period = numerator / denominator
        discount = -math.expm1(-count * math.log1p(per_period))
        value = principal * per_period / discount
        whole = math.floor(value)
        if value < EXACT_IN_FLOAT and abs(value - whole - 0.5) > DOUBT:
            return whole + (value - whole > 0.5)  # noqa: PLR2004 - a half
    exact = exact_payment(principal, rate, count)
    return rounded(exact.numerator, exact.denominator, 1, rounding)


def exact_payment(principal: int, rate: tuple[int, int], count: int) -> Fraction:
    """Return the equal instalment to 40 digits, not rounded to a centime."""
    numerator, denominator = rate
    if numerator == 0:
        return Fraction(principal, count)
    with localcontext(prec=PRECISION):
        per_period = Decimal(numerator) / denominator
        return Fraction(principal * per_period / (1 - (1 + per_period) ** -count))


def declining(  # noqa: PLR0913 - a loan has as many terms
    principal: int,
    rate: tuple[int, int],
    count: int,
    grace: int,
    level: int,
    *,
    is_level_principal: bool = False,
    rounding: Rounding = Rounding.HALF_UP,
) -> list[Row]:
    """Repay at interest on what is owed, `level` an instalment or a principal.

    Only interest is due in the first `grace` instalments.
    """
    numerator, denominator = rate
    twice, double, owed = 2 * numerator, 2 * denominator, principal
    is_even = rounding is Rounding.HALF_EVEN
    first = _nearest(owed * twice + denominator, double, is_even)
    rows: list[Row] = [(0, first, owed)] * grace
    if is_even or is_level_principal:
        for _ in range(count - grace - 1):
            interest = _nearest(owed * twice + denominator, double, is_even)
            part = level if is_level_principal else max(level - interest, 0)
            part = min(part, owed)
            owed -= part
            rows.append((part, interest, owed))
    else:
        level = max(level, first)
        for _ in range(count - grace - 1):
            interest = (owed * twice + denominator) // double
            part = level - interest
            if part > owed:  # noqa: PLR1730 - twice as fast as min
                part = owed
            owed -= part
            rows.append((part, interest, owed))
    rows.append((owed, _nearest(owed * twice + denominator, double, is_even), 0))
    return rows


def _nearest(numerator: int, denominator: int, is_even: bool) -> int:  # noqa: FBT001
    """Return a ratio to which a half was added, cut; ties go to even if so asked."""
    whole = numerator // denominator
    is_tie = is_even and whole & 1 and whole * denominator == numerator
    return whole - 1 if is_tie else whole


def flat(
    principal: int, count: int, grace: int, level: int, interests: list[int]
) -> list[Row]:
    """Repay in equal principals, the interest of each instalment being given."""
    owed = principal
    rows: list[Row] = []
    for number, interest in enumerate(interests, 1):
        part = owed if number == count else min(level, owed)
        if number <= grace:
            part = 0
        owed -= part
        rows.append((part, interest, owed))
    return rows
