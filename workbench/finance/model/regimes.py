"""The taxes that follow civil years, laid out over the months of a forecast.

The single contribution (CPU), the tax on the net result and corporate tax are
worked out a civil year at a time (`yearly_charges`); here each year's tax is earned
in the months whose sales bring it, and paid in the months of `charges_calendar`.
Not laid out: the business tax after its holiday, tax on what a company pays out to
its partners, and what has to be asked.
"""

from collections.abc import Sequence
from decimal import Decimal

from workbench.finance.charges import (
    charges_auto_entrepreneur,
    charges_calendar,
    charges_company,
    charges_cpu,
    charges_net_result,
    yearly_charges,
)
from workbench.finance.charges.civil_year import Activity, YearFigures, YearlyTax
from workbench.finance.model.horizon import Horizon
from workbench.finance.model.operations import Operations
from workbench.finance.model.series import Series, plus, share, spread
from workbench.finance.model.taxation import Charge
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO
from workbench.plan.business_plan import BusinessPlan

ON_PROFIT = frozenset({charges_net_result.FORM, *charges_company.COMPANIES})
BY_YEAR = ON_PROFIT | {charges_cpu.FORM}
WITHOUT_RULES = frozenset({yearly_charges.INFORMAL, charges_auto_entrepreneur.FORM})


def is_by_year(plan: BusinessPlan) -> bool:
    """Whether the plan's taxes are worked out here, a civil year at a time.

    A plan known month by month brings its own taxes; the single contribution needs
    the coefficient of the trade.
    """
    if plan.monthly_lines or plan.legal_form not in BY_YEAR:
        return False
    return plan.legal_form != charges_cpu.FORM or plan.coefficient is not None


def is_computed(plan: BusinessPlan) -> bool:
    """Whether the forecast holds the taxes of the plan's legal form, or owes none."""
    return plan.legal_form in WITHOUT_RULES or is_by_year(plan)


def charges_of(
    done: Operations, before_tax: Series, trace: Trace
) -> tuple[Charge, Charge]:
    """Return tax and health contribution over the long months.

    `before_tax` is the result of each long month before these two.
    """
    horizon = done.horizon
    turnover = plus(*done.turnover.values())
    years = [_figures(done, before_tax, year) for year in horizon.civil_years]
    taxes = yearly_charges.taxes_by_year(done.plan.legal_form, years, trace)
    tax = _tax(horizon, turnover, taxes, trace)
    return tax, _health(horizon, taxes, trace)


def _figures(done: Operations, before_tax: Series, year: int) -> YearFigures:
    plan, places = done.plan, done.horizon.civil_years[year]
    return YearFigures(
        year=year,
        opened=plan.start,
        activities=tuple(
            Activity(branch, _sum(series, places), plan.coefficient)
            for branch, series in done.turnover.items()
        ),
        net_result=_sum(before_tax, places),
        largest_client=plan.largest_client_per_year,
        dependants=plan.dependants,
        main_branch=plan.branch,
    )


def _sum(series: Series, places: Sequence[int]) -> Decimal:
    return sum((series[place] for place in places), ZERO)


def _tax(
    horizon: Horizon, turnover: Series, taxes: Sequence[YearlyTax], trace: Trace
) -> Charge:
    """The tax of each year, earned with its sales and paid on its calendar."""
    earned = [ZERO] * horizon.long
    paid = [ZERO] * horizon.long
    before: YearlyTax | None = None
    for tax in taxes:
        places = horizon.civil_years[tax.year]
        weights = [turnover[place] for place in places]
        _put(earned, places, share(tax.income_tax or ZERO, weights))
        for due, amount in _payments(horizon, tax, before, trace).items():
            paid[due] += amount - _health_within(tax)
        before = tax
    return Charge(tuple(earned), tuple(paid))


def _health(horizon: Horizon, taxes: Sequence[YearlyTax], trace: Trace) -> Charge:
    """The contribution, earned evenly and paid so; under CPU with the year's tax."""
    earned = [ZERO] * horizon.long
    paid = [ZERO] * horizon.long
    for tax in taxes:
        places = horizon.civil_years[tax.year]
        _put(earned, places, spread(tax.health or ZERO, len(places)))
        if not _health_within(tax):
            _put(paid, places, spread(tax.health or ZERO, len(places)))
            continue
        for due in _payments(horizon, tax, None, trace):
            paid[due] = _health_within(tax)
    return Charge(tuple(earned), tuple(paid))


def _put(series: list[Decimal], places: Sequence[int], parts: Series) -> None:
    for place, part in zip(places, parts, strict=True):
        series[place] = part


def _payments(
    horizon: Horizon, tax: YearlyTax, before: YearlyTax | None, trace: Trace
) -> dict[int, Decimal]:
    """The year's payments by the place of their month, those within the horizon."""
    by_month = charges_calendar.payments(tax, before, trace)
    due = {horizon.start.until(month): paid for month, paid in by_month.items()}
    return {place: paid for place, paid in due.items() if 0 <= place < horizon.long}


def _health_within(tax: YearlyTax) -> Decimal:
    """The part of a CPU taxpayer's one payment that is the health contribution."""
    is_within = tax.form == charges_cpu.FORM
    return tax.health or ZERO if is_within else ZERO
