"""Questions on a page: each field saved when it is left, shown as it was kept.

The database is the truth. A field's text in the session is set from it whenever
the answer's revision is not the one this session last saw; every save names the
revision that was on the screen, so that two tabs never overwrite each other.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from workbench.errors import WorkbenchError
from workbench.journey import answers as saving
from workbench.journey.desk import Desk
from workbench.journey.state import CaseState, Stored
from workbench.knowledge import catalogue, wording
from workbench.knowledge.questions import Column, Kind, Question
from workbench.knowledge.wording import Words
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan import answers as answering
from workbench.plan.answers import MONTH_MARKS, Cell, Status, Typed, Unclear, Value
from workbench.store.errors import StaleAnswer
from workbench.ui import tables
from workbench.ui.text import literal

FEW_OPTIONS = 6
ROW_OF_OPTIONS = 3
MARK_NAMES = {
    "good": wording.mark("Good month"),
    "normal": wording.mark("Normal month"),
    "slow": wording.mark("Slow month"),
    "closed": wording.mark("Closed"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One question of one case on the page."""

    desk: Desk
    words: Words
    case: CaseState
    question: Question

    @property
    def key(self) -> str:
        """The name of the widget: one per case and question, whatever the language."""
        return f"{self.case.row.id}/{self.question.id}"

    @property
    def stored(self) -> Stored | None:
        """What the database holds."""
        return self.case.stored.get(self.question.id)

    @property
    def revision(self) -> int:
        """The revision that this run shows."""
        return self.case.revision_of(self.question.id)

    def say(self, msgid: str, **facts: str) -> str:
        """Return a message in the page's language."""
        return self.words.text(msgid, **facts)

    @property
    def is_stale(self) -> bool:
        """Whether the session's texts are of another revision than the database's."""
        return bool(st.session_state.get(f"{self.key}#seen") != self.revision)

    def mark_seen(self, revision: int) -> None:
        """Note which revision the session's texts are of."""
        st.session_state[f"{self.key}#seen"] = revision

    def forget(self) -> None:
        """Take the next texts from the database."""
        st.session_state.pop(f"{self.key}#seen", None)
        st.session_state.pop(f"{self.key}#problem", None)

    def save(self, typed: Typed, *, over: int | None = None) -> None:
        """Keep what was typed; a conflict or refusal is kept to be shown."""
        st.session_state.pop(f"{self.key}#problem", None)
        seen = int(st.session_state.get(f"{self.key}#seen", self.revision))
        expected = seen if over is None else over
        try:
            saved = saving.save(
                self.desk,
                self.case.row.id,
                self.question.id,
                typed,
                expected_revision=expected,
            )
        except (StaleAnswer, WorkbenchError) as refusal:
            st.session_state[f"{self.key}#problem"] = (refusal, typed)
        else:
            self.mark_seen(saved.stored.revision)


def show(field: Field) -> None:
    """Show one question with its help, its field and what is known of its answer."""
    question, words = field.question, field.words
    with st.container(key=f"q-{question.id.replace('.', '-')}"):
        if question.kind is Kind.TABLE:
            from workbench.ui import table_forms  # noqa: PLC0415 - they share Field

            table_forms.show(field)
        else:
            _widget(field)
        _help(question, words)
        _problem(field)
        _status(field)


def label(column: Column, words: Words) -> str:
    """Return the label with its unit."""
    text = words.localised(column.label)
    unit = words.localised(column.unit) if column.unit else ""
    return f"{text} ({unit})" if unit else text


def _help(question: Question, words: Words) -> None:
    parts = [words.localised(question.help)] if question.help else []
    if question.example:
        example = words.localised(question.example)
        parts.append(words.text("Example: {example}", example=example))
    if parts:
        tables.hint(" · ".join(parts))
    if question.why:
        why = words.localised(question.why)
        tables.hint(words.text("Why we ask: {why}", why=why))


def _widget(field: Field) -> None:
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


def _kept_text(field: Field) -> str:
    kept = _kept(field)
    return "" if kept is None else answering.typed_of(field.question, kept)


