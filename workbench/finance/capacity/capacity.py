"""What the household and the business can pay back each month, and what loan that is.

The loan officer's method for a business without accounts. Month by month:
net cash = cash of the business + other income of the household - its expenses with
their contingency - instalments of other debts. Two ratios are made of it and never
mixed: the share, instalment over net cash, has net cash as denominator; the debt
service coverage ratio (DSCR), net cash over instalment, has the instalment.

Sales are those of the lowest estimate (`sales_estimates`). Equipment bought later is
a use of funds, not a cost of the month; money that is lent, given or brought in is
no cash of the business. Amounts are dirhams a month, paid at its end.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from itertools import zip_longest

from workbench.finance import forecast
from workbench.finance.capacity import sales_estimates
from workbench.finance.capacity.sales_estimates import SalesEstimates
from workbench.finance.forecast import Forecast
from workbench.finance.loans import loans
from workbench.finance.loans.loan_refusals import InstalmentTooSmall
from workbench.knowledge.funders import Capacity
from workbench.knowledge.parameters import Parameters, Trace
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.answers import Answers
from workbench.plan.business_plan import BusinessPlan, LoanMethod, LoanTerms

EARNED = {"sales_collected", "monthly"}
NOT_RUNNING = {"equipment_later", "draw"}
DEBT_SERVICE = ("loan_", "repay_")
HUNDREDTH = Decimal("0.01")
ANY_DAY = date(2000, 1, 1)
"""Monthly interest is a twelfth of a year's, whatever the days."""


@dataclass(frozen=True, slots=True)
class MonthCapacity:
    """One month: what comes in and must go out, and the new loan's instalment."""

    month: Month
    business: Decimal
    other_income: Decimal
    household: Decimal
    debts: Decimal
    instalment: Decimal
    bearable: Decimal

    @property
    def net(self) -> Decimal:
        """Net cash before the new loan."""
        return self.business + self.other_income - self.household - self.debts

    @property
    def cover(self) -> Decimal | None:
        """DSCR: net cash for one dirham of instalment; None without instalment."""
        return _cover(self.net, self.instalment)

    @property
    def share(self) -> Decimal | None:
        """Instalment as a fraction of net cash; None where nothing is left."""
        return self.instalment / self.net if self.net > 0 else None


@dataclass(frozen=True, slots=True)
class CapacityFound:
    """The capacity of one plan under one set of rules.

    `need` is what the plan's uses lack without the loan; `ceiling` the lowest of
    the legal ceiling of this legal form and the funder's own.
    """

    rules: Capacity
    sales: SalesEstimates
    months: tuple[MonthCapacity, ...]
    is_seasonal: bool
    terms: LoanTerms | None
    need: Decimal
    ceiling: Decimal

    @property
    def repaying(self) -> tuple[MonthCapacity, ...]:
        """The months that have an instalment of the loan asked for."""
        return tuple(month for month in self.months if month.instalment)

    @property
    def tightest(self) -> MonthCapacity | None:
        """The month of lowest DSCR, None without instalments."""
        return min(self.repaying, key=lambda m: m.net / m.instalment, default=None)

    @property
    def mean_cover(self) -> Decimal | None:
        """Net cash of the repaying months over their instalments."""
        months = self.repaying
        net = sum((m.net for m in months), ZERO)
        return _cover(net, sum((m.instalment for m in months), ZERO))

    @property
    def bearable(self) -> Decimal:
        """The instalment that every month of the loan can bear."""
        return min(month.bearable for month in self._of_the_loan)

    @property
    def _of_the_loan(self) -> tuple[MonthCapacity, ...]:
        return self.months[: self.terms.term_months] if self.terms else self.months

    def largest(self) -> Decimal | None:
        """The largest loan on the terms asked whose every instalment is bearable.

        Whole dirhams; None when no loan is described, 0 when nothing is bearable.
        """
        return largest_loan(self.terms, self.bearable) if self.terms else None

    def largest_by_month(self) -> Decimal | None:
        """The largest loan when each month pays what that month can bear.

        None when no loan is described or every month is alike.
        """
        if self.terms is None or not self.is_seasonal:
            return None
        bearable = [month.bearable for month in self._of_the_loan]
        return loan_of_payments(self.terms, bearable)

    def within(self, amount: Decimal) -> Decimal:
        """The amount, at most the need and the ceiling."""
        return min(amount, max(self.need, ZERO), self.ceiling)


