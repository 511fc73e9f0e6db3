"""Many schedules at once, in whole centimes and equal to the single ones.

Loans of one pay-out, repaid in equal periods at interest rounded half up: arrays
have one row a period and one column a loan. Rates are integers in millionths of a
percent a year, so that interest is an exact division of integers.
"""

import math
from dataclasses import dataclass, replace
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
"""Loans worked on at a time, so that what is written is written in its order."""
SMALL_BLOCK: Final = 8192
"""Loans whose payments are worked out in the processor's cache."""
LARGEST_PRODUCT: Final = 2**61
NARROW: Final = 2**31 - 1
FLOAT_ERROR: Final = 2.0**-51
"""More than three roundings to a float can move a number, for each unit of it."""
PAYMENT_ERROR: Final = 2e-15
"""More than a payment in floats can be wrong by, for each unit of payment / rate."""
MOST_SQUARED: Final = 120
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

    @property
    def divisor(self) -> int:
        """What a rate is divided by to be the fraction of a period."""
        return RATE_UNIT * self.periods_per_year

    def cut(self, part: slice) -> Self:
        """Return some of the loans."""
        return replace(
            self,
            principals=self.principals[part],
            rates=self.rates[part],
            counts=self.counts[part],
            graces=self.graces[part],
        )


@dataclass(frozen=True, slots=True)
class Schedules:
    """Centimes by period (rows) and loan (columns); zero after a loan's end.

    Of 32 bits where every amount fits, for there is half as much to write.
    """

    lent: Ints
    principal: Centimes
    interest: Centimes

    @property
    def outstanding(self) -> Centimes:
        """What is owed after each period, worked out anew each time."""
        owed = np.empty_like(self.principal)
        before: Centimes = self.lent
        for principal, after in zip(self.principal, owed, strict=True):
            np.subtract(before, principal, out=after)
            before = after
        return owed


def schedule(batch: Batch) -> Schedules:
    """Return the schedules of all the loans, the same as `loans.schedule` of each.

    Raises BatchImpossible where the arrays differ in length, a loan could not be
    computed alone, or its centimes do not fit 64 bits.
    """
    _check(batch)
    shape = (int(batch.counts.max()), 2, len(batch.principals))
    half = _half_in_floats(batch)
    made: NDArray[Any] = np.empty(shape, np.int64 if half is None else np.int32)
    for start in range(0, shape[2], BLOCK):
        part = slice(start, start + BLOCK)
        _fill(batch.cut(part), half, made[:, :, part])
    return Schedules(batch.principals, made[:, 0], made[:, 1])


def _half_in_floats(batch: Batch) -> float | None:
    """Return what makes a cut float the interest; None where 32 bits will not do.

    An exact interest is a whole number of 1 / divisor. With a half added, it is
    whole or lacks at least 1 / (2 x divisor): half of that decides, added to the
    half, as long as floats are wrong by less.
    """
    most, rate = int(batch.principals.max()), int(batch.rates.max())
    divisor = batch.divisor
    if most * (divisor + rate) >= NARROW * divisor:
        return None
    error = (most * rate / divisor + 1) * FLOAT_ERROR
    if 4 * error * divisor >= 1:
        divisor //= math.gcd(divisor, int(np.gcd.reduce(batch.rates)))
    return 0.5 + 0.25 / divisor if 4 * error * divisor < 1 else None


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


def _levels(batch: Batch, kind: np.dtype[Any]) -> Centimes:
    """Return each loan's equal instalment, or equal principal, in centimes."""
    is_annuity = batch.method is LoanMethod.EQUAL_INSTALMENTS
    levels = np.empty(len(batch.principals), kind)
    for start in range(0, len(levels), SMALL_BLOCK):
        part = slice(start, start + SMALL_BLOCK)
        block = batch.cut(part)
        repaying = block.counts - block.graces
        if is_annuity:
            levels[part] = _payments(block, repaying)
        else:
            levels[part] = _shares(block.principals, repaying)
    return levels


def _shares(lent: Ints, count: Ints) -> Ints:
    """Return equal principals, rounded half up."""
    return (2 * lent + count) // (2 * count)


def _payments(batch: Batch, count: Ints) -> Ints:
    """Return equal instalments: of floats where they leave no doubt, else exact."""
    lent, is_free = batch.principals, batch.rates == 0
    rate = batch.rates / batch.divisor
    rate[is_free] = 1
    values = 1 / _growth(rate, count)
    values += 1
    values *= lent
    doubts = values * (PAYMENT_ERROR * max(1.0, float(rate.max())))
    values *= rate
    payments = np.rint(values - doubts).astype(np.int64)
    values += doubts
    for place in np.flatnonzero(payments != np.rint(values, out=values)):
        ratio = int(batch.rates[place]), batch.divisor
        payments[place] = centimes.payment(int(lent[place]), ratio, int(count[place]))
    if is_free.any():
        payments[is_free] = _shares(lent[is_free], count[is_free])
    return payments


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


def _fill(batch: Batch, half: float | None, made: Centimes) -> None:
    """Work out the loans of one block, period by period."""
    level, rate = _levels(batch, made.dtype), batch.rates / batch.divisor
    lent = batch.principals
    owed: NDArray[Any] = lent.astype(made.dtype)
    value = np.empty_like(rate)
    is_flat = batch.method is LoanMethod.FLAT
    is_annuity = batch.method is LoanMethod.EQUAL_INSTALMENTS
    bounds = _Bounds.of(batch)
    for number, rows in enumerate(made, 1):
        if 1 < number <= bounds.first_grace:
            rows[...] = made[0]
            continue
        principal, interest = rows
        base = lent if is_flat else owed
        if half is None:
            interest[...] = _whole_interest(batch, base)
        else:
            value[...] = base
            value *= rate
            value += half
            interest[...] = value
        if is_annuity:
            np.subtract(level, interest, out=principal)
        np.minimum(principal if is_annuity else level, owed, out=principal)
        bounds.keep(number, owed, principal, interest)
        np.subtract(owed, principal, out=owed)


def _whole_interest(batch: Batch, base: Centimes) -> Ints:
    """Return a period's interest on `base` in integers, rounded half up."""
    exact: Ints = 2 * batch.rates * base
    exact += batch.divisor
    exact //= 2 * batch.divisor
    return exact


@dataclass(frozen=True, slots=True)
class _Bounds:
    """When principal begins and ends to be due, for each loan and for all."""

    counts: Ints
    graces: Ints
    first_grace: int
    last_grace: int
    first_end: int

    @classmethod
    def of(cls, batch: Batch) -> Self:
        """Return the bounds of one block."""
        counts, graces = batch.counts, batch.graces
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
        if number > self.first_end:
            np.copyto(interest, 0, where=number > self.counts)
