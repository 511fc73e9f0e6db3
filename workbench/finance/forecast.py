"""The monthly forecast: cash plan, profit plan, start-up table, break-even.

One pass over the months, every line rounded to the centime where it is made, so
that totals are sums of what is printed. Depreciation is never cash, principal
never profit; amounts paid are positive and stand among the payments.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from workbench.errors import WorkbenchError
from workbench.finance.loans import loans
from workbench.finance.loans.loans import Instalment
from workbench.finance.model import books, regimes, taxation, vat_flows
from workbench.finance.model.books import Books
from workbench.finance.model.horizon import Horizon
from workbench.finance.model.operations import Operations
from workbench.finance.model.regimes import Taxes
from workbench.finance.model.series import (
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
from workbench.finance.model.taxation import Charge
from workbench.finance.model.vat_flows import VatFlows
from workbench.knowledge.parameters import Parameters, Trace, Use
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.business_plan import WEEKS_PER_MONTH, BusinessPlan

HORIZONS = (12, 24, 36)
LONGEST = 60
FOLLOWS_SALES = frozenset({"income_tax", "shrinkage", "bad_debts"})
FOLLOWS_PROFIT = frozenset({"income_tax"})
ONCE = "opening_costs"
UNFORESEEN = "disturbance_paid"


class HorizonImpossible(WorkbenchError):
    """A forecast of no months, or of more than the model is made for."""

    code = "forecast.horizon"


@dataclass(frozen=True, slots=True)
class Forecast:
    """A plan's months with everything computed from them, and the rules used.

    `forms` is the legal form that holds in each civil year, for the taxes.
    """

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
    books: Books
    forms: Mapping[int, str]

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


def check_horizon(months: int) -> None:
    """Raise HorizonImpossible unless so many months can be forecast."""
    if not 1 <= months <= LONGEST:
        raise HorizonImpossible(months=months)


def project(plan: BusinessPlan, parameters: Parameters, months: int) -> Forecast:
    """Return the forecast of `plan` over `months` months (1 to 60) from opening.

    Raises HorizonImpossible, LoanImpossible, or NoValueInForce when a rule has
    no value in one of the months.
    """
    check_horizon(months)
    return of(Operations(plan, Horizon(plan.start, months), Trace(parameters)))


def of(done: Operations) -> Forecast:
    """Return the forecast of what a plan does, over its months whatever their number.

    Raises as `project` does, but for the horizon.
    """
    plan, horizon, trace = done.plan, done.horizon, done.trace
    taxes = regimes.taxes_of(done, lambda: before_tax(done))
    tax_added = vat_flows.of(done)
    startup, opening = _startup(plan)
    profit = _profit(done, taxes.tax, taxes.health)
    return Forecast(
        months=horizon.months[: horizon.count],
        startup=startup,
        cash=_cash(done, taxes, opening, tax_added),
        profit=profit,
        draw_per_month=done.draw_per_month,
        instalments=_instalments(done),
        effective_rate=_effective_rate(plan),
        break_even=_break_even(done, profit),
        turnover=horizon.cut(plus(*done.turnover.values())),
        uses=trace.uses(),
        books=books.of(done, tax_added),
        forms=taxes.forms,
    )


def _instalments(done: Operations) -> tuple[Instalment, ...]:
    """The schedule of the main loan, empty without one."""
    return done.borrowing.loans[0].instalments if done.plan.loan else ()


def _effective_rate(plan: BusinessPlan) -> float | None:
    return loans.effective_rate_per_year(plan.loan) if plan.loan else None


def before_tax(done: Operations) -> Series:
    """The result of each month to the end of the last civil year, before taxes."""
    whole = replace(done, horizon=Horizon(done.horizon.start, done.horizon.long))
    nothing = taxation.none(whole.horizon)
    return _profit(whole, nothing, nothing).result


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
    for later in (later for later in plan.other_loans if later.month == 0):
        fee = later.terms.fee
        needs += [Line("loan_fee", (fee,), later.label)] if fee else []
        sources.append(Line("source_loan", (later.terms.amount,), later.label))
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
    done: Operations, taxes: Taxes, opening: Decimal, tax_added: VatFlows
) -> CashPlan:
    cut = done.horizon.cut
    receipts = [
        Line("sales_collected", cut(plus(*done.collected.values()))),
        *done.monthly(is_receipt=True, in_profit=None),
        Line("loan_received", done.borrowing.received()),
        Line("grant_received", done.grants(running=False)),
        Line("grant_income", done.grants(running=True)),
        Line("deposit_returned", done.deposits_returned()),
    ]
    payments = [
        Line("purchases", cut(done.purchases_paid)),
        *done.fixed_costs_due(),
        Line("wages", done.wages),
        Line("social_contributions", done.contributions_paid()),
        Line("equipment_later", done.later_equipment()),
        Line("income_tax", cut(taxes.tax.paid)),
        Line("health_contribution", cut(taxes.health.paid)),
        Line("vat_paid", cut(tax_added.paid)),
        *done.monthly(is_receipt=False, in_profit=None),
        Line("disturbance_paid", cut(done.disturbed.paid)),
        Line("loan_fee", done.borrowing.fees()),
        Line("loan_interest", done.borrowing.interest()),
        Line("loan_principal", done.borrowing.principal()),
        *done.repayments(),
        Line("draw", done.draw()),
        Line("partners_tax", cut(taxes.of_partners)),
        Line("disturbance_sent", cut(done.disturbed.sent)),
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
        Line("sales", cut(done.sales)),
        *done.monthly(is_receipt=True, in_profit=True),
    ]
    direct_costs = [Line("cost_of_sales", cut(done.direct_cost))]
    costs = [
        *done.fixed_costs_earned(),
        *done.monthly(is_receipt=False, in_profit=True),
        Line("wages", done.wages),
        Line("social_contributions", done.contributions),
        Line("opening_costs", done.opening_costs()),
        Line("shrinkage", cut(done.supply.lost)),
        Line("bad_debts", cut(done.bad_debts)),
        Line("disturbance_paid", cut(done.disturbed.paid)),
        Line("depreciation", done.depreciation()),
        Line("loan_fee", done.borrowing.fees()),
        Line("loan_interest", done.borrowing.interest()),
        Line("income_tax", cut(tax.earned)),
        Line("health_contribution", cut(health.earned)),
    ]
    earned = plus(*(line.amounts for line in income))
    margin = minus(earned, plus(*(line.amounts for line in direct_costs)))
    grants = done.grants(running=True)
    return ProfitPlan(
        income=used(income),
        direct_costs=used(direct_costs),
        costs=used(costs),
        gross_margin=margin,
        result=minus(plus(margin, grants), plus(*(line.amounts for line in costs))),
        other_income=used([Line("grant_income", grants)]) if any(grants) else (),
    )


def follows_sales(plan: BusinessPlan) -> frozenset[str]:
    """Return the costs that rise with sales; a tax on profit is none of them."""
    is_on_profit = plan.legal_form in regimes.ON_PROFIT
    return FOLLOWS_SALES - FOLLOWS_PROFIT if is_on_profit else FOLLOWS_SALES


def _break_even(done: Operations, profit: ProfitPlan) -> BreakEven:
    """The first year's margin, less the tax on sales, against its running costs."""
    count = min(done.horizon.count, MONTHS_PER_YEAR)

    def of_year(lines: Iterable[Line]) -> Decimal:
        return sum((sum(line.amounts[:count], ZERO) for line in lines), ZERO)

    follows = follows_sales(done.plan)
    with_sales = [line for line in profit.costs if line.key in follows]
    spared = {*FOLLOWS_SALES, ONCE, UNFORESEEN}
    running = [line for line in profit.costs if line.key not in spared]
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
