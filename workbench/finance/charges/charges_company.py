"""A civil year of a limited company, of one partner or several, or a cooperative.

Corporate tax takes one rate on the whole profit, by its amount, and never less than
the minimum contribution (CGI art. 19, 144, 247). Profits of 100 million dirhams and
more are not covered. Losses of earlier years come off the profit first (`losses`).
The managers' pay is part of the costs only where the plan pays one.
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
from workbench.months import MONTHS_PER_YEAR, Month

COMPANIES = ("sarl_au", "sarl")
COOPERATIVE = "cooperative"
PARTNERS_TAX = "partners_tax"
RATE = "corporate_tax.rate"
DIVIDENDS = "company.dividend_withholding"
VOTED_AFTER = "company.accounts_voted_months_after_year"
HANDED_OVER_AFTER = "company.dividend_withholding_months_after"
COOPERATIVE_EXEMPT_BELOW = "cooperative.tax_exempt_below"
ASK_CORPORATE_TAX = Ask("corporate_tax", TAX_OFFICE)
ASK_SURPLUS = Ask("surplus", COOPERATIVE_OFFICE)


def corporate_tax(figures: YearFigures, trace: Trace) -> Decimal:
    """Return the tax on a year's profit, nothing on a loss, the minimum left out."""
    gain = max(ZERO, dirhams(figures.net_result - figures.losses_taken))
    rate = trace.value(RATE, figures.first_day).bracket(gain)
    return dirhams(gain * rate / 100)


def yearly(form: str, figures: YearFigures, trace: Trace) -> YearlyTax:
    """Return a company's taxes, and the tax withheld if all the profit is paid out.

    What earlier losses take off cannot be paid out (law 17-95 art. 330).
    """
    tax = corporate_tax(figures, trace)
    least = minimum_contribution.of_company(figures, trace)
    health = self_employed.contributions(figures, trace)
    business = self_employed.business_tax(figures, trace)
    owed = max(tax, least)
    may_be_paid = figures.net_result - owed - figures.losses_taken
    return YearlyTax(
        form=form,
        year=figures.year,
        months=figures.months,
        income_tax=owed,
        health=health,
        business_tax=business,
        on_profit_paid=withheld(may_be_paid, figures, trace),
        basis="minimum" if least > tax else "profit",
        asked=self_employed.asked(health, business),
    )


def withheld(profit: Decimal, figures: YearFigures, trace: Trace) -> Decimal:
    """Return the tax on a year's profit that is paid out in the year after."""
    day = date(figures.year + 1, 1, 1)
    rate = trace.of(PARTNERS_TAX).value(DIVIDENDS, day).fraction
    return dirhams(max(ZERO, profit) * rate)


def tax_on_drawn(drawn: Decimal, tax: YearlyTax, trace: Trace) -> Decimal:
    """Return what a company pays for its partners on what they take of a year's profit.

    What they take is what is left of a profit once the tax is withheld; beyond the
    profit that may be paid out it is a debt of theirs, and owes nothing.
    """
    day = date(tax.year + 1, 1, 1)
    rate = trace.of(PARTNERS_TAX).value(DIVIDENDS, day).fraction
    return min(dirhams(drawn * rate / (1 - rate)), tax.on_profit_paid)


def tax_on_drawn_paid_in(year: int, trace: Trace) -> Month:
    """Return the month in which that tax is paid: after the partners have voted."""
    day = date(year + 1, 1, 1)
    trace = trace.of(PARTNERS_TAX)
    after = trace.value(VOTED_AFTER, day).number
    after += trace.value(HANDED_OVER_AFTER, day).number
    return Month(year, MONTHS_PER_YEAR).plus(int(after))


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
        months=figures.months,
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
    tax = corporate_tax(figures, trace)
    least = minimum_contribution.of_company(figures, trace)
    return max(tax, least), "minimum" if least > tax else "profit"
