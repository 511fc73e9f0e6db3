"""What the runs of a plan mean: chances, what drives them, what would lower them.

Every figure comes from runs on the same luck, so that a difference is the plan's
and not chance. Amounts are dirhams, chances fractions of 1.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

import numpy as np

from workbench.finance.simulation import montecarlo, twins
from workbench.finance.simulation.draws import Array, Cache
from workbench.finance.simulation.montecarlo import Chance, Simulation, Wanted
from workbench.finance.simulation.spreads import CERTAIN, ProductSpread, Spreads
from workbench.finance.simulation.twin import Twin
from workbench.knowledge.parameters import Parameters
from workbench.plan.business_plan import BusinessPlan

LOW = 0.05
LONGEST_GRACE = 12
LOAN_STEPS = 12
RESERVE_STEP = Decimal(100)


@dataclass(frozen=True, slots=True)
class Driver:
    """A source of variation, and what its certainty would change.

    `key` is volume, price, cost, late or bad; `product` the place of one product
    among several, None for all. `chance` is what the chance of falling short would
    be without it, `lowest` what the cash that 5 runs in 100 stay below would be.
    """

    key: str
    product: int | None
    chance: Chance
    lowest: float


@dataclass(frozen=True, slots=True)
class Remedy:
    """The smallest of its kind that brings the chance down, and the chance then."""

    key: str
    amount: Decimal
    chance: Chance


@dataclass(frozen=True)
class Risk:
    """The runs of one plan, and the bands of its closing cash by level and month.

    The runs' balances are dropped once the bands are known.
    """

    plan: BusinessPlan
    twin: Twin
    spreads: Spreads
    simulation: Simulation
    bands: Array

    @property
    def low(self) -> float:
        """The lowest month's cash that 5 runs in 100 stay below."""
        return self.low_of(self.simulation.runs)

    def low_of(self, runs: int) -> float:
        """The same in the first so many runs: for what was tried on fewer."""
        return float(np.quantile(self.simulation.lowest[:runs], LOW))

    @property
    def household_months(self) -> tuple[float, float] | None:
        """Months of the household's draw in the lowest month's cash: low and median.

        None where the household takes nothing.
        """
        per_month = float(self.plan.draw_per_month)
        if not per_month:
            return None
        low, usual = np.quantile(self.simulation.lowest, (LOW, 0.5))
        return max(0.0, float(low) / per_month), max(0.0, float(usual) / per_month)


def of(
    twin: Twin,
    plan: BusinessPlan,
    spreads: Spreads,
    wanted: Wanted,
    cache: Cache | None = None,
) -> Risk:
    """Return the runs wanted of a plan, whose twin is given; they are kept for bands.

    Raises RunsImpossible and ProductsDiffer.
    """
    kept = replace(wanted, keeps=True)
    found = montecarlo.simulate(twin, spreads, kept, cache)
    return Risk(plan, twin, spreads, replace(found, closing=None), found.bands())


def _low(found: Simulation) -> float:
    return float(np.quantile(found.lowest, LOW))


def drivers(risk: Risk, runs: int) -> tuple[Driver, ...]:
    """Return the sources of variation, the one that weighs most first.

    Each is made certain in turn. What weighs more lowers the chance of falling
    short more; at the same chance, it raises the lowest cash more.
    """
    wanted = Wanted(risk.simulation.seed, min(runs, risk.simulation.runs))
    found = []
    for key, product, spreads in _without_one(risk.spreads):
        calm = montecarlo.simulate(risk.twin, spreads, wanted)
        found.append(Driver(key, product, calm.shortfall, _low(calm)))
    return tuple(sorted(found, key=lambda one: (one.chance.count, -one.lowest)))


