"""Luck for tests of the simulation, and one run of it as plain numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.finance.simulation.draws import Array, Drawing, Factors, Luck
from workbench.finance.simulation.runner import Runner
from workbench.finance.simulation.spreads import ProductSpread, Range, Spreads
from workbench.finance.simulation.twin import Twin

SEED = 20261125
WIDE = ProductSpread(volume=Range(0.6, 1.3), price=Range(0.9, 1.05))


def varied(products: int, **more: float) -> Spreads:
    """Everything varies, every product like the others."""
    shares = {"late_most": 0.35, "bad_chance": 0.1, "bad_left": 0.4, **more}
    return Spreads(products=(WIDE,) * products, cost=Range(0.9, 1.2), **shares)


def drawn(spreads: Spreads, months: int, seed: int = SEED) -> Factors:
    """The first block of factors."""
    return Drawing(Luck(seed, months, spreads)).draw(0).kept()


def closing(twin: Twin, factors: Factors, runs: int) -> Array:
    """The month's ends of the first runs [months, runs]."""
    return Runner(twin, runs).closing(factors.first(runs))


@dataclass(frozen=True)
class Run:
    """The factors of one run: volume by month and product, price by product."""

    volume: Sequence[Sequence[Decimal]]
    price: Sequence[Decimal]
    demand: Sequence[Decimal]
    use: Sequence[Decimal]
    late: Sequence[Decimal]


def run(factors: Factors, number: int) -> Run:
    """One run of a block in which everything varies."""

    def of(array: Array | None) -> list[Decimal]:
        assert array is not None
        return [Decimal(float(value)) for value in array[..., number]]

    volume = [
        [Decimal(float(value)) for value in month[:, number]]
        for month in factors.volume
    ]
    return Run(
        volume, of(factors.price), of(factors.demand), of(factors.use), of(factors.late)
    )
