"""A civil year of a limited company, of one partner or several, or a cooperative.

Corporate tax takes one rate on the whole profit, by its amount, and never less than
the minimum contribution (CGI art. 19, 144, 247). Profits of 100 million dirhams and
more are not covered. The managers' pay is part of the costs only where the plan
pays one.
"""

from datetime import date
from decimal import Decimal

from workbench.finance.charges import minimum_contribution, self_employed
from workbench.finance.charges.civil_year import (
    COOPERATIVE_OFFICE,
    TAX_OFFICE,
    Ask,
    YearFigures,
    YearlyTax,
)
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams

COMPANIES = ("sarl_au", "sarl")
COOPERATIVE = "cooperative"
RATE = "corporate_tax.rate"
DIVIDENDS = "company.dividend_withholding"
COOPERATIVE_EXEMPT_BELOW = "cooperative.tax_exempt_below"
ASK_CORPORATE_TAX = Ask("corporate_tax", TAX_OFFICE)
ASK_SURPLUS = Ask("surplus", COOPERATIVE_OFFICE)


def corporate_tax(profit: Decimal, figures: YearFigures, trace: Trace) -> Decimal:
    """Return the tax on a year's profit, nothing on a loss, the minimum left out."""
    gain = max(ZERO, dirhams(profit))
    rate = trace.value(RATE, figures.first_day).bracket(gain)
    return dirhams(gain * rate / 100)


def yearly(form: str, figures: YearFigures, trace: Trace) -> YearlyTax:
    """Return a company's taxes, and the tax withheld if all the profit is paid out."""
    tax = corporate_tax(figures.net_result, figures, trace)
    least = minimum_contribution.of_company(figures, trace)
    health = self_employed.contributions(figures, trace)
    business = self_employed.business_tax(figures, trace)
    owed = max(tax, least)
    return YearlyTax(
        form=form,
        year=figures.year,
        income_tax=owed,
        health=health,
        business_tax=business,
        on_profit_paid=_withheld(figures.net_result - owed, figures, trace),
        basis="minimum" if least > tax else "profit",
        asked=self_employed.asked(health, business),
    )


def _withheld(profit: Decimal, figures: YearFigures, trace: Trace) -> Decimal:
    """The tax on profit paid out in the year after it was made."""
    day = date(figures.year + 1, 1, 1)
    return dirhams(max(ZERO, profit) * trace.value(DIVIDENDS, day).fraction)


def yearly_of_cooperative(figures: YearFigures, trace: Trace) -> YearlyTax:
    """Return a cooperative's taxes: corporate tax only where its limit was entered.

    Below the turnover that the organisation entered nothing is due, from it on a
    company's tax; what members owe on their share of the surplus is to be asked.
    """
    limit = self_employed.entered(COOPERATIVE_EXEMPT_BELOW, figures, trace)
    health = self_employed.contributions(figures, trace)
    business = self_employed.business_tax(figures, trace)
    tax, basis = _cooperative_tax(limit.number if limit else None, figures, trace)
    asked = () if tax is not None else (ASK_CORPORATE_TAX,)
    return YearlyTax(
        form=COOPERATIVE,
        year=figures.year,
        income_tax=tax,
        health=health,
        business_tax=business,
        basis=basis,
        asked=(*asked, ASK_SURPLUS, *self_employed.asked(health, business)),
    )


def _cooperative_tax(
    limit: Decimal | None, figures: YearFigures, trace: Trace
) -> tuple[Decimal | None, str]:
    """The tax, None to be asked, and the rule that decided."""
    if limit is None:
        return None, "ask"
    if figures.turnover < limit:
        return ZERO, "exempt"
    tax = corporate_tax(figures.net_result, figures, trace)
    least = minimum_contribution.of_company(figures, trace)
    return max(tax, least), "minimum" if least > tax else "profit"
