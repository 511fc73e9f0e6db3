"""The monthly forecast: cash plan, profit plan, start-up table, break-even.

One pass over the months, every line rounded to the centime where it is made, so
that totals are sums of what is printed. Depreciation is never cash, principal
never profit; amounts paid are positive and stand among the payments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from workbench.errors import WorkbenchError
from workbench.finance.loans import loans
from workbench.finance.loans.loans import Instalment
from workbench.finance.model import (
    before_opening,
    books,
    regimes,
    taxation,
    vat_flows,
)
from workbench.finance.model.books import Books
from workbench.finance.model.horizon import Horizon
from workbench.finance.model.nature import (
    COSTS_OF_SALES,
    FIXED_COSTS,
    Nature,
)
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
BEFORE_LOAN = frozenset(Nature) - {Nature.INVESTMENT, Nature.OUTSIDE}
"""Payments that come before the loan asked for, whose own instalments are set aside."""
RUNNING = FIXED_COSTS - {Nature.OPENING, Nature.UNFORESEEN}
GIVEN_OUT = frozenset(
    {Nature.HOUSEHOLD, Nature.PARTNERS_TAX} | {Nature.LOAN_PRINCIPAL, Nature.OTHER_DEBT}
)
"""What is paid and is no cost; money put into equipment left out."""


class HorizonImpossible(WorkbenchError):
    """A forecast of no months, or of more than the model is made for."""

    code = "forecast.horizon"


@dataclass(frozen=True, slots=True)
class Forecast:
    """A plan's months with everything computed from them, and the rules used.

    `left_for_loan` is what operations leave in each month before the instalments of
    the loan asked for: what is earned less taxes, equipment renewed, the household's
    draw and every other debt. Money lent, given or given back is no part of it, nor
    is equipment first bought, which such money pays for. `debt_service_cover` is
    its sum over that of the instalments, in all months of the loan that have one,
    sixty at most; None without a loan. `forms` is the legal form that holds in each
    civil year, for the taxes; `rules` the parameters looked up for each movement.
    """

    months: tuple[Month, ...]
    startup: StartupTable
    cash: CashPlan
    profit: ProfitPlan
    draw_per_month: Decimal
    instalments: tuple[Instalment, ...]
    left_for_loan: Series
    debt_service_cover: Decimal | None
    effective_rate: float | None
    break_even: BreakEven
    turnover: Series
    uses: tuple[Use, ...]
    rules: Mapping[str, tuple[str, ...]]
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
    startup, opening = before_opening.of(plan)
    profit = _profit(done, taxes.tax, taxes.health)
    cash = _cash(done, taxes, opening, tax_added)
    left = _left_for_loan(done, cash)
    return Forecast(
        months=horizon.months[: horizon.count],
        startup=startup,
        cash=cash,
        profit=profit,
        draw_per_month=done.draw_per_month,
        instalments=_instalments(done),
        left_for_loan=left,
        debt_service_cover=_cover(done, left),
        effective_rate=_effective_rate(plan),
        break_even=_break_even(done, profit, cash),
        turnover=horizon.cut(plus(*done.turnover.values())),
        uses=trace.uses(),
        rules=trace.reasons(),
        books=books.of(done, tax_added),
        forms=taxes.forms,
    )


def _instalments(done: Operations) -> tuple[Instalment, ...]:
    """The schedule of the main loan, empty without one."""
    return done.borrowing.loans[0].instalments if done.plan.loan else ()


def _effective_rate(plan: BusinessPlan) -> float | None:
    return loans.effective_rate_per_year(plan.loan) if plan.loan else None


def _left_for_loan(done: Operations, cash: CashPlan) -> Series:
    """Known lines that are no profit count on neither side, nor does the own loan."""
    own = done.horizon.filled(row.due for row in _instalments(done))
    come = plus(cash.received({Nature.SALE}), done.horizon.cut(own))
    return minus(come, cash.paid(BEFORE_LOAN))


def _cover(done: Operations, left: Series) -> Decimal | None:
    """What is left for one dirham of instalment, over the months that have one."""
    due = [row.due for row in _instalments(done)[:LONGEST]]
    if not any(due):
        return None
    if len(due) > len(left):
        longer = Horizon(done.horizon.start, len(due))
        left = of(replace(done, horizon=longer, trace=done.trace.again())).left_for_loan
    months = [(net, row) for net, row in zip(left, due, strict=False) if row]
    total = sum((row for _, row in months), ZERO)
    return (sum((net for net, _ in months), ZERO) / total).quantize(Decimal("0.01"))


def before_tax(done: Operations) -> Series:
    """The result of each month to the end of the last civil year, before taxes."""
    whole = replace(done, horizon=Horizon(done.horizon.start, done.horizon.long))
    nothing = taxation.none(whole.horizon)
    return _profit(whole, nothing, nothing).result


def _cash(
    done: Operations, taxes: Taxes, opening: Decimal, tax_added: VatFlows
) -> CashPlan:
    cut = done.horizon.cut
    tax_line = regimes.tax_line(done.plan), regimes.tax_nature(done.plan)
    receipts = [
        Line("sales_collected", Nature.SALE, cut(plus(*done.collected.values()))),
        *done.monthly(is_receipt=True),
        Line("loan_received", Nature.FUNDING, done.borrowing.received()),
        Line("grant_received", Nature.FUNDING, done.grants(running=False)),
        Line("grant_income", Nature.FUNDING, done.grants(running=True)),
        Line("deposit_returned", Nature.DEPOSIT, done.deposits_returned()),
    ]
    payments = [
        Line("purchases", Nature.PURCHASE, cut(done.purchases_paid)),
        *done.fixed_costs_due(),
        Line("wages", Nature.OPERATING, done.wages),
        Line("social_contributions", Nature.OPERATING, done.contributions_paid()),
        Line("equipment_later", Nature.INVESTMENT, done.later_equipment()),
        Line("equipment_renewed", Nature.RENEWAL, done.renewed_equipment()),
        Line(*tax_line, cut(taxes.tax.paid)),
        Line("health_contribution", Nature.HEALTH, cut(taxes.health.paid)),
        Line("vat_paid", Nature.VAT, cut(tax_added.paid)),
        *done.monthly(is_receipt=False),
        Line("disturbance_paid", Nature.UNFORESEEN, cut(done.disturbed.paid)),
        Line("loan_fee", Nature.LOAN_FEE, done.borrowing.fees()),
        Line("loan_interest", Nature.LOAN_INTEREST, done.borrowing.interest()),
        Line("loan_principal", Nature.LOAN_PRINCIPAL, done.borrowing.principal()),
        *done.repayments(),
        Line("other_debts", Nature.OTHER_DEBT, done.other_debts()),
        Line("draw", Nature.HOUSEHOLD, done.draw()),
        Line("partners_tax", Nature.PARTNERS_TAX, cut(taxes.of_partners)),
        Line("disturbance_sent", Nature.HOUSEHOLD, cut(done.disturbed.sent)),
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
    tax_line = regimes.tax_line(done.plan), regimes.tax_nature(done.plan)
    income = [
        Line("sales", Nature.SALE, cut(done.sales)),
        *done.monthly(is_receipt=True, only_in_profit=True),
    ]
    direct_costs = [Line("cost_of_sales", Nature.PURCHASE, cut(done.direct_cost))]
    costs = [
        *done.fixed_costs_earned(),
        *done.monthly(is_receipt=False, only_in_profit=True),
        Line("wages", Nature.OPERATING, done.wages),
        Line("social_contributions", Nature.OPERATING, done.contributions),
        Line("opening_costs", Nature.OPENING, done.opening_costs()),
        Line("shrinkage", Nature.LOSS, cut(done.supply.lost)),
        Line("bad_debts", Nature.LOSS, cut(done.bad_debts)),
        Line("disturbance_paid", Nature.UNFORESEEN, cut(done.disturbed.paid)),
        Line("depreciation", Nature.WEAR, done.depreciation()),
        Line("loan_fee", Nature.LOAN_FEE, done.borrowing.fees()),
        Line("loan_interest", Nature.LOAN_INTEREST, done.borrowing.interest()),
        Line(*tax_line, cut(tax.earned)),
        Line("health_contribution", Nature.HEALTH, cut(health.earned)),
    ]
    earned = plus(*(line.amounts for line in income))
    margin = minus(earned, plus(*(line.amounts for line in direct_costs)))
    grants = [
        Line("grant_income", Nature.FUNDING, done.grants(running=True)),
        Line("grant_to_income", Nature.FUNDING, done.grants_to_income()),
    ]
    given = plus(*(line.amounts for line in grants))
    return ProfitPlan(
        income=used(income),
        direct_costs=used(direct_costs),
        costs=used(costs),
        gross_margin=margin,
        result=minus(plus(margin, given), plus(*(line.amounts for line in costs))),
        other_income=used(grants) if any(given) else (),
    )


def running_costs(profit: ProfitPlan) -> tuple[Line, ...]:
    """Return the costs that come whatever is sold, which break-even has to cover."""
    return tuple(line for line in profit.costs if line.nature in RUNNING)


def _break_even(done: Operations, profit: ProfitPlan, cash: CashPlan) -> BreakEven:
    """The first year's margin, less the tax on sales, against its running costs."""
    count = min(done.horizon.count, MONTHS_PER_YEAR)

    def of_year(amounts: Series) -> Decimal:
        return sum(amounts[:count], ZERO)

    sales = of_year(plus(*(line.amounts for line in profit.income)))
    with_sales = of_year(profit.spent(COSTS_OF_SALES))
    rate = (of_year(profit.gross_margin) - with_sales) / sales if sales else ZERO
    paid_in_cash = of_year(profit.spent(RUNNING - {Nature.WEAR}))
    with_repayments = (paid_in_cash + of_year(cash.paid(GIVEN_OUT))) / count
    per_month = dirhams(of_year(profit.spent(RUNNING)) / count)
    needed = break_even_sales(per_month, rate)
    days = done.plan.rhythm.days_per_week * WEEKS_PER_MONTH
    return BreakEven(
        fixed_per_month=per_month,
        margin_rate=rate,
        sales_per_month=needed,
        sales_per_day=dirhams(needed / days) if needed and days else None,
        sales_per_month_with_repayments=break_even_sales(with_repayments, rate),
    )
