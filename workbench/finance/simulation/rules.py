"""The rules of a plan's civil years, read from the parameters for arrays of runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np

from workbench.finance.charges import (
    charges,
    charges_auto_entrepreneur,
    charges_calendar,
    charges_company,
    charges_cpu,
    charges_net_result,
    income_tax,
    losses,
    minimum_contribution,
)
from workbench.finance.charges.civil_year import Activity, YearFigures
from workbench.finance.model import regimes, wear
from workbench.finance.model.operations import Operations
from workbench.finance.model.taxation import DELAY
from workbench.finance.simulation.draws import Array
from workbench.finance.simulation.taxes import (
    Bands,
    Calendar,
    Client,
    Losses,
    OnReceipts,
    OnYear,
    Partners,
    Rule,
    Taxes,
    YearTax,
)
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.business_plan import Branch

FAR = Decimal(100_000_000)
"""An income beyond every threshold of the scale, where its last slope holds."""
QUARTERS = 4


def taxes_of(
    done: Operations, forms: Mapping[int, str], branches: Sequence[Branch]
) -> Taxes:
    """Return the taxes of a plan's long months, each year under its form.

    None where no rule is known, as in the forecast.
    """
    if not regimes.is_computed(done.plan):
        return Taxes()
    read = _Rules(done, branches)
    made = (read.of(form, regimes.sales_of(done, year)) for year, form in forms.items())
    return Taxes(tuple(year for year in made if year is not None))


@dataclass(frozen=True)
class _Rules:
    """The rules of one plan's years, for the branches it sells."""

    done: Operations
    branches: Sequence[Branch]

    def of(self, form: str, figures: YearFigures) -> YearTax | None:
        """Return the tax of a year, None where nothing is owed."""
        if form == charges_auto_entrepreneur.FORM:
            return self._on_receipts(figures)
        if form == charges_cpu.FORM:
            return self._cpu(figures)
        if form == charges_net_result.FORM:
            return self._on_result(figures)
        if form in charges_company.COMPANIES:
            return self._company(figures)
        return None

    def _fraction(self, parameter: str, figures: YearFigures) -> float:
        return float(self.done.trace.value(parameter, figures.first_day).fraction)

    def _number(self, parameter: str, day: date) -> Decimal:
        return self.done.trace.value(parameter, day).number

    def _place(self, month: Month) -> int | None:
        place = self.done.horizon.start.until(month)
        return place if 0 <= place < self.done.horizon.long else None

    def _months(self, year: int) -> slice:
        return _span(self.done.horizon.civil_years[year])

    def _after(self, parameter: str, figures: YearFigures) -> int | None:
        """The place of the month so many months after the year."""
        months = int(self._number(parameter, figures.first_day))
        return self._place(Month(figures.year, MONTHS_PER_YEAR).plus(months))

    def _on_receipts(self, figures: YearFigures) -> OnReceipts:
        horizon, trace = self.done.horizon, self.done.trace
        quarters = [q for q in horizon.quarters if q[0] == figures.year]
        first = horizon.quarters[quarters[0]][0]
        ends = [charges.last_month(quarter) for quarter in quarters]
        after = int(self._number(DELAY, horizon.start.first_day))
        rates = [
            [
                trace.value(charges.INCOME_TAX[b], e.first_day).fraction
                for b in self.branches
            ]
            for e in ends
        ]
        return OnReceipts(
            months=self._months(figures.year),
            quarters=[
                slice(places[0] - first, places[-1] + 1 - first)
                for places in map(horizon.quarters.__getitem__, quarters)
            ],
            due=[self._place(end.plus(after)) for end in ends],
            rates=np.array(rates, dtype=float),
            health=self._health(ends),
            client=self._client(figures),
        )

    def _client(self, figures: YearFigures) -> Client | None:
        if not figures.largest_client or Branch.SERVICES not in self.branches:
            return None
        return Client(
            largest=float(figures.largest_client),
            threshold=float(
                self._number(charges_auto_entrepreneur.THRESHOLD, figures.first_day)
            ),
            rate=self._fraction(charges_auto_entrepreneur.WITHHOLDING, figures),
            services=self.branches.index(Branch.SERVICES),
        )

    def _health(self, ends: Sequence[Month]) -> list[Bands]:
        """The bands at each of some months, the same object while they hold."""
        found = [self._bands(end) for end in ends]
        for place in range(1, len(found)):
            if found[place].same_as(found[place - 1]):
                found[place] = found[place - 1]
        return found

    def _bands(self, month: Month) -> Bands:
        value = self.done.trace.value(charges.AMO_BANDS, month.first_day)
        return Bands(
            np.array([row.above for row in value.brackets], dtype=float),
            np.array([row.value for row in value.brackets], dtype=float),
        )

    def _cpu(self, figures: YearFigures) -> OnYear:
        coefficient = float(self.done.plan.coefficient or 0)
        rate = self._fraction(charges_cpu.RATE, figures) * coefficient
        bands = self._bands(Month(figures.year, 1))
        part = figures.months / MONTHS_PER_YEAR
        due = self._after(charges_calendar.AFTER_YEAR[charges_cpu.FORM], figures)
        return OnYear(
            months=self._months(figures.year),
            tax=lambda turnover, _: rate * turnover.sum(axis=0),
            calendar=Calendar(due),
            health=lambda tax: QUARTERS * part * bands(tax / part),
            client=self._client(figures),
            is_on_result=False,
        )

    def _on_result(self, figures: YearFigures) -> OnYear:
        knots, owed = self._scale(figures)
        least = self._least(minimum_contribution.of_person, figures)
        due = self._after(charges_calendar.AFTER_YEAR[charges_net_result.FORM], figures)
        return OnYear(
            months=self._months(figures.year),
            tax=lambda turnover, result: np.maximum(
                np.interp(result, knots, owed), least(turnover.sum(axis=0))
            ),
            calendar=Calendar(due),
        )

    def _scale(self, figures: YearFigures) -> tuple[Array, Array]:
        """The knots of the scale less the family relief, and the tax at each."""
        day, trace = figures.first_day, self.done.trace
        brackets = trace.value(income_tax.SCALE, day).brackets
        relief = income_tax.family_relief(figures.dependants, day, trace)
        knots = sorted({row.above for row in brackets} | {FAR})
        before = {knot: income_tax.on_scale(knot, day, trace) for knot in knots}
        for low, high in pairwise(knots):
            if before[low] < relief < before[high]:
                rise = (before[high] - before[low]) / (high - low)
                knots = sorted({*knots, low + (relief - before[low]) / rise})
        owed = [income_tax.of_year(k, figures.dependants, day, trace) for k in knots]
        return np.array(knots, dtype=float), np.array(owed, dtype=float)

    def _company(self, figures: YearFigures) -> OnYear:
        rows = self.done.trace.value(charges_company.RATE, figures.first_day).brackets
        above = np.array([row.above for row in rows], dtype=float)
        rates = np.array([row.value for row in rows], dtype=float) / 100
        least = self._least(minimum_contribution.of_company, figures)

        def tax(turnover: Array, result: Array) -> Array:
            gain = np.maximum(result, 0)
            rate = rates[np.searchsorted(above, gain, side="right") - 1]
            return np.maximum(gain * rate, least(turnover.sum(axis=0)))

        return OnYear(
            months=self._months(figures.year),
            tax=tax,
            calendar=self._instalments(figures),
            losses=self._losses(figures),
            partners=self._partners(figures),
        )

    def _instalments(self, figures: YearFigures) -> Calendar:
        months = charges_calendar.INSTALMENT_MONTHS
        places = (self._place(Month(figures.year, month)) for month in months)
        before = replace(figures, year=max(figures.year - 1, figures.opened.year))
        to_a_year = MONTHS_PER_YEAR / before.months
        return Calendar(
            balance=self._after(charges_calendar.BALANCE_AFTER, figures),
            instalments=[place for place in places if place is not None],
            share=self._fraction(charges_calendar.INSTALMENT, figures) * to_a_year,
            count=len(months),
        )

    def _partners(self, figures: YearFigures) -> Partners:
        trace = self.done.trace
        day = date(figures.year + 1, 1, 1)
        rate = float(trace.value(charges_company.DIVIDENDS, day).fraction)
        months = len(self.done.horizon.civil_years[figures.year])
        drawn = float(self.done.draw_per_month * months)
        month = charges_company.tax_on_drawn_paid_in(figures.year, trace)
        return Partners(drawn * rate / (1 - rate), rate, self._place(month))

    def _losses(self, figures: YearFigures) -> Losses:
        worn = wear.depreciation(self.done.plan, self.done.horizon.long)
        return Losses(
            year=figures.year,
            years=int(self._number(losses.YEARS, figures.first_day)),
            worn=float(sum(worn[self._months(figures.year)], ZERO)),
        )

    def _least(
        self, rule: Callable[[YearFigures, Trace], Decimal], figures: YearFigures
    ) -> Rule:
        """The minimum contribution: a share of turnover, never below its floor."""

        def owed_on(turnover: Decimal) -> Decimal:
            sold = Activity(figures.ceiling_branch, turnover)
            return rule(replace(figures, activities=(sold,)), self.done.trace)

        floor, share = float(owed_on(ZERO)), float(owed_on(FAR) / FAR)
        return lambda turnover: np.maximum(turnover * share, floor)


def _span(places: Sequence[int]) -> slice:
    return slice(places[0], places[-1] + 1)
