"""How wide the columns of a printed table are, from what stands in them.

Widths are twentieths of a point. Figures never break over lines: they get what
they need; words share what is left by the length of their longest text.
"""

import re
from collections.abc import Sequence
from typing import Final

LETTER: Final = 84
DIGIT: Final = 102
MARGINS: Final = 220
LONGEST: Final = 110
WIDEST_FIGURES: Final = 1900
SHORTEST: Final = 500

_FIGURE: Final = re.compile(r"[\d\s.,/%\u2212\u2013\u2014\u2066-\u2069≥≤✓✗]*")


def shared(first: int, whole: int, columns: Sequence[Sequence[str]]) -> list[int]:
    """Return the width of each column; together they make `whole`.

    A column's first text is its head. Where everything beside the first column is
    figures, that one has `first` or more and the others are all alike, as in a
    statement. Columns too many for their figures share the width evenly.
    """
    is_figures = [_is_figures(column) for column in columns]
    if len(columns) == 1:
        return [whole]
    if all(is_figures[1:]):
        others = len(columns) - 1
        width = min((whole - first) // others, WIDEST_FIGURES)
        return _filled([first, *[width] * others], whole)
    needed = [_needed(column) for column in columns]
    spare = whole - sum(needed)
    if spare < 0:
        return _filled(_even(whole, len(columns)), whole)
    weights = [
        0 if figures else _weight(column)
        for figures, column in zip(is_figures, columns, strict=True)
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
    words = (word for text in column for word in text.split(" "))
    return max(SHORTEST, *map(_length, words)) + MARGINS


def _length(word: str) -> int:
    digits = sum(map(str.isdigit, word))
    return digits * DIGIT + (len(word) - digits) * LETTER


def _weight(column: Sequence[str]) -> int:
    return min(max(map(len, column)), LONGEST)


def _even(width: int, count: int) -> list[int]:
    return [width // count] * count


def _filled(widths: list[int], whole: int) -> list[int]:
    """Give the first column what rounding left over."""
    return [widths[0] + whole - sum(widths), *widths[1:]]
