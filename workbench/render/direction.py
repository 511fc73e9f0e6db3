"""Writing direction in Word: marks in place of isolates.

An isolate keeps a name or an amount from disturbing the text around it. Word knows
them only in later versions, and LibreOffice breaks lines inside them; a mark of the
text's own direction on both sides does the same and every version knows it.
"""

import re
from typing import Final
from unicodedata import bidirectional

from workbench.knowledge.wording import (
    FIRST_STRONG_ISOLATE,
    LEFT_TO_RIGHT_ISOLATE,
    POP_ISOLATE,
)

LEFT_TO_RIGHT_MARK: Final = "\u200e"
RIGHT_TO_LEFT_MARK: Final = "\u200f"
_OPENING: Final = frozenset({LEFT_TO_RIGHT_ISOLATE, FIRST_STRONG_ISOLATE})
_NUMBER: Final = re.compile(rf"\d[\d,.\u202f\u00a0]*{POP_ISOLATE}")
_STRONG: Final = {
    "L": LEFT_TO_RIGHT_MARK,
    "R": RIGHT_TO_LEFT_MARK,
    "AL": RIGHT_TO_LEFT_MARK,
}


def with_marks(text: str) -> str:
    """Return the text with each isolate between two marks of its direction.

    One that a cut left open ends with the text; a plain number needs no marks.
    """
    made: list[str] = []
    open_marks: list[str] = []
    for place, character in enumerate(text):
        if character in _OPENING:
            mark = _mark(character, text[place + 1 :])
            open_marks.append(mark)
            made.append(mark)
        elif character == POP_ISOLATE:
            made.append(open_marks.pop() if open_marks else "")
        else:
            made.append(character)
    made += reversed(open_marks)
    return "".join(made)


def _mark(opening: str, text: str) -> str:
    if opening == FIRST_STRONG_ISOLATE:
        return _first_strong(text)
    return "" if _NUMBER.match(text) else LEFT_TO_RIGHT_MARK


def _first_strong(text: str) -> str:
    """The mark of the first letter before the isolate ends, those inside left out."""
    depth = 0
    for character in text:
        if character in _OPENING:
            depth += 1
        elif character == POP_ISOLATE:
            depth -= 1
            if depth < 0:
                break
        elif not depth and (mark := _STRONG.get(bidirectional(character))):
            return mark
    return LEFT_TO_RIGHT_MARK
