"""Value added tax for many runs: what sales bring, purchases deduct, returns cost."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.finance.simulation.draws import Array


@dataclass(frozen=True)
class ValueAdded:
    """The tax of a plan that charges it, over its long months.

    `sales` and `uses` [months, products] are the tax inside what each product sells
    and uses; `mean_rate` that on purchases where they are not the use itself.
    `deductible` [months] is what else is deducted, as planned, and `later` by how
    many months tax on purchases is deducted late. `returns` are the months of each
    return and where it is paid, None beyond the months.
    """

    sales: Array
    uses: Array
    mean_rate: float | None
    is_due_at_invoice: bool
    later: int
    deductible: Array
    returns: Sequence[tuple[slice, int | None]]

    def take(self, exigible: Array, deducted: Array, net: Array) -> None:
        """Take every return from its month; credits are carried, never refunded.

        `exigible` and `deducted` [months, runs] are the tax on sales that is due,
        and that paid on purchases.
        """
        later = self.later
        owed = exigible - self.deductible[:, None]
        owed[later:] -= deducted[: len(deducted) - later]
        credit = np.zeros(owed.shape[1])
        for months, place in self.returns:
            balance = owed[months].sum(axis=0) - credit
            np.maximum(-balance, 0, out=credit)
            if place is not None:
                net[place] -= np.maximum(balance, 0)
