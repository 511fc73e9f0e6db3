"""The legal figures: value, since when, from which text, checked on which day.

They are those of the organisation, whatever the case at hand.
"""

from decimal import Decimal

import streamlit as st

from workbench import money
from workbench.errors import WorkbenchError
from workbench.funding.tables import UNITS, source_date, stated
from workbench.journey import parameters
from workbench.knowledge.parameters import Parameter, Value
from workbench.ui import context, tables
from workbench.ui.tables import TableRow
from workbench.ui.text import literal

words = context.words()
desk = context.desk()


def unit_named(unit: str) -> str:
    """Return the unit of a value that is typed in, in words."""
    if unit == "percent":
        return "%"
    if unit == "persons":
        return words.text("people")
    return words.text(UNITS.get(unit, "{value}"), value=words.text("dirhams"))


def at_a_glance(parameter: Parameter) -> str:
    """Return the latest value on one line; of a scale, that it is one."""
    if not parameter.values:
        return words.text("to enter")
    latest = parameter.values[-1]
    return words.text("scale") if latest.brackets else stated(latest, words)


def source_of(value: Value) -> str:
    """Return the source of a value with its date."""
    return f"{value.source} ({source_date(value.source_date, words)})"


def history(parameter: Parameter) -> None:
    """Show every value a figure is known to have had."""
    rows = [
        TableRow(
            words.date(value.from_) if value.from_.year > 1 else "—",
            (stated(value, words), value.legal_ref, source_of(value)),
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
        words.text(
            "Value of your organisation ({unit})", unit=unit_named(parameter.unit)
        ),
        key=key,
    )
    if st.button(words.text("Keep"), key=f"keep-{parameter.id}"):
        read = money.parse_number(typed.replace("%", ""), places=3)
        if not isinstance(read, money.Understood):
            st.error(words.unclear("not_a_number", example="12,5"))
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
    with st.expander(f"{label} — **{literal(at_a_glance(parameter))}**"):
        if parameter.note:
            st.caption(literal(words.isolate(words.localised(parameter.note))))
        if parameter.values:
            history(parameter)
        if parameter.entered_by_organisation:
            enter(parameter)
        st.caption(
            words.text("Last checked on {day}", day=words.date(parameter.checked_on))
        )
