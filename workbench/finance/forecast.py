"""The monthly forecast: cash plan, profit plan, start-up table, break-even.

One pass over the months, every line rounded to the centime where it is made, so
that totals are sums of what is printed. Depreciation is never cash, principal
never profit; amounts paid are positive and stand among the payments.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.errors import WorkbenchError
from workbench.finance import charges, loans
from workbench.finance.loans import Instalment
from workbench.finance.statements import (
    BreakEven,
    CashPlan,
    Line,
    ProfitPlan,
    Series,
    StartupTable,
    break_even_sales,
    minus,
    plus,
    spread,
)
from workbench.knowledge.parameters import Parameters, Trace, Use
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR, Month, span
from workbench.plan.business_plan import (
    WEEKS_PER_MONTH,
    Branch,
    BusinessPlan,
    Product,
)

HORIZONS = (12, 24, 36)
LONGEST = 60


class HorizonImpossible(WorkbenchError):
    """A forecast of no months, or of more than the model is made for."""

    code = "forecast.horizon"


@dataclass(frozen=True, slots=True)
class Forecast:
    """A plan's months with everything computed from them, and the rules used."""

    months: tuple[Month, ...]
    startup: StartupTable
    cash: CashPlan
    profit: ProfitPlan
    draw_per_month: Decimal
    instalments: tuple[Instalment, ...]
    effective_rate: float | None
    break_even: BreakEven
    turnover: Series
    uses: tuple[Use, ...]

    @property
    def lowest_cash(self) -> Decimal:
        """The smallest closing cash."""
        return min(self.cash.closing)

    @property
    def lowest_month(self) -> Month:
        """The month in which closing cash is first at its lowest."""
        return self.months[self.cash.closing.index(self.lowest_cash)]

    @property
    def red_months(self) -> tuple[Month, ...]:
        """The months that close below zero."""
        pairs = zip(self.months, self.cash.closing, strict=True)
        return tuple(month for month, cash in pairs if cash < 0)

    @property
    def debt_service_cover(self) -> Decimal | None:
        """Cash left before instalments in months that have one, over instalments.

        Everything else is paid first, the household's draw included. None
        without a loan.
        """
        service = [row.due for row in self.instalments[: len(self.months)]]
        if not sum(service):
            return None
        before = sum(self.cash.net[: len(service)], ZERO) + sum(service, ZERO)
        return (before / sum(service, ZERO)).quantize(Decimal("0.01"))


def project(plan: BusinessPlan, parameters: Parameters, months: int) -> Forecast:
    """Return the forecast of `plan` over `months` months (1 to 60) from opening.

    Raises HorizonImpossible, LoanImpossible, or NoValueInForce when a rule has
    no value in one of the months.
    """
    if not 1 <= months <= LONGEST:
        raise HorizonImpossible(months=months)
    return _Projection(plan, parameters, months).forecast()


