"""Taxes and contributions from dated parameters, each use of one recorded.

Covered: employer contributions on declared wages, and the auto-entrepreneur's
income tax and health contribution. Other legal forms are not computed here.
"""

from collections.abc import Mapping
from decimal import Decimal

from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams
from workbench.months import Month
from workbench.plan.business_plan import Branch

INCOME_TAX = {
    Branch.GOODS: "auto_entrepreneur.income_tax_goods",
    Branch.SERVICES: "auto_entrepreneur.income_tax_services",
}
CAPPED = ("cnss.employer_short_term", "cnss.employer_long_term")
UNCAPPED = ("cnss.employer_family", "cnss.employer_amo", "cnss.employer_training")
AMO_BANDS = "auto_entrepreneur.amo_bands"
MONTHS_PER_QUARTER = 3


def employer_contributions(gross: Decimal, month: Month, trace: Trace) -> Decimal:
    """Return what the employer owes CNSS on one gross monthly wage, in dirhams.

    Short- and long-term benefits stop at the ceiling; family benefits, AMO and
    the training tax do not (dahir 1-72-184, via the parameters).
    """
    day = month.first_day
    ceiling = trace.value("cnss.ceiling_per_month", day).number
    capped = min(gross, ceiling)
    owed = sum((capped * trace.value(p, day).fraction for p in CAPPED), ZERO)
    owed += sum((gross * trace.value(p, day).fraction for p in UNCAPPED), ZERO)
    return dirhams(owed)


def last_month(quarter: tuple[int, int]) -> Month:
    """The last month of a civil quarter."""
    year, number = quarter
    return Month(year, number * MONTHS_PER_QUARTER)


def auto_entrepreneur_tax(
    collected: Mapping[Branch, Decimal], quarter: tuple[int, int], trace: Trace
) -> Decimal:
    """Return the final income tax on one quarter's collected turnover (CGI art. 73)."""
    day = last_month(quarter).first_day
    owed = (
        amount * trace.value(INCOME_TAX[branch], day).fraction
        for branch, amount in collected.items()
        if amount
    )
    return dirhams(sum(owed, ZERO))


def health_contribution(
    income_tax_of_year: Decimal, quarter: tuple[int, int], trace: Trace
) -> Decimal:
    """Return the AMO contribution of one quarter, by the band of the year's tax.

    The law does not say which band holds for centimes between two rows: the
    parameter says that the tax is rounded half up to the dirham first.
    """
    day = last_month(quarter).first_day
    bands = trace.of("health_contribution").value(AMO_BANDS, day)
    return dirhams(bands.bracket(income_tax_of_year))
