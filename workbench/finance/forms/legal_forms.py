"""Every legal form beside the others, for one plan: what is left, required, asked.

The first twelve months of the forecast are taken as one civil year, under the rules
of the year of opening: once as a first year, with every exemption of a beginning,
and once as a later one. What is left is the result after taxes and contributions,
before the loan's principal is repaid; for partners, once all profit is paid out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from workbench.finance.charges import yearly_charges
from workbench.finance.charges.civil_year import (
    Activity,
    Ask,
    CoefficientMissing,
    YearFigures,
    YearlyTax,
)
from workbench.finance.forecast import Forecast
from workbench.finance.forms import legal_form_points
from workbench.finance.forms.legal_form_points import Holder, Point
from workbench.finance.model.horizon import Horizon
from workbench.finance.model.nature import Nature
from workbench.finance.model.operations import Operations
from workbench.knowledge import catalogue
from workbench.knowledge.parameters import Parameters, Trace, Use
from workbench.money import ZERO
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.answers import Answers
from workbench.plan.business_plan import BusinessPlan

TAXES = frozenset({Nature.SALES_TAX, Nature.PROFIT_TAX, Nature.HEALTH})
LATER_YEARS = 10
CEILING = {
    True: "microcredit.ceiling_formal",
    False: "microcredit.ceiling_income_activity",
}


class Standing(StrEnum):
    """Whether the holder can take the form: yes, not as things are, or to be asked."""

    OPEN = "open"
    CLOSED = "closed"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class FormYear:
    """Twelve months under one form, in dirhams; `tax` None where it cannot be said.

    `left` is what the household keeps; at most that while parts are to be asked.
    """

    turnover: Decimal
    before: Decimal
    tax: YearlyTax | None

    @property
    def left(self) -> Decimal | None:
        """The result less everything known to be owed."""
        return None if self.tax is None else self.before - self.tax.total


@dataclass(frozen=True, slots=True)
class FormView:
    """One form for one plan: what is left, what it requires, what stands against it."""

    form: str
    is_chosen: bool
    standing: Standing
    first_year: FormYear
    later: FormYear
    obstacles: tuple[Point, ...]
    requires: tuple[Point, ...]
    asked: tuple[Ask, ...]
    microcredit_ceiling: Decimal
    uses: tuple[Use, ...]


def compare(
    plan: BusinessPlan, forecast: Forecast, parameters: Parameters, household: Holder
) -> tuple[FormView, ...]:
    """Return every form, in the order of the question `legal.form`.

    Staff, value added tax and prices are taken as planned under every form.
    NoValueInForce when a rule has no value in the year of opening.
    """
    return tuple(
        _view(form, plan, forecast, Trace(parameters), household)
        for form in yearly_charges.FORMS
    )


def holder(answers: Answers) -> Holder:
    """Return what of the answers counts for the choice of a form.

    Children of the household count as dependants; a spouse or others are not asked
    about, so the relief is the least that is due.
    """
    expires = answers.get("residence.expires_on")
    found = Holder(
        residence=answers.text("residence.status"),
        mention=answers.text("residence.mention"),
        permit_ends=expires if isinstance(expires, date) else None,
        dependants=int(answers.number("household.children")),
    )
    key = answers.text("idea.sector")
    if not key:
        return found
    sector = catalogue.sector(key)
    return replace(
        found,
        coefficient=sector.cpu_coefficient,
        is_excluded=sector.cpu_group == "excluded",
        is_inferred=sector.is_cpu_inferred,
        is_farming=sector.cpu_group == "outside",
    )


def _view(
    form: str, plan: BusinessPlan, forecast: Forecast, trace: Trace, household: Holder
) -> FormView:
    figures = _figures(plan, forecast, trace, household)
    settled = replace(figures, opened=Month(figures.year - LATER_YEARS, 1))
    household = replace(
        household,
        staff=sum(position.headcount for position in plan.staff),
        opens_on=plan.start.first_day,
    )
    first = _year(form, figures, trace)
    later = _year(form, settled, trace)
    against = tuple(legal_form_points.obstacles(form, figures, household, trace))
    open_points = tuple(
        ask
        for ask in legal_form_points.asked(form, figures, household, trace)
        if plan.vat is None or ask.what != "vat"
    )
    is_registered = form != yearly_charges.INFORMAL
    return FormView(
        form=form,
        is_chosen=form == plan.legal_form,
        standing=_standing(against, open_points),
        first_year=first,
        later=later,
        obstacles=against,
        requires=tuple(legal_form_points.requirements(form, figures, household, trace)),
        asked=_once((*open_points, *_asked(first), *_asked(later))),
        microcredit_ceiling=trace.value(
            CEILING[is_registered], figures.first_day
        ).number,
        uses=trace.uses(),
    )


def _figures(
    plan: BusinessPlan, forecast: Forecast, trace: Trace, household: Holder
) -> YearFigures:
    """The first twelve months as one civil year, before any tax on income."""
    count = min(len(forecast.months), MONTHS_PER_YEAR)
    done = Operations(plan, Horizon(plan.start, count), trace)
    year = plan.start.year
    return YearFigures(
        year=year,
        opened=Month(year, 1),
        activities=tuple(
            Activity(branch, sum(series[:count], ZERO), household.coefficient)
            for branch, series in done.turnover.items()
        ),
        net_result=_before_tax(forecast, count),
        largest_client=plan.largest_client_per_year,
        dependants=household.dependants,
        main_branch=plan.branch,
    )


def _before_tax(forecast: Forecast, count: int) -> Decimal:
    owed = sum(forecast.profit.spent(TAXES)[:count], ZERO)
    return sum(forecast.profit.result[:count], ZERO) + owed


def _year(form: str, figures: YearFigures, trace: Trace) -> FormYear:
    tax: YearlyTax | None
    try:
        tax = yearly_charges.yearly_tax(form, figures, trace)
    except CoefficientMissing:
        tax = None
    return FormYear(figures.turnover, figures.net_result, tax)


def _standing(against: Sequence[Point], open_points: Sequence[Ask]) -> Standing:
    if against:
        return Standing.CLOSED
    decisive = {"card_accepted", "papers", "mention", "trade"}
    if any(ask.what in decisive for ask in open_points):
        return Standing.ASK
    return Standing.OPEN


def _asked(year: FormYear) -> tuple[Ask, ...]:
    return () if year.tax is None else year.tax.asked


def _once(asks: Sequence[Ask]) -> tuple[Ask, ...]:
    return tuple(dict.fromkeys(asks))
