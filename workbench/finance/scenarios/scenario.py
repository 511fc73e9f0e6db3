"""What a scenario is: a name, differences from a plan, and shocks.

It keeps no figure of the plan, so that it follows the plan when that changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from workbench.knowledge.shocks import ShockKind
from workbench.money import ZERO
from workbench.months import Month


@dataclass(frozen=True, slots=True)
class Changes:
    """What the controls of a what-if change, each as a difference; all zero: nothing.

    Percentages are as people say them: 10 is ten per cent more, -100 nothing left.
    Price, quantity and direct cost change for all products, or for those of the
    name `product` alone. `customer_share_points` are points of sales more that are
    paid late, `customer_delay_months` months more until they are. Amounts are
    dirhams: of the loan, of the household's draw each month, of own money before
    opening.
    """

    price_percent: Decimal = ZERO
    quantity_percent: Decimal = ZERO
    cost_percent: Decimal = ZERO
    product: str = ""
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
    def made(self) -> Mapping[str, Decimal | int]:
        """The changes that are not zero, by name, in order."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: by for name, by in named.items() if by and name != "product"}

    def without(self, name: str) -> "Changes":
        """The same without the change of that name."""
        left = {field.name: getattr(self, field.name) for field in fields(self)}
        del left[name]
        return Changes(**left)


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
