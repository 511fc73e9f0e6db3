"""What a forecast shows to be wrong, as findings with their figures."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from workbench.finance.charges import (
    charges_company,
    charges_cpu,
    charges_vat,
    yearly_charges,
)
from workbench.finance.forecast import Forecast
from workbench.finance.model import regimes
from workbench.findings import Finding, Level
from workbench.knowledge.parameters import Parameters, Trace
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.answers import Answers
from workbench.plan.business_plan import BusinessPlan

NATURAL_PERSONS = {"individual_cpu", "individual_net"}
ONE_DIRHAM = Decimal(1)


def of_forecast(
    plan: BusinessPlan, forecast: Forecast, answers: Answers, parameters: Parameters
) -> list[Finding]:
    """Return what the figures of the forecast say against the plan."""
    trace = Trace(parameters)
    return [
        *_cash(forecast),
        *_financing(forecast),
        *_result(forecast),
        *_break_even(forecast),
        *_turnover(plan, forecast, trace),
        *_regimes_left(plan, forecast, trace),
        *_drawn(plan, forecast),
        *_loan_size(plan, trace),
        *_loan_rate(plan, parameters),
        *_announced(forecast, answers),
    ]


def _cash(forecast: Forecast) -> Iterator[Finding]:
    if forecast.red_months:
        yield Finding(
            "cash.negative",
            Level.BLOCKING,
            "startup.working_cash",
            facts={
                "first": forecast.red_months[0],
                "months": len(forecast.red_months),
                "lowest": forecast.lowest_cash,
                "lowest_month": forecast.lowest_month,
            },
        )


def _financing(forecast: Forecast) -> Iterator[Finding]:
    gap = forecast.startup.gap
    if gap > 0:
        yield Finding(
            "financing.gap", Level.BLOCKING, "financing.sources", facts={"gap": gap}
        )
    if gap < 0:
        yield Finding(
            "financing.surplus",
            Level.WARNING,
            "financing.sources",
            facts={"surplus": -gap},
        )


def first_year(amounts: tuple[Decimal, ...]) -> Decimal:
    """The sum of the first twelve months, or of all when there are fewer."""
    return sum(amounts[:MONTHS_PER_YEAR], ZERO)


def _result(forecast: Forecast) -> Iterator[Finding]:
    result = first_year(forecast.profit.result)
    draw = first_year((forecast.draw_per_month,) * len(forecast.months))
    if result < 0:
        yield Finding(
            "result.negative", Level.WARNING, "products.list", facts={"result": result}
        )
    elif result < draw:
        yield Finding(
            "result.below_draw",
            Level.WARNING,
            "budget.expenses",
            facts={"result": result, "draw": draw},
        )


def _break_even(forecast: Forecast) -> Iterator[Finding]:
    needed = forecast.break_even.sales_per_month
    months = min(len(forecast.months), MONTHS_PER_YEAR)
    earned = sum((first_year(li.amounts) for li in forecast.profit.income), ZERO)
    average = dirhams(earned / months)
    if needed is None and earned:
        yield Finding("break_even.none", Level.BLOCKING, "products.list")
    elif needed is not None and needed > average:
        yield Finding(
            "break_even.above_sales",
            Level.WARNING,
            "products.list",
            facts={"needed": needed, "average": average},
        )


def _turnover(
    plan: BusinessPlan, forecast: Forecast, trace: Trace
) -> Iterator[Finding]:
    """The year of highest turnover against the ceilings of the legal form."""
    by_year: dict[int, Decimal] = {}
    for month, amount in zip(forecast.months, forecast.turnover, strict=True):
        by_year[month.year] = by_year.get(month.year, ZERO) + amount
    turnover = max(by_year.values())
    day = plan.start.first_day
    if plan.legal_form == "auto_entrepreneur":
        ceiling = yearly_charges.ceiling(plan.legal_form, plan.branch, day, trace)
        if turnover > ceiling:
            years = trace.value("auto_entrepreneur.exit_years_above_ceiling", day)
            yield Finding(
                "turnover.above_ceiling",
                Level.WARNING,
                "legal.form",
                facts={
                    "turnover": turnover,
                    "ceiling": ceiling,
                    "years": int(years.number),
                },
            )
    is_person = not NATURAL_PERSONS.isdisjoint(forecast.forms.values())
    if is_person and plan.vat is None:
        threshold = trace.value(charges_vat.THRESHOLDS[plan.branch], day).number
        if turnover > threshold:
            yield Finding(
                "turnover.above_vat_threshold",
                Level.WARNING,
                "legal.form",
                facts={"turnover": turnover, "threshold": threshold},
            )
    if not regimes.is_computed(plan):
        yield Finding("tax.not_computed", Level.WARNING, "legal.form")


def _regimes_left(
    plan: BusinessPlan, forecast: Forecast, trace: Trace
) -> Iterator[Finding]:
    """Each regime lost after years above its ceiling, and the month it happens in."""
    for (year, form), (_, after) in pairwise(sorted(forecast.forms.items())):
        if after == form:
            continue
        lost, above = Month(year + 1, 1), Month(year, 1).first_day
        ceiling = yearly_charges.ceiling(form, plan.branch, above, trace)
        if after == charges_cpu.FORM:
            yield Finding(
                "turnover.leaves_for_cpu",
                Level.WARNING,
                "legal.form",
                facts={"month": lost, "ceiling": ceiling},
            )
        else:
            yield Finding(
                "turnover.leaves_for_net",
                Level.WARNING,
                "legal.form",
                facts={"month": lost, "ceiling": ceiling},
            )


def _drawn(plan: BusinessPlan, forecast: Forecast) -> Iterator[Finding]:
    """What the partners of a company take each month, before any vote."""
    draw = forecast.draw_per_month
    if plan.legal_form in charges_company.COMPANIES and draw:
        yield Finding(
            "company.drawn_before_vote",
            Level.WARNING,
            "legal.form",
            facts={"draw": draw},
        )


def _loan_size(plan: BusinessPlan, trace: Trace) -> Iterator[Finding]:
    """Microcredit ceilings: an association's by registration, a company's above."""
    if plan.loan is None:
        return
    day = plan.start.first_day
    amount = plan.loan.amount
    company = trace.value("microcredit.ceiling_company", day).number
    own = (
        "microcredit.ceiling_formal"
        if plan.is_registered_form
        else "microcredit.ceiling_income_activity"
    )
    ceiling = trace.value(own, day).number
    if amount > company:
        yield Finding(
            "loan.above_company_ceiling",
            Level.BLOCKING,
            "loan.amount",
            facts={"amount": amount, "ceiling": company},
        )
    elif amount > ceiling:
        yield Finding(
            "loan.above_ceiling",
            Level.WARNING,
            "loan.amount",
            facts={"amount": amount, "ceiling": ceiling},
        )


def _loan_rate(plan: BusinessPlan, parameters: Parameters) -> Iterator[Finding]:
    """The rate against the maximum and the usual one, where they were entered."""
    if plan.loan is None:
        return
    day = plan.start.first_day
    rate = plan.loan.rate_per_year
    maximum = parameters["microcredit.maximum_rate"]
    if maximum.values and rate > maximum.at(day).fraction:
        yield Finding(
            "loan.rate_above_maximum",
            Level.BLOCKING,
            "loan.rate_per_year",
            facts={"rate": rate, "maximum": maximum.at(day).fraction},
        )
    usual = parameters["microcredit.rate_per_year"]
    if usual.values and rate != usual.at(day).fraction:
        yield Finding(
            "loan.rate_unusual",
            Level.WARNING,
            "loan.rate_per_year",
            facts={"rate": rate, "usual": usual.at(day).fraction},
        )


def computed_figures(forecast: Forecast) -> Mapping[str, Decimal]:
    """The headline figures a plan made elsewhere may have announced."""
    figures = {
        "sales_year_1": sum(
            (first_year(li.amounts) for li in forecast.profit.income), ZERO
        ),
        "result_year_1": first_year(forecast.profit.result),
        "closing_cash_month_12": forecast.cash.closing[
            min(len(forecast.months), MONTHS_PER_YEAR) - 1
        ],
        "total_needs": forecast.startup.total_needs,
        "total_sources": forecast.startup.total_sources,
    }
    paid = [row for row in forecast.instalments if row.principal]
    if paid:
        figures["instalment"] = paid[0].due
    return figures


def _announced(forecast: Forecast, answers: Answers) -> Iterator[Finding]:
    """Figures of an earlier plan that the same inputs do not give again."""
    computed = computed_figures(forecast)
    announced: dict[str, Decimal] = {}
    for row in answers.rows("announced.list"):
        figure, amount = row.get("figure"), row.get("amount")
        if isinstance(figure, str) and isinstance(amount, Decimal):
            announced[figure] = amount
    for figure, amount in announced.items():
        found = computed.get(figure)
        if found is not None and abs(found - amount) >= ONE_DIRHAM:
            yield Finding(
                "announced.differs",
                Level.WARNING,
                "announced.list",
                where=figure,
                facts={"announced": amount, "computed": found},
            )
    assets = announced.get("total_assets")
    liabilities = announced.get("total_liabilities")
    if assets is not None and liabilities is not None and assets != liabilities:
        yield Finding(
            "announced.unbalanced",
            Level.WARNING,
            "announced.list",
            facts={"assets": assets, "liabilities": liabilities},
        )
