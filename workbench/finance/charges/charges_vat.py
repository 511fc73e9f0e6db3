"""Who charges value added tax, at which rates, and how often it is returned.

Thresholds of the year before, in dirhams (CGI art. 89, 91, 98, 99, 108). The tax
itself, month by month, is computed elsewhere.
"""

from datetime import date
from decimal import Decimal

from workbench.errors import WorkbenchError
from workbench.finance.charges.charges_company import COMPANIES, COOPERATIVE
from workbench.finance.charges.civil_year import refuse_absurd
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams
from workbench.plan.business_plan import Branch

STANDARD = "vat.rate_standard"
REDUCED = "vat.rate_reduced"
ONLY_TWO_RATES = "vat.only_two_rates"
MONTHLY_FROM = "vat.monthly_filing_threshold"
MONTHS_AFTER = "vat.payment_months_after"
THRESHOLDS = {
    Branch.GOODS: "vat.threshold_traders",
    Branch.SERVICES: "vat.exemption_threshold_services",
}
MONTH, QUARTER = 1, 3


class RateNotInForce(WorkbenchError):
    """A rate of value added tax that does not exist on that day."""

    code = "vat.rate_not_in_force"


def checked_rate(rate: Decimal, day: date, trace: Trace) -> Decimal:
    """Return the rate (a fraction) when it exists on that day; RateNotInForce if not.

    Nothing is always a rate: exempt. While older rates were being brought into line
    any rate from the reduced to the standard one, or below it, is taken as entered.
    """
    if not rate.is_finite():
        raise RateNotInForce(field="vat_rate", rate=None, day=day)
    standard = trace.value(STANDARD, day).fraction
    rates = {ZERO, trace.value(REDUCED, day).fraction, standard}
    if trace.value(ONLY_TWO_RATES, day).flag:
        is_known = rate in rates
    else:
        is_known = 0 <= rate <= standard
    if not is_known:
        raise RateNotInForce(field="vat_rate", rate=rate, day=day)
    return rate


def on(amount: Decimal, rate: Decimal, day: date, trace: Trace) -> Decimal:
    """Return the tax on an amount before tax, rounded half up to the centime."""
    refuse_absurd("amount", amount)
    return dirhams(amount * checked_rate(rate, day, trace))


def is_charged(
    form: str, branch: Branch, turnover_before: Decimal, day: date, trace: Trace
) -> bool | None:
    """Whether the form charges the tax, by the year before; None: it must be asked.

    An auto-entrepreneur never does; other persons above the threshold of their
    branch; a company that sells services from its first sale. For a company that
    resells below the traders' threshold, and a cooperative, no sure text was found.
    """
    if form in {"auto_entrepreneur", "informal"}:
        return False
    if form == COOPERATIVE:
        return None
    is_above = turnover_before > trace.value(THRESHOLDS[branch], day).number
    if form in COMPANIES and not is_above:
        return True if branch is Branch.SERVICES else None
    return is_above


def most_within(sales: Decimal, day: date, trace: Trace) -> Decimal:
    """Return the tax inside sales whose prices include the standard rate.

    The most that stays away from the business while prices do not move: the tax on
    its purchases comes off it.
    """
    rate = trace.value(STANDARD, day).fraction
    return dirhams(sales * rate / (1 + rate))


def months_between_returns(
    turnover_before: Decimal, day: date, trace: Trace, *, is_first_year: bool
) -> int:
    """Return 1 or 3: a return a month from the threshold on, else one a quarter."""
    is_large = turnover_before >= trace.value(MONTHLY_FROM, day).number
    return MONTH if is_large and not is_first_year else QUARTER


def payment_months_after(day: date, trace: Trace) -> int:
    """Return how many months after the period the tax is paid, before their end."""
    return int(trace.value(MONTHS_AFTER, day).number)
