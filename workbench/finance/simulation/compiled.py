"""The arithmetic of `runner` and `arrears` compiled, for the extra `fast`.

The same equations in the same order of months, a row of runs at a time: each row of
luck is read from memory once and what is made of it stays in the processor's cache.
Figures agree with numpy's to a millionth of a dirham (numpy adds up in another order).

Plans with value added tax, and years taxed otherwise than by receipts, are numpy's
work here too. Compiling takes some seconds, once; numba keeps the result on disk.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

from workbench.finance.model.supply import DAYS_PER_MONTH
from workbench.finance.simulation.arrears import (
    ARREARS,
    AT_RISK,
    OUTSTANDING,
    Centimes,
    Repayment,
)
from workbench.finance.simulation.draws import BLOCK, Array, Factors
from workbench.finance.simulation.habits import Habit
from workbench.finance.simulation.runner import Runner
from workbench.finance.simulation.shortfalls import SHORT, Shortfalls
from workbench.finance.simulation.taxes import Bands, OnReceipts
from workbench.finance.simulation.twin import Twin

NOTHING = np.empty((0, 0))
"""A factor that does not vary."""
BEYOND = -1
"""The place of what is paid after all months."""
WITHOUT_SHELF = -1.0

Places = NDArray[np.int64]
Marks = NDArray[np.bool_]
F = TypeVar("F", bound=Callable[..., None] | Callable[..., float])


def _compiled(function: F) -> F:
    made: F = numba.njit(cache=True, nogil=True)(function)
    return made


class Trade(NamedTuple):
    """A twin's coefficients but for its taxes (`twin.Twin`).

    Of a habit, `later` [diagonals] and `shares` [diagonals, months]. `months_kept` is
    how much of the next month's use is on the shelf, `WITHOUT_SHELF` where none is.
    """

    opening: float
    base: Array
    before_tax: Array
    sales: Array
    uses: Array
    lost: Array
    unpaid: Array
    takings: Array
    collecting_later: Places
    collecting_shares: Array
    supplying_later: Places
    supplying_shares: Array
    months_kept: float
    first_stock: float


class Given(NamedTuple):
    """The factors of some runs (`draws.Factors`); `NOTHING` where none varies."""

    volume: Array
    price: Array
    demand: Array
    use: Array
    late: Array


class Room(NamedTuple):
    """Where a block is worked out; months or branches first, runs last."""

    sold: Array
    used: Array
    moved: Array
    turnover: Array
    result: Array
    net: Array


class Quarters(NamedTuple):
    """The quarters of auto-entrepreneurs' years, in order (`taxes.OnReceipts`).

    `first`, `last` and `due` are months, `BEYOND` for what is paid after all of them;
    `year` tells which belong together. `rates` [quarters, branches]; of the health
    contribution `above` and `amounts` [quarters, bands].
    """

    begins: Places
    first: Places
    last: Places
    due: Places
    rates: Array
    above: Array
    amounts: Array
    is_new: NDArray[np.bool_]


@_compiled
def _add(total: Array, share: float, row: Array) -> None:
    for r in range(len(total)):
        total[r] += share * row[r]


@_compiled
def _add_product(total: Array, share: float, row: Array, other: Array) -> None:
    for r in range(len(total)):
        total[r] += share * (row[r] * other[r])


@_compiled
def _multiply(row: Array, other: Array) -> None:
    for r in range(len(row)):
        row[r] *= other[r]


@_compiled
def _trade(of: Trade, given: Given, room: Room) -> None:
    """The cash of each month but for taxes, as `Runner._trade`."""
    is_kept = of.months_kept >= 0
    for m in range(len(of.base)):
        room.net[m] = of.base[m]
        _sell(of, given, room, m)
        for b in range(len(room.sold)):
            _collect(of, given, room, m, b)
            _add(room.net[m], 1.0, room.turnover[b, m])
        if room.result.size:
            _earn(of, room, m)
        if not is_kept:
            _pay(of, room.used, room.net, m)
    room.net[0] += of.opening
    if is_kept:
        bought = room.sold[0]
        _fill_shelf(of, room, bought)
        for m in range(len(bought)):
            _pay(of, bought, room.net, m)


@_compiled
def _pay(of: Trade, bought: Array, net: Array, m: int) -> None:
    """What suppliers are paid in a month."""
    for d in range(len(of.supplying_later)):
        since = m - of.supplying_later[d]
        if since >= 0:
            _add(net[m], -of.supplying_shares[d, since], bought[since])


@_compiled
def _sell(of: Trade, given: Given, room: Room, m: int) -> None:
    """What is sold in a month by branch, and what leaves the shelf at cost."""
    branches, used = len(room.sold), room.used[m]
    room.sold[:, m] = 0.0
    used[:] = 0.0
    for p in range(of.uses.shape[1]):
        volume = given.volume[m, p]
        for b in range(branches):
            price = of.sales[m, b, p]
            if price != 0.0 and given.price.size:
                _add_product(room.sold[b, m], price, volume, given.price[p])
            elif price != 0.0:
                _add(room.sold[b, m], price, volume)
        _add(used, of.uses[m, p], volume)
    if given.demand.size:
        for b in range(branches):
            _multiply(room.sold[b, m], given.demand[m])
    if given.use.size:
        _multiply(used, given.use[m])
    if of.lost[m] != 0.0:
        used *= 1 + of.lost[m]


@_compiled
def _collect(of: Trade, given: Given, room: Room, m: int, b: int) -> None:
    """What customers of a branch pay in a month, what comes late a month after."""
    paid = room.turnover[b, m]
    paid[:] = 0.0
    for d in range(len(of.collecting_later)):
        since = m - of.collecting_later[d]
        if since >= 0:
            _add(paid, of.collecting_shares[d, since], room.sold[b, since])
    taken = of.takings[b, m]
    if taken != 0.0 and given.demand.size:
        _add_product(paid, taken, given.volume[m, -1], given.demand[m])
    elif taken != 0.0:
        _add(paid, taken, given.volume[m, -1])
    if given.late.size:
        late, moved = given.late[m], room.moved[b]
        if m == 0:
            moved[:] = 0.0
        for r in range(len(paid)):
            before = moved[r]
            moved[r] = paid[r] * late[r]
            paid[r] += before - moved[r]


@_compiled
def _earn(of: Trade, room: Room, m: int) -> None:
    """The result of a month before tax."""
    result = room.result[m]
    result[:] = of.before_tax[m]
    _add(result, -1.0, room.used[m])
    for b in range(len(room.sold)):
        _add(result, 1 - of.unpaid[m], room.sold[b, m])


@_compiled
def _fill_shelf(of: Trade, room: Room, bought: Array) -> None:
    """What comes to the shelf in each month so that its days are kept."""
    stock = room.moved[0]
    stock[:] = of.first_stock
    for m in range(len(bought)):
        leaving, coming = room.used[m], bought[m]
        following = room.used[min(m + 1, len(bought) - 1)]
        for r in range(len(stock)):
            wanted = following[r] * of.months_kept + leaving[r] - stock[r]
            coming[r] = max(wanted, 0.0)
            stock[r] += coming[r] - leaving[r]


@_compiled
def _take_on_receipts(of: Quarters, room: Room, owed: Array) -> None:
    """Take tax and health contribution after each quarter; `owed` [3, runs] is room.

    The health contribution follows what the whole year owes.
    """
    year, quarter, health = owed[0], owed[1], owed[2]
    for y in range(len(of.begins) - 1):
        year[:] = 0.0
        quarters = range(of.begins[y], of.begins[y + 1])
        for q in quarters:
            quarter[:] = 0.0
            for b in range(len(room.turnover)):
                for m in range(of.first[q], of.last[q] + 1):
                    _add(quarter, of.rates[q, b], room.turnover[b, m])
            _add(year, 1.0, quarter)
            if of.due[q] >= 0:
                _add(room.net[of.due[q]], -1.0, quarter)
        for q in quarters:
            if of.is_new[q]:
                _step(year, of.above[q], of.amounts[q], health)
            if of.due[q] >= 0:
                _add(room.net[of.due[q]], -1.0, health)


@_compiled
def _step(decisive: Array, above: Array, amounts: Array, found: Array) -> None:
    """The amount of the last threshold that whole dirhams reach (`taxes.Bands`)."""
    found[:] = amounts[0]
    for band in range(1, len(above)):
        least, amount = above[band], amounts[band]
        for r in range(len(decisive)):
            whole = np.floor(decisive[r] + 0.5)
            found[r] = amount if whole >= least else found[r]


@_compiled
def _add_up(net: Array) -> None:
    for m in range(1, len(net)):
        _add(net[m], 1.0, net[m - 1])


class Loan(NamedTuple):
    """A loan over some months (`arrears.Repayment`)."""

    due: Array
    knots: Array
    owed: Array


@_compiled
def _owed(of: Loan, paid: float) -> float:
    """The principal still owed once so much has been paid in all."""
    place = 0
    while place + 1 < len(of.knots) and of.knots[place + 1] <= paid:
        place += 1
    if place + 1 == len(of.knots):
        return float(of.owed[place])
    wide = of.knots[place + 1] - of.knots[place]
    slope = (of.owed[place + 1] - of.owed[place]) / wide
    return float(slope * (paid - of.knots[place]) + of.owed[place])


@_compiled
def _measure(
    of: Loan, first: int, closing: Array, paid: Array, found: Centimes
) -> None:
    """The measures of a loan, from the month's ends; `paid` [runs] is zero."""
    months, runs = closing.shape
    for m in range(months):
        due = of.due[m]
        for r in range(runs):
            paid[r] = max(paid[r], min(closing[m, r] + due, due))
        if m < first:
            continue
        before = of.due[m - 1] if m else 0.0
        planned = _owed(of, due)
        for r in range(runs):
            owed = planned
            if paid[r] < due:
                owed = _owed(of, paid[r])
            late = owed if paid[r] < before else 0.0
            found[ARREARS, m - first, r] = np.rint((due - paid[r]) * 100)
            found[OUTSTANDING, m - first, r] = np.rint(owed * 100)
            found[AT_RISK, m - first, r] = np.rint(late * 100)