def assess(
    plan: BusinessPlan,
    answers: Answers,
    parameters: Parameters,
    rules: Capacity,
    most: Decimal | None = None,
) -> CapacityFound:
    """Return the capacity of a plan; `most` is a funder's own largest amount.

    The months are those of the loan's term, at least twelve and at most sixty.
    Raises what `forecast.project` raises.
    """
    sales = sales_estimates.estimate(plan, answers, rules)
    term = plan.loan.term_months if plan.loan else 0
    count = min(max(term, MONTHS_PER_YEAR), forecast.LONGEST)
    careful = sales_estimates.lowered(plan, sales.ratio)
    projected = forecast.project(careful, parameters, count)
    legal = _legal_ceiling(plan, parameters)
    return CapacityFound(
        rules=rules,
        sales=sales,
        months=_months(careful, projected, answers, rules),
        is_seasonal=len({plan.rhythm.weight(m) for m in projected.months}) > 1,
        terms=plan.loan,
        need=_need(projected),
        ceiling=legal if most is None else min(legal, most),
    )


def _months(
    plan: BusinessPlan, projected: Forecast, answers: Answers, rules: Capacity
) -> tuple[MonthCapacity, ...]:
    household = sum((line.per_month for line in plan.household_expenses), ZERO)
    household = dirhams(household * (1 + plan.household_contingency))
    income = dirhams(sum((line.per_month for line in plan.household_income), ZERO))
    more_debts = answers.number("capacity.other_instalments")
    own = [row.due for row in projected.instalments[: len(projected.months)]]
    found = []
    for place, instalment in zip_longest(
        range(len(projected.months)), own, fillvalue=ZERO
    ):
        month = MonthCapacity(
            month=projected.months[int(place)],
            business=_business(plan, projected, int(place)),
            other_income=income,
            household=household,
            debts=_debts(projected, int(place)) - instalment + more_debts,
            instalment=instalment,
            bearable=ZERO,
        )
        bearable = dirhams(rules.share * max(ZERO, month.net))
        found.append(replace(month, bearable=bearable))
    return tuple(found)


def _business(plan: BusinessPlan, projected: Forecast, place: int) -> Decimal:
    """What the trade itself brings in and pays in one month."""
    cash = projected.cash
    come = sum((li.amounts[place] for li in cash.receipts if li.key in EARNED), ZERO)
    gone = sum(
        (
            li.amounts[place]
            for li in cash.payments
            if li.key not in NOT_RUNNING and not li.key.startswith(DEBT_SERVICE)
        ),
        ZERO,
    )
    beside = (line for line in plan.monthly_lines if not line.in_profit)
    for line in beside:
        amount = line.amounts[place] if place < len(line.amounts) else ZERO
        come, gone = (come - amount, gone) if line.is_receipt else (come, gone - amount)
    return come - gone


def _debts(projected: Forecast, place: int) -> Decimal:
    """Every instalment of the plan in one month, the new loan's among them."""
    return sum(
        (
            line.amounts[place]
            for line in projected.cash.payments
            if line.key.startswith(DEBT_SERVICE)
        ),
        ZERO,
    )


def _need(projected: Forecast) -> Decimal:
    """Uses before opening less every source but the loan and what is still lacking."""
    startup = projected.startup
    uses = sum((li.total for li in startup.needs if li.key != "cash_surplus"), ZERO)
    lent = {"source_loan", "to_be_found"}
    return uses - sum((li.total for li in startup.sources if li.key not in lent), ZERO)


def _legal_ceiling(plan: BusinessPlan, parameters: Parameters) -> Decimal:
    """The microcredit ceiling that the legal form opens, on the day of opening."""
    own = "formal" if plan.is_registered_form else "income_activity"
    key = f"microcredit.ceiling_{own}"
    return Trace(parameters).value(key, plan.start.first_day).number


def _cover(net: Decimal, instalment: Decimal) -> Decimal | None:
    return (net / instalment).quantize(HUNDREDTH) if instalment else None


def largest_loan(terms: LoanTerms, bearable: Decimal) -> Decimal:
    """Return the largest amount in whole dirhams whose every instalment is bearable.

    Found on the schedule itself, so that grace, method and rounding are those of the
    loan that will be signed. The fee is paid when the loan is: no instalment holds
    it. 0 when nothing is bearable.
    """
    if bearable <= 0:
        return ZERO
    described = loans.terms_of(replace(terms, fee=ZERO), ANY_DAY)
    try:
        return loans.amount_for(described, bearable)
    except InstalmentTooSmall:
        return ZERO


def loan_of_payments(terms: LoanTerms, payments: list[Decimal]) -> Decimal:
    """Return the loan that these monthly payments repay, in whole dirhams.

    Their value on the day of payment at the loan's monthly rate; with the flat
    method, what is left of them after interest on the whole amount over the term.
    Payments beyond those given are taken as none.
    """
    rate = terms.rate_per_year / MONTHS_PER_YEAR
    if terms.method is LoanMethod.FLAT:
        worth = sum(payments, ZERO) / (1 + rate * terms.term_months)
    else:
        worth = sum((p / (1 + rate) ** k for k, p in enumerate(payments, 1)), ZERO)
    return worth.quantize(Decimal(1), rounding=ROUND_DOWN)
