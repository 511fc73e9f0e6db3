"""Single values typed in a form: read at once, or told what to type instead."""

from datetime import date
from decimal import Decimal

import streamlit as st

from workbench.knowledge.questions import Column, Kind
from workbench.knowledge.wording import Words
from workbench.plan import answers as answering
from workbench.plan.answers import Unclear
from workbench.ui.text import literal

DAY = Column(id="day", kind=Kind.DATE, label={"fr": "-"})
AMOUNT = Column(id="amount", kind=Kind.MONEY, label={"fr": "-"})
COUNT = Column(id="count", kind=Kind.INTEGER, label={"fr": "-"}, min=0)


def day(words: Words, name: str, text: str) -> date | None:
    """Return the day in a field, or tell what to type and return None."""
    read = _read(words, DAY, name, text)
    return read if isinstance(read, date) else None


def amount(words: Words, name: str, text: str) -> Decimal | None:
    """Return the dirhams in a field, or tell what to type and return None."""
    read = _read(words, AMOUNT, name, text)
    return read if isinstance(read, Decimal) else None


def count(words: Words, name: str, text: str) -> int | None:
    """Return the whole number in a field, or tell what to type and return None."""
    read = _read(words, COUNT, name, text)
    return read if isinstance(read, int) else None


def _read(words: Words, column: Column, name: str, text: str) -> object:
    read = answering.parse(column, text)
    if isinstance(read, Unclear):
        told = words.unclear(read.reason, min="0", max="∞")
        st.error(literal(words.text("{place}: {text}", place=name, text=told)))
        return None
    return read


def again(amount_kept: Decimal | None) -> str:
    """Return an amount on record as it would be typed again."""
    return "" if amount_kept is None else answering.typed_of(AMOUNT, amount_kept)
