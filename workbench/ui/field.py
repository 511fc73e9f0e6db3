"""One question of one case on a page: its key, its words, and how it is saved.

The database is the truth. A field's text in the session is set from it whenever
the answer's revision is not the one this session last saw; every save names the
revision that was on the screen, so that two tabs never overwrite each other.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from workbench.errors import WorkbenchError
from workbench.journey import answers as saving
from workbench.journey.desk import Desk
from workbench.journey.state import CaseState, Stored
from workbench.knowledge import catalogue
from workbench.knowledge.questions import Column, Kind, Question
from workbench.knowledge.wording import Words
from workbench.months import Month
from workbench.plan import answers as answering
from workbench.plan.answers import Cell, Typed, Unclear
from workbench.ui.text import literal

FIGURES = re.compile(r"\d(?:[\d.,/\u202f ]*\d)?")


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

    @property
    def is_refused(self) -> bool:
        """Whether what was typed last could not be kept."""
        return f"{self.key}#problem" in st.session_state

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
        except WorkbenchError as refusal:
            st.session_state[f"{self.key}#problem"] = (refusal, typed)
        else:
            self.mark_seen(saved.stored.revision)


def label(column: Column, words: Words) -> str:
    """Return the label with its unit."""
    text = words.localised(column.label)
    unit = words.localised(column.unit) if column.unit else ""
    return f"{text} ({unit})" if unit else text


def options(column: Column, words: Words) -> dict[str, str]:
    """Return the codes of a choice with their words, in order."""
    if column.kind is Kind.YES_NO:
        return {"yes": words.text("Yes"), "no": words.text("No")}
    if column.options_from:
        offered = catalogue.options(column.options_from, words.language)
        return {choice.code: choice.label for choice in offered}
    return {o.code: words.localised(o.label) for o in column.options}


def echoed(column: Column, value: object, words: Words) -> str:
    """Return a number or date as it was understood; "" for what needs no echo."""
    match value:
        case Month():
            return words.month_long(value)
        case Decimal() if column.kind is Kind.MONEY:
            return words.money(value)
        case Decimal() if column.kind is Kind.PERCENT:
            return words.percent(value / 100)
        case Decimal() if column.kind is not Kind.INTEGER:
            return words.number(value)
        case _ if column.kind is Kind.DATE and value is not None:
            return words.fact(value, "long")
        case _:
            return ""


def why_unclear(words: Words, column: Column, unclear: Unclear) -> str:
    """Return why a text was not understood and what to type instead."""
    is_text = column.kind in {Kind.TEXT, Kind.LONG_TEXT}
    most = column.longest if is_text else column.max
    return words.unclear(
        unclear.reason,
        min=str(column.min or 0),
        max="∞" if most is None else str(most),
        example=_example(words, column),
    )


def _example(words: Words, column: Column) -> str:
    """The figures that the question's own example begins with, or some of its kind."""
    own = FIGURES.match(words.localised(column.example))
    return own.group() if own else "12" if column.kind is Kind.INTEGER else "1250"


def ask(
    words: Words,
    column: Column,
    unclear: Unclear,
    key: str,
    save: Callable[[str], None],
) -> None:
    """Say why a text was not understood; offer its possible readings."""
    st.warning(literal(why_unclear(words, column, unclear)))
    for place, candidate in enumerate(unclear.candidates):
        typed = answering.typed_of(column, candidate)
        shown = echoed(column, candidate, words) or typed
        st.button(
            words.text("I mean {value}", value=shown),
            key=f"{key}#candidate{place}",
            on_click=_choose,
            args=(save, key, typed),
        )


def _choose(save: Callable[[str], None], key: str, typed: str) -> None:
    st.session_state[key] = typed
    save(typed)


def cell_text(column: Column, cell: Cell | None) -> str:
    """Return a cell as it would be typed again."""
    return "" if cell is None else answering.typed_of(column, cell)


def rows_of(width: int, items: Sequence[object]) -> Iterator[DeltaGenerator]:
    """Yield one place an item, row after row, so that Tab goes as one reads."""
    for start in range(0, len(items), width):
        columns = st.columns(width)
        yield from columns[: len(items) - start]
