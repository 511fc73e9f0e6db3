"""Dirhams as exact decimals, and amounts as people type them.

Amounts are `Decimal` dirhams with two places; the database keeps integer
centimes. Rounding is half up, to the centime, wherever a line is made.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

CENTIME: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")
TOO_LARGE: Final = Decimal(10) ** 10

Reason = Literal[
    "empty", "not_a_number", "negative", "too_many_decimals", "too_large", "groups"
]


def dirhams(amount: Decimal | int | str) -> Decimal:
    """Return `amount` rounded half up to the centime."""
    return Decimal(amount).quantize(CENTIME, ROUND_HALF_UP)


def whole(amount: Decimal) -> Decimal:
    """Return whole dirhams, rounded half up: for figures read, not added up."""
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def centimes(amount: Decimal) -> int:
    """Return the integer number of centimes of an amount in dirhams."""
    return int(dirhams(amount) * 100)


def from_centimes(amount: int) -> Decimal:
    """Return dirhams from integer centimes."""
    return CENTIME * amount


@dataclass(frozen=True, slots=True)
class Understood:
    """A number read without doubt."""

    amount: Decimal


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A number that two people would read differently: ask which is meant.

    A single candidate is a reading to confirm, not one to take for granted.
    """

    candidates: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """Text that is no number, with the reason by name."""

    reason: Reason


Reading = Understood | Ambiguous | Rejected

_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e"))
_MARKS |= dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\ufeff\u200b\u0640"))
_SIGNS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬\u2212\u2019'",
    "01234567890123456789, -  ",
)
_CURRENCY = re.compile(
    r"(?:\b|(?<=\d))(?:dhs?|mad|dirhams?)\b\.?|د\.م\.?|دراهم|درهما|درهم",
    re.IGNORECASE,
)
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+")
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*")
_ALLOWED = re.compile(r"[\d ., ]+")
_GROUP = 3


def parse(typed: str) -> Reading:
    """Read an amount in dirhams as typed or pasted in Morocco.

    Accepts `1250,5`, `1 250,50` with any kind of space, `1250.50`, `1.250,50`,
    `1,250.50`, `١٢٥٠`, and `DH` or `MAD` around it. `1.250` can mean 1 250 or
    1,25 and comes back `Ambiguous`; negative amounts are `Rejected`.
    """
    return parse_number(_CURRENCY.sub(" ", typed.translate(_MARKS)), places=2)


def parse_number(typed: str, places: int) -> Reading:
    """Read a decimal number of at most `places` decimals, zero or more."""
    text = " ".join(typed.translate(_MARKS).translate(_SIGNS).split())
    if not text:
        return Rejected("empty")
    if text.startswith("-") and _ALLOWED.fullmatch(text[1:]):
        return Rejected("negative")
    if not _ALLOWED.fullmatch(text) or not any(c.isdigit() for c in text):
        return Rejected("not_a_number")
    return _read_separators(text, places)


def _read_separators(text: str, places: int) -> Reading:
    """Decide what spaces, points and commas mean."""
    marks = [c for c in text if c in ".,"]
    if len(set(marks)) == 2:  # noqa: PLR2004 - both a point and a comma
        return _read_both(text, marks, places)
    if len(marks) > 1:
        return _read_groups(text, places)
    whole, mark, decimals = text.partition(marks[0]) if marks else (text, "", "")
    if " " in decimals or (mark and not decimals) or (mark and not whole):
        return Rejected("groups")
    if " " in whole and not _SPACED.fullmatch(whole):
        return _ambiguous_space(whole, decimals, places)
    return _read_single(whole.replace(" ", ""), decimals, " " in whole, places)


def _read_both(text: str, marks: list[str], places: int) -> Reading:
    """`1.250,50` or `1,250.50`: the last mark is the decimal one."""
    decimal_mark = marks[-1]
    whole, _, decimals = text.rpartition(decimal_mark)
    is_grouped = _GROUPED.fullmatch(whole)
    if decimal_mark in whole or not is_grouped or not decimals.isdigit():
        return Rejected("groups")
    digits = re.sub(r"\D", "", whole)
    return _number(digits, decimals, places)


def _read_groups(text: str, places: int) -> Reading:
    """`1.250.000`: repeated marks can only separate thousands."""
    if not _GROUPED.fullmatch(text):
        return Rejected("groups")
    return _number(re.sub(r"\D", "", text), "", places)


def _read_single(whole: str, decimals: str, is_spaced: bool, places: int) -> Reading:  # noqa: FBT001
    """One mark or none: `1250,5`, or `1.250` which nobody can be sure of."""
    looks_grouped = len(decimals) == _GROUP and len(whole) <= _GROUP
    if looks_grouped and not is_spaced and whole.strip("0"):
        grouped = _number(whole + decimals, "", places)
        readings = (grouped, _number(whole, decimals, places))
        numbers = (r.amount for r in readings if isinstance(r, Understood))
        return Ambiguous(tuple(numbers))
    return _number(whole, decimals, places)


def _ambiguous_space(whole: str, decimals: str, places: int) -> Reading:
    """`12 50`: dirhams and centimes, or one number with a stray space."""
    left, _, right = whole.rpartition(" ")
    if decimals or " " in left or len(right) > places:
        return Rejected("groups")
    joined, split = Decimal(left + right), Decimal(f"{left}.{right}")
    if joined >= TOO_LARGE:
        return Rejected("too_large")
    return Ambiguous((joined.quantize(_step(places)), split.quantize(_step(places))))


def _number(whole: str, decimals: str, places: int) -> Reading:
    """Put the parts together, refusing more decimals than the unit has."""
    if len(decimals.rstrip("0")) > places:
        return Rejected("too_many_decimals")
    amount = Decimal(f"{whole}.{decimals or 0}")
    if amount >= TOO_LARGE:
        return Rejected("too_large")
    return Understood(amount.quantize(_step(places)))


def _step(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)
