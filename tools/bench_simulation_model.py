"""The plan that simulations are timed on, and its luck.

Four services sold over 36 or 60 months with a season and a ramp-up, customers who pay
up to 35 % a month late, suppliers paid 60 % in the next month, rent, wages, a loan of
60 000 dirhams at 7 % over 36 months with 6 of grace, an auto-entrepreneur's 1 % of
receipts and health contribution, 18 000 dirhams on the first day.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np

from workbench.finance.simulation import draws, twins
from workbench.finance.simulation.draws import Array, Factors, Luck
from workbench.finance.simulation.spreads import ProductSpread, Range, Spreads
from workbench.finance.simulation.taxes import OnReceipts
from workbench.finance.simulation.twin import Twin
from workbench.knowledge import parameters
from workbench.months import Month
from workbench.plan.business_plan import (
    Branch,
    BusinessPlan,
    Equipment,
    FixedCost,
    HouseholdLine,
    LoanMethod,
    LoanTerms,
    Position,
    Product,
    Rhythm,
    Source,
)

SEED: Final = 20261125
OFFERS: Final = ((60, 24, 4), (90, 36, 2), (40, 16, 3), (70, 28, 1))
"""Price, unit cost and units a day of each service."""

RAMP: Final = tuple(Decimal(tenth) / 10 for tenth in range(4, 10))
AT_ONCE, NEXT_MONTH = Decimal("0.4"), Decimal("0.6")
SPREADS: Final = Spreads(
    products=(ProductSpread(Range(0.7, 1.4), Range(0.95, 1.05)),) * len(OFFERS),
    cost=Range(0.9, 1.15),
    late_most=0.35,
    bad_chance=0.08,
    bad_left=0.4,
)
PLAN: Final = BusinessPlan(
    start=Month(2027, 1),
    legal_form="auto_entrepreneur",
    branch=Branch.SERVICES,
    products=tuple(
        Product(
            name="service",
            unit="piece",
            price=Decimal(price),
            unit_cost=Decimal(cost),
            per_good_day=Decimal(a_day),
            per_normal_day=Decimal(a_day),
            per_slow_day=Decimal(a_day),
            branch=Branch.SERVICES,
            ramp_up=RAMP,
        )
        for price, cost, a_day in OFFERS
    ),
    rhythm=Rhythm(0, 6, 0, ("slow", "normal", "good") * 4),
    supplier_parts=(AT_ONCE, NEXT_MONTH),
    fixed_costs=(FixedCost("rent", Decimal(1500)),),
    staff=(Position("help", 1, Decimal(3000), is_declared=False),),
    equipment=(Equipment("machine", 1, Decimal(65_000), 5),),
    sources=(Source("own", "savings", Decimal(23_000)),),
    loan=LoanTerms(
        amount=Decimal(60_000),
        rate_per_year=Decimal("0.07"),
        method=LoanMethod.EQUAL_INSTALMENTS,
        term_months=36,
        grace_months=6,
    ),
    household_expenses=(HouseholdLine("all", Decimal(2000)),),
)


@dataclass(frozen=True)
class Model:
    """The plan as a spreadsheet would hold it, all amounts as planned.

    `units` [months, products], `prices` and `costs` [products], `other` [months] all
    cash that does not follow sales; `bands` and `health` the contribution of a
    quarter by the year's tax; `due` the month that pays each quarter.
    """

    twin: Twin
    units: Array
    prices: Array
    costs: Array
    other: Array
    rate: float
    bands: Array
    health: Array

    @property
    def months(self) -> int:
        """How many months."""
        return len(self.units)

    @property
    def opening(self) -> float:
        """The cash on the first day."""
        return self.twin.opening

    def luck(self, blocks: int) -> list[Factors]:
        """Return whole blocks of luck, to be given to everybody."""
        block = draws.blocks(Luck(SEED, self.months, SPREADS))
        return [block(number).kept() for number in range(blocks)]


def model(months: int) -> Model:
    """Return the plan over so many months."""
    twin = twins.of(PLAN, parameters.load(), months)
    year = twin.taxes.years[0]
    if not isinstance(year, OnReceipts):
        raise TypeError("the plan is no auto-entrepreneur's")
    prices = np.array([float(product.price) for product in PLAN.products])
    costs = np.array([float(product.unit_cost) for product in PLAN.products])
    return Model(
        twin=twin,
        units=twin.sales[:, 0] / prices,
        prices=prices,
        costs=costs,
        other=twin.base,
        rate=float(year.rates[0, 0]),
        bands=year.health[0].thresholds,
        health=year.health[0].amounts,
    )


def given(array: Array | None) -> Array:
    """Return an array of factors of this plan, in which everything varies."""
    if array is None:
        raise TypeError("nothing varies")
    return array


def whole_arrays(of: Model, runs: int) -> tuple[Array, Array]:
    """Return closing cash and its lowest, everything drawn and kept at once."""
    generator = np.random.default_rng(SEED)
    months, products = of.units.shape
    own = generator.standard_normal((months, products, runs))
    common = generator.standard_normal((2, months, runs))
    lasting = generator.standard_normal((2 * products + 2, runs))
    even = generator.random((2, months, runs))
    z = 0.5 * (own + common[0][:, None] + lasting[:products] + lasting[products])
    volume = np.exp(np.where(z < 0, 0.28 * z, 0.26 * z))
    price = np.exp(0.04 * lasting[products + 1 : -1])
    demand = np.where(even[0] < SPREADS.bad_chance, SPREADS.bad_left, 1.0)
    use = np.exp(0.1 * (common[1] + lasting[-1])) * demand
    sales = of.units[:, :, None] * of.prices[:, None] * volume * price
    sold = sales.sum(axis=1) * demand
    used = (of.units[:, :, None] * of.costs[:, None] * volume).sum(axis=1) * use
    late = sold * even[1] * SPREADS.late_most
    collected = sold - late
    collected[1:] += late[:-1]
    bought = float(AT_ONCE) * used
    bought[1:] += float(NEXT_MONTH) * used[:-1]
    closing = of.opening + np.cumsum(of.other[:, None] + collected - bought, axis=0)
    return closing, closing.min(axis=0)
