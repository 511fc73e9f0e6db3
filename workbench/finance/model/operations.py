"""What the plan's trade, staff, equipment and debts do month by month.

Every method returns lines or series; nothing here knows which of them are cash and
which are profit. Amounts are positive; the forecast says which side they stand on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from workbench.finance.model import staffing, vat, wear
from workbench.finance.model.borrowing import Borrowing
from workbench.finance.model.disturbed import Disturbed
from workbench.finance.model.horizon import Horizon
from workbench.finance.model.nature import Nature
from workbench.finance.model.series import (
    Line,
    Series,
    delayed,
    in_months,
    minus,
    plus,
    spread,
)
from workbench.finance.model.supply import Supply, by_parts
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams
from workbench.plan.business_plan import (
    WEEKS_PER_MONTH,
    Branch,
    BusinessPlan,
    MonthlyLine,
    Product,
)
from workbench.plan.conditions import VatBasis


@dataclass(frozen=True)
class Operations:
    """One plan over one horizon; the trace notes every rule that is used."""

    plan: BusinessPlan
    horizon: Horizon
    trace: Trace

    @cached_property
    def disturbed(self) -> Disturbed:
        """What disturbances do to each month."""
        return Disturbed(self.plan.disturbances, self.horizon)

    @cached_property
    def weights(self) -> Series:
        """What each month's sales are to those of a normal month."""
        rhythm = self.plan.rhythm
        months = zip(self.horizon.months, self.disturbed.sales, strict=True)
        return tuple(rhythm.weight(month) * factor for month, factor in months)

    @cached_property
    def sold(self) -> Mapping[Branch, Series]:
        """Sales of the products by branch, in the month they are made."""
        sold = dict.fromkeys(Branch, self.horizon.nothing)
        for product in self.plan.products:
            amounts = self.sales_of(product)
            sold[product.branch] = plus(sold[product.branch], amounts)
        return sold

    @property
    def sales(self) -> Series:
        """All sales without value added tax, in the month they are made."""
        return minus(plus(*self.sold.values()), plus(*self.sold_tax.values()))

    @cached_property
    def sold_tax(self) -> Mapping[Branch, Series]:
        """The value added tax inside those sales."""
        return self._tax_by_branch(self.sales_of, lambda p: p.vat_rate)

    @cached_property
    def cost(self) -> Mapping[Branch, Series]:
        """What the products sold in each month cost to buy or make, by branch."""
        cost = dict.fromkeys(Branch, self.horizon.nothing)
        for product in self.plan.products:
            cost[product.branch] = plus(cost[product.branch], self.cost_of(product))
        return cost

    @cached_property
    def cost_tax(self) -> Mapping[Branch, Series]:
        """The value added tax inside that cost."""
        return self._tax_by_branch(self.cost_of, lambda p: p.cost_vat_rate)

    def _tax_by_branch(
        self,
        series: Callable[[Product], Series],
        rate: Callable[[Product], Decimal],
    ) -> Mapping[Branch, Series]:
        tax = dict.fromkeys(Branch, self.horizon.nothing)
        for product in self.plan.products if self.plan.vat else ():
            of_product = (vat.included(a, rate(product)) for a in series(product))
            tax[product.branch] = plus(tax[product.branch], tuple(of_product))
        return tax

    @cached_property
    def direct_cost(self) -> Series:
        """The cost of what is sold, without the tax that comes back."""
        return minus(plus(*self.cost.values()), plus(*self.cost_tax.values()))

    @cached_property
    def supply(self) -> Supply:
        """The stock, and what is bought for it, without the tax that comes back."""
        first = (
            c.amount - self.tax_in(c.amount, c.vat_rate)
            for c in self.plan.startup_costs
            if c.nature == "stock"
        )
        plan = self.plan
        return Supply(
            self.direct_cost,
            sum(first, ZERO),
            plan.stock_days,
            plan.shrinkage,
            self.disturbed.stock_lost,
        )

    @cached_property
    def bought_tax(self) -> Series:
        """The value added tax on what is bought."""
        rate = self.mean_rate_of_use
        if rate is None:
            return plus(*self.cost_tax.values())
        return tuple(dirhams(amount * rate) for amount in self.supply.bought)

    @cached_property
    def mean_rate_of_use(self) -> Decimal | None:
        """The tax on a dirham of use, None where what is bought is the use itself."""
        total = sum(self.direct_cost, ZERO)
        if not total or self.supply.bought == self.direct_cost:
            return None
        return sum(plus(*self.cost_tax.values()), ZERO) / total

    def tax_in(self, amount: Decimal, rate: Decimal) -> Decimal:
        """The tax inside an amount where the plan gets it back, otherwise zero."""
        return vat.included(amount, rate) if self.plan.vat else ZERO

    def sales_of(self, product: Product) -> Series:
        """What one product sells in each month, value added tax included."""
        return self._over_months(product, product.price, self.weights)

    def cost_of(self, product: Product) -> Series:
        """What the units sold of one product cost, value added tax included."""
        dearer = zip(self.weights, self.disturbed.cost, strict=True)
        weights = tuple(weight * factor for weight, factor in dearer)
        return self._over_months(product, product.unit_cost, weights)

    def _over_months(
        self, product: Product, amount_per_unit: Decimal, weights: Series
    ) -> Series:
        units = self.plan.rhythm.units_per_week(product) * WEEKS_PER_MONTH
        full = (Decimal(1),) * max(0, self.horizon.long - len(product.ramp_up))
        reached = zip(weights, (*product.ramp_up, *full), strict=False)
        return tuple(dirhams(units * amount_per_unit * w * r) for w, r in reached)

    @cached_property
    def collected(self) -> Mapping[Branch, Series]:
        """What customers pay in each month: the rest of a credit sale comes later."""
        return {branch: self.paid_late(sold) for branch, sold in self.sold.items()}

    def paid_late(self, sold: Series) -> Series:
        """What customers pay of so much sold, by the month in which they pay."""
        rhythm = self.plan.rhythm
        sold = minus(sold, self.disturbed.unpaid(sold))
        if rhythm.credit_parts:
            parts = by_parts(sold, rhythm.credit_parts, "rhythm.credit_share")
            return self.disturbed.put_off(parts)
        later = tuple(dirhams(amount * rhythm.credit_share) for amount in sold)
        paid = plus(minus(sold, later), delayed(later, rhythm.credit_months))
        return self.disturbed.put_off(paid)

    @cached_property
    def unpaid_tax(self) -> Series:
        """The value added tax on what is never paid, never due at receipt."""
        if self.plan.vat is None or self.plan.vat.basis is VatBasis.INVOICES:
            return self.horizon.nothing
        return self.disturbed.unpaid(plus(*self.sold_tax.values()))

    @property
    def bad_debts(self) -> Series:
        """What is never paid of each month's sales, without the tax not due."""
        unpaid = map(self.disturbed.unpaid, self.sold.values())
        return minus(plus(*unpaid), self.unpaid_tax)

    @cached_property
    def turnover(self) -> Mapping[Branch, Series]:
        """What is collected, known monthly receipts included, as taxes count it."""
        known = (
            self._known(line)
            for line in self.plan.monthly_lines
            if line.is_receipt and line.in_profit
        )
        main = self.plan.branch
        return {**self.collected, main: plus(self.collected[main], *known)}

    @cached_property
    def purchases_paid(self) -> Series:
        """What is bought, tax included, paid after the suppliers' delay."""
        return self.to_suppliers(plus(self.supply.bought, self.bought_tax))

    def to_suppliers(self, bought: Series) -> Series:
        """What is paid of so much bought, by the month of payment."""
        at_once = self.disturbed.in_cash(bought)
        later = minus(bought, at_once)
        if self.plan.supplier_parts:
            parts = self.plan.supplier_parts
            return plus(at_once, by_parts(later, parts, "purchases.delay_months"))
        return plus(at_once, delayed(later, self.plan.supplier_delay_months))

    def monthly(self, *, is_receipt: bool, only_in_profit: bool = False) -> list[Line]:
        """The lines a person knows month by month."""
        in_profit = Nature.SALE if is_receipt else Nature.OPERATING
        return [
            Line(
                "monthly",
                in_profit if line.in_profit else Nature.OUTSIDE,
                self.horizon.cut(self._known(line)),
                line.label,
            )
            for line in self.plan.monthly_lines
            if line.is_receipt == is_receipt and (line.in_profit or not only_in_profit)
        ]

    def _known(self, line: MonthlyLine) -> Series:
        """A known line; takings follow disturbances, as they are counted when paid."""
        amounts = self.horizon.filled(line.amounts)
        if not (self.plan.disturbances and line.is_receipt and line.in_profit):
            return amounts
        made = zip(amounts, self.disturbed.sales, strict=True)
        takings = tuple(dirhams(amount * factor) for amount, factor in made)
        unpaid = self.disturbed.unpaid(takings)
        return self.disturbed.put_off(minus(takings, unpaid))

    def fixed_costs_due(self) -> list[Line]:
        """Fixed costs, each paid whole in the first month of its period."""
        return [
            Line(
                "fixed_cost",
                Nature.OPERATING,
                self._repeated((c.amount,), c.months_between),
                c.label,
            )
            for c in self.plan.fixed_costs
        ]

    def fixed_costs_earned(self) -> list[Line]:
        """Fixed costs, each spread evenly over its period."""
        return [
            Line(
                "fixed_cost",
                Nature.OPERATING,
                self._repeated(
                    spread(c.amount - tax, c.months_between), c.months_between
                ),
                c.label,
            )
            for c in self.plan.fixed_costs
            for tax in (self.tax_in(c.amount, c.vat_rate),)
        ]

    def fixed_costs_tax(self) -> Series:
        """The tax inside the fixed costs, in the month in which they are paid."""
        taxes = (
            self._repeated((self.tax_in(c.amount, c.vat_rate),), c.months_between)
            for c in self.plan.fixed_costs
        )
        return plus(self.horizon.cut(self.horizon.nothing), *taxes)

    def _repeated(self, parts: Series, months_between: int) -> Series:
        period = parts + (ZERO,) * (months_between - len(parts))
        times = -(-self.horizon.count // months_between)
        return self.horizon.cut(period * times)

    @cached_property
    def wages(self) -> Series:
        """Gross pay by the month worked."""
        return staffing.wages(self.plan, self.horizon)

    @cached_property
    def contributions(self) -> Series:
        """The employer's contributions on declared pay, by the month worked."""
        return staffing.contributions(self.plan, self.horizon, self._of_staff)

    def contributions_paid(self) -> Series:
        """The contributions, paid in a following month."""
        return staffing.paid(self.contributions, self.horizon, self._of_staff)

    @property
    def _of_staff(self) -> Trace:
        return self.trace.of("social_contributions")

    def depreciation(self) -> Series:
        """What equipment wears."""
        return wear.depreciation(self.plan, self.horizon.count)

    def later_equipment(self) -> Series:
        """What equipment first bought after opening costs, tax included."""
        count = self.horizon.count
        return minus(wear.bought(self.plan, count), wear.renewed(self.plan, count))

    def renewed_equipment(self) -> Series:
        """What equipment bought again costs, tax included, in its month."""
        return wear.renewed(self.plan, self.horizon.count)

    @cached_property
    def borrowing(self) -> Borrowing:
        """The loans."""
        return Borrowing(self.plan, self.horizon)

    def repayments(self) -> list[Line]:
        """What is given back to family or suppliers, in equal monthly parts."""
        return [
            Line(
                f"repay_{source.kind}",
                Nature.OTHER_DEBT,
                self._cut_to(spread(source.amount, source.repay_months)),
                source.label,
            )
            for source in self.plan.sources
            if source.repay_months
        ]

    def opening_costs(self) -> Series:
        """Start-up expenses and the loans' fees, in the first month."""
        spent = (
            c.amount - self.tax_in(c.amount, c.vat_rate)
            for c in self.plan.startup_costs
            if c.nature == "expense"
        )
        return self._cut_to((sum(spent, ZERO) + self.borrowing.opening_fees,))

    def deposits_returned(self) -> Series:
        """Deposits that come back, in their month."""
        back = (
            (cost.returned_month, cost.amount)
            for cost in self.plan.startup_costs
            if cost.nature == "deposit"
        )
        return in_months(back, self.horizon.count)

    def grants(self, *, running: bool) -> Series:
        """Tranches of grants in the month in which they are paid."""
        paid = (
            (grant.paid_in, grant.amount)
            for grant in self.plan.grants
            if grant.is_running == running
        )
        return in_months(paid, self.horizon.count)

    def grants_to_income(self) -> Series:
        """The part of grants for equipment that comes to each month's result."""
        first = sum((s.amount for s in self.plan.sources if s.is_grant), ZERO)
        return wear.grants_to_income(self.plan, (first, *self.grants(running=False)))

    @property
    def draw_per_month(self) -> Decimal:
        """What the household takes each month."""
        return self.plan.draw_per_month

    def other_debts(self) -> Series:
        """What is paid on debts that stand nowhere else in the plan."""
        return (dirhams(self.plan.other_debts),) * self.horizon.count

    def draw(self) -> Series:
        """The household's draw in every month."""
        return (self.draw_per_month,) * self.horizon.count

    def _cut_to(self, amounts: Series) -> Series:
        return self.horizon.cut(self.horizon.filled(amounts))
