"""What is being tried on a plan in this session, step after step, by case.

It is never written into the plan: closing the window loses it, keeping it as a
scenario saves it. A kept scenario that is opened here can be kept again as it has
become; `opened` says which one, as it was when this session last saw it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import streamlit as st

from workbench.finance.scenarios.scenario import Scenario
from workbench.journey.scenarios import Kept

MOST_STEPS = 100
NOTHING = Scenario("")


@dataclass(frozen=True, slots=True)
class Step:
    """What is tried, without a name, and the place of the scenario it changes."""

    scenario: Scenario = NOTHING
    position: int | None = None


def current(case_id: str) -> Scenario:
    """Return what is tried now; `NOTHING` at the beginning."""
    return _steps(case_id)[-1].scenario


def opened(case_id: str) -> Kept | None:
    """Return the kept scenario that is being changed, None when it is none."""
    position = _steps(case_id)[-1].position
    return _seen(case_id).get(position) if position else None


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
    _add(case_id, Step(unnamed(scenario), _steps(case_id)[-1].position))


def open_kept(case_id: str, kept: Kept) -> None:
    """Try a kept scenario from now on; the step before can be gone back to."""
    _see(case_id, kept)
    _add(case_id, Step(unnamed(kept.scenario), kept.position))


def undo(case_id: str) -> None:
    """Go back to the step before."""
    st.session_state[_key(case_id)] = _steps(case_id)[:-1] or (Step(),)


def reset(case_id: str) -> None:
    """Try nothing; this too can be taken back."""
    _add(case_id, Step())


def keep(case_id: str, kept: Kept) -> None:
    """Note that what is tried now is kept so, and changes that scenario from now on."""
    _see(case_id, kept)
    steps = (*_steps(case_id)[:-1], Step(unnamed(kept.scenario), kept.position))
    st.session_state[_key(case_id)] = steps


def refresh(case_id: str, kept: Iterable[Kept]) -> None:
    """Note the name and revision of each scenario that is still as it was opened.

    One with other differences stays as it was seen, so that keeping it again is
    refused; one that left is forgotten.
    """
    seen = _seen(case_id)
    still = {one.position: one for one in kept if one.position in seen}
    st.session_state[f"{_key(case_id)}/seen"] = {
        position: now
        if unnamed(now.scenario) == unnamed(seen[position].scenario)
        else seen[position]
        for position, now in still.items()
    }


def unnamed(scenario: Scenario) -> Scenario:
    """Return the differences of a scenario alone."""
    return replace(scenario, name="")


def _steps(case_id: str) -> tuple[Step, ...]:
    steps: tuple[Step, ...] = st.session_state.get(_key(case_id), (Step(),))
    return steps


def _add(case_id: str, step: Step) -> None:
    st.session_state[_key(case_id)] = (*_steps(case_id), step)[-MOST_STEPS:]


def _seen(case_id: str) -> dict[int, Kept]:
    """The kept scenarios that were opened, by their place."""
    seen: dict[int, Kept] = st.session_state.get(f"{_key(case_id)}/seen", {})
    return seen


def _see(case_id: str, kept: Kept) -> None:
    seen = {**_seen(case_id), kept.position: kept}
    st.session_state[f"{_key(case_id)}/seen"] = seen


def _key(case_id: str) -> str:
    return f"trial/{case_id}"
