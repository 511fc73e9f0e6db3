"""Rates and values of many series at once, vectorised with numpy.

One row a series. A batch answers with an array of rates and, beside it, what each
one is: `nan` never stands alone. Rows whose sign changes once have exactly one rate:
they are solved together by Halley's method, from a start that takes the duration of
what is received and paid. The rows that this does not settle, and those with several
changes of sign, are solved one by one inside proven bounds, as `rates` does.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workbench.finance.rates import rates
from workbench.finance.rates.rates import LARGEST_RATE, RateImpossible, Timed

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Days = NDArray[np.int64] | NDArray[np.datetime64]

BLOCK: Final = 65_536
"""Flows solved together: they stay in the processor's cache."""

TOGETHER: Final = 2
"""Steps that all rows of a block take, before those that lag are taken apart."""

STEPS: Final = 12
SETTLED: Final = 1e-13
PERIODS: Final = 1.0
DAYS_PER_YEAR: Final = 365.0
"""Units of time: whole periods, or days of a year of Actual/365."""


class Status(IntEnum):
    """What a rate of a batch is; the last three have no rate, and `nan` for it.

    Of `NEAREST_OF_SEVERAL`, it is at least not proven that there is no other.
    """

    ONLY = 0
    NEAREST_OF_SEVERAL = 1
    NONE = 2
    NO_SIGN_CHANGE = 3
    OUT_OF_REACH = 4


@dataclass(frozen=True, slots=True)
class Rates:
    """One rate a row, as a fraction of 1, and its `Status`."""

    values: Floats
    status: NDArray[np.int8]


def irr(flows: Floats) -> Rates:
    """Return the rate a period of each row, the first flow being now."""
    table = _table(flows)
    return _solved(table, np.arange(table.shape[1])[np.newaxis], PERIODS)


def xirr(days: Days, flows: Floats) -> Rates:
    """Return the yearly rate of each row by Actual/365, as `rates.xirr`.

    `days` has the shape of `flows`, or is one row for all: datetime64 or whole days.
    Days of a row rise; where they do not, the row is solved by itself.
    """
    table = _table(flows)
    given = np.atleast_2d(np.asarray(days))
    if given.dtype.kind == "M":
        given = given.astype("datetime64[D]", copy=False).view(np.int64)
    whole = given.astype(np.int64, casting="safe", copy=False)
    if whole.shape not in {table.shape, (1, table.shape[1])}:
        raise RateImpossible(field="days")
    return _solved(table, whole, DAYS_PER_YEAR)


def npv(rate: float | Floats, flows: Floats) -> Floats:
    """Return what each row is worth now, its first flow not discounted.

    `rate` is one a period, or one for each row. One thread reads the table once:
    matrix products that share the work out lose it all again on a busy machine.
    """
    table = _table(flows)
    growth = 1 + np.atleast_1d(np.asarray(rate, dtype=np.float64))
    if not (np.isfinite(growth) & (growth > 0)).all():
        raise RateImpossible(field="rate")
    discounts = 1 / growth
    if discounts.shape == (1,):
        factors = discounts ** np.arange(table.shape[1])
        worth: Floats = np.einsum("ij,j->i", table, factors)
        return worth
    if discounts.shape != table.shape[:1]:
        raise RateImpossible(field="rate")
    worth = np.zeros(len(table))
    for column in table.T[::-1]:
        worth *= discounts
        worth += column
    return worth


def _table(flows: Floats) -> Floats:
    table = np.asarray(flows, dtype=np.float64)
    if table.ndim != 2 or not table.shape[1]:  # noqa: PLR2004 - rows and columns
        raise RateImpossible(field="flows")
    return table


