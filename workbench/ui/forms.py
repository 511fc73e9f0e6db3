"""Questions on a page: field, help, what was understood, when it was saved."""

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.funding import eligibility
from workbench.journey import answers as saving
from workbench.journey.state import Stored
from workbench.knowledge import funders
from workbench.knowledge.questions import Kind, Question
from workbench.knowledge.wording import Words
from workbench.plan import answers as answering
from workbench.plan.answers import Status, Typed
from workbench.store.errors import StaleAnswer
from workbench.ui import findings, table_forms, tables, widgets
from workbench.ui.field import Field, ask, echoed
from workbench.ui.text import literal


def show(field: Field) -> None:
    """Show one question with its help, its field and what is known of its answer."""
    question, words = field.question, field.words
    with st.container(key=f"q-{question.id.replace('.', '-')}"):
        if question.kind is Kind.TABLE:
            table_forms.show(field)
        else:
            widgets.show(field)
        _help(question, words)
        _problem(field)
        _status(field)
        _refusals(field)


def _help(question: Question, words: Words) -> None:
    if question.help:
        tables.hint(words.localised(question.help))
    if question.example:
        example = words.localised(question.example)
        tables.hint(words.text("Example: {example}", example=example))
    if question.why:
        why = words.localised(question.why)
        tables.hint(words.text("Why we ask: {why}", why=why))


def _status(field: Field) -> None:
    """What was understood and when it was saved, or "I don't know yet".

    An answer that stands has no such button: one slip would wipe it out.
    """
    left, right = st.columns([3, 1], vertical_alignment="center")
    stored = field.stored
    with left:
        if stored is not None:
            _told(field, stored)
        elif usual := _usual(field):
            st.caption(literal(usual))
    if stored is None or stored.answer.status is Status.UNCLEAR:
        right.button(
            field.say("I don't know yet"),
            key=f"{field.key}#unknown",
            type="tertiary",
            on_click=_mark_unknown,
            args=(field,),
        )


def _mark_unknown(field: Field) -> None:
    try:
        saving.mark_unknown(
            field.desk,
            field.case.row.id,
            field.question.id,
            expected_revision=field.revision,
        )
    except WorkbenchError as refusal:
        st.session_state[f"{field.key}#problem"] = (refusal, "")
    else:
        field.forget()


def _told(field: Field, stored: Stored) -> None:
    answer = stored.answer
    saved_at = stored.saved_at.astimezone()
    saved = field.say(
        "saved on {day}, {time}",
        day=field.words.date(saved_at.date()),
        time=f"{saved_at:%H:%M}",
    )
    if answer.unclear is not None:
        ask(field.words, field.question, answer.unclear, field.key, field.save)
        note = field.say("Kept as typed, not understood yet · {saved}", saved=saved)
        st.caption(literal(note))
    elif answer.status is Status.UNKNOWN:
        parts = (field.say("To find out"), _usual(field), saved)
        st.caption(literal(" · ".join(filter(None, parts))))
    else:
        echo = echoed(field.question, answer.value, field.words)
        text = field.say("Understood: {value}", value=echo) + " · " if echo else ""
        st.caption(literal(text + saved))


def _refusals(field: Field) -> None:
    """Say at once which funders cannot take the case because of this answer."""
    case = field.case
    found = eligibility.refusals(
        case.questionnaire, case.answers, funders.load().values(), field.desk.today
    )
    for funder, reason in found:
        if reason.question == field.question.id:
            findings.refusal(field.words, funder, reason)


def _usual(field: Field) -> str:
    """What the figures take as long as nothing is known, "" where that is nothing."""
    usual = echoed(field.question, field.question.usual, field.words)
    return usual and field.say(
        "until it is known, the figures take {value}", value=usual
    )


def _problem(field: Field) -> None:
    """Show a refusal; for two saves of one answer, both values to choose from."""
    problem = st.session_state.get(f"{field.key}#problem")
    if problem is None:
        return
    refusal, typed = problem
    if not isinstance(refusal, StaleAnswer):
        st.error(literal(field.words.error(refusal)))
        return
    st.warning(literal(field.words.error(refusal)))
    mine, theirs = st.columns(2)
    mine.markdown(field.say("Typed here"))
    mine.text(_readable(typed))
    theirs.markdown(field.say("Saved elsewhere"))
    theirs.text(
        widgets.kept_text(field) if field.question.columns == () else _rows(field)
    )
    mine.button(
        field.say("Keep what was typed here"),
        key=f"{field.key}#mine",
        on_click=lambda: field.save(typed, over=field.revision),
    )
    theirs.button(
        field.say("Keep what was saved elsewhere"),
        key=f"{field.key}#theirs",
        on_click=field.forget,
    )


def _readable(typed: Typed) -> str:
    if isinstance(typed, str):
        return typed
    return "\n".join(" · ".join(filter(None, row.values())) for row in typed)


def _rows(field: Field) -> str:
    columns = {column.id: column for column in field.question.columns}
    rows = field.case.answers.rows(field.question.id)
    return "\n".join(
        " · ".join(answering.typed_of(columns[k], cell) for k, cell in row.items())
        for row in rows
    )
