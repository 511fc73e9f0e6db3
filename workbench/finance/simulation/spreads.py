"""How far from the plan things may turn out: low, usual and high, in shares of it.

A range is what a person says: "in a weak month I sell 60 instead of 100, in a strong
one 130". The usual is the plan itself. One month in ten is weaker than the weak one,
one in ten stronger than the strong one; between and beyond them a factor follows two
halves of a log-normal law that meet at 1. A range of 1 and 1 is certainty.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from math import isfinite, log

from workbench.errors import WorkbenchError

ONE_IN_TEN = 1.2815515655446004
"""The standard normal deviate that nine draws in ten stay below."""
WIDEST = 10.0


class SpreadImpossible(WorkbenchError):
    """A range or a share that nothing can have; `field` names the one that is wrong."""

    code = "spread.impossible"


@dataclass(frozen=True, slots=True)
class Range:
    """A weak and a strong value as shares of the usual: 0 < low <= 1 <= high <= 10."""

    low: float = 1.0
    high: float = 1.0

    def check(self, field: str) -> None:
        """Raise SpreadImpossible, naming the field, unless the range can be drawn."""
        if not (isfinite(self.low) and isfinite(self.high)):
            raise SpreadImpossible(field=field)
        if not (0 < self.low <= 1 <= self.high <= WIDEST):
            raise SpreadImpossible(field=field)

    @property
    def below(self) -> float:
        """The standard deviation of the logarithm on the weak side."""
        return -log(self.low) / ONE_IN_TEN

    @property
    def above(self) -> float:
        """The standard deviation of the logarithm on the strong side."""
        return log(self.high) / ONE_IN_TEN

    @property
    def is_certain(self) -> bool:
        """Whether nothing varies."""
        return self.low == self.high


CERTAIN = Range()


@dataclass(frozen=True, slots=True)
class ProductSpread:
    """The ranges of one product: units sold in a month, and the price obtained."""

    volume: Range = CERTAIN
    price: Range = CERTAIN


@dataclass(frozen=True, slots=True)
class Spreads:
    """Everything that may differ from the plan, as shares of 1.

    `products` in the order of the plan's. `cost` moves all unit costs of a month
    together. In each month up to `late_most` of what customers would pay comes a
    month later, every share equally likely. A bad month comes with the chance
    `bad_chance`, whatever the month before was, and leaves `bad_left` of its sales.

    `together` is the share of the variation common to all products, `lasting` the
    share that stays for the whole period instead of changing each month: a plan that
    hopes for too much is wrong every month.
    """

    products: tuple[ProductSpread, ...] = ()
    cost: Range = CERTAIN
    late_most: float = 0.0
    bad_chance: float = 0.0
    bad_left: float = 1.0
    together: float = 0.5
    lasting: float = 0.5

    def __post_init__(self) -> None:
        """Refuse by name what cannot be drawn."""
        ranges = chain.from_iterable((p.volume, p.price) for p in self.products)
        fields = ("risk.volume", "risk.price") * len(self.products)
        for one, field in zip(ranges, fields, strict=True):
            one.check(field)
        self.cost.check("risk.cost")
        for name in ("late_most", "bad_chance", "bad_left", "together", "lasting"):
            if not 0 <= getattr(self, name) <= 1:
                raise SpreadImpossible(field=f"risk.{name}")

    @property
    def is_certain(self) -> bool:
        """Whether every run would be the plan itself."""
        vary = any(
            not (p.volume.is_certain and p.price.is_certain) for p in self.products
        )
        bad = self.bad_chance > 0 and self.bad_left < 1
        return not (vary or bad or self.late_most or not self.cost.is_certain)


def certain(products: int) -> Spreads:
    """Return spreads under which nothing differs from a plan of so many products."""
    return Spreads(products=(ProductSpread(),) * products)


def of_percent(low: Decimal, high: Decimal, field: str) -> Range:
    """Return the range of two percentages of the usual; SpreadImpossible by field."""
    found = Range(float(low) / 100, float(high) / 100)
    found.check(field)
    return found
