"""How wide the columns of a printed table are, from what stands in them.

Widths are twentieths of a point, those of letters as the dossier's font has them in
the head and the lines of its tables. No word and no figure breaks over lines while the
table is wide enough; words share what is left by how much of them there is.
"""

import re
from collections.abc import Sequence
from typing import Final
from unicodedata import bidirectional, category

LETTERS: Final = {
    **dict.fromkeys("mwMW%@", 160),
    **dict.fromkeys("fijlrtI.,:;'’()/|! \u202f\u00a0", 70),
}
DIGIT: Final = 98
CAPITAL: Final = 122
LETTER: Final = 106
ARABIC_LETTER: Final = 112
MARGINS: Final = 220
WIDEST_FIGURES: Final = 1900
SHORTEST: Final = 500

BREAKS: Final = re.compile(r"(?<=[a-z]-)| ")
"""Where a line may break: at a space, after a hyphen between words."""

_FIGURE: Final = re.compile(r"[\d\s.,/%\u2212\u2013\u2014\u200e\u200f≥≤✓✗]*")


def shared(
    first: int, whole: int, columns: Sequence[Sequence[str]], scale: float = 1
) -> list[int]:
    """Return the width of each column; together they make `whole`.

    `scale` is the size of the letters against that of a usual table.

    A column's first text is its head. Where everything beside the first column is
    figures, that one has `first` or more, less where the heads of the others need
    it, and the others are all alike, as in a statement. Columns that need more than
    there is give way alike.
    """
    is_figures = [_is_figures(column) for column in columns]
    if len(columns) == 1:
        return [whole]
    needed = [round(_needed(column) * scale) for column in columns]
    if all(is_figures[1:]):
        others = len(columns) - 1
        width = min((whole - first) // others, WIDEST_FIGURES)
        width = max(width, *needed[1:])
        if whole - width * others >= min(first, needed[0]):
            return _filled([0, *[width] * others], whole)
    spare = whole - sum(needed)
    if spare < 0:
        return _filled([need * whole // sum(needed) for need in needed], whole)
    weights = [
        0 if figures and place else _weight(column)
        for place, (figures, column) in enumerate(zip(is_figures, columns, strict=True))
    ]
    total = sum(weights) or 1
    widths = [
        need + spare * weight // total
        for need, weight in zip(needed, weights, strict=True)
    ]
    return _filled(widths, whole)


def _is_figures(column: Sequence[str]) -> bool:
    return all(_FIGURE.fullmatch(text) for text in column[1:])


def _needed(column: Sequence[str]) -> int:
    """The longest word on one line; a hard space joins figures into one word."""
    words = (word for text in column for word in BREAKS.split(text))
    return max(SHORTEST, *map(_length, words)) + MARGINS


def _length(word: str) -> int:
    return sum(LETTERS.get(letter) or _usual(letter) for letter in word)


def _usual(letter: str) -> int:
    if bidirectional(letter) == "AL":
        return ARABIC_LETTER
    if category(letter) == "Cf":
        return 0
    if letter.isdigit():
        return DIGIT
    return CAPITAL if letter.isupper() else LETTER


def _weight(column: Sequence[str]) -> int:
    return sum(map(len, column))


def _filled(widths: list[int], whole: int) -> list[int]:
    """Give the first column what rounding left over."""
    return [widths[0] + whole - sum(widths), *widths[1:]]
