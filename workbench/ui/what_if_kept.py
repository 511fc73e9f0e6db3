"""What becomes of what is tried: taken back, begun again, kept as a scenario."""

from collections.abc import Callable

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.journey import scenarios
from workbench.journey.scenarios import Kept
from workbench.knowledge.wording import Words
from workbench.ui import context, trial
from workbench.ui.text import literal

KEEP, REWRITE = "what_if_keep", "what_if_rewrite"
DONE, COUNT = f"{KEEP}#done", f"{KEEP}#count"


def show(case_id: str, words: Words) -> None:
    """Show how to take back the last step, all of them, or to keep what is tried."""
    is_nothing = trial.current(case_id) == trial.NOTHING
    with st.container(key="what_if_ways", horizontal=True, gap="small"):
        st.button(
            words.text("Take back"),
            key="what_if_undo",
            icon=":material/undo:",
            disabled=not trial.has_begun(case_id),
            on_click=trial.undo,
            args=(case_id,),
        )
        st.button(
            words.text("Start again"),
            key="what_if_reset",
            icon=":material/restart_alt:",
            disabled=is_nothing,
            on_click=trial.reset,
            args=(case_id,),
        )
    if opened := trial.opened(case_id):
        _rewriting(case_id, opened, words)
    title = words.text("Keep as new") if opened else words.text("Keep as a scenario")
    _keeping(case_id, title, words)
    if name := st.session_state.pop(DONE, ""):
        st.success(literal(words.text("Kept: {name}", name=words.isolate(name))))
    if st.button(
        words.text("Compare the scenarios"), key="to_scenarios", type="tertiary"
    ):
        context.go("scenarios")


def _rewriting(case_id: str, opened: Kept, words: Words) -> None:
    """Show how to keep what is tried in the scenario that was opened."""
    name = words.isolate(opened.scenario.name)
    scenario = trial.current(case_id)
    st.button(
        literal(words.text("Save into {name}", name=name)),
        key=REWRITE,
        icon=":material/save:",
        type="primary",
        width="stretch",
        disabled=scenario in {trial.NOTHING, trial.unnamed(opened.scenario)},
        on_click=_attempt,
        args=(
            case_id,
            REWRITE,
            lambda: scenarios.rewrite(
                context.desk(),
                case_id,
                opened.position,
                scenario,
                expected_revision=opened.revision,
            ),
        ),
    )
    _problem(REWRITE, words)


def _keeping(case_id: str, title: str, words: Words) -> None:
    """Show how to keep what is tried under a name of its own."""
    popover = st.popover(
        title,
        icon=":material/bookmark_add:",
        disabled=trial.current(case_id) == trial.NOTHING,
        width="stretch",
        key=KEEP,
        on_change="rerun",
    )
    if not popover.open:
        return
    with popover:
        field = _name_field()
        with st.form(f"{KEEP}_form", border=False):
            st.text_input(
                words.text("Name of the scenario"),
                key=field,
                max_chars=80,
                placeholder=words.text("for example: bad season"),
            )
            st.form_submit_button(
                words.text("Keep"),
                key=f"{KEEP}_now",
                type="primary",
                on_click=_keep,
                args=(case_id, field),
            )
        _problem(KEEP, words)


def _name_field() -> str:
    """Another field after each keeping: the browser would offer the name given last."""
    return f"{KEEP}_name-{st.session_state.get(COUNT, 0)}"


def _keep(case_id: str, field: str) -> None:
    """Keep what is tried as a new scenario, then close the form."""
    name = str(st.session_state.get(field) or "")
    tried = trial.current(case_id)
    _attempt(
        case_id, KEEP, lambda: scenarios.keep(context.desk(), case_id, tried, name)
    )
    if DONE in st.session_state:
        st.session_state[COUNT] = st.session_state.get(COUNT, 0) + 1
        st.session_state[KEEP] = False


def _attempt(case_id: str, way: str, act: Callable[[], Kept]) -> None:
    """Keep what is tried in one way, and what came of it to be told."""
    try:
        kept = act()
    except WorkbenchError as problem:
        st.session_state[f"{way}#problem"] = problem
    else:
        trial.keep(case_id, kept)
        st.session_state[DONE] = kept.scenario.name


def _problem(way: str, words: Words) -> None:
    if problem := st.session_state.pop(f"{way}#problem", None):
        st.error(literal(words.error(problem)))
