"""The capacity to repay: what sales are believed, what is left, what loan that is."""

import streamlit as st

from workbench.funding import capacity_tables
from workbench.journey import outlook
from workbench.knowledge import funders
from workbench.ui import context, figured, findings, tables
from workbench.ui.text import literal

words = context.words()
desk = context.desk()

heading = st.container()
slugs = ("", *funders.load())
labels = {"": words.text("No funder chosen")} | {
    slug: words.localised(funder.label) for slug, funder in funders.load().items()
}
chosen = st.selectbox(
    words.text("Whose limits"), slugs, format_func=labels.__getitem__, key="limits_of"
)
funder = funders.get(chosen) if chosen else None
seen = outlook.look(desk, context.case_id(), funder=funder)
with heading:
    context.heading(words.text("Capacity to repay"), seen.case.row)
capacity = seen.assessment.capacity
if capacity is None:
    st.info(words.text("The capacity can be seen once the forecast can be made."))
    if st.button(words.text("See the forecast"), key="to_forecast", type="primary"):
        context.go("forecast")
    st.stop()

tables.headline(capacity_tables.decisive(capacity, words))
for finding in seen.assessment.findings:
    if finding.code.startswith("capacity."):
        findings.show(finding, words, seen.case.questionnaire)
largest = capacity_tables.largest(capacity, words)
if largest is None:
    st.info(words.text("No loan is asked for in this plan."))
figured.show_all(words, (largest, capacity_tables.instalments(capacity, words)))
st.subheader(words.text("What sales are believed"), anchor=False)
figured.show_all(
    words,
    (
        capacity_tables.sales(capacity, words),
        capacity_tables.other_counts(capacity, words),
        capacity_tables.net_cash(capacity, words),
    ),
)
st.caption(
    literal(
        words.text(
            "Source of the limits: {source}",
            source=words.localised(capacity.rules.source),
        )
    )
)
if st.button(words.text("Enter other counts"), key="to_counts"):
    context.go("questions", section="capacity")
