"""The taxes of a plan, each civil year under the form that holds in it, by month.

A regime is left after years above its ceiling (`yearly_charges.forms_by_year`). An
auto-entrepreneur's years are laid out by quarter (`taxation`). The single
contribution (CPU), the tax on the net result and corporate tax are worked out a
civil year at a time: each year's tax is earned in the months whose sales bring it,
and paid in the months of `charges_calendar`. What one client keeps back of services
is earned and paid with the year's services. Not laid out: the business tax, whose
holiday is as long as the longest forecast but for a few months, and what has to be
asked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
from workbench.finance.model import taxation, wear
from workbench.finance.model.horizon import Horizon
from workbench.finance.model.nature import Nature
from workbench.finance.model.operations import Operations
from workbench.finance.model.series import Series, plus, share, spread
from workbench.finance.model.taxation import Charge
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams
from workbench.plan.business_plan import Branch, BusinessPlan

INCOME_TAX = "income_tax"
HEALTH = "health_contribution"
QUARTERLY = charges_auto_entrepreneur.FORM
ON_PROFIT = frozenset({charges_net_result.FORM, *charges_company.COMPANIES})
BY_YEAR = ON_PROFIT | {charges_cpu.FORM}


@dataclass(frozen=True, slots=True)
class Taxes:
    """Tax and health contribution of the long months, and the form of each year.

    `of_partners` is what a company pays for them on the profit they take: no cost.
    """

    tax: Charge
    health: Charge
    of_partners: Series
    forms: Mapping[int, str]


def is_by_year(plan: BusinessPlan) -> bool:
    """Whether the plan's taxes are worked out a civil year at a time from the start.

    A plan known month by month brings its own taxes; the single contribution needs
    the coefficient of the trade.
    """
    if plan.monthly_lines or plan.legal_form not in BY_YEAR:
        return False
    return plan.legal_form != charges_cpu.FORM or plan.coefficient is not None


def tax_line(plan: BusinessPlan) -> str:
    """Return the key of the line of the tax: a company's or a person's."""
    is_company = plan.legal_form in charges_company.COMPANIES
    return "corporate_tax" if is_company else INCOME_TAX


def tax_nature(plan: BusinessPlan) -> Nature:
    """Return what that tax follows: what is sold, or what is left of it."""
    is_on_profit = plan.legal_form in ON_PROFIT
    return Nature.PROFIT_TAX if is_on_profit else Nature.SALES_TAX


def is_computed(plan: BusinessPlan) -> bool:
    """Whether the forecast holds the taxes of the plan's legal form, or owes none."""
    return plan.legal_form in {yearly_charges.INFORMAL, QUARTERLY} or is_by_year(plan)


def taxes_of(done: Operations, before_tax: Callable[[], Series]) -> Taxes:
    """Return what the plan owes by month, nothing where no rule is known.

    `before_tax` gives the result of each long month before these two; it is asked
    for only where a form is taxed on its profit.
    """
    horizon, form = done.horizon, done.plan.legal_form
    trace = done.trace.of(INCOME_TAX)
    if form != QUARTERLY and not is_by_year(done.plan):
        nothing = taxation.none(horizon)
        forms = dict.fromkeys(horizon.civil_years, form)
        return Taxes(nothing, nothing, horizon.nothing, forms)
    years = [sales_of(done, year) for year in horizon.civil_years]
    held = yearly_charges.forms_by_year(form, years, trace)
    if not ON_PROFIT.isdisjoint(held):
        years = _with_results(done, years, before_tax())
    forms = dict(zip(horizon.civil_years, held, strict=True))
    quarterly = [y for y in years if forms[y.year] == QUARTERLY]
    yearly = [y for y in years if forms[y.year] != QUARTERLY]
    by_year = yearly_charges.taxes_under([forms[y.year] for y in yearly], yearly, trace)
    tax, health = _by_quarter(done, quarterly, trace)
    tax += _tax(done, by_year, trace)
    tax += _kept_back(done, {tax.year: tax.withheld for tax in by_year})
    health += _health(horizon, by_year, trace.of(HEALTH))
    return Taxes(tax, health, _of_partners(done, by_year), forms)


