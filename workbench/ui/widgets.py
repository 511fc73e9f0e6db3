"""The widget of each kind of question, saved when it is left."""

from collections.abc import Callable, Mapping

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.journey import answers as saving
from workbench.knowledge import wording
from workbench.knowledge.questions import Kind
from workbench.months import MONTHS_PER_YEAR
from workbench.plan import answers as answering
from workbench.plan.answers import MONTH_MARKS, Unclear, Value
from workbench.ui.field import Field, echoed, label, options, rows_of
from workbench.ui.text import literal

FEW_OPTIONS = 6
ROW_OF_OPTIONS = 3
MARK_NAMES = {
    "good": wording.mark("Good month"),
    "normal": wording.mark("Normal month"),
    "slow": wording.mark("Slow month"),
    "closed": wording.mark("Closed"),
}


def show(field: Field) -> None:
    """Show the widget of the question's kind."""
    question = field.question
    show_kind: Mapping[Kind, Callable[[Field], None]] = {
        Kind.CHOICE: _choice,
        Kind.YES_NO: _choice,
        Kind.MULTI_CHOICE: _pills,
        Kind.MONTH_MARKS: _marks,
        Kind.LONG_TEXT: _long_text,
    }
    show_kind.get(question.kind, _short_text)(field)


def _synchronise(field: Field, key: str, kept: object) -> None:
    """Give the widget the database's value when the session has none or an old one."""
    if key not in st.session_state or field.is_stale:
        st.session_state[key] = kept
    field.mark_seen(field.revision)


def _kept(field: Field) -> Value | Unclear | None:
    if field.stored is None:
        return None
    return field.stored.answer.unclear or field.stored.answer.value


def kept_text(field: Field) -> str:
    """Return what the database holds, as it would be typed again."""
    kept = _kept(field)
    return "" if kept is None else answering.typed_of(field.question, kept)


def _short_text(field: Field) -> None:
    key = field.key
    _synchronise(field, key, kept_text(field))
    usual = echoed(field.question, field.question.usual, field.words)
    st.text_input(
        label(field.question, field.words),
        key=key,
        max_chars=field.question.longest,
        placeholder=usual and field.say("usual: {value}", value=usual),
        on_change=_save_text,
        args=(field,),
    )


def _long_text(field: Field) -> None:
    key = field.key
    _synchronise(field, key, kept_text(field))
    st.text_area(
        label(field.question, field.words),
        key=key,
        height=110,
        max_chars=field.question.longest,
        on_change=_save_text,
        args=(field,),
    )


def _save_text(field: Field) -> None:
    typed = str(st.session_state.get(field.key) or "")
    if typed.strip():
        field.save(typed)
    else:
        _clear(field)


def _clear(field: Field) -> None:
    """An emptied field is an answer taken back."""
    if not field.revision:
        return
    try:
        saving.clear(
            field.desk,
            field.case.row.id,
            field.question.id,
            expected_revision=field.revision,
        )
    except WorkbenchError as refusal:
        st.session_state[f"{field.key}#problem"] = (refusal, "")
    else:
        field.forget()


def _choice(field: Field) -> None:
    offered = options(field.question, field.words)
    kept = kept_text(field)
    key = field.key
    _synchronise(field, key, kept if kept in offered else None)
    if len(offered) <= FEW_OPTIONS:
        st.radio(
            label(field.question, field.words),
            list(offered),
            key=key,
            index=None,
            format_func=lambda code: literal(offered[code]),
            horizontal=len(offered) <= ROW_OF_OPTIONS,
            on_change=_save_text,
            args=(field,),
        )
    else:
        st.selectbox(
            label(field.question, field.words),
            list(offered),
            key=key,
            index=None,
            format_func=lambda code: offered[code],
            placeholder=field.say("Choose"),
            on_change=_save_text,
            args=(field,),
        )


def _pills(field: Field) -> None:
    offered = options(field.question, field.words)
    kept = field.stored.answer.value if field.stored else None
    chosen = [c for c in kept if c in offered] if isinstance(kept, tuple) else []
    key = field.key
    _synchronise(field, key, chosen)
    many = len(offered) > 2 * FEW_OPTIONS
    if many:
        st.multiselect(
            label(field.question, field.words),
            list(offered),
            key=key,
            format_func=lambda code: offered[code],
            placeholder=field.say("Choose one or more"),
            on_change=_save_pills,
            args=(field,),
        )
    else:
        st.pills(
            label(field.question, field.words),
            list(offered),
            key=key,
            selection_mode="multi",
            format_func=lambda code: literal(offered[code]),
            on_change=_save_pills,
            args=(field,),
        )


def _save_pills(field: Field) -> None:
    chosen = st.session_state.get(field.key) or []
    if chosen:
        field.save(",".join(chosen))
    else:
        _clear(field)


def _marks(field: Field) -> None:
    """Twelve months, each good, normal, slow or closed."""
    kept = field.stored.answer.value if field.stored else None
    marks = kept if isinstance(kept, tuple) else ("normal",) * MONTHS_PER_YEAR
    keys = [f"{field.key}/{number}" for number in range(1, MONTHS_PER_YEAR + 1)]
    is_stale = field.is_stale
    st.markdown(f"**{label(field.question, field.words)}**")
    names = {mark: field.say(MARK_NAMES[mark]) for mark in MONTH_MARKS}
    for place, (key, slot) in enumerate(zip(keys, rows_of(4, keys), strict=True)):
        if key not in st.session_state or is_stale:
            st.session_state[key] = marks[place]
        slot.selectbox(
            literal(field.words.month_name(place + 1)),
            MONTH_MARKS,
            key=key,
            format_func=names.__getitem__,
            on_change=_save_marks,
            args=(field, keys),
        )
    field.mark_seen(field.revision)
    if field.stored is None:
        st.button(
            field.say("All months are like this: keep"),
            key=f"{field.key}#keep",
            on_click=_save_marks,
            args=(field, keys),
        )


def _save_marks(field: Field, keys: list[str]) -> None:
    field.save(",".join(str(st.session_state[key]) for key in keys))