def in_centimes(repayment: Repayment, closing: Array, first: int) -> Centimes:
    """Return the measures of one loan as `arrears.in_centimes` does."""
    months, runs = closing.shape
    found = np.empty((3, months - first, runs), dtype=np.int64)
    loan = Loan(repayment.due, repayment.knots, repayment.owed)
    _measure(loan, first, closing, np.zeros(runs), found)
    return found


@_compiled
def _count(
    closing: Array, due: Places, lowest: Array, marks: Marks, found: Places
) -> None:
    """Count months below zero, first ones, and missed instalments into `found`.

    `found` [3, months]; `marks` [2, runs] are false at first.
    """
    ever, missed = marks[0], marks[1]
    months = len(closing)
    lowest[:] = closing[0]
    for m in range(1, months):
        row = closing[m]
        for r in range(len(row)):
            lowest[r] = min(lowest[r], row[r])
    if lowest.min() >= SHORT:
        return
    for m in range(months):
        row = closing[m]
        below = 0
        before = 0
        after = 0
        for r in range(len(row)):
            is_short = row[r] < SHORT
            below += is_short
            before += ever[r]
            ever[r] |= is_short
            after += ever[r]
        found[0, m] = below
        found[1, m] = after - before
    for place in range(len(due)):
        row = closing[due[place]]
        for r in range(len(row)):
            missed[r] |= row[r] < SHORT
    found[2, 0] = missed.sum()


