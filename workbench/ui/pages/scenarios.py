"""The scenarios that a case keeps, side by side with its plan."""

from collections.abc import Callable
from itertools import zip_longest

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.finance.forecast import Forecast
from workbench.finance.scenarios import scenario_words
from workbench.funding import scenario_tables
from workbench.journey import scenarios, what_if
from workbench.journey.scenarios import Kept
from workbench.journey.what_if import Comparison, Tried
from workbench.knowledge import shocks
from workbench.ui import context, figured, figures, findings, tables, trial
from workbench.ui.text import literal

PROBLEM = "scenario_problem"

words = context.words()
desk = context.desk()
case_id = context.case_id()


def attempt(act: Callable[[], object]) -> None:
    """Do one thing to a scenario, or keep why it cannot be done to be shown."""
    try:
        act()
    except WorkbenchError as problem:
        st.session_state[PROBLEM] = problem


def compare(base: Forecast, seen: Comparison) -> None:
    """Show plan and scenarios in one table and on one chart, by their numbers."""
    tried = [(one.scenario.name, one.forecast) for one in seen.tried]
    named = scenario_tables.numbered(base, tried, words)
    table = scenario_tables.compared(named, words)
    with st.container(key="scenarios_compared"):
        figured.show(words, table, table.title)
    figures.compared(named, words)


def card(place: int, one: Kept, tried: Tried | None) -> None:
    """Show one scenario: its differences, what no longer applies, what can be done."""
    name = literal(words.isolate(one.scenario.name))
    with st.container(border=True, key=f"scenario-{one.position}"):
        badge = words.text("In the dossier")
        chosen = f" :green-badge[{badge}]" if one.is_chosen else ""
        st.markdown(f"**{place}. {name}**{chosen}")
        told = scenario_words.told(one.scenario, shocks.kinds(), words)
        tables.hint(" · ".join(told) or words.text("Nothing is changed."))
        for finding in tried.findings if tried else ():
            findings.show(
                finding, words, seen.base.case.questionnaire, f"{one.position}-"
            )
        with st.container(horizontal=True, gap="small"):
            buttons(one)


def buttons(one: Kept) -> None:
    """Show what can be done with one scenario."""
    key = f"scenario-{one.position}"
    seen_at = {"expected_revision": one.revision}
    st.button(
        words.text("Leave out of the dossier")
        if one.is_chosen
        else words.text("Put in the dossier"),
        key=f"{key}-choose",
        on_click=attempt,
        args=(
            lambda: scenarios.choose(
                desk, case_id, one.position, is_chosen=not one.is_chosen, **seen_at
            ),
        ),
    )
    if st.button(words.text("Try it in the forecast"), key=f"{key}-try"):
        trial.open_kept(case_id, one)
        trial.show(case_id)
        context.go("forecast")
    named(
        words.text("Rename"),
        f"{key}-rename-{one.revision}",
        one.scenario.name,
        lambda name: scenarios.rename(desk, case_id, one.position, name, **seen_at),
    )
    named(
        words.text("Copy"),
        f"{key}-copy-{one.revision}",
        words.text("{name} (copy)", name=one.scenario.name),
        lambda name: scenarios.copy(desk, case_id, one.position, name),
    )
    with st.popover(words.text("Delete"), key=f"{key}-delete"):
        st.markdown(words.text("Delete this scenario? It cannot be brought back."))
        st.button(
            words.text("Yes, delete"),
            key=f"{key}-delete-now",
            type="primary",
            on_click=attempt,
            args=(lambda: scenarios.remove(desk, case_id, one.position, **seen_at),),
        )


def named(title: str, key: str, name: str, act: Callable[[str], object]) -> None:
    """Show a small form that asks for a name; Enter keeps it too."""
    with (
        st.popover(title, key=f"{key}-open"),
        st.form(f"{key}-form", border=False),
    ):
        field = f"{key}-name"
        st.text_input(words.text("Name of the scenario"), name, key=field, max_chars=80)
        st.form_submit_button(
            words.text("Keep"),
            key=f"{key}-now",
            type="primary",
            on_click=lambda: attempt(lambda: act(str(st.session_state[field]))),
        )


seen = what_if.look(desk, case_id)
trial.refresh(case_id, seen.scenarios)
context.heading(words.text("Scenarios"), seen.base.case.row)
if problem := st.session_state.pop(PROBLEM, None):
    st.error(literal(words.error(problem)))
projected = seen.base.assessment.forecast
if projected is None:
    st.info(words.text("The forecast still needs answers: see the forecast page."))
elif seen.scenarios:
    compare(projected, seen)
else:
    st.info(
        words.text(
            "No scenario is kept yet. Try something on the forecast page, then keep it "
            "under a name."
        )
    )
can_compare = bool(seen.scenarios) and projected is not None
if not can_compare and st.button(
    words.text("See the forecast"), key="to_forecast", type="primary"
):
    context.go("forecast")
pairs = zip_longest(seen.scenarios, seen.tried)
for number, (scenario, found) in enumerate(pairs, 1):
    card(number, scenario, found)
if can_compare and st.button(
    words.text("See the checks"), key="to_checks", type="primary"
):
    context.go("checks")
