"""What the household and the business can pay back each month, and what loan that is.

The loan officer's method for a business without accounts. Month by month:
net cash = cash of the business - the household's draw - instalments of other debts,
the forecast's `left_for_loan`. Two ratios are made of it and never mixed: the share,
instalment over net cash, has net cash as denominator; the debt service coverage ratio
(DSCR), net cash over instalment, has the instalment.

Sales are those of the lowest estimate (`sales_estimates`), so that the mean of the
loan is the forecast's cover where the plan's own sales are the lowest. Amounts are
dirhams a month, paid at its end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal

from workbench.finance import forecast
from workbench.finance.capacity import sales_estimates
from workbench.finance.capacity.sales_estimates import SalesEstimates
from workbench.finance.forecast import Forecast
from workbench.finance.loans import loans
from workbench.finance.loans.loan_refusals import InstalmentTooSmall
from workbench.finance.model.nature import DEBTS, Nature
from workbench.knowledge.funders import Capacity
from workbench.knowledge.parameters import Parameters, Trace
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.answers import Answers
from workbench.plan.business_plan import BusinessPlan, LoanMethod, LoanTerms

HUNDREDTH = Decimal("0.01")
ANY_DAY = date(2000, 1, 1)
"""Monthly interest is a twelfth of a year's, whatever the days."""


@dataclass(frozen=True, slots=True)
class MonthCapacity:
    """One month: what comes in and must go out, and the new loan's instalment."""

    month: Month
    business: Decimal
    draw: Decimal
    debts: Decimal
    instalment: Decimal
    bearable: Decimal

    @property
    def net(self) -> Decimal:
        """Net cash before the new loan."""
        return self.business - self.draw - self.debts

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

    `mean_cover` is the net cash of the repaying months over their instalments;
    `need` what the plan's uses lack without the loan; `ceiling` the lowest of the
    legal ceiling of this legal form and the funder's own.
    """

    rules: Capacity
    sales: SalesEstimates
    months: tuple[MonthCapacity, ...]
    mean_cover: Decimal | None
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
        months=tuple(_months(projected, rules)),
        mean_cover=projected.debt_service_cover,
        is_seasonal=len({plan.rhythm.weight(m) for m in projected.months}) > 1,
        terms=plan.loan,
        need=_need(plan, projected),
        ceiling=legal if most is None else min(legal, most),
    )


def _months(projected: Forecast, rules: Capacity) -> Iterator[MonthCapacity]:
    due = {place: row.due for place, row in enumerate(projected.instalments)}
    draws = projected.cash.paid({Nature.HOUSEHOLD})
    served = projected.cash.paid(DEBTS | {Nature.LOAN_FEE})
    for place, (month, net) in enumerate(
        zip(projected.months, projected.left_for_loan, strict=True)
    ):
        instalment = due.get(place, ZERO)
        draw = draws[place]
        debts = served[place] - instalment
        bearable = dirhams(rules.share * max(ZERO, net))
        business = net + draw + debts
        yield MonthCapacity(month, business, draw, debts, instalment, bearable)


def _need(plan: BusinessPlan, projected: Forecast) -> Decimal:
    """What uses before opening lack without the loan: the loan, and the gap left."""
    return projected.startup.gap + (plan.loan.amount if plan.loan else ZERO)


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
