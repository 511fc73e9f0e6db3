"""A civil year under the single professional contribution (CPU), and a sale of it.

Tax = sum of sales x coefficient of the trade, x one rate, final; the health
contribution follows bands of that tax. Coefficients come with the trade, from the
reference list of sectors (CGI art. 40-I).
"""

from decimal import Decimal

from workbench.finance.charges import charges, self_employed
from workbench.finance.charges import charges_auto_entrepreneur as ae
from workbench.finance.charges.civil_year import (
    CoefficientMissing,
    YearFigures,
    YearlyTax,
    first_day_of,
    refuse_absurd,
)
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR
from workbench.plan.business_plan import Branch

FORM = "individual_cpu"
RATE = "cpu.income_tax_rate"
BUSINESS_TAX_EXEMPT = "cpu.business_tax_exempt"
GAINS_RATE = "cpu.gains_rate"
DEEMED_DEPRECIATION = "cpu.deemed_depreciation_equipment"
RELIEF = "cpu.intangible_gain_relief"
RELIEF_LIMIT = "cpu.intangible_gain_relief_limit"
QUARTERS = 4
CEILINGS = {
    Branch.GOODS: "cpu.ceiling_goods",
    Branch.SERVICES: "cpu.ceiling_services",
}


def income(figures: YearFigures, trace: Trace) -> Decimal:
    """Return the income taxed: sales less one client's excess, by coefficient.

    The excess is taken off the services in proportion to what each of them sold.
    CoefficientMissing when an activity that sold has none.
    """
    excess = ae.excess_of_one_client(figures, trace)
    services = figures.by_branch[Branch.SERVICES]
    kept = (services - excess) / services if excess else Decimal(1)
    found = ZERO
    for activity in figures.activities:
        if activity.coefficient is None:
            if activity.turnover:
                raise CoefficientMissing(field="idea.sector")
            continue
        share = kept if activity.branch is Branch.SERVICES else Decimal(1)
        found += activity.turnover * share * activity.coefficient
    return dirhams(found)


def yearly(figures: YearFigures, trace: Trace) -> YearlyTax:
    """Return income tax, withholding and health contribution of the year.

    In a year that opened late the tax is brought to twelve months to find the band,
    whose amount is then counted for the months open.
    """
    tax = dirhams(
        income(figures, trace) * trace.value(RATE, figures.first_day).fraction
    )
    excess = ae.excess_of_one_client(figures, trace)
    of_business = trace.of("business_tax")
    is_exempt = of_business.value(BUSINESS_TAX_EXEMPT, figures.first_day).flag
    business = ZERO if is_exempt else self_employed.business_tax(figures, trace)
    return YearlyTax(
        form=FORM,
        year=figures.year,
        income_tax=tax,
        health=_health(tax, figures, trace),
        business_tax=business,
        withheld=ae.withheld_on(excess, figures, trace),
        basis="coefficient",
        asked=self_employed.asked(ZERO, business),
    )


def _health(tax: Decimal, figures: YearFigures, trace: Trace) -> Decimal:
    of_twelve = tax * MONTHS_PER_YEAR / figures.months
    quarter = charges.health_contribution(of_twelve, (figures.year, 1), trace)
    return dirhams(quarter * QUARTERS * figures.months / MONTHS_PER_YEAR)


def equipment_gain(
    price: Decimal, cost: Decimal, years: int, year: int, trace: Trace
) -> Decimal:
    """Return the gain on equipment sold: price less its cost as deemed worn.

    Equipment is deemed to lose a fixed share of its cost each year, vehicles
    excepted (CGI art. 40-II); a loss counts as nothing.
    """
    refuse_absurd("equipment", price, cost, Decimal(years))
    day = first_day_of(year)
    worn = min(Decimal(1), years * trace.value(DEEMED_DEPRECIATION, day).fraction)
    return max(ZERO, dirhams(price - cost * (1 - worn)))


def gain_on_retirement(gain: Decimal, year: int, trace: Trace) -> Decimal:
    """Return the taxable part of the gain on goodwill sold on retirement."""
    refuse_absurd("gain", gain)
    day = first_day_of(year)
    relieved = min(gain, trace.value(RELIEF_LIMIT, day).number)
    return dirhams(gain - relieved * trace.value(RELIEF, day).fraction)


def gains_tax(taxable: Decimal, year: int, trace: Trace) -> Decimal:
    """Return the tax on taxable gains of a sale, apart from the year's own tax."""
    refuse_absurd("gain", taxable)
    day = first_day_of(year)
    return dirhams(taxable * trace.value(GAINS_RATE, day).fraction)
