"""The monthly forecast: cash plan, profit plan, start-up table, break-even.

One pass over the months, every line rounded to the centime where it is made, so
that totals are sums of what is printed. Depreciation is never cash, principal
never profit; amounts paid are positive and stand among the payments.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.errors import WorkbenchError
from workbench.finance import loans, taxation
from workbench.finance.horizon import Horizon
from workbench.finance.loans import Instalment
from workbench.finance.operations import Operations
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
    used,
)
from workbench.finance.taxation import Charge
from workbench.knowledge.parameters import Parameters, Trace, Use
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.business_plan import WEEKS_PER_MONTH, BusinessPlan

HORIZONS = (12, 24, 36)
LONGEST = 60
FOLLOWS_SALES = "income_tax"
ONCE = "opening_costs"


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
    horizon = Horizon(plan.start, months)
    trace = Trace(parameters)
    done = Operations(plan, horizon, trace)
    tax, health = _taxes(done)
    startup, opening = _startup(plan)
    profit = _profit(done, tax, health)
    return Forecast(
        months=horizon.months[:months],
        startup=startup,
        cash=_cash(done, tax, health, opening),
        profit=profit,
        draw_per_month=done.draw_per_month,
        instalments=done.instalments,
        effective_rate=_effective_rate(plan),
        break_even=_break_even(done, profit),
        turnover=horizon.cut(plus(*done.turnover.values())),
        uses=trace.uses(),
    )


def _effective_rate(plan: BusinessPlan) -> float | None:
    return loans.effective_rate_per_year(plan.loan) if plan.loan else None


def _taxes(done: Operations) -> tuple[Charge, Charge]:
    """Income tax and health contribution, of the form whose rules are known here."""
    if done.plan.legal_form != "auto_entrepreneur":
        return taxation.none(done.horizon), taxation.none(done.horizon)
    tax = taxation.income_tax(done.horizon, done.turnover, done.trace)
    return tax, taxation.health_contribution(done.horizon, tax, done.trace)


def _startup(plan: BusinessPlan) -> tuple[StartupTable, Decimal]:
    """The needs and sources, and the cash in hand on the first day."""
    owned = sum((dirhams(a.value) for a in plan.equipment if a.is_owned), ZERO)
    needs = [
        Line("equipment", (dirhams(asset.value),), asset.item)
        for asset in plan.equipment
        if asset.is_owned or asset.month == 0
    ]
    needs += [
        Line(f"startup_{cost.nature}", (cost.amount,), cost.label)
        for cost in plan.startup_costs
    ]
    sources = [Line(f"source_{s.kind}", (s.amount,), s.label) for s in plan.sources]
    if owned:
        sources.append(Line("source_in_kind", (owned,)))
    if plan.loan:
        needs += [Line("loan_fee", (plan.loan.fee,))] if plan.loan.fee else []
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


def _cash(done: Operations, tax: Charge, health: Charge, opening: Decimal) -> CashPlan:
    cut = done.horizon.cut
    receipts = [
        Line("sales_collected", cut(plus(*done.collected.values()))),
        *done.monthly(is_receipt=True, in_profit=None),
    ]
    payments = [
        Line("purchases", cut(done.purchases_paid)),
        *done.fixed_costs_due(),
        Line("wages", done.wages),
        Line("social_contributions", done.contributions_paid()),
        Line("equipment_later", done.later_equipment()),
        Line("income_tax", cut(tax.paid)),
        Line("health_contribution", cut(health.paid)),
        *done.monthly(is_receipt=False, in_profit=None),
        Line("loan_interest", done.interest()),
        Line("loan_principal", done.principal()),
        *done.repayments(),
        Line("draw", done.draw()),
    ]
    return _balance(receipts, payments, opening)


def _balance(
    receipts: Sequence[Line], payments: Sequence[Line], opening: Decimal
) -> CashPlan:
    """Run the cash through the months."""
    total_in = plus(*(line.amounts for line in receipts))
    total_out = plus(*(line.amounts for line in payments))
    closing: list[Decimal] = []
    cash = opening
    for come, gone in zip(total_in, total_out, strict=True):
        cash += come - gone
        closing.append(cash)
    return CashPlan(
        receipts=used(receipts),
        payments=used(payments),
        opening=(opening, *closing[:-1]),
        total_in=total_in,
        total_out=total_out,
        closing=tuple(closing),
    )


def _profit(done: Operations, tax: Charge, health: Charge) -> ProfitPlan:
    cut = done.horizon.cut
    income = [
        Line("sales", cut(plus(*done.sold.values()))),
        *done.monthly(is_receipt=True, in_profit=True),
    ]
    direct_costs = [Line("cost_of_sales", cut(done.direct_cost))]
    costs = [
        *done.fixed_costs_earned(),
        *done.monthly(is_receipt=False, in_profit=True),
        Line("wages", done.wages),
        Line("social_contributions", done.contributions),
        Line("opening_costs", done.opening_costs()),
        Line("depreciation", done.depreciation()),
        Line("loan_interest", done.interest()),
        Line("income_tax", cut(tax.earned)),
        Line("health_contribution", cut(health.earned)),
    ]
    earned = plus(*(line.amounts for line in income))
    margin = minus(earned, plus(*(line.amounts for line in direct_costs)))
    return ProfitPlan(
        income=used(income),
        direct_costs=used(direct_costs),
        costs=used(costs),
        gross_margin=margin,
        result=minus(margin, plus(*(line.amounts for line in costs))),
    )


def _break_even(done: Operations, profit: ProfitPlan) -> BreakEven:
    """The first year's margin, less the tax on sales, against its running costs."""
    count = min(done.horizon.count, MONTHS_PER_YEAR)

    def of_year(lines: Iterable[Line]) -> Decimal:
        return sum((sum(line.amounts[:count], ZERO) for line in lines), ZERO)

    with_sales = [line for line in profit.costs if line.key == FOLLOWS_SALES]
    running = [li for li in profit.costs if li.key not in {FOLLOWS_SALES, ONCE}]
    sales = of_year(profit.income)
    margin = sum(profit.gross_margin[:count], ZERO) - of_year(with_sales)
    rate = margin / sales if sales else ZERO
    per_month = dirhams(of_year(running) / count)
    needed = break_even_sales(per_month, rate)
    days = done.plan.rhythm.days_per_week * WEEKS_PER_MONTH
    return BreakEven(
        fixed_per_month=per_month,
        margin_rate=rate,
        sales_per_month=needed,
        sales_per_day=dirhams(needed / days) if needed and days else None,
        sales_per_month_with_draw=break_even_sales(
            per_month + done.draw_per_month, rate
        ),
    )
