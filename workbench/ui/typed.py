"""Single values typed beside the questions: echoed, or told what to type instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from workbench.knowledge.questions import Column, Kind
from workbench.knowledge.wording import HARD_SPACE, Words
from workbench.plan import answers as answering
from workbench.plan.answers import Unclear
from workbench.ui import field
from workbench.ui.text import literal

DAY = Column(id="day", kind=Kind.DATE, label={"fr": "-"})
AMOUNT = Column(id="amount", kind=Kind.MONEY, label={"fr": "-"})
COUNT = Column(id="count", kind=Kind.INTEGER, label={"fr": "-"}, min=0)


@dataclass(frozen=True, slots=True)
class Typing:
    """The fields of one form; each gives what is read in it, None for nothing.

    A form that `is_sent_whole` has no room for readings to choose from.
    """

    words: Words
    is_sent_whole: bool = False

    def day(
        self, slot: DeltaGenerator, name: str, key: str, before: date | None = None
    ) -> date | None:
        """Show a field for a day, `before` in it."""
        read = self._field(slot, DAY, name, key, before)
        return read if isinstance(read, date) else None

    def amount(
        self, slot: DeltaGenerator, name: str, key: str, before: Decimal | None = None
    ) -> Decimal | None:
        """Show a field for dirhams, `before` in it."""
        read = self._field(slot, AMOUNT, name, key, before)
        return read if isinstance(read, Decimal) else None

    def count(
        self, slot: DeltaGenerator, name: str, key: str, before: int
    ) -> int | None:
        """Show a field for a whole number, `before` in it."""
        read = self._field(slot, COUNT, name, key, before)
        return read if isinstance(read, int) else None

    def _field(
        self,
        slot: DeltaGenerator,
        column: Column,
        name: str,
        key: str,
        before: date | Decimal | int | None,
    ) -> object:
        """The line under the field is always there: nothing moves when it is left."""
        kept = "" if before is None else answering.typed_of(column, before)
        st.session_state.setdefault(key, kept)
        with slot:
            text = st.text_input(name, key=key)
            read = answering.parse(column, text)
            if not isinstance(read, Unclear):
                echo = field.echoed(column, read, self.words)
                st.caption(literal(f"= {echo}") if echo else HARD_SPACE)
            elif not text.strip():
                st.caption(HARD_SPACE)
            elif self.is_sent_whole:
                st.warning(literal(field.why_unclear(self.words, column, read)))
            else:
                field.ask(self.words, column, read, key, lambda _typed: None)
        return read


def is_lacking(words: Words, read: Mapping[str, object]) -> bool:
    """Return whether a field, by its name, has no value yet, and say which."""
    lacking = [name for name, value in read.items() if value is None]
    if lacking:
        names = words.fact(lacking)
        st.error(literal(words.text("Still to fill in: {fields}.", fields=names)))
    return bool(lacking)
