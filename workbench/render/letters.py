"""Amounts in words, as a letter or an agreement writes them beside the figures.

French in the traditional spelling, Arabic in the spelling of Moroccan public texts
(مائة, no vowel signs), English as a reading aid. Arabic counts by its own rules
below: num2words knows neither the dirham nor the dual before a noun.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from num2words import num2words

from workbench import money
from workbench.errors import WorkbenchError
from workbench.knowledge.wording import LanguageUnknown

Case = Literal["nominative", "genitive"]

TOO_LARGE: Final = Decimal(10) ** 9
CENTIMES_PER_DIRHAM: Final = 100
_MILLION: Final = 1_000_000


class AmountNotWritable(WorkbenchError):
    """Amounts below zero, or of a thousand million and more, are not put in words."""

    code = "amount.not_in_words"


def amount_in_words(
    amount: Decimal, language: str, *, case: Case = "nominative"
) -> str:
    """Return dirhams and centimes in words, rounded half up to the centime.

    Centimes are left out when there are none, dirhams when there are only
    centimes. `case` matters in Arabic alone: nominative where the amount stands by
    itself after a colon, genitive after a noun or a preposition (مبلغ ألفي درهم).
    """
    rounded = money.dirhams(amount)
    if not 0 <= rounded < TOO_LARGE:
        raise AmountNotWritable(amount=amount)
    whole, centimes = divmod(money.centimes(rounded), CENTIMES_PER_DIRHAM)
    writers: Mapping[str, Callable[[], str]] = {
        "fr": lambda: _french(whole, centimes),
        "en": lambda: _english(whole, centimes),
        "ar": lambda: _arabic(whole, centimes, case),
    }
    if language not in writers:
        raise LanguageUnknown(language=language)
    return writers[language]()


def _french(whole: int, centimes: int) -> str:
    """`million` is a noun: it takes `de` when it touches the currency."""
    parts = []
    if whole or not centimes:
        link = "de " if whole and whole % _MILLION == 0 else ""
        noun = "dirham" if whole <= 1 else "dirhams"
        parts.append(f"{_cardinal(whole, 'fr')} {link}{noun}")
    if centimes:
        noun = "centime" if centimes == 1 else "centimes"
        parts.append(f"{_cardinal(centimes, 'fr')} {noun}")
    return " et ".join(parts)


def _english(whole: int, centimes: int) -> str:
    parts = []
    if whole or not centimes:
        noun = "dirham" if whole == 1 else "dirhams"
        parts.append(f"{_cardinal(whole, 'en')} {noun}")
    if centimes:
        noun = "centime" if centimes == 1 else "centimes"
        parts.append(f"{_cardinal(centimes, 'en')} {noun}")
    return " and ".join(parts)


def _cardinal(number: int, language: str) -> str:
    return str(num2words(number, lang=language))


@dataclass(frozen=True, slots=True)
class _Dual:
    """The two cases of a dual, as it stands alone."""

    nominative: str
    genitive: str

    def form(self, case: Case, *, is_construct: bool) -> str:
        """The dual loses its ن when the counted noun follows at once."""
        form = self.nominative if case == "nominative" else self.genitive
        return form[:-1] if is_construct else form


@dataclass(frozen=True, slots=True)
class _Noun:
    """The forms that a counted masculine noun takes."""

    singular: str
    one: str
    dual: _Dual
    plural: str
    accusative: str


_DIRHAM: Final = _Noun("درهم", "درهم واحد", _Dual("درهمان", "درهمين"), "دراهم", "درهما")
_CENTIME: Final = _Noun(
    "سنتيم", "سنتيم واحد", _Dual("سنتيمان", "سنتيمين"), "سنتيمات", "سنتيما"
)
_THOUSANDS: Final = _Noun("ألف", "ألف", _Dual("ألفان", "ألفين"), "آلاف", "ألفا")
_MILLIONS: Final = _Noun(
    "مليون", "مليون", _Dual("مليونان", "مليونين"), "ملايين", "مليونا"
)
_TWO: Final = _Dual("اثنان", "اثنين")
_TWO_HUNDRED: Final = _Dual("مائتان", "مائتين")
# fmt: off
_UNITS: Final = ("", "واحد", "", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية",
                 "تسعة", "عشرة")
_TENS: Final = ("", "", "عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_HUNDREDS: Final = ("", "مائة", "", "ثلاثمائة", "أربعمائة", "خمسمائة", "ستمائة",
                    "سبعمائة", "ثمانمائة", "تسعمائة")
# fmt: on
_AND: Final = " و"


def _arabic(whole: int, centimes: int, case: Case) -> str:
    if not whole and not centimes:
        return f"صفر {_DIRHAM.singular}"
    counted = ((whole, _DIRHAM), (centimes, _CENTIME))
    return _AND.join(_counted(n, noun, case) for n, noun in counted if n)


def _counted(n: int, noun: _Noun, case: Case, *, is_construct: bool = False) -> str:
    """Count a noun from 1 up: its form depends on the last two digits.

    A number that ends in 01 or 02 says the noun twice: مائة درهم ودرهم واحد.
    `is_construct` when another noun follows at once, as درهم follows ألف.
    """
    if n == 1:
        return noun.one
    if n == 2:  # noqa: PLR2004 - the dual
        return noun.dual.form(case, is_construct=is_construct)
    rest = n % 100
    if rest in {1, 2}:
        rounded = f"{_number(n - rest, case)} {noun.singular}"
        return rounded + _AND + _counted(rest, noun, case, is_construct=is_construct)
    return f"{_number(n, case)} {_agreeing(noun, rest, is_construct=is_construct)}"


def _agreeing(noun: _Noun, rest: int, *, is_construct: bool) -> str:
    """Return the noun after a number whose last two digits are `rest`."""
    if 3 <= rest <= 10:  # noqa: PLR2004 - the grammar's bounds
        return noun.plural
    return noun.accusative if rest and not is_construct else noun.singular


def _number(n: int, case: Case) -> str:
    """Spell a number that a noun follows at once and that ends neither in 01 nor 02."""
    millions, below = divmod(n, _MILLION)
    thousands, below = divmod(below, 1000)
    hundreds, units = divmod(below, 100)
    parts = []
    if millions:
        is_last = not (thousands or below)
        parts.append(_counted(millions, _MILLIONS, case, is_construct=is_last))
    if thousands:
        parts.append(_counted(thousands, _THOUSANDS, case, is_construct=not below))
    if hundreds == 2:  # noqa: PLR2004 - the dual
        parts.append(_TWO_HUNDRED.form(case, is_construct=not units))
    elif hundreds:
        parts.append(_HUNDREDS[hundreds])
    if units:
        parts.append(_below_hundred(units, case))
    return _AND.join(parts)


def _below_hundred(n: int, case: Case) -> str:
    """Spell 3 to 99 for a masculine noun."""
    tens, unit = divmod(n, 10)
    if n <= 10:  # noqa: PLR2004 - words of their own
        return _UNITS[n]
    if tens == 1:
        special = {1: "أحد", 2: _TWO.form(case, is_construct=True)}
        return f"{special.get(unit, _UNITS[unit])} عشر"
    ten = _TENS[tens] + ("ون" if case == "nominative" else "ين")
    if not unit:
        return ten
    return (_UNITS[unit] or _TWO.form(case, is_construct=False)) + _AND + ten