def _short_text(field: Field) -> None:
    key = field.key
    _synchronise(field, key, _kept_text(field))
    suggestion = field.question.suggest
    st.text_input(
        label(field.question, field.words),
        key=key,
        max_chars=field.question.longest,
        placeholder=suggestion and field.say("for example {value}", value=suggestion),
        on_change=_save_text,
        args=(field,),
    )


def _long_text(field: Field) -> None:
    key = field.key
    _synchronise(field, key, _kept_text(field))
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


def options(column: Column, words: Words) -> dict[str, str]:
    """Return the codes of a choice with their words, in order."""
    if column.kind is Kind.YES_NO:
        return {"yes": words.text("Yes"), "no": words.text("No")}
    if column.options_from:
        offered = catalogue.options(column.options_from, words.language)
        return {choice.code: choice.label for choice in offered}
    return {o.code: words.localised(o.label) for o in column.options}


def _choice(field: Field) -> None:
    offered = options(field.question, field.words)
    kept = _kept_text(field)
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
    st.markdown(label(field.question, field.words))
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


def rows_of(width: int, items: Sequence[object]) -> Iterator[DeltaGenerator]:
    """Yield one place an item, row after row, so that Tab goes as one reads."""
    for start in range(0, len(items), width):
        columns = st.columns(width)
        yield from columns[: len(items) - start]


def _save_marks(field: Field, keys: list[str]) -> None:
    field.save(",".join(str(st.session_state[key]) for key in keys))


def _status(field: Field) -> None:
    """What was understood, when it was saved, and "I don't know yet"."""
    left, right = st.columns([3, 1], vertical_alignment="center")
    stored = field.stored
    with left:
        if stored is not None:
            _told(field, stored)
    if stored is None or stored.answer.status is not Status.UNKNOWN:
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
    saved = field.say(
        "saved {time} · revision {revision}",
        time=stored.saved_at.astimezone().strftime("%H:%M"),
        revision=str(stored.revision),
    )
    if answer.unclear is not None:
        ask(field.words, field.question, answer.unclear, field.key, field.save)
        note = field.say("Kept as typed, not understood yet · {saved}", saved=saved)
        st.caption(literal(note))
    elif answer.status is Status.UNKNOWN:
        st.caption(field.say("To find out · {saved}", saved=saved))
    else:
        echo = echoed(field.question, answer.value, field.words)
        text = field.say("Understood: {value}", value=echo) + " · " if echo else ""
        st.caption(literal(text + saved))


def echoed(column: Column, value: object, words: Words) -> str:
    """Return a number or date as it was understood; "" for what needs no echo."""
    match value:
        case Month():
            return words.month_long(value)
        case Decimal() if column.kind is Kind.MONEY:
            return words.money(value)
        case Decimal() if column.kind is Kind.PERCENT:
            return words.percent(value / 100)
        case Decimal():
            return words.number(value)
        case _ if column.kind is Kind.DATE and value is not None:
            return words.fact(value, "long")
        case _:
            return ""


def ask(
    words: Words,
    column: Column,
    unclear: Unclear,
    key: str,
    save: Callable[[str], None],
) -> None:
    """Say why a text was not understood; offer its possible readings."""
    is_text = column.kind in {Kind.TEXT, Kind.LONG_TEXT}
    most = column.longest if is_text else column.max
    bounds = {"min": str(column.min or 0), "max": "∞" if most is None else str(most)}
    st.warning(literal(words.unclear(unclear.reason, **bounds)))
    for place, candidate in enumerate(unclear.candidates):
        shown = echoed(column, candidate, words) or words.number(candidate)
        st.button(
            words.text("I mean {value}", value=shown),
            key=f"{key}#candidate{place}",
            on_click=_choose,
            args=(save, key, answering.typed_of(column, candidate)),
        )


def _choose(save: Callable[[str], None], key: str, typed: str) -> None:
    st.session_state[key] = typed
    save(typed)


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
    theirs.text(_kept_text(field) if field.question.columns == () else _rows(field))
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


def cell_text(column: Column, cell: Cell | None) -> str:
    """Return a cell as it would be typed again."""
    return "" if cell is None else answering.typed_of(column, cell)
