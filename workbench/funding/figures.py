"""The few figures a funder looks at first, taken from the forecast.

"First year" means the first twelve months, or all of them when there are fewer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from workbench.finance.checks import first_year
from workbench.finance.forecast import Forecast
from workbench.knowledge.funders import Funder
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR
from workbench.plan.business_plan import WEEKS_PER_MONTH, BusinessPlan

GRANT = "source_grant"
NOT_OWN = frozenset({GRANT, "source_loan", "to_be_found"})


@dataclass(frozen=True, slots=True)
class Figures:
    """Dirhams; what is asked, what is needed, what a month brings and takes."""

    asked: Decimal
    total_needs: Decimal
    own_share: Decimal
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
            own_share=_source(forecast, lambda key: key not in NOT_OWN),
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
    return _source(forecast, lambda key: key == GRANT)


def _source(forecast: Forecast, is_wanted: Callable[[str], bool]) -> Decimal:
    lines = (line for line in forecast.startup.sources if is_wanted(line.key))
    return sum((line.total for line in lines), ZERO)


def _household_need(plan: BusinessPlan) -> Decimal:
    spent = sum((line.per_month for line in plan.household_expenses), ZERO)
    return dirhams(spent * (1 + plan.household_contingency))