class _Projection:
    """The working state of one forecast; every method returns lines or series.

    Sales are computed to the end of the last civil year touched, because the
    band of the health contribution depends on the whole year's tax.
    """

    def __init__(self, plan: BusinessPlan, parameters: Parameters, months: int) -> None:
        self.plan = plan
        self.trace = Trace(parameters)
        self.count = months
        last = plan.start.plus(months - 1)
        self.long = months + MONTHS_PER_YEAR - last.number
        self.months = span(plan.start, self.long)
        self.weights = tuple(plan.rhythm.weight(month) for month in self.months)
        self.instalments = loans.schedule(plan.loan) if plan.loan else ()

    def forecast(self) -> Forecast:
        """Put the parts together."""
        sold, direct = self._sales()
        collected = {b: self._collected(amounts) for b, amounts in sold.items()}
        other_income = (
            self._long(line.amounts)
            for line in self.plan.monthly_lines
            if line.is_receipt and line.in_profit
        )
        taxable = collected | {
            self.plan.branch: plus(collected[self.plan.branch], *other_income)
        }
        tax, tax_paid = self._income_tax(taxable)
        health, health_paid = self._health(tax)
        startup, opening = self._startup()
        cash = self._cash(collected, direct, tax_paid, health_paid, opening)
        sales = plus(*sold.values())
        profit = self._profit(sales, direct, tax, health)
        return Forecast(
            months=self.months[: self.count],
            startup=startup,
            cash=cash,
            profit=profit,
            draw_per_month=self._draw_per_month(),
            instalments=self.instalments,
            effective_rate=(
                loans.effective_rate_per_year(self.plan.loan)
                if self.plan.loan
                else None
            ),
            break_even=self._break_even(profit),
            turnover=self._cut(plus(*taxable.values())),
            uses=self.trace.uses(),
        )

    # Sales and purchases

    def _sales(self) -> tuple[dict[Branch, Series], Series]:
        """Sales by branch and the direct cost of what is sold, as they happen."""
        nothing = (ZERO,) * self.long
        sold = dict.fromkeys(Branch, nothing)
        direct = nothing
        for product in self.plan.products:
            units = self._units_per_normal_month(product)
            amounts = tuple(dirhams(units * product.price * w) for w in self.weights)
            costs = tuple(dirhams(units * product.unit_cost * w) for w in self.weights)
            sold[product.branch] = plus(sold[product.branch], amounts)
            direct = plus(direct, costs)
        return sold, direct

    def _units_per_normal_month(self, product: Product) -> Decimal:
        rhythm = self.plan.rhythm
        per_week = (
            rhythm.good_days * product.per_good_day
            + rhythm.normal_days * product.per_normal_day
            + rhythm.slow_days * product.per_slow_day
        )
        return per_week * WEEKS_PER_MONTH

    def _collected(self, sold: Series) -> Series:
        """What customers pay in each month: the rest of a credit sale comes later."""
        rhythm = self.plan.rhythm
        later = tuple(dirhams(amount * rhythm.credit_share) for amount in sold)
        return plus(minus(sold, later), _delayed(later, rhythm.credit_months))

    def _monthly(self, *, is_receipt: bool, in_profit: bool | None) -> list[Line]:
        """The lines a person knows month by month; in_profit None means all."""
        return [
            Line("monthly", self._cut(self._long(line.amounts)), line.label)
            for line in self.plan.monthly_lines
            if line.is_receipt == is_receipt and in_profit in {None, line.in_profit}
        ]

    # Taxes of an auto-entrepreneur

    def _quarters(self) -> dict[tuple[int, int], list[int]]:
        """Positions of the months of each civil quarter."""
        quarters: dict[tuple[int, int], list[int]] = {}
        for position, month in enumerate(self.months):
            quarters.setdefault(charges.quarter_of(month), []).append(position)
        return quarters

    def _income_tax(self, collected: Mapping[Branch, Series]) -> tuple[Series, Series]:
        """The tax by the month it is earned in, and by the month it is paid in."""
        if self.plan.legal_form != "auto_entrepreneur":
            return (ZERO,) * self.long, (ZERO,) * self.long
        owed = {
            quarter: charges.auto_entrepreneur_tax(
                {b: sum((s[p] for p in places), ZERO) for b, s in collected.items()},
                quarter,
                self.trace,
            )
            for quarter, places in self._quarters().items()
        }
        turnover = plus(*collected.values())
        return self._by_quarter(owed, turnover)

    def _health(self, tax: Series) -> tuple[Series, Series]:
        """The health contribution, by the band of each civil year's tax."""
        if self.plan.legal_form != "auto_entrepreneur":
            return (ZERO,) * self.long, (ZERO,) * self.long
        of_year: dict[int, Decimal] = {}
        for month, amount in zip(self.months, tax, strict=True):
            of_year[month.year] = of_year.get(month.year, ZERO) + amount
        owed = {
            quarter: charges.health_contribution(
                of_year[quarter[0]], quarter, self.trace
            )
            for quarter in self._quarters()
        }
        return self._by_quarter(owed, (Decimal(1),) * self.long)

    def _by_quarter(
        self, owed: Mapping[tuple[int, int], Decimal], weights: Series
    ) -> tuple[Series, Series]:
        """Earn each quarter's amount by weight in its months; pay it after its end."""
        earned = [ZERO] * self.long
        paid = [ZERO] * (self.long + 2)
        after = int(
            self.trace.value(
                "auto_entrepreneur.declaration_months_after_quarter",
                self.plan.start.first_day,
            ).number
        )
        for quarter, places in self._quarters().items():
            for place, part in zip(
                places, _share(owed[quarter], [weights[p] for p in places]), strict=True
            ):
                earned[place] = part
            due = self.plan.start.until(charges.last_month(quarter)) + after
            if due < len(paid):
                paid[due] = owed[quarter]
        return tuple(earned), tuple(paid[: self.long])

    # Staff, equipment, loan, household

    def _wages(self) -> tuple[Series, Series]:
        """Gross pay, and the employer's contributions, by the month worked."""
        wages = [ZERO] * self.count
        social = [ZERO] * self.count
        for position in self.plan.staff:
            gross = dirhams(position.gross_per_month)
            for place in range(position.from_month - 1, self.count):
                wages[place] += gross * position.headcount
                if position.is_declared:
                    month = self.months[place]
                    each = charges.employer_contributions(gross, month, self.trace)
                    social[place] += each * position.headcount
        return tuple(wages), tuple(social)

    def _social_paid(self, social: Series) -> Series:
        if not any(social):
            return social
        day = self.plan.start.first_day
        delay = int(self.trace.value("cnss.payment_months_after", day).number)
        return _delayed(social, delay)

    def _depreciation(self) -> Series:
        """Straight line by month, from the month of purchase, no residual value."""
        total = [ZERO] * self.count
        for asset in self.plan.equipment:
            parts = spread(dirhams(asset.value), asset.life_years * MONTHS_PER_YEAR)
            first = max(asset.month, 1) - 1
            for place, part in zip(range(first, self.count), parts, strict=False):
                total[place] += part
        return tuple(total)

    def _later_equipment(self) -> Series:
        bought = [ZERO] * self.count
        for asset in self.plan.equipment:
            if 1 <= asset.month <= self.count and not asset.is_owned:
                bought[asset.month - 1] += dirhams(asset.value)
        return tuple(bought)

    def _loan_line(self, part: str) -> Series:
        amounts = [getattr(row, part) for row in self.instalments]
        return self._cut(self._long(amounts))

    def _repayments(self) -> list[Line]:
        """What is given back to family or suppliers, in equal monthly parts."""
        return [
            Line(
                f"repay_{source.kind}",
                self._cut(self._long(spread(source.amount, source.repay_months))),
                source.label,
            )
            for source in self.plan.sources
            if source.repay_months
        ]

    def _draw_per_month(self) -> Decimal:
        """What the household lacks each month, contingencies included."""
        need = sum((line.per_month for line in self.plan.household_expenses), ZERO)
        income = sum((line.per_month for line in self.plan.household_income), ZERO)
        need *= 1 + self.plan.household_contingency
        return dirhams(max(ZERO, need - income))

    # The three tables

    def _startup(self) -> tuple[StartupTable, Decimal]:
        """The needs and sources, and the cash in hand on the first day."""
        plan = self.plan
        owned = [dirhams(a.value) for a in plan.equipment if a.is_owned]
        needs = [
            Line("equipment", (dirhams(a.value),), a.item)
            for a in plan.equipment
            if a.is_owned or a.month == 0
        ]
        needs += [
            Line(f"startup_{c.nature}", (c.amount,), c.label)
            for c in plan.startup_costs
        ]
        if plan.loan and plan.loan.fee:
            needs.append(Line("loan_fee", (plan.loan.fee,)))
        sources = [Line(f"source_{s.kind}", (s.amount,), s.label) for s in plan.sources]
        if owned:
            sources.append(Line("source_in_kind", (sum(owned, ZERO),)))
        if plan.loan:
            sources.append(Line("source_loan", (plan.loan.amount,)))
        spent = sum((line.total for line in needs), ZERO)
        found = sum((line.total for line in sources), ZERO)
        needs.append(Line("working_cash", (plan.working_cash,)))
        gap = spent + plan.working_cash - found
        if gap > 0:
            sources.append(Line("to_be_found", (gap,)))
        if gap < 0:
            needs.append(Line("cash_surplus", (-gap,)))
        return StartupTable(tuple(needs), tuple(sources), gap), found - spent

    def _cash(
        self,
        collected: Mapping[Branch, Series],
        direct: Series,
        tax_paid: Series,
        health_paid: Series,
        opening: Decimal,
    ) -> CashPlan:
        wages, social = self._wages()
        receipts = [Line("sales_collected", self._cut(plus(*collected.values())))]
        receipts += self._monthly(is_receipt=True, in_profit=None)
        purchases = _delayed(direct, self.plan.supplier_delay_months)
        payments = [Line("purchases", self._cut(purchases))]
        payments += [
            Line("fixed_cost", self._due(cost.amount, cost.months_between), cost.label)
            for cost in self.plan.fixed_costs
        ]
        payments += [
            Line("wages", wages),
            Line("social_contributions", self._social_paid(social)),
            Line("equipment_later", self._later_equipment()),
            Line("income_tax", self._cut(tax_paid)),
            Line("health_contribution", self._cut(health_paid)),
            *self._monthly(is_receipt=False, in_profit=None),
            Line("loan_interest", self._loan_line("interest")),
            Line("loan_principal", self._loan_line("principal")),
            *self._repayments(),
            Line("draw", (self._draw_per_month(),) * self.count),
        ]
        return _balance(_used(receipts), _used(payments), opening, self.count)

    def _profit(
        self, sales: Series, direct: Series, tax: Series, health: Series
    ) -> ProfitPlan:
        wages, social = self._wages()
        income = [Line("sales", self._cut(sales))]
        income += self._monthly(is_receipt=True, in_profit=True)
        direct_costs = [Line("cost_of_sales", self._cut(direct))]
        costs = [
            Line("fixed_cost", self._accrued(c.amount, c.months_between), c.label)
            for c in self.plan.fixed_costs
        ]
        costs += [
            *self._monthly(is_receipt=False, in_profit=True),
            Line("wages", wages),
            Line("social_contributions", social),
            Line("opening_costs", self._first_month(self._opening_costs())),
            Line("depreciation", self._depreciation()),
            Line("loan_interest", self._loan_line("interest")),
            Line("income_tax", self._cut(tax)),
            Line("health_contribution", self._cut(health)),
        ]
        earned = plus(*(line.amounts for line in income))
        margin = minus(earned, plus(*(line.amounts for line in direct_costs)))
        result = minus(margin, plus(*(line.amounts for line in costs)))
        return ProfitPlan(
            _used(income), _used(direct_costs), _used(costs), margin, result
        )

    def _opening_costs(self) -> Decimal:
        """Start-up expenses and the loan's fee; stock and deposits are kept."""
        spent = (c.amount for c in self.plan.startup_costs if c.nature == "expense")
        fee = self.plan.loan.fee if self.plan.loan else ZERO
        return sum(spent, ZERO) + fee

    def _break_even(self, profit: ProfitPlan) -> BreakEven:
        count = min(self.count, MONTHS_PER_YEAR)
        by_sales = {"income_tax"}
        once = {"opening_costs"}
        fixed = sum(
            (
                sum(line.amounts[:count], ZERO)
                for line in profit.costs
                if line.key not in by_sales | once
            ),
            ZERO,
        )
        sales = sum((sum(li.amounts[:count], ZERO) for li in profit.income), ZERO)
        margin = sum(profit.gross_margin[:count], ZERO) - sum(
            (
                sum(li.amounts[:count], ZERO)
                for li in profit.costs
                if li.key in by_sales
            ),
            ZERO,
        )
        rate = margin / sales if sales else ZERO
        per_month = dirhams(fixed / count)
        needed = break_even_sales(per_month, rate)
        days = self.plan.rhythm.days_per_week * WEEKS_PER_MONTH
        return BreakEven(
            fixed_per_month=per_month,
            margin_rate=rate,
            sales_per_month=needed,
            sales_per_day=dirhams(needed / days) if needed and days else None,
            sales_per_month_with_draw=break_even_sales(
                per_month + self._draw_per_month(), rate
            ),
        )

    # Series of the right length

    def _cut(self, series: Series) -> Series:
        return series[: self.count]

    def _long(self, amounts: Iterable[Decimal]) -> Series:
        given = tuple(amounts)[: self.long]
        return given + (ZERO,) * (self.long - len(given))

    def _due(self, amount: Decimal, months_between: int) -> Series:
        """Paid whole in the first month of each period."""
        months = range(self.count)
        return tuple(ZERO if place % months_between else amount for place in months)

    def _accrued(self, amount: Decimal, months_between: int) -> Series:
        parts = spread(amount, months_between)
        return tuple(parts[place % months_between] for place in range(self.count))

    def _first_month(self, amount: Decimal) -> Series:
        return (amount,) + (ZERO,) * (self.count - 1)