def _solved(table: Floats, times: NDArray[np.int64], unit: float) -> Rates:
    """Solve a table block by block; `times` has one row, or one a series."""
    found = Rates(np.full(len(table), np.nan), np.zeros(len(table), np.int8))
    size = max(1, min(len(table), max(64, BLOCK // table.shape[1])))
    room = _Rows.room(size, times, unit)
    with np.errstate(all="ignore"):
        for start in range(0, len(table), size):
            part = slice(start, start + size)
            own = times if len(times) == 1 else times[part]
            rows = room.filled(table[part], own, unit)
            into = Rates(found.values[part], found.status[part])
            _solve_block(rows, table[part], into)
    return found


def _solve_block(rows: "_Rows", block: Floats, into: Rates) -> None:
    """Fill in the rates of some rows, together, then those that lag, then the rest."""
    y = rows.start()
    is_single = rows.changes_once()
    settled = is_single & [rows.step(y) for _ in range(TOGETHER)][-1]
    lagging = np.flatnonzero(is_single & ~settled)
    if len(lagging):
        y[lagging], settled[lagging] = rows.taken(lagging).settle()
    np.expm1(y, out=into.values)
    for row in np.flatnonzero(~settled | ~(into.values <= LARGEST_RATE)):
        _answer_alone(block[row], rows.times_of(row), into, int(row))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Series side by side: one column each, so that all steps run over memory.

    `times` has one column for all, or one each; `spare` is room to compute in;
    `is_periodic` says that times are 0, 1, 2 and so on.
    """

    flows: Floats
    times: Floats
    spare: Floats
    is_periodic: bool

    @classmethod
    def room(cls, count: int, times: NDArray[np.int64], unit: float) -> "_Rows":
        """Return room for some series, to be filled again and again."""
        shape = (times.shape[1], count)
        when = np.empty((shape[0], 1) if len(times) == 1 else shape)
        return cls(np.empty(shape), when, np.empty(shape), unit == PERIODS)

    def filled(self, block: Floats, whole: NDArray[np.int64], unit: float) -> "_Rows":
        """Return this room with the rows of a block in it, times from the first."""
        count = len(block)
        shown = (self.flows, self.times, self.spare)
        flows, times, spare = (array[:, :count] for array in shown)
        np.copyto(flows, block.T)
        np.copyto(times, whole.T)
        times[1:] -= times[0]
        times[1:] /= unit
        times[0] = 0.0
        return _Rows(flows, times, spare, self.is_periodic)

    def taken(self, columns: NDArray[np.intp]) -> "_Rows":
        """Return some of the series."""
        is_shared = self.times.shape[1] == 1
        times = self.times if is_shared else self.times[:, columns]
        flows = self.flows[:, columns]
        return _Rows(flows, times, np.empty_like(flows), self.is_periodic)

    def times_of(self, column: np.intp) -> Floats:
        """Return the times of one series."""
        return self.times[:, column % self.times.shape[1]]

    def start(self) -> Floats:
        """Return a first ln(1 + r) of each series, from flows as they stand."""
        return self._nearer(self.flows)

    def _nearer(self, worth: Floats) -> Floats:
        """Return how far ln(1 + r) is from where flows are worth this, by durations.

        The logarithm of what comes in over what goes out falls, as rates rise, by
        the difference of the two mean times (durations), and bends by the
        difference of their spreads.
        """
        np.abs(worth, out=self.spare)
        all_0, all_1, all_2 = self._moments(self.spare)
        sum_0, sum_1, sum_2 = self._moments(worth)
        inward, outward = all_0 + sum_0, all_0 - sum_0
        time_in, time_out = (all_1 + sum_1) / inward, (all_1 - sum_1) / outward
        spread = (all_2 + sum_2) / inward - time_in**2
        spread -= (all_2 - sum_2) / outward - time_out**2
        gap, ratio = time_in - time_out, np.log(inward / outward)
        bend = np.clip(1 - 2 * spread * ratio / gap**2, 0.25, 4.0)
        far: Floats = 2 * ratio / (gap * (1 + np.sqrt(bend)))
        return far

    def settle(self) -> tuple[Floats, Flags]:
        """Solve by durations alone, slower and from further away; which ones settle."""
        y, settled = self.start(), np.zeros(self.flows.shape[1], np.bool_)
        for _ in range(STEPS):
            far = self._nearer(self.flows * np.exp(-self.times * y))
            y[~settled] += far[~settled]
            settled |= self._is_settled(far)
        return y, settled

    def _is_settled(self, step: Floats) -> Flags:
        span = self.times[-1] - self.times[0]
        settled: Flags = span**2 * np.abs(step) ** 3 < SETTLED
        return settled

    def _moments(self, worth: Floats) -> tuple[Floats, Floats, Floats]:
        """Return Σ a, Σ t·a and Σ t²·a of each series; `spare` is used up."""
        if self.times.shape[1] == 1:
            one = np.ones_like(self.times)
            powers = np.concatenate([one, self.times, self.times**2], axis=1)
            first, second, third = powers.T @ worth
            return first, second, third
        total = worth.sum(axis=0)
        np.multiply(worth, self.times, out=self.spare)
        moved = self.spare.sum(axis=0)
        self.spare[:] *= self.times
        return total, moved, self.spare.sum(axis=0)

    def _discount(self, y: Floats) -> None:
        """Put exp(-t·y) in `spare`; of whole periods by doubling, without `exp`."""
        if not self.is_periodic:
            np.multiply(self.times, -y, out=self.spare)
            np.exp(self.spare, out=self.spare)
            return
        self.spare[0] = 1.0
        power, done, last = np.exp(-y), 1, len(self.spare)
        while done < last:
            more = min(done, last - done)
            into = self.spare[done : done + more]
            np.multiply(self.spare[:more], power, out=into)
            power *= power
            done += more

    def step(self, y: Floats) -> Flags:
        """Move every y by Halley's step; which series are settled by it."""
        self._discount(y)
        self.spare[:] *= self.flows
        value, slope, bend = self._moments(self.spare)
        step = 2 * value * slope / (2 * slope**2 - value * bend)
        y += step
        return self._is_settled(step)

    def changes_once(self) -> Flags:
        """Return which series have rising times and change sign exactly once.

        Most have one flow against all others, which is seen at a glance.
        """
        first, rest = self.flows[0], self.flows[1:]
        low, high = rest.min(axis=0, initial=0.0), rest.max(axis=0, initial=0.0)
        once = (first < 0) & (low == 0) & (high > 0)
        once |= (first > 0) & (high == 0) & (low < 0)
        others = np.flatnonzero(~once)
        if len(others):
            once[others] = _changes_once(self.flows[:, others])
        flags: Flags = once & (self.times[1:] > self.times[:-1]).all(axis=0)
        return flags


def _changes_once(flows: Floats) -> Flags:
    """Return which columns change sign exactly once, zeros left out."""
    has_in, has_out, rises, falls = np.zeros((4, flows.shape[1]), np.bool_)
    for flow in flows:
        comes, goes = flow > 0, flow < 0
        rises |= comes & has_out
        falls |= goes & has_in
        has_in |= comes
        has_out |= goes
    once: Flags = rises ^ falls
    return once


def _answer_alone(flows: Floats, times: Floats, into: Rates, row: int) -> None:
    """Solve one row with proof, and write its rate and status."""
    pairs = zip(times.tolist(), flows.tolist(), strict=True)
    found = rates.apr([Timed(time, amount) for time, amount in pairs], [])
    into.values[row] = np.nan if found.value is None else found.value
    if found.finding is not None:
        into.status[row] = _STATUS[found.finding.code]


_STATUS: Final = {
    "rate.several": Status.NEAREST_OF_SEVERAL,
    "rate.unproven": Status.NEAREST_OF_SEVERAL,
    "rate.none": Status.NONE,
    "rate.no_sign_change": Status.NO_SIGN_CHANGE,
    "rate.out_of_reach": Status.OUT_OF_REACH,
}
