"""What is being tried on a plan in this session, step after step, by case.

It is never written into the plan: closing the window loses it, keeping it as a
scenario saves it.
"""

import streamlit as st

from workbench.finance.scenarios.scenario import Scenario

MOST_STEPS = 100
NOTHING = Scenario("")


def current(case_id: str) -> Scenario:
    """Return what is tried now; `NOTHING` at the beginning."""
    return _steps(case_id)[-1]


def has_begun(case_id: str) -> bool:
    """Whether there is a step to take back."""
    return len(_steps(case_id)) > 1


def is_open(case_id: str) -> bool:
    """Whether what is tried is shown, rather than the plan as it is."""
    return bool(st.session_state.get(f"{_key(case_id)}/open"))


def show(case_id: str, *, is_open: bool = True) -> None:
    """Show what is tried from now on, or the plan as it is."""
    st.session_state[f"{_key(case_id)}/open"] = is_open


def change(case_id: str, scenario: Scenario) -> None:
    """Try this from now on; the step before can be gone back to."""
    steps = (*_steps(case_id), Scenario("", scenario.changes, scenario.shocks))
    st.session_state[_key(case_id)] = steps[-MOST_STEPS:]


def undo(case_id: str) -> None:
    """Go back to the step before."""
    st.session_state[_key(case_id)] = _steps(case_id)[:-1] or (NOTHING,)


def reset(case_id: str) -> None:
    """Try nothing; this too can be taken back."""
    change(case_id, NOTHING)


def _steps(case_id: str) -> tuple[Scenario, ...]:
    steps: tuple[Scenario, ...] = st.session_state.get(_key(case_id), (NOTHING,))
    return steps


def _key(case_id: str) -> str:
    return f"trial/{case_id}"
