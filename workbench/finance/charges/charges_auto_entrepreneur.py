"""A civil year of an auto-entrepreneur: final tax on receipts, health, one client.

The tax is due even at a loss. What one client buys of services above the threshold
leaves the ordinary rate: the client withholds a higher one on it, which is final
(CGI art. 73-II-G-8°). Only companies and persons who keep accounts withhold.
"""

from decimal import Decimal

from workbench.finance.charges import charges, self_employed
from workbench.finance.charges.civil_year import (
    YearFigures,
    YearlyTax,
    first_day_of,
    refuse_absurd,
)
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams
from workbench.plan.business_plan import Branch

FORM = "auto_entrepreneur"
THRESHOLD = "auto_entrepreneur.single_client_threshold"
WITHHOLDING = "auto_entrepreneur.single_client_withholding"
CEILINGS = {
    Branch.GOODS: "auto_entrepreneur.ceiling_goods",
    Branch.SERVICES: "auto_entrepreneur.ceiling_services",
}


def excess_of_one_client(figures: YearFigures, trace: Trace) -> Decimal:
    """Return what the largest client bought of services above the threshold."""
    bought = min(figures.largest_client, figures.by_branch[Branch.SERVICES])
    if not bought:
        return ZERO
    threshold = trace.value(THRESHOLD, figures.first_day).number
    return max(ZERO, bought - threshold)


def withheld_from_payment(
    paid_before: Decimal, payment: Decimal, year: int, trace: Trace
) -> Decimal:
    """Return what one client keeps back of one payment for services.

    `paid_before` is what the client paid earlier in the civil year; only the part
    of the payment above the threshold is subject to the withholding.
    """
    refuse_absurd("largest_client", paid_before, payment)
    day = first_day_of(year)
    threshold = trace.value(THRESHOLD, day).number
    before = max(ZERO, paid_before - threshold)
    above = max(ZERO, paid_before + payment - threshold) - before
    return dirhams(above * trace.value(WITHHOLDING, day).fraction)


def withheld_on(excess: Decimal, figures: YearFigures, trace: Trace) -> Decimal:
    """Return the final tax that the client withholds on a year's excess."""
    if not excess:
        return ZERO
    return dirhams(excess * trace.value(WITHHOLDING, figures.first_day).fraction)


def yearly(figures: YearFigures, trace: Trace) -> YearlyTax:
    """Return income tax, withholding and health contribution of the year.

    The band of the health contribution follows the ordinary tax, the withheld one
    left out; each civil quarter with activity owes a quarter's amount.
    """
    quarter = (figures.year, 1)
    excess = excess_of_one_client(figures, trace)
    taxed = dict(figures.by_branch)
    taxed[Branch.SERVICES] -= excess
    tax = charges.auto_entrepreneur_tax(taxed, quarter, trace)
    health = charges.health_contribution(tax, quarter, trace) * figures.quarters
    business = self_employed.business_tax(figures, trace)
    return YearlyTax(
        form=FORM,
        year=figures.year,
        income_tax=tax,
        health=health,
        business_tax=business,
        withheld=withheld_on(excess, figures, trace),
        basis="turnover",
        asked=self_employed.asked(health, business),
    )
