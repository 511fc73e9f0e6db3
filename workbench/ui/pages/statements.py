"""The statements a bank reads: income statement, balance sheet, ratios, by year."""

from decimal import Decimal
from typing import cast

import streamlit as st

from workbench.finance.accounts import annual
from workbench.finance.accounts.annual import AnnualStatements
from workbench.finance.accounts.ratios import Ratio, Standing
from workbench.finance.accounts.tables import Table
from workbench.finance.model.horizon import Horizon
from workbench.journey import outlook
from workbench.months import MONTHS_PER_YEAR
from workbench.plan.business_plan import BusinessPlan
from workbench.ui import context, tables
from workbench.ui.tables import TableRow
from workbench.ui.text import literal

YEARS = (1, 2, 3, 5)
DEFAULT_YEARS = 3
NOT_KNOWN = "—"
MARKS = {Standing.GOOD: " ✓", Standing.BAD: " ✗"}

words = context.words()
desk = context.desk()


def by_year(table: Table, title: str, months: tuple[int, ...]) -> None:
    """Show the lines in use, a column a year of activity."""
    head = [title, *year_names(months)]
    rows = [
        TableRow(words.localised(row.label), row.amounts, is_total=bool(row.code))
        for row in table.used
    ]
    tables.show(words, head, rows)


def year_names(months: tuple[int, ...]) -> list[str]:
    """Return the years of activity, one that is not whole with its months."""
    names = []
    for number, count in enumerate(months, 1):
        name = words.text("Year {n}", n=str(number))
        is_whole = count == MONTHS_PER_YEAR
        names.append(name if is_whole else f"{name} ({words.months(count)})")
    return names


def balance_sheet(found: AnnualStatements) -> None:
    """Show the balance sheet at the opening and at the end of each year."""
    head = [
        words.text("Balance sheet"),
        words.text("Opening"),
        *year_names(found.months),
    ]
    rows = [
        TableRow(
            words.localised(row.label),
            found.sheet_at_year_ends[row.key],
            is_total=bool(row.code),
        )
        for row in found.sheet.used
    ]
    tables.show(words, head, rows)


def financing(found: AnnualStatements) -> None:
    """Show the financing plan, the opening first."""
    head = [
        words.text("Financing plan"),
        words.text("Opening"),
        *year_names(found.months),
    ]
    rows = [
        TableRow(words.localised(row.label), row.amounts, is_total=bool(row.code))
        for row in found.financing_plan.used
    ]
    tables.show(words, head, rows)


def working_need(found: AnnualStatements) -> None:
    """Show the working-capital need, in dirhams and in days of turnover."""
    need = found.working_need
    head = [
        words.text("Working-capital need"),
        *year_names(found.months),
        *(
            words.text("{year}, in days", year=year)
            for year in year_names(found.months)
        ),
    ]
    rows = [
        TableRow(words.localised(row.label), (*row.amounts, *days(need.days[row.key])))
        for row in need.table.used
    ]
    tables.show(words, head, rows)


def days(values: tuple[Decimal | None, ...]) -> tuple[str, ...]:
    """Return days of turnover, a dash in a year without any."""
    return tuple(NOT_KNOWN if d is None else words.number(d, 1) for d in values)


def ratios(found: AnnualStatements) -> None:
    """Show every ratio with what it divides, and how it stands to its usual mark."""
    head = [
        words.text("Ratio"),
        *year_names(found.months),
        words.text("How it is made"),
    ]
    rows = [
        TableRow(
            words.localised(ratio.definition.label),
            (*values(ratio), words.localised(ratio.definition.definition)),
        )
        for ratio in found.ratios
    ]
    tables.show(words, head, rows)
    tables.hint(
        words.text("✓ within the usual mark · ✗ outside it · — not defined or no mark")
    )


def values(ratio: Ratio) -> list[str]:
    """Return a ratio's values in its unit, each with its mark."""
    is_share = ratio.definition.unit == "percent"
    return [
        NOT_KNOWN
        if value is None
        else (words.percent(value) if is_share else words.number(value, 1))
        + MARKS.get(standing, "")
        for value, standing in zip(ratio.values, ratio.standings, strict=True)
    ]


