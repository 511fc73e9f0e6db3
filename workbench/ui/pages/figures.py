"""The legal figures: value, since when, from which text, checked on which day."""

from decimal import Decimal

import streamlit as st

from workbench import money
from workbench.errors import WorkbenchError
from workbench.journey import parameters
from workbench.knowledge.parameters import Parameter, Value
from workbench.ui import context, tables
from workbench.ui.tables import TableRow
from workbench.ui.text import literal

words = context.words()
desk = context.desk()


def shown(value: Value) -> str:
    """Return a value with its unit."""
    if value.brackets:
        return " · ".join(
            f"≥ {words.number(row.above)} : {words.number(row.value)}"
            for row in value.brackets
        )
    if isinstance(value.value, bool):
        return words.fact(value.value)
    if value.unit == "percent":
        return words.percent(value.fraction)
    unit = value.unit if value.unit != "none" else ""
    return f"{words.number(value.number)} {unit}".strip()


def history(parameter: Parameter) -> None:
    """Show every value a figure is known to have had."""
    rows = [
        TableRow(
            words.date(value.from_) if value.from_.year > 1 else "—",
            (shown(value), value.legal_ref, f"{value.source} ({value.source_date})"),
        )
        for value in reversed(parameter.values)
    ]
    head = (
        words.text("Since"),
        words.text("Value"),
        words.text("Text"),
        words.text("Source"),
    )
    tables.show(words, head, rows)


def enter(parameter: Parameter) -> None:
    """Ask the organisation for a value that no text gives."""
    key = f"enter-{parameter.id}"
    typed = st.text_input(
        words.text("Value of your organisation ({unit})", unit=parameter.unit), key=key
    )
    if st.button(words.text("Keep"), key=f"keep-{parameter.id}"):
        read = money.parse_number(typed.replace("%", ""), places=3)
        if not isinstance(read, money.Understood):
            st.error(words.unclear("not_a_number"))
            return
        _keep(parameter, read.amount)


def _keep(parameter: Parameter, amount: Decimal) -> None:
    try:
        parameters.enter(desk, parameter.id, amount)
    except WorkbenchError as refusal:
        st.error(literal(words.error(refusal)))
    else:
        st.rerun()


st.title(words.text("Legal figures"), anchor=False)
st.markdown(words.text("Each figure names its text and the day it was last checked."))
for parameter in parameters.listing(desk):
    label = literal(words.localised(parameter.label))
    value = shown(parameter.values[-1]) if parameter.values else words.text("to enter")
    with st.expander(f"{label} — **{literal(value)}**"):
        if parameter.note:
            st.caption(literal(words.localised(parameter.note)))
        if parameter.values:
            history(parameter)
        if parameter.entered_by_organisation:
            enter(parameter)
        st.caption(
            words.text("Last checked on {day}", day=words.date(parameter.checked_on))
        )
