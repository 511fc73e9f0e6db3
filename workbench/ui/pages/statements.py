"""The statements a bank reads: income statement, balance sheet, ratios, by year."""

from typing import cast

import streamlit as st

from workbench.finance.accounts import annual
from workbench.finance.accounts.annual import AnnualStatements
from workbench.funding import yearly
from workbench.journey import outlook
from workbench.months import MONTHS_PER_YEAR
from workbench.plan.business_plan import BusinessPlan
from workbench.ui import context, figured, tables
from workbench.ui.tables import TableRow
from workbench.ui.text import literal

YEARS = (1, 2, 3, 5)
DEFAULT_YEARS = 3

words = context.words()
desk = context.desk()


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
statements = annual.annual_statements(plan, projected)
tables.headline((pair.label, pair.text) for pair in yearly.worth(statements, words))
if not plan.is_registered_form:
    figured.show_all(words, yearly.one_page(statements, words))
figured.show_all(
    words,
    (
        yearly.income_statement(statements, words),
        yearly.balances(statements, words),
        yearly.balance_sheet(statements, words),
        yearly.financing(statements, words),
        yearly.working_need(statements, words),
        yearly.depreciation(statements, words),
        yearly.vat(statements, plan.start, words),
        yearly.ratios(statements, words),
    ),
)
tables.hint(yearly.how_marked(words))
figured.show_all(
    words,
    (
        yearly.break_even(statements, words),
        yearly.project_flows(statements, words),
    ),
)
with st.expander(words.text("Where each line comes from")):
    sources(statements)
st.caption(literal(words.text("A forecast, not accounts: no accountant has seen it.")))