def count(closing: Array, due: Places, lowest: Array) -> Shortfalls:
    """Return the months that end below zero as `shortfalls.count` does."""
    months, runs = closing.shape
    found = np.zeros((3, months), dtype=np.int64)
    _count(closing, due, lowest, np.zeros((2, runs), dtype=bool), found)
    return Shortfalls(found[0], found[1], int(found[2, 0]))


class CompiledRunner(Runner):
    """A runner whose arithmetic is compiled; what it returns holds until the next."""

    def __init__(self, twin: Twin, runs: int = BLOCK) -> None:
        """Make room for one block of so many runs, and read the twin."""
        super().__init__(twin, runs)
        months, branches, _ = twin.sales.shape
        on_results = twin.taxes.are_on_results
        self._room = Room(
            sold=np.empty((branches, months, runs)),
            used=np.empty((months, runs)),
            moved=np.empty((branches, runs)),
            turnover=self._turnover,
            result=self._result if on_results else NOTHING,
            net=self._net,
        )
        self._owed = np.empty((3, runs))
        self._of = None if twin.value_added else _coefficients(twin)
        self._quarters = _quarters(twin)

    def _trade(self, factors: Factors) -> None:
        if self._of is None:
            super()._trade(factors)
        else:
            _trade(self._of, _given(factors), self._room)

    def _pay_taxes(self) -> None:
        if self._quarters is None:
            super()._pay_taxes()
        else:
            _take_on_receipts(self._quarters, self._room, self._owed)

    def _add_up(self) -> Array:
        net = self._net[: self._twin.months]
        _add_up(net)
        return net


