"""What a civil year owes under each legal form, and which form holds year by year.

One entry for every form of the question `legal.form`; nothing is spread over months
here (see `charges_calendar` for the months of payment).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from workbench.finance.charges import (
    charges_auto_entrepreneur,
    charges_company,
    charges_cpu,
    charges_net_result,
    losses,
)
from workbench.finance.charges.civil_year import FormUnknown, YearFigures, YearlyTax
from workbench.knowledge.parameters import Trace
from workbench.plan.business_plan import Branch

INFORMAL = "informal"
FORMS = (
    charges_auto_entrepreneur.FORM,
    charges_cpu.FORM,
    charges_net_result.FORM,
    *charges_company.COMPANIES,
    charges_company.COOPERATIVE,
    INFORMAL,
)
WITH_LOSSES = frozenset({*charges_company.COMPANIES, charges_company.COOPERATIVE})
CEILINGS = {
    charges_auto_entrepreneur.FORM: charges_auto_entrepreneur.CEILINGS,
    charges_cpu.FORM: charges_cpu.CEILINGS,
}
EXIT_YEARS = {
    charges_auto_entrepreneur.FORM: "auto_entrepreneur.exit_years_above_ceiling",
    charges_cpu.FORM: "cpu.exit_years_above_ceiling",
}


def yearly_tax(form: str, figures: YearFigures, trace: Trace) -> YearlyTax:
    """Return what the year owes under a legal form; every rule used is traced.

    An unregistered business is shown with none. FormUnknown, CoefficientMissing
    (CPU without a coefficient) or NoValueInForce when it cannot be said.
    """
    match form:
        case charges_auto_entrepreneur.FORM:
            return charges_auto_entrepreneur.yearly(figures, trace)
        case charges_cpu.FORM:
            return charges_cpu.yearly(figures, trace)
        case charges_net_result.FORM:
            return charges_net_result.yearly(figures, trace)
        case charges_company.COOPERATIVE:
            return charges_company.yearly_of_cooperative(figures, trace)
        case _ if form in charges_company.COMPANIES:
            return charges_company.yearly(form, figures, trace)
        case "informal":
            return YearlyTax(INFORMAL, figures.year)
        case _:
            raise FormUnknown(field="legal.form", form=form)


def ceiling(form: str, branch: Branch, day: date, trace: Trace) -> Decimal:
    """Return the most that a year may sell under a form that has a ceiling."""
    return trace.value(CEILINGS[form][branch], day).number


def is_above_ceiling(form: str, figures: YearFigures, trace: Trace) -> bool:
    """Whether the year's sales pass the ceiling of the form's main branch, if any."""
    if form not in CEILINGS:
        return False
    most = ceiling(form, figures.ceiling_branch, figures.first_day, trace)
    return figures.turnover > most


def forms_by_year(
    form: str, years: Sequence[YearFigures], trace: Trace
) -> tuple[str, ...]:
    """Return the form that holds in each of consecutive years, the first one given.

    After so many years in a row above the ceiling the regime is left from the year
    that follows: an auto-entrepreneur for the CPU where its coefficients and ceiling
    allow it, otherwise for the net result; a CPU taxpayer for the net result. For the
    former the CPU is an option, made in time (CGI art. 43-4°).
    """
    held: list[str] = []
    above = 0
    for place, figures in enumerate(years):
        held.append(form)
        above = above + 1 if is_above_ceiling(form, figures, trace) else 0
        if above and above >= _years_allowed(form, figures, trace):
            following = years[min(place + 1, len(years) - 1)]
            form, above = _after_exit(form, following, trace), 0
    return tuple(held)


def _years_allowed(form: str, figures: YearFigures, trace: Trace) -> Decimal:
    return trace.value(EXIT_YEARS[form], figures.first_day).number


def _after_exit(form: str, figures: YearFigures, trace: Trace) -> str:
    if form != charges_auto_entrepreneur.FORM:
        return charges_net_result.FORM
    sold = [activity for activity in figures.activities if activity.turnover]
    has_coefficients = all(a.coefficient is not None for a in sold)
    if has_coefficients and not is_above_ceiling(charges_cpu.FORM, figures, trace):
        return charges_cpu.FORM
    return charges_net_result.FORM


def taxes_under(
    forms: Sequence[str], years: Sequence[YearFigures], trace: Trace
) -> tuple[YearlyTax, ...]:
    """Return what each of consecutive years owes under the form given for it.

    A company's losses come off the profits of its later years.
    """
    if WITH_LOSSES.issuperset(forms):
        years = losses.carried(years, trace)
    return tuple(
        yearly_tax(form, figures, trace)
        for form, figures in zip(forms, years, strict=True)
    )


def taxes_by_year(
    form: str, years: Sequence[YearFigures], trace: Trace
) -> tuple[YearlyTax, ...]:
    """Return what each of consecutive years owes, the regime left where it is lost."""
    return taxes_under(forms_by_year(form, years, trace), years, trace)