def _share(amount: Decimal, weights: Sequence[Decimal]) -> Series:
    """Split an amount by weight into centimes that sum to it; evenly if all are 0."""
    total = sum(weights, ZERO)
    if not total:
        return spread(amount, len(weights))
    running, marks = ZERO, [ZERO]
    for weight in weights:
        running += weight
        marks.append(dirhams(amount * running / total))
    return minus(marks[1:], marks[:-1])


def _delayed(series: Series, months: int) -> Series:
    """The same amounts, so many months later."""
    return ((ZERO,) * months + series)[: len(series)]


def _used(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines that hold an amount in some month; the first one if none does."""
    given = tuple(lines)
    return tuple(line for line in given if any(line.amounts)) or given[:1]


def _balance(
    receipts: tuple[Line, ...], payments: tuple[Line, ...], opening: Decimal, count: int
) -> CashPlan:
    """Run the cash through the months."""
    nothing = (ZERO,) * count
    total_in = plus(nothing, *(line.amounts for line in receipts))
    total_out = plus(nothing, *(line.amounts for line in payments))
    closing: list[Decimal] = []
    cash = opening
    for come, gone in zip(total_in, total_out, strict=True):
        cash += come - gone
        closing.append(cash)
    openings = (opening, *closing[:-1])
    return CashPlan(receipts, payments, openings, total_in, total_out, tuple(closing))
