"""One run of a plan month by month in Decimals, as one would with pencil and paper.

Written from what the trade does, not from the arrays: sales, what is paid late, what
is bought, what is spent, what the rules of each civil year cost. The tax rules are
the exact ones of `charges`, which published cases hold. No value added tax, one
portion of sales on credit, costs that are paid every month.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from plans import KNOWN
from simulation_luck import Run

from workbench.finance.charges import (
    charges,
    charges_calendar,
    charges_company,
    losses,
    yearly_charges,
)
from workbench.finance.charges.civil_year import Activity, YearFigures, YearlyTax
from workbench.finance.loans import loans
from workbench.knowledge.parameters import Trace
from workbench.months import Month
from workbench.plan.business_plan import WEEKS_PER_MONTH, Branch, BusinessPlan, Product

NOTHING = Decimal(0)
AFTER_QUARTER = 1
"""An auto-entrepreneur declares and pays in the month after the quarter."""


@dataclass(frozen=True)
class ByHand:
    """One run of one plan, over all months of the civil years it touches."""

    plan: BusinessPlan
    run: Run

    @cached_property
    def months(self) -> tuple[Month, ...]:
        return tuple(self.plan.start.plus(n) for n in range(len(self.run.demand)))

    @cached_property
    def trace(self) -> Trace:
        return Trace(KNOWN)

    def closing(self) -> list[Decimal]:
        """The cash at the end of each month."""
        cash, found = self.at_opening(), []
        for place in range(len(self.months)):
            cash += sum((r[place] for r in self.received.values()), NOTHING)
            cash -= self.purchases_paid[place] + self.running
            cash -= self.instalment(place) + self.plan.draw_per_month
            cash -= self.taxes_paid[place]
            found.append(cash)
        return found

    def at_opening(self) -> Decimal:
        plan = self.plan
        assert plan.loan is not None
        brought = sum(source.amount for source in plan.sources) + plan.loan.amount
        spent = sum(cost.amount for cost in plan.startup_costs) + plan.loan.fee
        return brought - spent - sum(asset.value for asset in plan.equipment)

    def units(self, product: Product, place: int) -> Decimal:
        """Units in a month, as planned."""
        rhythm = self.plan.rhythm
        week = rhythm.good_days * product.per_good_day
        week += rhythm.normal_days * product.per_normal_day
        week += rhythm.slow_days * product.per_slow_day
        weight = {"good": rhythm.good_month, "slow": rhythm.slow_month}
        mark = rhythm.marks[self.months[place].number - 1]
        reached = product.ramp_up[place] if place < len(product.ramp_up) else 1
        return week * WEEKS_PER_MONTH * weight.get(mark, Decimal(1)) * reached

    @cached_property
    def made(self) -> dict[Branch, list[Decimal]]:
        """Sales by branch, in the month they are made."""
        made = {branch: [NOTHING] * len(self.months) for branch in Branch}
        for number, product in enumerate(self.plan.products):
            for place, month in enumerate(self.run.volume):
                sold = self.units(product, place) * month[number] * product.price
                sold *= self.run.price[number] * self.run.demand[place]
                made[product.branch][place] += sold
        return made

    @cached_property
    def gone(self) -> list[Decimal]:
        """What leaves the shelf at cost, sold or lost."""
        gone = []
        for place, month in enumerate(self.run.volume):
            cost = sum(
                self.units(product, place) * factor * product.unit_cost
                for product, factor in zip(self.plan.products, month, strict=True)
            )
            gone.append(cost * self.run.use[place] * (1 + self.plan.shrinkage))
        return gone

    @cached_property
    def received(self) -> dict[Branch, list[Decimal]]:
        """What customers pay: so much on credit, and some of all a month late."""
        rhythm, count = self.plan.rhythm, len(self.months)
        received = {}
        for branch, made in self.made.items():
            paid, told = [NOTHING] * (count + 12), [NOTHING] * (count + 12)
            for place, sold in enumerate(made):
                paid[place] += sold * (1 - rhythm.credit_share)
                paid[place + rhythm.credit_months] += sold * rhythm.credit_share
            for place, late in enumerate(self.run.late):
                told[place] += paid[place] * (1 - late)
                told[place + 1] += paid[place] * late
            received[branch] = told[:count]
        return received

    @cached_property
    def purchases_paid(self) -> list[Decimal]:
        plan, count = self.plan, len(self.months)
        stock = sum(c.amount for c in plan.startup_costs if c.nature == "stock")
        paid = [NOTHING] * (count + plan.supplier_delay_months)
        for place, gone in enumerate(self.gone):
            bought = gone
            if plan.stock_days is not None:
                following = self.gone[min(place + 1, count - 1)]
                wanted = following * plan.stock_days / 30
                bought = max(NOTHING, wanted + gone - stock)
                stock += bought - gone
            paid[place + plan.supplier_delay_months] += bought
        return paid[:count]

    @property
    def running(self) -> Decimal:
        """Rent and the like, every month."""
        return sum((cost.amount for cost in self.plan.fixed_costs), NOTHING)

    @cached_property
    def schedule(self) -> Sequence[loans.Instalment]:
        assert self.plan.loan is not None
        return loans.schedule(self.plan.loan)

    def instalment(self, place: int) -> Decimal:
        return self.schedule[place].due if place < len(self.schedule) else NOTHING

    def result(self, place: int) -> Decimal:
        """The profit of a month before tax."""
        plan = self.plan
        assert plan.loan is not None
        sales = sum((made[place] for made in self.made.values()), NOTHING)
        found = sales - self.gone[place] - self.running - self.worn(place)
        if place < len(self.schedule):
            found -= self.schedule[place].interest
        if place == 0:
            papers = (c.amount for c in plan.startup_costs if c.nature == "expense")
            found -= sum(papers, NOTHING) + plan.loan.fee
        return found

    def worn(self, place: int) -> Decimal:
        lives = ((asset, asset.life_years * 12) for asset in self.plan.equipment)
        return sum((a.value / life for a, life in lives if place < life), NOTHING)

    @cached_property
    def years(self) -> dict[int, list[int]]:
        years: dict[int, list[int]] = {}
        for place, month in enumerate(self.months):
            years.setdefault(month.year, []).append(place)
        return years

    @cached_property
    def taxes_paid(self) -> list[Decimal]:
        paid = dict.fromkeys(range(len(self.months)), NOTHING)
        quarterly = self.plan.legal_form == "auto_entrepreneur"
        for place, amount in self.by_quarter() if quarterly else self.by_year():
            if place in paid:
                paid[place] += amount
        return list(paid.values())

    def by_quarter(self) -> list[tuple[int, Decimal]]:
        """An auto-entrepreneur's tax and contribution: the place paid, the amount."""
        found = []
        for year, places in self.years.items():
            taxes = {}
            for number in {self.months[place].quarter for place in places}:
                quarter = [p for p in places if self.months[p].quarter == number]
                collected = {
                    branch: sum((received[p] for p in quarter), NOTHING)
                    for branch, received in self.received.items()
                }
                due = self.plan.start.until(Month(year, 3 * number)) + AFTER_QUARTER
                taxes[number] = (
                    due,
                    charges.auto_entrepreneur_tax(
                        collected, (year, number), self.trace
                    ),
                )
            of_year = sum((tax for _, tax in taxes.values()), NOTHING)
            for number, (due, tax) in taxes.items():
                health = charges.health_contribution(
                    of_year, (year, number), self.trace
                )
                found.append((due, tax + health))
        return found

    def by_year(self) -> list[tuple[int, Decimal]]:
        """The payments of the years taxed whole, partners' tax included."""
        form, found = self.plan.legal_form, []
        years = [self.figures(year) for year in self.years]
        if form in charges_company.COMPANIES:
            years = list(losses.carried(years, self.trace))
        before: YearlyTax | None = None
        for figures in years:
            tax = yearly_charges.yearly_tax(form, figures, self.trace)
            months = charges_calendar.payments(tax, before, self.trace)
            found += [(self.plan.start.until(m), paid) for m, paid in months.items()]
            if tax.on_profit_paid:
                month = charges_company.tax_on_drawn_paid_in(figures.year, self.trace)
                drawn = self.plan.draw_per_month * len(self.years[figures.year])
                owed = charges_company.tax_on_drawn(drawn, tax, self.trace)
                found.append((self.plan.start.until(month), owed))
            before = tax
        return found

    def figures(self, year: int) -> YearFigures:
        places = self.years[year]
        sold = YearFigures(
            year=year,
            opened=self.plan.start,
            activities=tuple(
                Activity(
                    branch,
                    sum((received[p] for p in places), NOTHING),
                    self.plan.coefficient,
                )
                for branch, received in self.received.items()
            ),
            main_branch=self.plan.branch,
        )
        return replace(
            sold,
            net_result=sum((self.result(place) for place in places), NOTHING),
            depreciation=sum((self.worn(place) for place in places), NOTHING),
        )
