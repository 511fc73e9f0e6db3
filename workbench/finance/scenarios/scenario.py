"""What a scenario is: a name, differences from a plan, and shocks.

It keeps no figure of the plan, so that it follows the plan when that changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Final

from workbench.knowledge.shocks import ShockKind
from workbench.money import ZERO
from workbench.months import Month

Made = Mapping[str, Decimal | int]
PER_PRODUCT: Final = ("price_percent", "quantity_percent", "cost_percent")
"""The changes that one product can have of its own."""


@dataclass(frozen=True, slots=True)
class ProductChanges:
    """What changes for the product of one name, on top of what changes for all."""

    product: str
    price_percent: Decimal = ZERO
    quantity_percent: Decimal = ZERO
    cost_percent: Decimal = ZERO

    @property
    def made(self) -> Made:
        """The changes that are not zero, by name, in order."""
        return _made(self)


@dataclass(frozen=True, slots=True)
class Changes:
    """What the controls of a what-if change, each as a difference; all zero: nothing.

    Percentages are as people say them: 10 is ten per cent more, -100 nothing left.
    Price, quantity and direct cost change for all products; `products` holds those
    that have changes of their own, each once, by name. `customer_share_points` are
    points of sales more that are paid late, `customer_delay_months` months more
    until they are. Amounts are dirhams: of the loan, of the household's draw each
    month, of own money before opening.
    """

    price_percent: Decimal = ZERO
    quantity_percent: Decimal = ZERO
    cost_percent: Decimal = ZERO
    products: tuple[ProductChanges, ...] = ()
    fixed_cost_percent: Decimal = ZERO
    start_months: int = 0
    customer_delay_months: int = 0
    customer_share_points: Decimal = ZERO
    loan_amount: Decimal = ZERO
    loan_term_months: int = 0
    loan_grace_months: int = 0
    draw_per_month: Decimal = ZERO
    opening_cash: Decimal = ZERO

    @property
    def made(self) -> Made:
        """The changes that are not zero and those of no product alone, in order."""
        return _made(self)

    @property
    def of_all(self) -> ProductChanges:
        """What changes for all products, as that of a product without a name."""
        return ProductChanges(
            "", self.price_percent, self.quantity_percent, self.cost_percent
        )

    def of(self, product: str) -> ProductChanges:
        """What changes for that product alone."""
        named = (one for one in self.products if one.product == product)
        return next(named, ProductChanges(product))

    def value(self, name: str, product: str = "") -> Decimal | int:
        """By how much something changes, for all products or for one alone."""
        by: Decimal | int = getattr(self.of(product) if product else self, name)
        return by

    def changed(self, name: str, by: Decimal | int, product: str = "") -> "Changes":
        """The same with another difference; a product without any is not kept."""
        if not product:
            return replace(self, **{name: by})  # type: ignore[arg-type]  # by its name
        one = replace(self.of(product), **{name: by})  # type: ignore[arg-type]
        others = [other for other in self.products if other.product != product]
        kept = [*others, one] if one.made else others
        return replace(self, products=tuple(sorted(kept, key=lambda p: p.product)))


def _made(changes: Changes | ProductChanges) -> Made:
    named = {field.name: getattr(changes, field.name) for field in fields(changes)}
    return {
        name: by for name, by in named.items() if by and isinstance(by, (Decimal, int))
    }


@dataclass(frozen=True, slots=True)
class Shock:
    """A shock of the data: its size, and the calendar month from which it strikes.

    `months` is how long it lasts, None what its kind says. Without a month, a shock
    that follows the calendar strikes whenever it comes.
    """

    key: str
    size: Decimal
    month: Month | None = None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A name, the changes and the shocks; without any it is the plan itself."""

    name: str
    changes: Changes = Changes()
    shocks: tuple[Shock, ...] = ()


def shock(kind: ShockKind, sector: str = "", month: Month | None = None) -> Shock:
    """Return a shock of its default size in that trade, and of its default length."""
    return Shock(
        kind.key,
        kind.size_in(sector),
        month if kind.needs_month else None,
        kind.window.months,
    )