def sales_of(done: Operations, year: int) -> YearFigures:
    """Return a civil year by what it collects, its result left out."""
    plan, places = done.plan, done.horizon.civil_years[year]
    return YearFigures(
        year=year,
        opened=plan.start,
        activities=tuple(
            Activity(branch, _sum(series, places), plan.coefficient)
            for branch, series in done.turnover.items()
        ),
        largest_client=plan.largest_client_per_year,
        dependants=plan.dependants,
        main_branch=plan.branch,
    )


def _with_results(
    done: Operations, years: Iterable[YearFigures], before_tax: Series
) -> list[YearFigures]:
    worn = wear.depreciation(done.plan, done.horizon.long)
    places = done.horizon.civil_years
    return [
        replace(
            figures,
            net_result=_sum(before_tax, places[figures.year]),
            depreciation=_sum(worn, places[figures.year]),
        )
        for figures in years
    ]


def _sum(series: Series, places: Iterable[int]) -> Decimal:
    return sum((series[place] for place in places), ZERO)


def _by_quarter(
    done: Operations, years: Sequence[YearFigures], trace: Trace
) -> tuple[Charge, Charge]:
    """The tax and contribution of an auto-entrepreneur's years."""
    if not years:
        nothing = taxation.none(done.horizon)
        return nothing, nothing
    held = {figures.year for figures in years}
    services = list(done.turnover[Branch.SERVICES])
    withheld: dict[int, Decimal] = {}
    for figures in years:
        excess = charges_auto_entrepreneur.excess_of_one_client(figures, trace)
        if excess:
            kept = 1 - excess / figures.by_branch[Branch.SERVICES]
            for place in done.horizon.civil_years[figures.year]:
                services[place] = dirhams(services[place] * kept)
            withheld[figures.year] = charges_auto_entrepreneur.withheld_on(
                excess, figures, trace
            )
    taxed = {**done.turnover, Branch.SERVICES: tuple(services)}
    tax = taxation.income_tax(done.horizon, taxed, held, trace)
    health = taxation.health_contribution(done.horizon, tax, held, trace.of(HEALTH))
    return tax + _kept_back(done, withheld), health


def _kept_back(done: Operations, withheld: Mapping[int, Decimal]) -> Charge:
    """What the largest client keeps back for the state, as services are paid."""
    services = done.turnover[Branch.SERVICES]
    kept = [ZERO] * done.horizon.long
    for year, amount in withheld.items():
        places = done.horizon.civil_years[year]
        _put(kept, places, share(amount, [services[place] for place in places]))
    return Charge(tuple(kept), tuple(kept))


def _tax(done: Operations, taxes: Sequence[YearlyTax], trace: Trace) -> Charge:
    """The tax of each year, earned with its sales and paid on its calendar."""
    horizon = done.horizon
    turnover = plus(*done.turnover.values())
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
            paid[due] += _health_within(tax)
    return Charge(tuple(earned), tuple(paid))


def _of_partners(done: Operations, taxes: Iterable[YearlyTax]) -> Series:
    """What a company pays on the profit its partners take, once they have voted it."""
    horizon = done.horizon
    paid = [ZERO] * horizon.long
    for tax in (tax for tax in taxes if tax.on_profit_paid):
        month = charges_company.tax_on_drawn_paid_in(tax.year, done.trace)
        due = horizon.start.until(month)
        if due < horizon.long:
            drawn = done.draw_per_month * len(horizon.civil_years[tax.year])
            paid[due] = charges_company.tax_on_drawn(drawn, tax, done.trace)
    return tuple(paid)


def _put(series: list[Decimal], places: Sequence[int], parts: Series) -> None:
    for place, part in zip(places, parts, strict=True):
        series[place] += part


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
