"""Sales of a normal month, counted in up to three ways, and what they disagree on.

All amounts are dirhams a normal month: one whose season weighs 1. The ways are
those of loan officers who meet shops without accounts: days open times takings,
customers times basket, purchases times mark-up. The lowest is the one relied upon.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from workbench.knowledge.funders import Capacity, MarkupCap
from workbench.money import ZERO, dirhams
from workbench.plan.answers import Answers
from workbench.plan.business_plan import (
    WEEKS_PER_MONTH,
    BusinessPlan,
    MonthlyLine,
    Product,
)


class Way(StrEnum):
    """How sales were counted."""

    TAKINGS = "takings"
    CUSTOMERS = "customers"
    PURCHASES = "purchases"


@dataclass(frozen=True, slots=True)
class Estimate:
    """Sales of a normal month, counted one way."""

    way: Way
    per_month: Decimal


@dataclass(frozen=True, slots=True)
class SalesEstimates:
    """The estimates of one plan with the amounts they are made of.

    `own_markup` is the plan's sales over the direct cost of those sales, less 1;
    `implied_markup` the plan's sales over purchases as counted, less 1. None where
    there is nothing to divide by. `cap` is the sector's, with its label.
    """

    estimates: tuple[Estimate, ...]
    direct_cost: Decimal
    purchases: Decimal | None
    cap: MarkupCap | None
    stock: Decimal | None
    cash_counted: Decimal | None
    takings_per_day: Decimal | None

    @property
    def takings(self) -> Decimal:
        """What the plan itself says is sold in a normal month."""
        return self.estimates[0].per_month

    @property
    def base(self) -> Decimal:
        """The lowest estimate."""
        return min(estimate.per_month for estimate in self.estimates)

    @property
    def gap(self) -> Decimal:
        """How far the highest lies above the lowest, as a fraction of the lowest.

        0 with a single estimate, and 1 where the lowest is nothing at all.
        """
        highest = max(estimate.per_month for estimate in self.estimates)
        if highest == self.base:
            return ZERO
        return (highest - self.base) / self.base if self.base else Decimal(1)

    @property
    def ratio(self) -> Decimal:
        """The part of the plan's sales that is relied upon, at most 1."""
        return self.base / self.takings if self.takings else Decimal(1)

    @property
    def own_markup(self) -> Decimal | None:
        """The plan's mark-up on what its sales cost, a fraction of cost."""
        return self.takings / self.direct_cost - 1 if self.direct_cost else None

    @property
    def implied_markup(self) -> Decimal | None:
        """The mark-up that the plan's sales suppose on purchases as counted."""
        bought = self.purchases or self.direct_cost
        return self.takings / bought - 1 if bought else None

    @property
    def believed_markup(self) -> Decimal | None:
        """The mark-up of the third estimate: the plan's own, at most the cap."""
        own = self.own_markup
        if own is None:
            return self.cap.cap if self.cap else None
        return min(own, self.cap.cap) if self.cap else own

    @property
    def stock_turns(self) -> Decimal | None:
        """How often a month's direct cost goes through the stock; None without one."""
        return self.direct_cost / self.stock if self.stock else None


def estimate(plan: BusinessPlan, answers: Answers, rules: Capacity) -> SalesEstimates:
    """Return the estimates that the answers allow; the plan's own comes first."""
    takings = _sold(plan, plan.products, "price")
    if not plan.products:
        takings = _known_receipts(plan.monthly_lines)
    days = plan.rhythm.days_per_week * WEEKS_PER_MONTH
    found = SalesEstimates(
        estimates=(Estimate(Way.TAKINGS, dirhams(takings)),),
        direct_cost=dirhams(_sold(plan, plan.products, "unit_cost")),
        purchases=_given(answers, "capacity.purchases"),
        cap=rules.cap(answers.text("idea.sector")),
        stock=_given(answers, "capacity.stock"),
        cash_counted=_given(answers, "capacity.cash_counted"),
        takings_per_day=dirhams(takings / days) if days else None,
    )
    others = tuple(_others(found, answers, days))
    return replace(found, estimates=(*found.estimates, *others))


def _others(
    found: SalesEstimates, answers: Answers, days: Decimal
) -> Iterator[Estimate]:
    customers = _given(answers, "capacity.customers_per_day")
    basket = _given(answers, "capacity.basket")
    if customers is not None and basket is not None and days:
        yield Estimate(Way.CUSTOMERS, dirhams(customers * basket * days))
    markup = found.believed_markup
    if found.purchases is not None and markup is not None:
        yield Estimate(Way.PURCHASES, dirhams(found.purchases * (1 + markup)))


def _given(answers: Answers, question: str) -> Decimal | None:
    value = answers.get(question)
    return value if isinstance(value, Decimal) else None


def _sold(plan: BusinessPlan, products: tuple[Product, ...], amount: str) -> Decimal:
    """Units of a normal month times one amount of each product."""
    per_week = (
        Decimal(getattr(product, amount)) * plan.rhythm.units_per_week(product)
        for product in products
    )
    return sum(per_week, ZERO) * WEEKS_PER_MONTH


def _known_receipts(lines: tuple[MonthlyLine, ...]) -> Decimal:
    """The average month of receipts known month by month."""
    sold = [line.amounts for line in lines if line.is_receipt and line.in_profit]
    months = max(map(len, sold), default=0)
    total = sum((sum(amounts, ZERO) for amounts in sold), ZERO)
    return total / months if months else ZERO


def lowered(plan: BusinessPlan, ratio: Decimal) -> BusinessPlan:
    """Return the plan selling only `ratio` of its units, at the same prices.

    Receipts known month by month fall by the same ratio; the payments beside them
    stay, since nothing says which of them follow sales.
    """
    if ratio == 1:
        return plan
    products = tuple(_fewer(product, ratio) for product in plan.products)
    lines = tuple(_less(line, ratio) for line in plan.monthly_lines)
    return replace(plan, products=products, monthly_lines=lines)


def _fewer(product: Product, ratio: Decimal) -> Product:
    return replace(
        product,
        per_good_day=product.per_good_day * ratio,
        per_normal_day=product.per_normal_day * ratio,
        per_slow_day=product.per_slow_day * ratio,
    )


def _less(line: MonthlyLine, ratio: Decimal) -> MonthlyLine:
    if not (line.is_receipt and line.in_profit):
        return line
    return replace(line, amounts=tuple(dirhams(a * ratio) for a in line.amounts))
