"""Words for people in French, Arabic and English: messages, numbers, dates.

Messages are English msgids looked up in `data/locale`; the sentences of findings
and errors stand in `data/wording`. Nothing here decides what is said, only how.

Number and date forms follow Moroccan usage (CLDR `fr_MA`, `ar_MA`), with three
deliberate departures for Arabic: thousands are grouped as in French papers, dates
carry no direction marks of their own, and the currency is the noun dirham.
"""

import datetime as dt
import gettext
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from io import BytesIO
from typing import Final, Literal
from unicodedata import bidirectional

from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from workbench import money, paths
from workbench.errors import WorkbenchError
from workbench.findings import Finding
from workbench.months import Month

LANGUAGES: Final = ("fr", "ar", "en")
DEFAULT: Final = "fr"

NARROW_SPACE: Final = "\u202f"
HARD_SPACE: Final = "\u00a0"
MINUS: Final = "\u2212"
LEFT_TO_RIGHT_ISOLATE: Final = "\u2066"
FIRST_STRONG_ISOLATE: Final = "\u2068"
POP_ISOLATE: Final = "\u2069"
MISSING: Final = "…"

# fmt: off
_MONTHS: Final = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
           "septembre", "octobre", "novembre", "décembre"),
    "ar": ("يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت",
           "شتنبر", "أكتوبر", "نونبر", "دجنبر"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August",
           "September", "October", "November", "December"),
}
_SHORT_MONTHS: Final = {
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août",
           "sept.", "oct.", "nov.", "déc."),
    "ar": _MONTHS["ar"],
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
           "Nov", "Dec"),
}
# fmt: on
_FIRST_DAY: Final = {"fr": "1er", "ar": "فاتح", "en": "1"}


class LanguageUnknown(WorkbenchError):
    """The workbench does not speak this language."""

    code = "language.unknown"


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of a language's pages."""
    return "rtl" if language == "ar" else "ltr"


def isolate(text: str) -> str:
    """Return `text` between FSI and PDI, so that it cannot disturb its neighbours."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def mark(msgid: str) -> str:
    """Return `msgid` itself: marks a message that is looked up somewhere else."""
    return msgid


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a finding, an error or a doubt says, and what to do, by language."""

    text: Mapping[str, str]
    remedy: Mapping[str, str]


@cache
def sentences(
    kind: Literal["findings", "errors", "unclear"],
) -> Mapping[str, Sentence]:
    """Return the sentences of every `data/wording/<kind>*.toml`, by code.

    An entry holds `fr`, `en` and `ar`, and may hold the same three under
    `remedy`. Facts stand in braces: `{amount}` is written by its type,
    `{share:percent}` as a percentage; see `Words.fact` for the other forms.
    """
    found: dict[str, Sentence] = {}
    for file in sorted((paths.data() / "wording").glob(f"{kind}*.toml")):
        for code, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            remedy = entry.pop("remedy", {})
            found[code] = Sentence(text=entry, remedy=remedy)
    return found


