"""What the sums of a portfolio say: expected arrears, portfolio at risk, its bad runs.

Portfolio at risk is the whole principal owed on loans with an instalment more than
30 days late, as a share of the principal owed on all; it is taken in each run before
it is averaged. Standard errors come from the number of runs, and only from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

import numpy as np
from numpy.typing import NDArray

from workbench.finance.simulation.arrears import (
    ARREARS,
    AT_RISK,
    OUTSTANDING,
    Centimes,
)
from workbench.finance.simulation.portfolio import (
    BASE,
    REGION,
    SECTOR,
    STRESSED,
    Sums,
)

BAD = 0.95
"""Nineteen runs in twenty are no worse."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its standard error."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Late:
    """The end of one month: dirhams, and shares of 1.

    `outstanding` is the principal owed as expected, `arrears` what is due and not
    paid, `at_risk` the portfolio at risk, `bad` what it reaches in bad runs.
    """

    outstanding: Estimate
    arrears: Estimate
    at_risk: Estimate
    bad: Estimate


@dataclass(frozen=True, slots=True)
class Compared:
    """Some of the loans, month by month, without the shocks and with them."""

    key: str
    loans: int
    base: tuple[Late, ...]
    stressed: tuple[Late, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The whole portfolio, then its sectors and its regions.

    `worst` is the month (0 for the first) in which the whole is most at risk under
    the shocks.
    """

    whole: Compared
    sectors: tuple[Compared, ...]
    regions: tuple[Compared, ...]

    @property
    def worst(self) -> int:
        """The place of the worst month."""
        at_risk = [late.at_risk.value for late in self.whole.stressed]
        return at_risk.index(max(at_risk))


def of(sums: Sums) -> Figures | None:
    """Return the figures of a portfolio, None when no loan is in it."""
    if not sums.count:
        return None
    return Figures(
        _compared("", sums.count, sums.whole),
        _of_kind(sums, SECTOR),
        _of_kind(sums, REGION),
    )


def _of_kind(sums: Sums, kind: str) -> tuple[Compared, ...]:
    return tuple(
        _compared(key, sums.loans[kind, key], sums.of[kind, key])
        for key in sums.keys(kind)
    )


def _compared(key: str, loans: int, both: Centimes) -> Compared:
    return Compared(key, loans, _months(both[BASE]), _months(both[STRESSED]))


def _months(sums: Centimes) -> tuple[Late, ...]:
    return tuple(_late(sums[:, month]) for month in range(sums.shape[1]))


def _late(sums: Centimes) -> Late:
    """The end of a month from its sums [measure, run]."""
    outstanding = sums[OUTSTANDING] / 100
    shares = sums[AT_RISK] / np.maximum(sums[OUTSTANDING], 1)
    return Late(
        outstanding=mean(outstanding),
        arrears=mean(sums[ARREARS] / 100),
        at_risk=mean(shares),
        bad=level(shares, BAD),
    )


def mean(values: Values) -> Estimate:
    """Return the mean over the runs, its error the deviation over sqrt(runs)."""
    runs = len(values)
    error = float(values.std(ddof=1)) / sqrt(runs) if runs > 1 else 0.0
    return Estimate(float(values.mean()), error)


def level(values: Values, share: float) -> Estimate:
    """Return what so large a share of the runs stay at or below.

    The error is half of what lies between one binomial deviation of the rank below
    and one above.
    """
    ordered: Sequence[float] = np.sort(values).tolist()
    runs = len(ordered)
    deviation = sqrt(runs * share * (1 - share))

    def ranked(rank: float) -> float:
        return ordered[min(max(round(rank), 1), runs) - 1]

    return Estimate(
        ranked(ceil(runs * share)),
        (
            ranked(ceil(runs * share + deviation))
            - ranked(floor(runs * share - deviation))
        )
        / 2,
    )
