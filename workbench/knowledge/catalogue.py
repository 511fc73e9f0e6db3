"""Reference lists: countries, languages, places, trades, seasons, vocabulary.

Read once from `data/reference/*.csv`; each file's source, date and licence stand
in the `.toml` beside it. Codes are texts: the zero in front of `04` belongs to it.
"""

import csv
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final, Literal, cast

from workbench import paths
from workbench.errors import WorkbenchError

PROGRAMME_REGIONS: Final = ("04", "06")
"""Rabat-Salé-Kénitra and Casablanca-Settat, by code of the census."""

_NAMES: Final = ("fr", "ar", "en")
_NO_NATIONALITY: Final = frozenset({"EH"})
_ROLES: Final = {"interface": 0, "host": 1}

Row = Mapping[str, str]
Branch = Literal["goods", "services", "none"]
CpuGroup = Literal["commerce", "services", "fabrication", "excluded", "outside"]
SeasonKind = Literal["public_holiday", "period"]
Confidence = Literal["high", "medium", "low"]


class ReferenceUnknown(WorkbenchError):
    """A reference list has no entry of this key; `kind` names the list."""

    code = "reference.unknown"


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a pick list: what is stored and what is shown."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Sector:
    """A trade of micro-enterprises, with what the tax rules call it.

    `cpu_coefficient` is the share of turnover taken as income under the single
    professional contribution (CGI art. 40-I), a fraction; None where the trade
    is `excluded` from it or `outside` it. `is_cpu_inferred` when no text names
    the trade: the tax office must confirm the line.
    """

    key: str
    labels: Mapping[str, str]
    ae_branch: Branch
    cpu_group: CpuGroup
    cpu_category_fr: str
    cpu_coefficient: Decimal | None
    is_cpu_inferred: bool
    isic: tuple[str, ...]
    nace: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Season:
    """A public holiday or a period of trade, first and last day included.

    The real date may lie `tolerance_days` away: lunar months begin by sighting.
    """

    key: str
    first: date
    last: date
    kind: SeasonKind
    tolerance_days: int
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the trade in three languages, with a plain definition."""

    id: str
    domain: str
    names: Mapping[str, str]
    definitions: Mapping[str, str]
    confidence: Confidence


@cache
def _rows(name: str) -> tuple[Row, ...]:
    file = paths.data() / "reference" / f"{name}.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def _labels(row: Row, prefix: str = "name") -> Mapping[str, str]:
    return {language: row[f"{prefix}_{language}"] for language in _NAMES}


def _alphabetical(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Sort by label, accents and hamza set aside."""
    return tuple(sorted(choices, key=lambda choice: _sortable(choice.label)))