def _without_one(spreads: Spreads) -> Iterator[tuple[str, int | None, Spreads]]:
    """The spreads with one source of variation less, for each that there is."""
    several = len(spreads.products) > 1
    for place, one in enumerate(spreads.products):
        if not one.volume.is_certain:
            calm = replace(one, volume=CERTAIN)
            product = place if several else None
            yield "volume", product, _with_product(spreads, place, calm)
    if any(not one.price.is_certain for one in spreads.products):
        calm_prices = tuple(replace(p, price=CERTAIN) for p in spreads.products)
        yield "price", None, replace(spreads, products=calm_prices)
    if not spreads.cost.is_certain:
        yield "cost", None, replace(spreads, cost=CERTAIN)
    if spreads.late_most:
        yield "late", None, replace(spreads, late_most=0.0)
    if spreads.bad_chance and spreads.bad_left < 1:
        yield "bad", None, replace(spreads, bad_chance=0.0)


def _with_product(spreads: Spreads, place: int, product: ProductSpread) -> Spreads:
    products = list(spreads.products)
    products[place] = product
    return replace(spreads, products=tuple(products))


def chance_of(
    plan: BusinessPlan, risk: Risk, parameters: Parameters, cache: Cache | None = None
) -> Chance:
    """Return the chance that a variant of a plan falls short, on the plan's luck."""
    twin = twins.of(plan, parameters, risk.twin.months)
    wanted = Wanted(risk.simulation.seed, risk.simulation.runs)
    return montecarlo.simulate(twin, risk.spreads, wanted, cache).shortfall


def remedies(
    risk: Risk, parameters: Parameters, level: float, cache: Cache | None = None
) -> tuple[Remedy, ...]:
    """Return what brings the chance of falling short to `level`, each run again.

    A reserve always can; a larger loan up to half as much again, or a longer grace
    period up to a year, only perhaps: what cannot is left out. The chance does not
    always fall as a loan grows, so every step is tried, from the smallest.
    """
    if risk.simulation.shortfall.share <= level:
        return ()

    def chance(plan: BusinessPlan) -> Chance:
        return chance_of(plan, risk, parameters, cache)

    found = (
        _reserve(risk, chance, level),
        _first("loan", _larger_loans(risk.plan), chance, level),
        _first("grace", _longer_graces(risk.plan), chance, level),
    )
    return tuple(remedy for remedy in found if remedy is not None)


def rounded_up(amount: Decimal, step: Decimal) -> Decimal:
    """Return the smallest multiple of a step that is no less than the amount."""
    return (amount / step).to_integral_value(ROUND_CEILING) * step


def _reserve(
    risk: Risk, chance: Callable[[BusinessPlan], Chance], level: float
) -> Remedy:
    needed = Decimal(risk.simulation.reserve(level))
    amount = rounded_up(needed, RESERVE_STEP)
    return Remedy("reserve", amount, chance(risk.plan.with_own_money(amount)))


def _first(
    key: str,
    steps: Iterator[tuple[Decimal, BusinessPlan]],
    chance: Callable[[BusinessPlan], Chance],
    level: float,
) -> Remedy | None:
    for amount, plan in steps:
        found = chance(plan)
        if found.share <= level:
            return Remedy(key, amount, found)
    return None


def _larger_loans(plan: BusinessPlan) -> Iterator[tuple[Decimal, BusinessPlan]]:
    """The plan with more and more of its loan, to half as much again."""
    loan = plan.loan
    if loan is None:
        return
    step = rounded_up(loan.amount / 2 / LOAN_STEPS, RESERVE_STEP)
    more = step
    while more <= loan.amount / 2:
        yield more, replace(plan, loan=replace(loan, amount=loan.amount + more))
        more += step


def _longer_graces(plan: BusinessPlan) -> Iterator[tuple[Decimal, BusinessPlan]]:
    """The plan with more and more months of grace, within the term."""
    loan = plan.loan
    if loan is None:
        return
    most = min(LONGEST_GRACE, loan.term_months - 1 - loan.grace_months)
    for more in range(1, most + 1):
        longer = replace(loan, grace_months=loan.grace_months + more)
        yield Decimal(more), replace(plan, loan=longer)


def in_ten(chance: Chance) -> int:
    """Return in how many years out of ten it happens, to the nearest."""
    return round(chance.share * 10)
