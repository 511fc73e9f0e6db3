"""The arithmetic of one block of runs, in arrays that are used again and again."""

import numpy as np

from workbench.finance.model.supply import DAYS_PER_MONTH
from workbench.finance.simulation.draws import BLOCK, Array, Factors
from workbench.finance.simulation.taxes import Seen
from workbench.finance.simulation.twin import Twin
from workbench.finance.simulation.value_added import ValueAdded


class Runner:
    """Runs blocks through a twin; what it returns holds until the next block."""

    def __init__(self, twin: Twin, runs: int = BLOCK) -> None:
        """Make room for one block of so many runs."""
        long, branches, products = twin.sales.shape
        self._twin = twin
        self._priced = np.empty((long, products, runs))
        self._sold = np.empty((long, branches, runs))
        self._used = np.empty((long, 1, runs))
        self._turnover = np.empty((branches, long, runs))
        self._result = np.empty((long, runs))
        self._net = np.empty((long, runs))
        self._paid = np.empty((long, runs))
        self._scratch = np.empty((long, runs))

    def closing(self, factors: Factors) -> Array:
        """Return the cash at the end of each shown month [months, runs]."""
        self._trade(factors)
        self._pay_taxes()
        return self._add_up()

    def _trade(self, factors: Factors) -> None:
        """The cash of each long month but for taxes, the opening cash in the first.

        What the taxes look at goes to `_turnover`, and to `_result` where it counts.
        """
        twin, net = self._twin, self._net
        priced = self._priced_of(factors)
        sold = self._sell(priced, factors)
        used = self._use(factors)
        self._collect(sold, factors)
        np.add(self._turnover[0], twin.base[:, None], out=net)
        net[0] += twin.opening
        for collected in self._turnover[1:]:
            net += collected
        bought = self._buy(used)
        if twin.value_added is not None:
            bought = self._add_tax(twin.value_added, priced, bought, factors)
        net -= twin.supplying.apply(bought, self._paid, self._scratch)
        if twin.taxes.are_on_results:
            self._earn(sold, used, priced, factors)

    def _pay_taxes(self) -> None:
        self._twin.taxes.take(Seen(self._turnover, self._result), self._net)

    def _add_up(self) -> Array:
        net = self._net[: self._twin.months]
        for place in range(1, len(net)):
            net[place] += net[place - 1]
        return net

    def _priced_of(self, factors: Factors) -> Array:
        if factors.price is None:
            return factors.volume
        return np.multiply(factors.volume, factors.price, out=self._priced)

    def _sell(self, priced: Array, factors: Factors) -> Array:
        """What is sold, by month, branch and run."""
        sold = np.matmul(self._twin.sales, priced, out=self._sold)
        if factors.demand is not None:
            sold *= factors.demand[:, None]
        return sold

    def _use(self, factors: Factors) -> Array:
        """What leaves the shelf at cost, sold or lost, by month and run."""
        twin = self._twin
        used = np.matmul(twin.uses[:, None], factors.volume, out=self._used)[:, 0]
        if factors.use is not None:
            used *= factors.use
        if np.any(twin.lost):
            used *= 1 + twin.lost[:, None]
        return used

    def _collect(self, sold: Array, factors: Factors) -> None:
        """What customers pay, by branch and month, in `_turnover`."""
        for branch, known in enumerate(self._twin.takings):
            collected = self._turnover[branch]
            paid = self._twin.collecting.apply(
                sold[:, branch], collected, self._scratch
            )
            if np.any(known):
                taken = known[:, None] * factors.volume[:, -1]
                if factors.demand is not None:
                    taken *= factors.demand
                paid = paid + taken
            self._put_off(paid, collected, factors.late)

    def _put_off(self, paid: Array, out: Array, late: Array | None) -> None:
        """What customers pay by month, what comes late moved to the month after."""
        if late is None:
            if paid is not out:
                np.copyto(out, paid)
            return
        moved = np.multiply(paid, late, out=self._scratch)
        np.subtract(paid, moved, out=out)
        out[1:] += moved[:-1]

    def _buy(self, gone: Array) -> Array:
        """What comes to the shelf so that its days are kept."""
        shelf = self._twin.shelf
        if shelf is None:
            return gone
        bought = np.empty_like(gone)
        stock = np.full(gone.shape[1], shelf.first)
        for place, leaving in enumerate(gone):
            following = gone[min(place + 1, len(gone) - 1)]
            target = following * (shelf.days / DAYS_PER_MONTH)
            np.maximum(target + leaving - stock, 0, out=bought[place])
            stock += bought[place] - leaving
        return bought

    def _add_tax(
        self, tax: ValueAdded, priced: Array, bought: Array, factors: Factors
    ) -> Array:
        """Settle value added tax; return what is bought, tax included."""
        on_sales = self._tax_of_sales(tax, priced, factors)
        exigible = np.empty_like(on_sales)
        if tax.is_due_at_invoice:
            exigible = on_sales
        else:
            paid = self._twin.collecting.apply(on_sales, exigible, self._scratch)
            self._put_off(paid, exigible, factors.late)
        on_goods: Array
        if tax.mean_rate is None:
            on_goods = np.matmul(tax.uses[:, None], factors.volume)[:, 0]
            if factors.use is not None:
                on_goods *= factors.use
        else:
            on_goods = bought * tax.mean_rate
        deducted = self._twin.supplying.apply(
            on_goods, np.empty_like(on_goods), self._scratch
        )
        tax.take(exigible, deducted, self._net)
        return bought + on_goods

    def _tax_of_sales(self, tax: ValueAdded, priced: Array, factors: Factors) -> Array:
        taxed: Array = np.matmul(tax.sales[:, None], priced)[:, 0]
        if factors.demand is not None:
            taxed *= factors.demand
        return taxed

    def _earn(self, sold: Array, used: Array, priced: Array, factors: Factors) -> None:
        """The result of each month before tax, in `_result`."""
        twin = self._twin
        made = sold.sum(axis=1)
        lost = twin.unpaid[:, None] * made
        if twin.value_added is not None:
            taxed = self._tax_of_sales(twin.value_added, priced, factors)
            made -= taxed
            if not twin.value_added.is_due_at_invoice:
                lost -= twin.unpaid[:, None] * taxed
        np.copyto(self._result, twin.before_tax[:, None])
        self._result += made - lost - used
