"""What the runs of a plan mean: chances, what drives them, what would lower them.

Every figure comes from runs on the same luck, so that a difference is the plan's
and not chance. Amounts are dirhams, chances fractions of 1.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from math import floor

import numpy as np

from workbench.finance.simulation import montecarlo, twins
from workbench.finance.simulation.draws import Array, Cache
from workbench.finance.simulation.kernels import Kernel
from workbench.finance.simulation.montecarlo import Chance, Simulation, Wanted
from workbench.finance.simulation.spreads import CERTAIN, ProductSpread, Spreads
from workbench.finance.simulation.twin import Twin
from workbench.knowledge.parameters import Parameters
from workbench.money import ZERO
from workbench.plan.business_plan import BusinessPlan

LOW = 0.05
LONGEST_GRACE = 12
LOAN_STEPS = 12
RESERVE_STEP = Decimal(100)
HAIR = 1e-6
"""Of a run: what a share times the number of runs may miss a whole number by."""


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
    """The smallest of its kind that brings the chance down, and the chance then.

    `key` is reserve, loan or grace; the amount is dirhams or months. Where none
    brings it down enough, `reason` says why: not_enough, or no_better where even the
    best leaves the plan's own chance, with what was best; no_loan or no_room (within
    the term) where nothing could be tried, with the plan's own chance.
    """

    key: str
    amount: Decimal
    chance: Chance
    reason: str = ""

    @property
    def helps(self) -> bool:
        """Whether it brings the chance down to the level asked."""
        return not self.reason


@dataclass(frozen=True)
class Risk:
    """The runs of one plan, and the bands of its closing cash by level and month.

    The runs' balances are dropped once the bands are known. `kernel` did the
    arithmetic.
    """

    plan: BusinessPlan
    twin: Twin
    spreads: Spreads
    simulation: Simulation
    bands: Array
    kernel: Kernel = Kernel.NUMPY

    @property
    def low(self) -> float:
        """The lowest month's cash that 5 runs in 100 stay below."""
        return _low(self.simulation)

    @property
    def planned(self) -> Array:
        """The cash at the end of each month of the plan itself."""
        return twins.planned(self.twin)

    @property
    def again(self) -> Wanted:
        """What makes as many runs on the same luck."""
        found = self.simulation
        return Wanted(found.seed, found.runs, kernel=self.kernel)

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
    return Risk(
        plan,
        twin,
        spreads,
        replace(found, closing=None),
        found.bands(),
        wanted.kernel,
    )


def _low(found: Simulation) -> float:
    return float(np.quantile(found.lowest, LOW))


def drivers(risk: Risk) -> tuple[Driver, ...]:
    """Return the sources of variation, the one that weighs most first.

    Each is made certain in turn, in as many runs as the plan's own, so that its
    chance and the plan's can be compared. What weighs more lowers the chance of
    falling short more; at the same chance, it raises the lowest cash more.
    """
    found = []
    for key, product, spreads in _without_one(risk.spreads):
        calm = montecarlo.simulate(risk.twin, spreads, risk.again)
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
    return montecarlo.simulate(twin, risk.spreads, risk.again, cache).shortfall


def is_within(
    plan: BusinessPlan,
    risk: Risk,
    parameters: Parameters,
    most: float,
    cache: Cache | None = None,
) -> bool:
    """Return whether a variant's chance is at most `most`, on the plan's luck.

    As `chance_of` says, but a variant that is beyond it is given up early.
    """
    twin = twins.of(plan, parameters, risk.twin.months)
    allowed = floor(most * risk.simulation.runs + HAIR)
    wanted = replace(risk.again, most_short=allowed)
    found = montecarlo.simulate(twin, risk.spreads, wanted, cache)
    return found.shortfall.count <= allowed


def remedies(
    risk: Risk, parameters: Parameters, level: float, cache: Cache | None = None
) -> tuple[Remedy, ...]:
    """Return what brings the chance of falling short to `level`, each run again.

    A reserve always can; a larger loan up to half as much again, or a longer grace
    period up to a year, only perhaps: what cannot comes with its reason. The chance
    does not always fall as a loan grows, so every step is tried, from the smallest.
    Nothing where the chance is that low already.
    """
    if risk.simulation.shortfall.share <= level:
        return ()

    def tried(key: str, amount: Decimal, plan: BusinessPlan) -> Remedy:
        return Remedy(key, amount, chance_of(plan, risk, parameters, cache))

    def best(key: str, steps: Iterator[tuple[Decimal, BusinessPlan]]) -> Remedy:
        found = _best((tried(key, *step) for step in steps), level)
        if found is None:
            reason = "no_room" if risk.plan.loan else "no_loan"
            return Remedy(key, ZERO, risk.simulation.shortfall, reason)
        if found.chance.share <= level:
            return found
        is_better = found.chance.count < risk.simulation.shortfall.count
        return replace(found, reason="not_enough" if is_better else "no_better")

    needed = rounded_up(Decimal(risk.simulation.reserve(level)), RESERVE_STEP)
    return (
        tried("reserve", needed, risk.plan.with_own_money(needed)),
        best("loan", _larger_loans(risk.plan)),
        best("grace", _longer_graces(risk.plan)),
    )


def rounded_up(amount: Decimal, step: Decimal) -> Decimal:
    """Return the smallest multiple of a step that is no less than the amount."""
    return (amount / step).to_integral_value(ROUND_CEILING) * step


def _best(steps: Iterable[Remedy], level: float) -> Remedy | None:
    """The first that is enough, else the best one; None where there is none."""
    best: Remedy | None = None
    for step in steps:
        if best is None or step.chance.count < best.chance.count:
            best = step
        if step.chance.share <= level:
            return step
    return best


def _larger_loans(plan: BusinessPlan) -> Iterator[tuple[Decimal, BusinessPlan]]:
    """The plan with more and more of its loan, to half as much again; one at least."""
    loan = plan.loan
    if loan is None:
        return
    step = rounded_up(loan.amount / 2 / LOAN_STEPS, RESERVE_STEP)
    more = step
    while more <= max(step, loan.amount / 2):
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
