"""The few figures a funder looks at first, taken from the forecast.

"First year" means the first twelve months, or all of them when there are fewer.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from workbench.finance.checks import first_year
from workbench.finance.forecast import Forecast
from workbench.finance.model.nature import DEBTS
from workbench.knowledge.funders import Funder
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR
from workbench.plan.business_plan import WEEKS_PER_MONTH, BusinessPlan

GRANT = "source_grant"
ON_CREDIT = frozenset({"supplier_credit"})


@dataclass(frozen=True, slots=True)
class Resources:
    """What pays for the needs before opening, in dirhams; the parts are the whole.

    `own` is what the person brings and never gives back, in kind too; `given_back`
    what family, a savings group, a supplier or others lend; `other_loans` every loan
    but the one asked for.
    """

    own: Decimal
    given_back: Decimal
    grants: Decimal
    loan: Decimal
    other_loans: Decimal
    lacking: Decimal

    @classmethod
    def of(cls, plan: BusinessPlan, forecast: Forecast) -> Self:
        """Take them from the plan's sources and the balance of its start-up."""
        sources = plan.sources
        lent = [s.amount for s in sources if s.repay_months or s.kind in ON_CREDIT]
        given = [s.amount for s in sources if s.is_grant]
        all_sources = sum((s.amount for s in sources), ZERO)
        owned = _source(forecast, "source_in_kind")
        back, grants = sum(lent, ZERO), sum(given, ZERO)
        return cls(
            own=all_sources - back - grants + owned,
            given_back=back,
            grants=grants,
            loan=plan.loan.amount if plan.loan else ZERO,
            other_loans=_source(forecast, "source_other_loan"),
            lacking=_source(forecast, "to_be_found"),
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Dirhams; what is asked, what is needed, what a month brings and takes.

    `other_debts` is the most that a month pays on every debt but the loan asked for.
    """

    asked: Decimal
    total_needs: Decimal
    resources: Resources
    other_debts: Decimal
    sales_per_month: Decimal
    sales_per_day: Decimal | None
    result: Decimal
    household_need: Decimal
    household_income: Decimal
    jobs: int

    @classmethod
    def of(cls, plan: BusinessPlan, forecast: Forecast, funder: Funder) -> Self:
        """Take the figures of one plan as one funder looks at them."""
        months = min(len(forecast.months), MONTHS_PER_YEAR)
        sales = sum((first_year(li.amounts) for li in forecast.profit.income), ZERO)
        days = plan.rhythm.days_per_week * WEEKS_PER_MONTH
        income = sum((line.per_month for line in plan.household_income), ZERO)
        return cls(
            asked=_asked(plan, forecast, funder),
            total_needs=forecast.startup.total_needs,
            resources=Resources.of(plan, forecast),
            other_debts=_other_debts(forecast),
            sales_per_month=dirhams(sales / months),
            sales_per_day=dirhams(sales / months / days) if days else None,
            result=first_year(forecast.profit.result),
            household_need=_household_need(plan),
            household_income=dirhams(income),
            jobs=1 + sum(position.headcount for position in plan.staff),
        )


def _asked(plan: BusinessPlan, forecast: Forecast, funder: Funder) -> Decimal:
    """The loan, or the grants among the sources."""
    if funder.is_loan:
        return plan.loan.amount if plan.loan else ZERO
    return _source(forecast, GRANT)


def _other_debts(forecast: Forecast) -> Decimal:
    months = [*forecast.cash.paid(DEBTS)]
    for place, row in enumerate(forecast.instalments[: len(months)]):
        months[place] -= row.due
    return max(months)


def _source(forecast: Forecast, key: str) -> Decimal:
    lines = (line for line in forecast.startup.sources if line.key == key)
    return sum((line.total for line in lines), ZERO)


def _household_need(plan: BusinessPlan) -> Decimal:
    spent = sum((line.per_month for line in plan.household_expenses), ZERO)
    return dirhams(spent * (1 + plan.household_contingency))
