"""The taxes of a forecast for many runs: the rules of `charges` on arrays.

Every civil year is taxed by the form that holds in it in the plan itself. Rates and
thresholds are read from the same dated parameters; nothing is rounded but what a
rule rounds. Arrays hold months, then runs, in dirhams.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from workbench.finance.simulation.draws import Array

Rule = Callable[[Array], Array]
"""What is owed on an amount, run by run."""


@dataclass(frozen=True, eq=False)
class Bands:
    """An amount that steps up with another: that of the last threshold reached.

    What decides is first rounded half up to a whole dirham, as the rule says.
    """

    thresholds: Array
    amounts: Array

    def __call__(self, decisive: Array) -> Array:
        """Return the amount of each run."""
        whole = np.floor(decisive + 0.5)
        reached = np.searchsorted(self.thresholds, whole, side="right")
        found: Array = self.amounts[reached - 1]
        return found

    def same_as(self, other: "Bands") -> bool:
        """Whether both give the same amounts."""
        return np.array_equal(self.thresholds, other.thresholds) and np.array_equal(
            self.amounts, other.amounts
        )


@dataclass(frozen=True)
class Client:
    """One client who buys services: what is above a threshold a year is withheld on.

    `largest` is what the client buys in a year, `services` the place of that branch.
    """

    largest: float
    threshold: float
    rate: float
    services: int

    def excess(self, services: Array) -> Array:
        """Return what of a year's services [runs] is above the threshold."""
        return np.maximum(np.minimum(services, self.largest) - self.threshold, 0)


@dataclass(frozen=True)
class Seen:
    """What the taxes look at: receipts [branches, months, runs], result before tax."""

    turnover: Array
    result: Array


@dataclass
class Carried:
    """What one year leaves to the next: its tax, and losses not yet taken off.

    `lapsing` are losses by the last year that may use them, `lasting` those without
    limit, the part that is depreciation (`charges.losses`).
    """

    tax: Array
    lasting: Array
    lapsing: dict[int, Array] = field(default_factory=dict)

    def take_off(self, result: Array, year: int) -> Array:
        """Return what earlier losses take off a year's result, and use them up."""
        self.lapsing = {n: left for n, left in self.lapsing.items() if n >= year}
        left = np.maximum(result, 0)
        for last in sorted(self.lapsing):
            used = np.minimum(self.lapsing[last], left)
            self.lapsing[last] = self.lapsing[last] - used
            left = left - used
        used = np.minimum(self.lasting, left)
        self.lasting = self.lasting - used
        taken: Array = np.maximum(result, 0) - (left - used)
        return taken

    def add(self, result: Array, worn: float, last: int) -> None:
        """Keep the loss of a year, if it is one."""
        loss = np.maximum(-result, 0)
        of_wear = np.minimum(loss, worn)
        self.lapsing[last] = loss - of_wear
        self.lasting = self.lasting + of_wear


class YearTax(Protocol):
    """What one civil year owes in every run."""

    def take(self, seen: Seen, carried: Carried, net: Array) -> None:
        """Take the year's payments from the months of `net`; carry what is left."""


@dataclass(frozen=True)
class OnReceipts:
    """An auto-entrepreneur's year: a share of each quarter's receipts, health by band.

    `quarters` are places within its months, `due` where each is paid, None beyond
    all months; `rates` [quarters, branches].
    """

    months: slice
    quarters: Sequence[slice]
    due: Sequence[int | None]
    rates: Array
    health: Sequence[Bands]
    client: Client | None

    def take(self, seen: Seen, carried: Carried, net: Array) -> None:
        """Take tax and health contribution after each quarter."""
        turnover = self._without_excess(seen.turnover[:, self.months], net)
        owed = np.zeros(net.shape[1])
        for places, due, rates in zip(self.quarters, self.due, self.rates, strict=True):
            of_quarter = _weighted(rates, turnover[:, places])
            owed += of_quarter
            if due is not None:
                net[due] -= of_quarter
        owed_health = {bands: bands(owed) for bands in set(self.health)}
        for due, bands in zip(self.due, self.health, strict=True):
            if due is not None:
                net[due] -= owed_health[bands]
        carried.tax = owed

    def _without_excess(self, turnover: Array, net: Array) -> Array:
        """Take what the client withholds; return the receipts taxed otherwise."""
        if self.client is None:
            return turnover
        excess, kept = _excess(self.client, turnover[self.client.services])
        net[self.months] -= self.client.rate * excess
        taxed = turnover.copy()
        taxed[self.client.services] *= kept
        return taxed


