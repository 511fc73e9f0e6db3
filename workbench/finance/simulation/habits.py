"""Habits of payment as diagonals: what is paid of so much, and how much later.

A habit is read off the forecast's own function by handing it one month at a time, so
that the simulation pays exactly as the forecast does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from workbench.finance.model.series import Series
from workbench.finance.simulation.draws import Array
from workbench.money import ZERO

PROBE = Decimal(10) ** 9
"""So large that a rounded centime is nothing beside it."""


@dataclass(frozen=True)
class Diagonal:
    """A share of each month's amount, paid so many months later."""

    later: int
    shares: Array


@dataclass(frozen=True)
class Habit:
    """A habit of payment, diagonal by diagonal."""

    diagonals: tuple[Diagonal, ...]

    @property
    def is_at_once(self) -> bool:
        """Whether everything is paid whole in its own month."""
        match self.diagonals:
            case (Diagonal(0, shares),):
                return bool(np.all(shares == 1))
        return False

    def apply(self, amounts: Array, out: Array, scratch: Array) -> Array:
        """Return what is paid in each month; `amounts` holds months, then runs."""
        if self.is_at_once:
            return amounts
        count = len(amounts)
        for place, diagonal in enumerate(self.diagonals):
            kept = count - diagonal.later
            shares = diagonal.shares[:kept, None]
            if place == 0:
                out[: diagonal.later] = 0
                np.multiply(amounts[:kept], shares, out=out[diagonal.later :])
                continue
            part = np.multiply(amounts[:kept], shares, out=scratch[:kept])
            out[diagonal.later :] += part
        return out


def read(pays: Callable[[Series], Series], count: int) -> Habit:
    """Return the habit of a function that pays a series, over so many months.

    Never more is paid of a month than the month: if equal months come out equal, the
    first is paid whole at once, then the second, and so on to the last.
    """
    equal = (PROBE,) * count
    if tuple(pays(equal)) == equal:
        return Habit((Diagonal(0, np.ones(count)),))
    paid = np.zeros((count, count))
    for place in range(count):
        probe = [ZERO] * count
        probe[place] = PROBE
        paid[place] = [float(amount / PROBE) for amount in pays(tuple(probe))]
    found = (
        Diagonal(later, np.append(np.diagonal(paid, later), np.zeros(later)))
        for later in range(count)
        if np.any(np.diagonal(paid, later))
    )
    return Habit(tuple(found))