def _coefficients(twin: Twin) -> Trade:
    collecting, supplying = _diagonals(twin.collecting), _diagonals(twin.supplying)
    shelf = twin.shelf
    return Trade(
        opening=twin.opening,
        base=twin.base,
        before_tax=twin.before_tax,
        sales=np.ascontiguousarray(twin.sales),
        uses=np.ascontiguousarray(twin.uses),
        lost=twin.lost,
        unpaid=twin.unpaid,
        takings=np.ascontiguousarray(twin.takings),
        collecting_later=collecting[0],
        collecting_shares=collecting[1],
        supplying_later=supplying[0],
        supplying_shares=supplying[1],
        months_kept=WITHOUT_SHELF if shelf is None else shelf.days / DAYS_PER_MONTH,
        first_stock=0.0 if shelf is None else shelf.first,
    )


def _diagonals(habit: Habit) -> tuple[Places, Array]:
    later = [diagonal.later for diagonal in habit.diagonals]
    return np.array(later), np.array([one.shares for one in habit.diagonals])


def _given(factors: Factors) -> Given:
    others = (factors.price, factors.demand, factors.use, factors.late)
    return Given(
        _read_only(factors.volume),
        *(NOTHING if array is None else _read_only(array) for array in others),
    )


def _read_only(array: Array) -> Array:
    """The array as one kind of them, so that only one kernel is compiled."""
    seen = np.ascontiguousarray(array).view()
    seen.flags.writeable = False
    return seen


def _quarters(twin: Twin) -> Quarters | None:
    """The quarters of a twin taxed on receipts in every year, None for others."""
    found: list[OnReceipts] = []
    for year in twin.taxes.years:
        if not isinstance(year, OnReceipts) or year.client is not None:
            return None
        found.append(year)
    if not found:
        return None
    return _table(found)


def _table(years: Sequence[OnReceipts]) -> Quarters:
    places = [months for year in years for months in _within(year)]
    due = [BEYOND if d is None else d for year in years for d in year.due]
    bands = [bands for year in years for bands in year.health]
    most = max(len(one.amounts) for one in bands)
    above = np.full((len(bands), most), np.inf)
    amounts = np.zeros((len(bands), most))
    for row, one in enumerate(bands):
        above[row, : len(one.thresholds)] = one.thresholds
        amounts[row, : len(one.amounts)] = one.amounts
    return Quarters(
        begins=np.cumsum([0, *(len(year.quarters) for year in years)]),
        first=np.array([place.start for place in places]),
        last=np.array([place.stop - 1 for place in places]),
        due=np.array(due),
        rates=np.concatenate([year.rates for year in years]),
        above=above,
        amounts=amounts,
        is_new=np.array([new for year in years for new in _are_new(year.health)]),
    )


def _within(year: OnReceipts) -> Iterator[range]:
    """The months of each quarter, counted from the first of all."""
    start = year.months.start
    for places in year.quarters:
        yield range(start + places.start, start + places.stop)


def _are_new(bands: Sequence[Bands]) -> list[bool]:
    return [True, *(one is not before for before, one in pairwise(bands))]
