"""Many schedules at once, in whole centimes and equal to the single ones.

Loans of one pay-out, repaid in equal periods at interest rounded half up: arrays
have one row a period and one column a loan. Rates are integers in millionths of a
percent a year, so that interest is an exact division of integers.
"""

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from workbench.errors import WorkbenchError
from workbench.finance.loans import centimes
from workbench.plan.business_plan import LoanMethod

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Centimes = NDArray[np.int32] | NDArray[np.int64]

RATE_UNIT: Final = 10**8
"""Millionths of a percent in the whole."""
BLOCK: Final = 100_000
"""Loans worked on at a time."""
LARGEST_PRODUCT: Final = 2**61
SMALL_BLOCK: Final = 8192
"""Loans whose floats stay in the processor's cache."""
EXACT_QUOTIENT: Final = 2**52
"""Below it a float's quotient of two integers never rounds up to the next integer."""
LARGEST_TO_RATE: Final = 1e11
"""Centimes for each unit of (count x rate) above which a float leaves a doubt."""
MOST_SQUARED: Final = 120
NARROW: Final = 2**31 - 1
DOUBT: Final = 1e-4
"""How near to a tie, in centimes, a payment is worked out exactly."""
MOST_PERIODS: Final = 1200


class BatchImpossible(WorkbenchError):
    """Loans that cannot be computed together; facts: `field`."""

    code = "loan_batch.impossible"


@dataclass(frozen=True, slots=True)
class Batch:
    """Loans side by side, one entry of each array for a loan.

    Principals in centimes; rates in millionths of a percent a year; counts of
    instalments include the grace, in which only interest is due.
    """

    principals: Ints
    rates: Ints
    counts: Ints
    graces: Ints
    method: LoanMethod = LoanMethod.EQUAL_INSTALMENTS
    periods_per_year: int = 12


@dataclass(frozen=True, slots=True)
class Schedules:
    """Centimes by period (rows) and loan (columns); zero after a loan's end.

    Of 32 bits where every amount fits, for there is half as much to write.
    """

    principal: Centimes
    interest: Centimes
    outstanding: Centimes


def schedule(batch: Batch) -> Schedules:
    """Return the schedules of all the loans, the same as `loans.schedule` of each.

    Raises BatchImpossible where the arrays differ in length, a loan could not be
    computed alone, or its centimes do not fit 64 bits.
    """
    _check(batch)
    shape = (int(batch.counts.max()), 3, len(batch.principals))
    made = np.empty(shape, np.int32 if _is_narrow(batch) else np.int64)
    levels = _levels(batch)
    for start in range(0, shape[2], BLOCK):
        _fill(batch, levels, made, slice(start, start + BLOCK))
    return Schedules(made[:, 0], made[:, 1], made[:, 2])


def _is_narrow(batch: Batch) -> bool:
    """Whether every amount fits 32 bits, and every product a float exactly."""
    most, rate = int(batch.principals.max()), int(batch.rates.max())
    divisor = _divisor(batch)
    product = 2 * most * rate + divisor
    return product < EXACT_QUOTIENT and most * (divisor + rate) < NARROW * divisor


def _check(batch: Batch) -> None:
    arrays = {
        "principals": (batch.principals, 1),
        "rates": (batch.rates, 0),
        "counts": (batch.counts, 1),
        "graces": (batch.graces, 0),
    }
    for field, (array, least) in arrays.items():
        is_whole = array.dtype == np.int64 and array.ndim == 1
        if not is_whole or len(array) != len(batch.principals) or not len(array):
            raise BatchImpossible(field=field)
        if array.min() < least:
            raise BatchImpossible(field=field)
    if batch.counts.max() > MOST_PERIODS:
        raise BatchImpossible(field="counts")
    if (batch.graces >= batch.counts).any():
        raise BatchImpossible(field="graces")
    if batch.periods_per_year < 1:
        raise BatchImpossible(field="periods_per_year")
    product = float(batch.principals.max()) * max(1.0, float(batch.rates.max()))
    if product > LARGEST_PRODUCT / 2:
        raise BatchImpossible(field="principals")


def _divisor(batch: Batch) -> int:
    return RATE_UNIT * batch.periods_per_year