def _weighted(rates: Array, turnover: Array) -> Array:
    """The sum over months and branches, each branch at its rate."""
    total: Array = turnover[0].sum(axis=0)
    total *= rates[0]
    for rate, of_branch in zip(rates[1:], turnover[1:], strict=True):
        total += rate * of_branch.sum(axis=0)
    return total


def _excess(client: Client, services: Array) -> tuple[Array, Array]:
    """The excess of one client in each month of a year, and the share that is not."""
    total = services.sum(axis=0)
    share = client.excess(total) / np.where(total > 0, total, 1)
    return services * share, 1 - share


@dataclass(frozen=True)
class Losses:
    """Losses of earlier years come off a company's result: so many years long.

    `worn` is the year's depreciation, whose part of a loss does not lapse.
    """

    year: int
    years: int
    worn: float

    def less(self, result: Array, carried: Carried) -> Array:
        """Return the result that is taxed; carry what is left."""
        taxed = result - carried.take_off(result, self.year)
        carried.add(result, self.worn, self.year + self.years)
        return taxed


@dataclass(frozen=True)
class Partners:
    """What a company pays on the profit its partners take, in one month after it.

    `on_drawn` is the tax on what they draw in the year, never more than `rate` of
    what may be paid out; None: beyond the months.
    """

    on_drawn: float
    rate: float
    due: int | None

    def take(self, profit: Array, net: Array) -> None:
        """Take the tax, from the profit that may be paid out."""
        if self.due is not None:
            whole = np.maximum(profit, 0) * self.rate
            net[self.due] -= np.minimum(whole, self.on_drawn)


@dataclass(frozen=True)
class Calendar:
    """When a year's tax is paid: shares of last year's, then the rest.

    `instalments` are the months that pay `share` of the tax of the year before,
    `count` how many there are in all, `balance` the month of the rest; None beyond.
    """

    balance: int | None
    instalments: Sequence[int] = ()
    share: float = 0.0
    count: int = 0

    def take(self, owed: Array, before: Array, net: Array) -> None:
        """Take the payments; what was paid too much does not come back."""
        for place in self.instalments:
            net[place] -= self.share * before
        if self.balance is not None:
            rest = owed - self.count * self.share * before
            net[self.balance] -= np.maximum(rest, 0)


@dataclass(frozen=True)
class OnYear:
    """A year taxed once it is over: by receipts, or by its result.

    `tax` gives the income tax of receipts [branches, runs] and result [runs];
    `health`, where there is one, follows it and is paid with it.
    """

    months: slice
    tax: Callable[[Array, Array], Array]
    calendar: Calendar
    health: Rule | None = None
    losses: Losses | None = None
    client: Client | None = None
    partners: Partners | None = None
    is_on_result: bool = True

    def take(self, seen: Seen, carried: Carried, net: Array) -> None:
        """Take what is withheld, the tax and the contribution."""
        turnover = seen.turnover[:, self.months].sum(axis=1)
        result = seen.result[self.months].sum(axis=0)
        if self.losses is not None:
            result = self.losses.less(result, carried)
        if self.client is not None:
            services = seen.turnover[self.client.services, self.months]
            excess, kept = _excess(self.client, services)
            net[self.months] -= self.client.rate * excess
            turnover[self.client.services] *= kept
        owed = self.tax(turnover, result)
        self.calendar.take(owed, carried.tax, net)
        if self.partners is not None:
            self.partners.take(result - owed, net)
        if self.health is not None and self.calendar.balance is not None:
            net[self.calendar.balance] -= self.health(owed)
        carried.tax = owed


@dataclass(frozen=True)
class Taxes:
    """All civil years of a plan, in order."""

    years: tuple[YearTax, ...] = ()

    @property
    def are_on_results(self) -> bool:
        """Whether a year is taxed on its result."""
        years = self.years
        return any(isinstance(y, OnYear) and y.is_on_result for y in years)

    def take(self, seen: Seen, net: Array) -> None:
        """Take every payment from the month of `net` that makes it."""
        runs = net.shape[1]
        carried = Carried(np.zeros(runs), np.zeros(runs))
        for year in self.years:
            year.take(seen, carried, net)