@cache
def _translations(language: str) -> gettext.GNUTranslations:
    """Compile one catalogue in memory; what it lacks is said in French."""
    file = paths.data() / "locale" / language / "LC_MESSAGES" / "workbench.po"
    with file.open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    if language != "en":
        for message in [m for m in catalogue if m.id and not _is_translated(m)]:
            catalogue.delete(message.id, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = gettext.GNUTranslations(compiled)
    if language == "ar":
        translations.add_fallback(_translations(DEFAULT))
    return translations


def _is_translated(message: Message) -> bool:
    forms = message.string
    return bool(forms) and all([forms] if isinstance(forms, str) else forms or ())


class _Lacking:
    """A fact that nobody gave: an ellipsis in any form."""

    def __format__(self, form: str) -> str:
        return MISSING


class _Facts(dict[str, object]):
    """Facts of a sentence, which is said even when one is lacking."""

    def __missing__(self, name: str) -> _Lacking:
        return _Lacking()


class _Fact:
    """A value that a template writes in a named form."""

    def __init__(self, words: "Words", value: object) -> None:
        self._words, self._value = words, value

    def __format__(self, form: str) -> str:
        return self._words.fact(self._value, form)


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is said in one language."""

    language: str

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """The writing direction of this language."""
        return direction(self.language)

    def text(self, msgid: str, /, **facts: str) -> str:
        """Return the message, its facts (already formatted) filled in."""
        found = _translations(self.language).gettext(msgid)
        return found.format_map(_Facts(facts)) if facts else found

    def count(self, singular: str, plural: str, n: int, /, **facts: str) -> str:
        """Return the message in the grammatical number of `n`, which fills `{n}`."""
        found = _translations(self.language).ngettext(singular, plural, n)
        return found.format_map(_Facts(facts, n=self.number(Decimal(n))))

    def localised(self, table: Mapping[str, str]) -> str:
        """Return the text of this language from a label table, or the French one."""
        return table.get(self.language) or table.get(DEFAULT, "")

    def finding(self, finding: Finding) -> str:
        """Return what is wrong, in a sentence."""
        sentence = sentences("findings").get(finding.code)
        if sentence is None:
            code = self.isolate(finding.code)
            return self.text("One point needs a look: {code}.", code=code)
        return self._filled(sentence.text, finding.facts)

    def remedy(self, finding: Finding) -> str:
        """Return what to do about a finding, or "" when nothing is written."""
        sentence = sentences("findings").get(finding.code)
        return self._filled(sentence.remedy, finding.facts) if sentence else ""

    def error(self, error: WorkbenchError) -> str:
        """Return what cannot be done and why, in a sentence."""
        sentence = sentences("errors").get(error.code)
        if sentence is None:
            code = self.isolate(error.code)
            return self.text("This could not be done: {code}.", code=code)
        return self._filled(sentence.text, error.facts)

    def unclear(self, reason: str, /, **facts: object) -> str:
        """Return why typed text was not understood and what to type instead."""
        sentence = sentences("unclear").get(reason)
        if sentence is None:
            code = self.isolate(reason)
            return self.text("One point needs a look: {code}.", code=code)
        return self._filled(sentence.text, facts)

    def _filled(self, table: Mapping[str, str], facts: Mapping[str, object]) -> str:
        values = _Facts({name: _Fact(self, value) for name, value in facts.items()})
        return self.localised(table).format_map(values)

    def fact(self, value: object, form: str = "") -> str:
        """Return a fact as people read it.

        Without a form the type decides: a Decimal is dirhams, an int a number, a
        sequence a list, a table of labels that of the language; a text is kept and
        isolated. The forms are `number`, `percent` (of a fraction), `long` (dates),
        `days`, `months`, `years`.
        """
        if isinstance(value, bool):
            return self.text("yes") if value else self.text("no")
        if isinstance(value, Decimal | int):
            return self._numeric(value, form)
        if isinstance(value, dt.date):
            return self.date_long(value) if form == "long" else self.date(value)
        if isinstance(value, Month):
            return self.month_long(value)
        if isinstance(value, Mapping):
            return self.localised(value)
        if isinstance(value, tuple | list | set | frozenset):
            separator = "، " if self.language == "ar" else ", "
            return separator.join(self.fact(item, form) for item in value)
        return MISSING if value is None else self.isolate(str(value))

    def _numeric(self, value: Decimal | int, form: str) -> str:
        forms: Mapping[str, Callable[[], str]] = {
            "money": lambda: self.money(Decimal(value)),
            "number": lambda: self.number(Decimal(value)),
            "percent": lambda: self.percent(Decimal(value)),
            "days": lambda: self.days(int(value)),
            "months": lambda: self.months(int(value)),
            "years": lambda: self.years(int(value)),
        }
        by_type = "money" if isinstance(value, Decimal) else "number"
        return forms.get(form, forms[by_type])()

    def money(self, amount: Decimal) -> str:
        """Return dirhams with their unit; centimes only when there are any.

        `1 250,50 DH`, `MAD 1,250.50`, and in Arabic the number with its noun in
        one isolate.
        """
        rounded = money.dirhams(amount)
        sign, digits = _sign(rounded), self._digits(abs(rounded), _places(rounded))
        if self.language == "en":
            return f"{sign}MAD{HARD_SPACE}{digits}"
        if self.language == "fr":
            return f"{sign}{digits}{HARD_SPACE}DH"
        signed = _left_to_right(sign + digits) if sign else digits
        return isolate(f"{signed}{HARD_SPACE}درهم")

    def amount(self, amount: Decimal) -> str:
        """Return dirhams without their unit, for columns whose head names it."""
        rounded = money.dirhams(amount)
        return self.number(rounded, _places(rounded))

    def number(self, value: Decimal, places: int | None = None) -> str:
        """Return a grouped number, with `places` decimals or those it has."""
        if places is None:
            exponent = value.normalize().as_tuple().exponent
            places = max(0, -exponent) if isinstance(exponent, int) else 0
        step = Decimal(1).scaleb(-places)
        rounded = value.quantize(step, rounding=ROUND_HALF_UP)
        written = _sign(rounded) + self._digits(abs(rounded), places)
        return _left_to_right(written) if self.language == "ar" else written

    def percent(self, fraction: Decimal) -> str:
        """Return a fraction as a percentage, with at most two decimals."""
        share = money.dirhams(fraction * 100).normalize()
        places = _places(share, most=-min(0, int(share.as_tuple().exponent)))
        space = "" if self.language == "en" else NARROW_SPACE
        written = f"{_sign(share)}{self._digits(abs(share), places)}{space}%"
        return _left_to_right(written) if self.language == "ar" else written

    def _digits(self, value: Decimal, places: int) -> str:
        english = f"{value:,.{places}f}"
        if self.language == "en":
            return english
        return english.replace(",", NARROW_SPACE).replace(".", ",")

    def date(self, day: dt.date) -> str:
        """Return a day as day/month/year in figures."""
        written = f"{day:%d/%m/}{day.year:04d}"
        return _left_to_right(written) if self.language == "ar" else written

    def date_long(self, day: dt.date) -> str:
        """Return a day with its month in letters; the first has its own word."""
        number = str(day.day) if day.day > 1 else _FIRST_DAY[self.language]
        return f"{number} {self.month_long(Month.of(day))}"

    def month(self, month: Month) -> str:
        """Return a month with its short name, which Arabic does not have."""
        return f"{_SHORT_MONTHS[self.language][month.number - 1]} {month.year}"

    def month_long(self, month: Month) -> str:
        """Return a month with its full name."""
        return f"{self.month_name(month.number)} {month.year}"

    def month_name(self, number: int) -> str:
        """Return the name of a calendar month, 1 to 12."""
        return _MONTHS[self.language][number - 1]

    def days(self, n: int) -> str:
        """Return so many days, the noun agreeing with the number."""
        return self.count("{n} day", "{n} days", n)

    def months(self, n: int) -> str:
        """Return so many months, the noun agreeing with the number."""
        return self.count("{n} month", "{n} months", n)

    def years(self, n: int) -> str:
        """Return so many years, the noun agreeing with the number."""
        return self.count("{n} year", "{n} years", n)

    def isolate(self, text: str) -> str:
        """Return user text isolated wherever its direction could differ."""
        is_foreign = self.language == "ar" or any(
            bidirectional(character) in {"R", "AL", "AN"} for character in text
        )
        return isolate(text) if text and is_foreign else text


@cache
def words(language: str) -> Words:
    """Return the words of a language; `LanguageUnknown` for any other."""
    if language not in LANGUAGES:
        raise LanguageUnknown(language=language)
    return Words(language)


def _left_to_right(text: str) -> str:
    return f"{LEFT_TO_RIGHT_ISOLATE}{text}{POP_ISOLATE}"


def _sign(value: Decimal) -> str:
    return MINUS if value < 0 else ""


def _places(value: Decimal, most: int = 2) -> int:
    """Return no decimals for a whole number, otherwise `most`."""
    return 0 if value == value.to_integral_value() else most
