"""A civil year of a sole trader taxed on the net result, real or simplified.

The tax is the higher of the scale less the family relief and the minimum
contribution. Losses of earlier years are not taken off: the simplified regime
forbids it, and for the real one this errs on the prudent side.
"""

from workbench.finance.charges import income_tax, minimum_contribution, self_employed
from workbench.finance.charges.civil_year import YearFigures, YearlyTax
from workbench.knowledge.parameters import Trace
from workbench.plan.business_plan import Branch

FORM = "individual_net"
SIMPLIFIED_CEILINGS = {
    Branch.GOODS: "net_result.simplified_ceiling_goods",
    Branch.SERVICES: "net_result.simplified_ceiling_services",
}


def yearly(figures: YearFigures, trace: Trace) -> YearlyTax:
    """Return the income tax of the year, and what must be asked of the social fund."""
    day = figures.first_day
    tax = income_tax.of_year(figures.net_result, figures.dependants, day, trace)
    least = minimum_contribution.of_person(figures, trace)
    health = self_employed.contributions(figures, trace)
    business = self_employed.business_tax(figures, trace)
    return YearlyTax(
        form=FORM,
        year=figures.year,
        income_tax=max(tax, least),
        health=health,
        business_tax=business,
        basis="minimum" if least > tax else "scale",
        asked=self_employed.asked(health, business),
    )


def may_be_simplified(figures: YearFigures, trace: Trace) -> bool:
    """Whether the turnover allows the simplified regime; above it is the real one."""
    ceiling = trace.value(
        SIMPLIFIED_CEILINGS[figures.ceiling_branch], figures.first_day
    )
    return figures.turnover <= ceiling.number
