"""The least that a year owes under the net-result regimes, whatever the result.

A share of sales before VAT, never less than a floor (CGI art. 144). The general
rate only: goods of regulated margin and liberal professions have their own.
"""

from datetime import date
from decimal import Decimal

from workbench.finance.charges.civil_year import YearFigures
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams

RATE = "minimum_contribution.rate"
FLOOR_OF_PERSONS = "minimum_contribution.floor_income_tax"
FLOOR_OF_COMPANIES = "minimum_contribution.floor_corporate_tax"
EXEMPT_YEARS = "minimum_contribution.exempt_years"
EXEMPT_MONTHS = "minimum_contribution.exempt_months"


def of_person(figures: YearFigures, trace: Trace) -> Decimal:
    """Return a sole trader's minimum; nothing in the first financial years."""
    day = figures.first_day
    if figures.years_before < trace.value(EXEMPT_YEARS, day).number:
        return ZERO
    return _on_sales(figures.turnover, FLOOR_OF_PERSONS, day, trace)


def of_company(figures: YearFigures, trace: Trace) -> Decimal:
    """Return a company's minimum; nothing in the first months.

    The year in which the exemption ends is counted whole: the prudent reading.
    """
    day = figures.first_day
    if figures.months_open_at_end <= trace.value(EXEMPT_MONTHS, day).number:
        return ZERO
    return _on_sales(figures.turnover, FLOOR_OF_COMPANIES, day, trace)


def _on_sales(sales: Decimal, floor: str, day: date, trace: Trace) -> Decimal:
    share = sales * trace.value(RATE, day).fraction
    return dirhams(max(share, trace.value(floor, day).number))
