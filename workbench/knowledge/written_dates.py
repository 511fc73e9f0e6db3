"""Days and months as people write them, in figures or with the month in words.

French, English and both Arabic sets of names are read, with or without accents and
hamza, in full or as they are usually shortened. A year has four figures: `mai 26`
may be a day or a year, and is no date.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

from workbench.knowledge import wording
from workbench.months import MONTHS_PER_YEAR, Month

_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_YEAR_LAST: Final = re.compile(r"(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})")
_IN_WORDS: Final = re.compile(r"(?:(\d{1,2})(?:er|st|nd|rd|th)? )?([^\W\d_]+) (\d{4})")
_BETWEEN: Final = re.compile(r"[\s.,/-]+")
_IDLE: Final = frozenset({"le", "the", "de", "of", "شهر"})
_FIRST: Final = "فاتح"
_OTHER_NAMES: Final = {
    5: ("مايو",),
    7: ("يوليو",),
    8: ("أغسطس",),
    9: ("سبتمبر", "sep"),
    11: ("نوفمبر",),
    12: ("ديسمبر",),
}
"""Names that the workbench reads and does not write itself."""


def read(text: str) -> date | Month | None:
    """Return the day or the month that is written, None where there is none.

    Figures go day, month, year (`31/12/2026`, `12/2026`) or in the order of ISO.
    """
    plain = _folded(text)
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month, day = found.groups()
    elif found := _YEAR_LAST.fullmatch(plain):
        day, month, year = found.groups()
    elif (found := _IN_WORDS.fullmatch(_spaced(plain))) and found[2] in _numbers():
        day, month, year = found[1], _numbers()[found[2]], found[3]
    else:
        return None
    try:
        if day is None:
            return Month(int(year), int(month))
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _spaced(plain: str) -> str:
    """The words that tell, with one space between them."""
    told = (word for word in _BETWEEN.split(plain) if word and word not in _IDLE)
    return " ".join("1" if word == _FIRST else word for word in told)


def _folded(text: str) -> str:
    """The text without case, accents, hamza and marks, its digits 0 to 9."""
    spread = unicodedata.normalize("NFKD", text).casefold().replace("\u0640", "")
    kept = (c for c in spread if unicodedata.category(c) not in {"Mn", "Cf"})
    return "".join(str(unicodedata.decimal(c, c)) for c in kept).strip()


@cache
def _numbers() -> dict[str, int]:
    """The number of a month by each of its names, folded."""
    return {_folded(name).strip("."): number for number, name in _names()}


def _names() -> Iterator[tuple[int, str]]:
    for number in range(1, MONTHS_PER_YEAR + 1):
        for name in _OTHER_NAMES.get(number, ()):
            yield number, name
        for language in wording.LANGUAGES:
            words, month = wording.words(language), Month(2000, number)
            yield number, words.month_name(number)
            yield number, words.month(month).split()[0]
