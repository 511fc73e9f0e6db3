"""The monthly model as arrays: the forecast's own equations, for many runs at once.

A twin is made of the very series the forecast is made of. What does not follow sales
stays as the forecast has it; what does is computed again for every run. A run whose
factors are all 1 gives the forecast: what the forecast rounds to centimes is kept
apart (`rounding`, some centimes a month) and added to every run.

Arrays hold months first and runs last; dirhams as float64, never written back.
"""

from dataclasses import dataclass

from workbench.finance.simulation.draws import Array
from workbench.finance.simulation.habits import Habit
from workbench.finance.simulation.taxes import Taxes
from workbench.finance.simulation.value_added import ValueAdded


@dataclass(frozen=True)
class Shelf:
    """Days of the next month's use kept in stock, and what there is at first."""

    days: int
    first: float


@dataclass(frozen=True)
class Twin:
    """One plan as coefficients over its long months, the first `months` of them shown.

    `sales` [months, branches, products] is what the plan sells, tax included,
    `uses` [months, products] what that uses, without the tax that comes back,
    `lost` and `unpaid` [months] the shares of use lost besides and of sales never
    paid. `takings` [branches, months] are known month by month: the last product,
    which sells nothing else. `base` [months] is the cash apart from all that follows
    sales, `before_tax` [months] the result likewise where a year is taxed on it,
    `repaid` [months] what the loans take.
    """

    months: int
    opening: float
    base: Array
    before_tax: Array
    sales: Array
    uses: Array
    lost: Array
    unpaid: Array
    takings: Array
    collecting: Habit
    supplying: Habit
    shelf: Shelf | None
    value_added: ValueAdded | None
    taxes: Taxes
    repaid: Array
    rounding: Array

    @property
    def products(self) -> int:
        """How many products there are, known takings among them."""
        return int(self.sales.shape[2])
