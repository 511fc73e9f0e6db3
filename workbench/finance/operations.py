"""What the plan's trade, staff, equipment and debts do month by month.

Every method returns lines or series; nothing here knows which of them are cash and
which are profit. Amounts are positive; the forecast says which side they stand on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from workbench.finance import charges, loans
from workbench.finance.horizon import Horizon
from workbench.finance.loans import Instalment
from workbench.finance.statements import Line, Series, delayed, minus, plus, spread
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR
from workbench.plan.business_plan import WEEKS_PER_MONTH, Branch, BusinessPlan, Product


@dataclass(frozen=True)
class Operations:
    """One plan over one horizon; the trace notes every rule that is used."""

    plan: BusinessPlan
    horizon: Horizon
    trace: Trace

    @cached_property
    def weights(self) -> Series:
        """What each month's sales are to those of a normal month."""
        rhythm = self.plan.rhythm
        return tuple(rhythm.weight(month) for month in self.horizon.months)

    @cached_property
    def sold(self) -> Mapping[Branch, Series]:
        """Sales of the products by branch, in the month they are made."""
        sold = dict.fromkeys(Branch, self.horizon.nothing)
        for product in self.plan.products:
            amounts = self._over_months(product, product.price)
            sold[product.branch] = plus(sold[product.branch], amounts)
        return sold

    @cached_property
    def direct_cost(self) -> Series:
        """What the products sold in each month cost to buy or make."""
        costs = (self._over_months(p, p.unit_cost) for p in self.plan.products)
        return plus(self.horizon.nothing, *costs)

    def _over_months(self, product: Product, amount_per_unit: Decimal) -> Series:
        units = _units_per_normal_month(self.plan, product)
        return tuple(dirhams(units * amount_per_unit * w) for w in self.weights)

    @cached_property
    def collected(self) -> Mapping[Branch, Series]:
        """What customers pay in each month: the rest of a credit sale comes later."""
        return {branch: self._collected(sold) for branch, sold in self.sold.items()}

    def _collected(self, sold: Series) -> Series:
        rhythm = self.plan.rhythm
        later = tuple(dirhams(amount * rhythm.credit_share) for amount in sold)
        return plus(minus(sold, later), delayed(later, rhythm.credit_months))

    @cached_property
    def turnover(self) -> Mapping[Branch, Series]:
        """What is collected, known monthly receipts included, as taxes count it."""
        known = (
            self.horizon.filled(line.amounts)
            for line in self.plan.monthly_lines
            if line.is_receipt and line.in_profit
        )
        main = self.plan.branch
        return {**self.collected, main: plus(self.collected[main], *known)}

    @property
    def purchases_paid(self) -> Series:
        """The direct cost, paid after the suppliers' delay."""
        return delayed(self.direct_cost, self.plan.supplier_delay_months)

    def monthly(self, *, is_receipt: bool, in_profit: bool | None) -> list[Line]:
        """The lines a person knows month by month; in_profit None means all."""
        return [
            Line("monthly", self._cut_to(line.amounts), line.label)
            for line in self.plan.monthly_lines
            if line.is_receipt == is_receipt and in_profit in {None, line.in_profit}
        ]

    def fixed_costs_due(self) -> list[Line]:
        """Fixed costs, each paid whole in the first month of its period."""
        return [
            Line("fixed_cost", self._repeated((c.amount,), c.months_between), c.label)
            for c in self.plan.fixed_costs
        ]

    def fixed_costs_earned(self) -> list[Line]:
        """Fixed costs, each spread evenly over its period."""
        return [
            Line(
                "fixed_cost",
                self._repeated(spread(c.amount, c.months_between), c.months_between),
                c.label,
            )
            for c in self.plan.fixed_costs
        ]

    def _repeated(self, parts: Series, months_between: int) -> Series:
        period = parts + (ZERO,) * (months_between - len(parts))
        places = range(self.horizon.count)
        return tuple(period[place % months_between] for place in places)

    @cached_property
    def wages(self) -> Series:
        """Gross pay by the month worked."""
        return self._staffed(lambda gross, _: gross, only_declared=False)

    @cached_property
    def contributions(self) -> Series:
        """The employer's contributions on declared pay, by the month worked."""
        return self._staffed(
            lambda gross, place: charges.employer_contributions(
                gross, self.horizon.months[place], self.trace
            ),
            only_declared=True,
        )

    def _staffed(
        self, amount: Callable[[Decimal, int], Decimal], *, only_declared: bool
    ) -> Series:
        """Add up an amount per head, of the gross pay and the place of the month."""
        total = [ZERO] * self.horizon.count
        for position in self.plan.staff:
            if only_declared and not position.is_declared:
                continue
            gross = dirhams(position.gross_per_month)
            for place in range(position.from_month - 1, self.horizon.count):
                total[place] += amount(gross, place) * position.headcount
        return tuple(total)

    def contributions_paid(self) -> Series:
        """The contributions, paid in a following month."""
        if not any(self.contributions):
            return self.contributions
        day = self.horizon.start.first_day
        delay = self.trace.value("cnss.payment_months_after", day).number
        return delayed(self.contributions, int(delay))

    def depreciation(self) -> Series:
        """Straight line by month, from the month of purchase, no residual value."""
        total = [ZERO] * self.horizon.count
        for asset in self.plan.equipment:
            parts = spread(dirhams(asset.value), asset.life_years * MONTHS_PER_YEAR)
            first = max(asset.month, 1) - 1
            places = range(first, self.horizon.count)
            for place, part in zip(places, parts, strict=False):
                total[place] += part
        return tuple(total)

    def later_equipment(self) -> Series:
        """What equipment bought after opening costs, in its month."""
        bought = [ZERO] * self.horizon.count
        for asset in self.plan.equipment:
            if 1 <= asset.month <= self.horizon.count and not asset.is_owned:
                bought[asset.month - 1] += dirhams(asset.value)
        return tuple(bought)

    @cached_property
    def instalments(self) -> tuple[Instalment, ...]:
        """The schedule of the loan, empty without one."""
        return loans.schedule(self.plan.loan) if self.plan.loan else ()

    def interest(self) -> Series:
        """The interest of the instalments."""
        return self._cut_to(tuple(row.interest for row in self.instalments))

    def principal(self) -> Series:
        """The principal of the instalments."""
        return self._cut_to(tuple(row.principal for row in self.instalments))

    def repayments(self) -> list[Line]:
        """What is given back to family or suppliers, in equal monthly parts."""
        return [
            Line(
                f"repay_{source.kind}",
                self._cut_to(spread(source.amount, source.repay_months)),
                source.label,
            )
            for source in self.plan.sources
            if source.repay_months
        ]

    def opening_costs(self) -> Series:
        """Start-up expenses and the loan's fee, in the first month."""
        spent = (c.amount for c in self.plan.startup_costs if c.nature == "expense")
        fee = self.plan.loan.fee if self.plan.loan else ZERO
        return self._cut_to((sum(spent, ZERO) + fee,))

    @cached_property
    def draw_per_month(self) -> Decimal:
        """What the household lacks each month, contingencies included."""
        plan = self.plan
        need = sum((line.per_month for line in plan.household_expenses), ZERO)
        income = sum((line.per_month for line in plan.household_income), ZERO)
        need *= 1 + plan.household_contingency
        return dirhams(max(ZERO, need - income))

    def draw(self) -> Series:
        """The household's draw in every month."""
        return (self.draw_per_month,) * self.horizon.count

    def _cut_to(self, amounts: Series) -> Series:
        return self.horizon.cut(self.horizon.filled(amounts))


def _units_per_normal_month(plan: BusinessPlan, product: Product) -> Decimal:
    rhythm = plan.rhythm
    per_week = (
        rhythm.good_days * product.per_good_day
        + rhythm.normal_days * product.per_normal_day
        + rhythm.slow_days * product.per_slow_day
    )
    return per_week * WEEKS_PER_MONTH