def _sortable(label: str) -> str:
    decomposed = unicodedata.normalize("NFD", label.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _capitalised(label: str) -> str:
    return label[:1].upper() + label[1:]


@cache
def countries(language: str) -> tuple[Choice, ...]:
    """Return nationalities to pick from: those most met in Morocco come first.

    Codes are ISO 3166-1 alpha-2. A country goes by the name its people prefer
    where that differs from CLDR's.
    """
    first: list[Choice] = []
    others: list[Choice] = []
    for row in _rows("countries"):
        if row["alpha2"] not in _NO_NATIONALITY:
            name = row[f"preferred_{language}"] or row[f"name_{language}"]
            (first if row["show_first"] else others).append(Choice(row["alpha2"], name))
    return _alphabetical(first) + _alphabetical(others)


@cache
def languages(language: str) -> tuple[Choice, ...]:
    """Return spoken languages by BCP 47 code: of the screens, of Morocco, others."""
    by_rank: dict[int, list[Choice]] = {0: [], 1: [], 2: []}
    for row in _rows("languages"):
        label = _capitalised(row[f"name_{language}"])
        by_rank[_ROLES.get(row["role"], 2)].append(Choice(row["bcp47"], label))
    return (*by_rank[0], *by_rank[1], *_alphabetical(by_rank[2]))


@cache
def regions(language: str) -> tuple[Choice, ...]:
    """Return the twelve regions by census code, the programme's two first."""
    rows = [row for row in _rows("places") if row["level"] == "region"]
    rows.sort(key=lambda row: row["hcp_code"] not in PROGRAMME_REGIONS)
    return tuple(Choice(row["hcp_code"], _place_name(row, language)) for row in rows)


@cache
def places(region_code: str, language: str) -> tuple[Choice, ...]:
    """Return the places of a region by census code, in alphabetical order.

    Communes and arrondissements where the file has them (the programme's
    regions), provinces and prefectures elsewhere.
    """
    if all(choice.code != region_code for choice in regions(language)):
        raise ReferenceUnknown(kind="region", key=region_code)
    inside = [r for r in _rows("places") if r["hcp_code"].startswith(f"{region_code}.")]
    small = [r for r in inside if r["level"].startswith(("commune", "arrondissement"))]
    return _alphabetical(
        Choice(row["hcp_code"], _place_name(row, language)) for row in small or inside
    )


def _place_name(row: Row, language: str) -> str:
    return row["name_ar"] if language == "ar" else row["name_fr"]


@cache
def sectors(language: str) -> tuple[Choice, ...]:
    """Return the trades to pick from, kindred trades side by side."""
    return tuple(
        Choice(row["key"], row[f"name_{language}"]) for row in _rows("sectors")
    )


@cache
def sector(key: str) -> Sector:
    """Return the trade of this key; `ReferenceUnknown` when there is none."""
    for row in _rows("sectors"):
        if row["key"] == key:
            return _sector(row)
    raise ReferenceUnknown(kind="sector", key=key)


def _sector(row: Row) -> Sector:
    percent = row["cpu_coefficient_pct"]
    return Sector(
        key=row["key"],
        labels=_labels(row),
        ae_branch=cast("Branch", row["ae_branch"]),
        cpu_group=cast("CpuGroup", row["cpu_group"]),
        cpu_category_fr=row["cpu_category_fr"],
        cpu_coefficient=Decimal(percent) / 100 if percent else None,
        is_cpu_inferred=row["mapping"] == "inferred",
        isic=tuple(row["isic_rev4"].split()),
        nace=tuple(row["nace_rev2"].split()),
        note=row["note"],
    )


def holidays(year: int) -> tuple[Season, ...]:
    """Return the public holidays that touch a civil year, in order."""
    return _seasons(year, "public_holiday")


def seasons(year: int) -> tuple[Season, ...]:
    """Return the periods of trade that touch a civil year, in order.

    A lunar period can come twice in one year, or cross into the next.
    """
    return _seasons(year, "period")


@cache
def occurrences(key: str) -> tuple[Season, ...]:
    """Return every time the holiday or period of this key comes, in order.

    `ReferenceUnknown` when the calendar has none of this key.
    """
    found = [_season(row) for row in _rows("seasons") if row["key"] == key]
    if not found:
        raise ReferenceUnknown(kind="season", key=key)
    return tuple(sorted(found, key=lambda season: season.first))


@cache
def _seasons(year: int, kind: str) -> tuple[Season, ...]:
    found = (_season(row) for row in _rows("seasons") if row["kind"] == kind)
    touching = (s for s in found if s.first.year <= year <= s.last.year)
    return tuple(sorted(touching, key=lambda season: season.first))


def _season(row: Row) -> Season:
    return Season(
        key=row["key"],
        first=date.fromisoformat(row["start"]),
        last=date.fromisoformat(row["end"]),
        kind=cast("SeasonKind", row["kind"]),
        tolerance_days=int(row["tolerance_days"]),
        labels=_labels(row),
    )


@cache
def terms() -> tuple[Term, ...]:
    """Return the vocabulary, in the order of the file: by domain."""
    return tuple(
        Term(
            id=row["id"],
            domain=row["domain"],
            names={language: row[language] for language in _NAMES},
            definitions=_labels(row, "definition"),
            confidence=cast("Confidence", row["confidence"]),
        )
        for row in _rows("glossary")
    )


_SOURCES: Final[Mapping[str, Callable[[str], tuple[Choice, ...]]]] = {
    "countries": countries,
    "languages": languages,
    "regions": regions,
    "sectors": sectors,
}


def options(source: str, language: str) -> tuple[Choice, ...]:
    """Return the pick list that a question's `options_from` names."""
    if source not in _SOURCES:
        raise ReferenceUnknown(kind="options", key=source)
    return _SOURCES[source](language)