def thresholds(found: AnnualStatements) -> None:
    """Show two dates that are often taken for one, and what the project is worth."""
    view, project = found.break_even, found.project
    covered = view.covered_from and words.month_long(view.covered_from)
    repaid = view.repaid_in and words.month_long(view.repaid_in)
    internal = project.internal_rate.value
    tables.headline(
        (
            (words.text("Month in which sales cover costs"), covered or NOT_KNOWN),
            (
                words.text("Month in which past costs are repaid too"),
                repaid or NOT_KNOWN,
            ),
            (
                words.text(
                    "Net present value at {rate}", rate=words.percent(project.rate)
                ),
                words.money(project.net_present_value),
            ),
            (
                words.text("Internal rate of return"),
                NOT_KNOWN
                if internal is None
                else words.percent(Decimal(str(round(internal, 6)))),
            ),
            (words.text("Years to pay back"), years(project.payback_years)),
        )
    )


def years(value: Decimal | None) -> str:
    """Return years with one decimal, a dash when they lie beyond what is seen."""
    return NOT_KNOWN if value is None else words.number(value, 1)


def depreciation(found: AnnualStatements) -> None:
    """Show what each purchase wears by year, and what is left of it."""
    if not found.depreciation:
        return
    head = [
        words.text("Depreciation"),
        words.text("Cost"),
        *year_names(found.months),
        words.text("Left at the end"),
    ]
    rows = [
        TableRow(
            row.label or words.text("Costs of opening"),
            (row.cost, *row.charges, row.net),
        )
        for row in found.depreciation
    ]
    tables.show(words, head, rows)


def vat(found: AnnualStatements) -> None:
    """Show the returns of value added tax, where the plan charges it."""
    if found.vat is None:
        return
    head = [
        words.text("Value added tax"),
        *(words.month(projected_months[r.places[-1]]) for r in found.vat_returns),
    ]
    rows = [TableRow(words.localised(row.label), row.amounts) for row in found.vat.used]
    tables.show(words, head, rows)


def one_page(found: AnnualStatements) -> None:
    """Show the month, the household and the day of a business without accounts."""
    rows = [
        TableRow(words.localised(row.label), row.amounts)
        for row in found.one_page.table.used
    ]
    head = (words.text("A mean month of the first year"), words.text("Dirhams"))
    tables.show(words, head, rows)


def sources(found: AnnualStatements) -> None:
    """Show for each line the questions it follows from and the rules it uses."""
    questionnaire = seen.case.questionnaire
    parameters = {p.id: words.localised(p.label) for p in seen.parameters}
    rows = []
    for table in (found.income_statement, found.sheet, found.financing_plan):
        for row in table.used:
            asked = [
                words.localised(questionnaire[q].label)
                for q in row.source.questions
                if q in questionnaire
            ]
            ruled = [parameters[p] for p in row.source.parameters]
            rows.append(
                TableRow(
                    words.localised(row.label), (" · ".join(asked), " · ".join(ruled))
                )
            )
    head = (words.text("Line"), words.text("Questions"), words.text("Legal figures"))
    tables.show(words, head, rows)


heading = st.container()
chosen = st.segmented_control(
    words.text("How many years"),
    YEARS,
    key="years",
    default=DEFAULT_YEARS,
    format_func=words.years,
    required=True,
)
count = int(chosen or DEFAULT_YEARS) * MONTHS_PER_YEAR
seen = outlook.look(desk, context.case_id(), count)
with heading:
    context.heading(words.text("Statements"), seen.case.row)
projected = seen.assessment.forecast
if projected is None:
    st.info(words.text("The forecast still needs answers: see the forecast page."))
    if st.button(words.text("See the forecast"), key="to_forecast", type="primary"):
        context.go("forecast")
    st.stop()
plan = cast("BusinessPlan", seen.assessment.plan)
projected_months = Horizon(plan.start, len(projected.months)).months
statements = annual.annual_statements(plan, projected)
thresholds(statements)
if not plan.is_registered_form:
    one_page(statements)
by_year(statements.income_statement, words.text("Income statement"), statements.months)
by_year(statements.balances, words.text("Management balances"), statements.months)
balance_sheet(statements)
financing(statements)
working_need(statements)
depreciation(statements)
vat(statements)
ratios(statements)
with st.expander(words.text("Where each line comes from")):
    sources(statements)
st.caption(literal(words.text("A forecast, not accounts: no accountant has seen it.")))
