"""The rooms of the journey: which door leads where."""

import pytest

from workbench.people import path
from workbench.people.path import AFTER_DECISION, FUNDED, MoveForbidden, Outcome, Stage

MOVES = [(a, b) for a in Stage for b in Stage]
OPEN = {
    ("reception", "plan"),
    ("reception", "decision"),
    ("reception", "closed"),
    ("plan", "decision"),
    ("plan", "closed"),
    ("decision", "plan"),
    ("decision", "follow_up"),
    ("decision", "closed"),
    ("follow_up", "decision"),
    ("follow_up", "closed"),
    ("closed", "plan"),
}


@pytest.mark.parametrize(("current", "target"), MOVES)
def test_a_move_is_made_only_through_an_open_door(
    current: Stage, target: Stage
) -> None:
    if current == target or (current.value, target.value) in OPEN:
        assert path.move(current, target) is target
        return
    with pytest.raises(MoveForbidden) as refused:
        path.move(current, target)
    assert refused.value.facts == {"current": current.value, "target": target.value}


@pytest.mark.parametrize("stage", Stage)
def test_no_stage_is_a_dead_end(stage: Stage) -> None:
    assert path.ALLOWED[stage] - {stage}


@pytest.mark.parametrize("outcome", Outcome)
def test_every_decision_leads_somewhere_a_decided_case_may_go(outcome: Outcome) -> None:
    after = AFTER_DECISION[outcome]
    assert path.move(Stage.DECISION, after) is after
    assert (after is Stage.FOLLOW_UP) == (outcome in FUNDED)


def test_an_adjourned_case_goes_back_to_its_plan_and_a_refused_one_is_closed() -> None:
    assert AFTER_DECISION[Outcome.ADJOURNED] is Stage.PLAN
    assert AFTER_DECISION[Outcome.REFUSED] is Stage.CLOSED
