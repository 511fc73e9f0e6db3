"""Saving one answer: read, kept, and given back with its revision."""

from dataclasses import dataclass

from workbench.access.policy import Action
from workbench.journey import consents, state
from workbench.journey.desk import Desk, act
from workbench.journey.state import CaseState, Stored
from workbench.knowledge.questions import Question
from workbench.people.path import Stage
from workbench.plan import answers as answering
from workbench.plan.answers import Answer, Answers, Typed
from workbench.store import answers as answer_store
from workbench.store import cases
from workbench.store.connect import Connection

NAMING = ("person.", "idea.business_name")


@dataclass(frozen=True, slots=True)
class Saved:
    """What was understood and kept."""

    question: Question
    stored: Stored


def save(
    desk: Desk, case_id: str, question_id: str, typed: Typed, *, expected_revision: int
) -> Saved:
    """Read what was typed and save it over the revision it was shown at.

    Text that cannot be understood is kept as typed, not refused. StaleAnswer when
    somebody else saved the same answer since; nothing is overwritten then.
    CoachingNotAgreed where the person has not agreed to being supported.
    """
    with act(desk, Action.SAVE_ANSWER, case_id, question=question_id) as doing:
        case = state.load(doing.conn, case_id)
        consents.require_coaching(case, desk.today)
        question = case.questionnaire[question_id]
        answer = Answer.of(answering.parse(question, typed))
        return _keep(doing.conn, desk, case, question, answer, expected_revision)


def mark_unknown(
    desk: Desk, case_id: str, question_id: str, *, expected_revision: int
) -> Saved:
    """Record "I don't know yet"; StaleAnswer, CoachingNotAgreed as for `save`."""
    with act(desk, Action.SAVE_ANSWER, case_id, question=question_id) as doing:
        case = state.load(doing.conn, case_id)
        consents.require_coaching(case, desk.today)
        question = case.questionnaire[question_id]
        answer = answering.UNKNOWN
        return _keep(doing.conn, desk, case, question, answer, expected_revision)


def clear(
    desk: Desk, case_id: str, question_id: str, *, expected_revision: int
) -> None:
    """Take an answer out, as if it had not been given: that needs no agreement."""
    with act(desk, Action.SAVE_ANSWER, case_id, question=question_id) as doing:
        answer_store.remove(
            doing.conn,
            case_id,
            question_id,
            expected_revision=expected_revision,
            at=desk.at,
        )
        _rename(doing.conn, state.load(doing.conn, case_id), question_id)


def _keep(
    conn: Connection,
    desk: Desk,
    case: CaseState,
    question: Question,
    answer: Answer,
    expected_revision: int,
) -> Saved:
    value, typed = state.to_store(question, answer)
    row = answer_store.save(
        conn,
        case.row.id,
        question.id,
        status=answer.status.value,
        value_json=value,
        typed=typed,
        expected_revision=expected_revision,
        at=desk.at,
        by=desk.actor.id,
    )
    now = Answers({**case.answers.by_question, question.id: answer})
    if case.row.stage == Stage.RECEPTION and state.is_planned(case.questionnaire, now):
        cases.set_stage(conn, case.row.id, Stage.PLAN.value)
    if question.id.startswith(NAMING):
        _rename(conn, state.load(conn, case.row.id), question.id)
    return Saved(question, state.stored_of(question, row))


def _rename(conn: Connection, case: CaseState, question_id: str) -> None:
    """Keep the name in lists true to the answers it is made of."""
    if question_id.startswith(NAMING):
        cases.set_label(conn, case.row.id, state.label_of(case.answers))