def _levels(batch: Batch) -> Ints:
    """Return each loan's equal instalment, or equal principal, in centimes."""
    repaying = batch.counts - batch.graces
    levels = np.empty(len(batch.principals), np.int64)
    for start in range(0, len(levels), SMALL_BLOCK):
        part = slice(start, start + SMALL_BLOCK)
        lent, count = batch.principals[part], repaying[part]
        if batch.method is LoanMethod.EQUAL_INSTALMENTS:
            levels[part] = _payments(lent, batch.rates[part], count, _divisor(batch))
        else:
            levels[part] = _shares(lent, count)
    return levels


def _shares(lent: Ints, count: Ints) -> Ints:
    """Return equal principals, rounded half up."""
    return (2 * lent + count) // (2 * count)


def _payments(lent: Ints, rates: Ints, count: Ints, divisor: int) -> Ints:
    """Return equal instalments: of floats where they leave no doubt, else exact."""
    is_free = rates == 0
    rate = rates / divisor
    rate[is_free] = 1
    growth = _growth(rate, count)
    values = 1 / growth
    values += 1
    values *= rate
    values *= lent
    nearest = np.rint(values)
    values -= nearest
    is_doubtful = np.abs(values, out=values) > 0.5 - DOUBT
    is_doubtful |= lent > LARGEST_TO_RATE * (count * rate)
    levels = nearest.astype(np.int64)
    for place in np.flatnonzero(is_doubtful):
        loan = int(lent[place]), (int(rates[place]), divisor), int(count[place])
        levels[place] = centimes.payment(*loan)
    if is_free.any():
        levels[is_free] = _shares(lent[is_free], count[is_free])
    return levels


def _growth(rate: Floats, count: Ints) -> Floats:
    """Return (1 + rate) ** count - 1; by squaring where all counts are the same."""
    exponent = int(count[0])
    if exponent > MOST_SQUARED or (count != exponent).any():
        with np.errstate(over="ignore"):
            grown: Floats = np.expm1(count * np.log1p(rate))
        return grown
    power, grown = 1 + rate, np.ones(len(rate))
    while exponent:
        if exponent & 1:
            grown *= power
        exponent >>= 1
        if exponent:
            power *= power
    grown -= 1
    return grown


def _fill(batch: Batch, levels: Ints, made: Centimes, part: slice) -> None:
    """Work out the loans of one block, period by period."""
    kind, divisor = made.dtype, _divisor(batch)
    owed = lent = batch.principals[part].astype(kind)
    level = levels[part].astype(kind)
    is_narrow = kind == np.int32
    twice = (2 * batch.rates[part]).astype(np.float64 if is_narrow else np.int64)
    exact = np.empty(len(owed), twice.dtype)
    divide = np.true_divide if is_narrow else np.floor_divide
    is_flat = batch.method is LoanMethod.FLAT
    is_annuity = batch.method is LoanMethod.EQUAL_INSTALMENTS
    bounds = _Bounds.of(batch, part)
    for number, rows in enumerate(made[:, :, part], 1):
        principal, interest, outstanding = rows
        np.multiply(lent if is_flat else owed, twice, out=exact)
        exact += divisor
        divide(exact, 2 * divisor, out=exact)
        interest[...] = exact
        if is_annuity:
            np.subtract(level, interest, out=principal)
        np.minimum(principal if is_annuity else level, owed, out=principal)
        bounds.keep(number, owed, principal, interest)
        np.subtract(owed, principal, out=outstanding)
        owed = outstanding


@dataclass(frozen=True, slots=True)
class _Bounds:
    """When principal begins and ends to be due, for each loan and for all."""

    counts: Ints
    graces: Ints
    first_grace: int
    last_grace: int
    first_end: int

    @classmethod
    def of(cls, batch: Batch, part: slice) -> Self:
        """Return the bounds of one block."""
        counts, graces = batch.counts[part], batch.graces[part]
        ends = int(graces.min()), int(graces.max()), int(counts.min())
        return cls(counts, graces, *ends)

    def keep(
        self,
        number: int,
        owed: NDArray[Any],
        principal: NDArray[Any],
        interest: NDArray[Any],
    ) -> None:
        """Have nothing repaid in the grace, all at the end, and nothing after it."""
        if number <= self.first_grace:
            principal.fill(0)
        elif number <= self.last_grace:
            np.copyto(principal, 0, where=number <= self.graces)
        if number >= self.first_end:
            np.copyto(principal, owed, where=number >= self.counts)
            np.copyto(interest, 0, where=number > self.counts)
