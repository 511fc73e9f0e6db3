"""Social contributions and business tax of those who keep accounts.

The health contribution rests on a flat income that a decree sets per category and
that nobody published in one place: the organisation enters it, or it is asked.
"""

from decimal import Decimal

from workbench.finance.charges.civil_year import (
    SOCIAL_SECURITY,
    TAX_OFFICE,
    Ask,
    YearFigures,
)
from workbench.knowledge.parameters import NoValueInForce, Trace, Value
from workbench.money import ZERO, dirhams

AMO = "self_employed.amo_rate"
FLAT_INCOME = "self_employed.flat_income_per_month"
RETIREMENT = "self_employed.retirement_rate"
EXEMPT_YEARS = "business_tax.exempt_years"
BUSINESS_TAX = "business_tax.per_year"
ASK_HEALTH = Ask("health", SOCIAL_SECURITY)
ASK_BUSINESS_TAX = Ask("business_tax", TAX_OFFICE)


def entered(parameter: str, figures: YearFigures, trace: Trace) -> Value | None:
    """Return a value that the organisation may have entered, None while it has not."""
    try:
        return trace.value(parameter, figures.first_day)
    except NoValueInForce:
        return None


def contributions(figures: YearFigures, trace: Trace) -> Decimal | None:
    """Return health and, where its rate was entered, retirement for the months open.

    None while the flat income of the category is not known (laws 98-15 and 99-15).
    """
    trace = trace.of("health_contribution")
    flat = entered(FLAT_INCOME, figures, trace)
    if flat is None:
        return None
    rate = trace.value(AMO, figures.first_day).fraction
    retirement = entered(RETIREMENT, figures, trace)
    per_month = dirhams(flat.number * rate)
    if retirement is not None:
        per_month += dirhams(flat.number * retirement.fraction)
    return per_month * figures.months


def business_tax(figures: YearFigures, trace: Trace) -> Decimal | None:
    """Return nothing while a new activity is exempt, then the amount entered.

    The year of opening is the first of the exempt ones (law 47-06 art. 6). Later
    the tax is a share of the rental value of the premises by the class of the trade:
    neither is known here, so None until the organisation enters an amount.
    """
    trace = trace.of("business_tax")
    exempt = trace.value(EXEMPT_YEARS, figures.first_day).number
    if figures.years_before < exempt:
        return ZERO
    amount = entered(BUSINESS_TAX, figures, trace)
    return None if amount is None else dirhams(amount.number)


def asked(health: Decimal | None, business: Decimal | None) -> tuple[Ask, ...]:
    """Return who knows the parts that are None."""
    parts = ((health, ASK_HEALTH), (business, ASK_BUSINESS_TAX))
    return tuple(ask for amount, ask in parts if amount is None)
