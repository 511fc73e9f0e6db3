"""Months that end below zero, counted over some runs."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from workbench.finance.simulation.draws import Array

SHORT = -0.005
"""Below this, in dirhams, a month ends below zero: floats miss a nought by far less."""


@dataclass(frozen=True, slots=True)
class Shortfalls:
    """How many runs end each month below zero (`below`), and for the first time.

    `missed` counts the runs in which an instalment falls in such a month.
    """

    below: NDArray[np.int64]
    first: NDArray[np.int64]
    missed: int

    @classmethod
    def none(cls, months: int) -> Self:
        """No run at all."""
        nothing = np.zeros(months, dtype=np.int64)
        return cls(nothing, nothing, 0)

    def __add__(self, other: "Shortfalls") -> "Shortfalls":
        return Shortfalls(
            self.below + other.below,
            self.first + other.first,
            self.missed + other.missed,
        )


def count(closing: Array, due: NDArray[np.intp], lowest: Array) -> Shortfalls:
    """Return what runs [months, runs] come to; write the lowest end of each [runs].

    `due` are the months in which an instalment falls.
    """
    closing.min(axis=0, out=lowest)
    if lowest.min() >= SHORT:
        return Shortfalls.none(len(closing))
    short = closing < SHORT
    ever = np.zeros(len(lowest), dtype=bool)
    reached = [0]
    for month in short:
        ever |= month
        reached.append(int(np.count_nonzero(ever)))
    return Shortfalls(
        np.array([np.count_nonzero(month) for month in short]),
        np.diff(reached),
        int(np.count_nonzero(short[due].any(axis=0))),
    )
