"""Shocks in the words of the trades, as data: what each does, how much, how long.

One file `data/shocks/<nn>_<key>.toml` a shock, in the order in which they are shown.
A size is counted in `unit`: percent, days, months or dirhams. Its default may differ
by trade (`data/reference/sectors.csv`); each carries its source, or "suggestion".
"""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workbench import paths
from workbench.errors import WorkbenchError
from workbench.knowledge import catalogue
from workbench.knowledge.questions import KnowledgeFileInvalid
from workbench.knowledge.trades import OfTrades, Said, Source


class ShockUnknown(WorkbenchError):
    """No shock has this key."""

    code = "shock.unknown"


class Unit(StrEnum):
    """What the size of a shock counts."""

    PERCENT = "percent"
    DAYS = "days"
    MONTHS = "months"
    DIRHAMS = "dirhams"


class EffectKind(StrEnum):
    """What a shock acts on; see `plan.conditions.Disturbance`."""

    SALES = "sales"
    COST = "cost"
    UNPAID = "unpaid"
    LATE = "late"
    STOCK_LOST = "stock_lost"
    SUPPLIER_CASH = "supplier_cash"
    PAID = "paid"
    SENT = "sent"


AMOUNTS = frozenset({EffectKind.PAID, EffectKind.SENT})


class Base(StrEnum):
    """What a percentage is taken of, to make an amount: a price or a month's costs."""

    DEAREST_EQUIPMENT = "dearest_equipment"
    FIXED_COSTS = "fixed_costs"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Effect(_Strict):
    """One thing a shock does: as much as its size says, or always `fixed`.

    Percentages for what is a factor or a share, dirhams for amounts; with `of`, an
    amount is a percentage of that base. What is `once` strikes only at the start.
    """

    kind: EffectKind
    fixed: Decimal | None = None
    of: Base | None = None
    once: bool = False

    @model_validator(mode="after")
    def _only_amounts_have_a_base(self) -> Self:
        if self.of and self.kind not in AMOUNTS:
            raise ValueError("only an amount is a percentage of something")
        return self


class Window(_Strict):
    """When a shock strikes, from the month that a person chooses.

    Whole `months` (the default of what a person may change), or so many `days` from
    the first of the month, or the `seasons` of the calendar, or the days before
    them. A shock counted in days or months lasts as long as its size. `at_opening`
    strikes from the first month of activity, whatever the month chosen.
    """

    months: Annotated[int, Field(ge=1, le=60)] | None = None
    days: Annotated[int, Field(ge=1, le=366)] | None = None
    seasons: tuple[str, ...] = ()
    days_before: Annotated[int, Field(ge=0, le=60)] = 0
    at_opening: bool = False

    @model_validator(mode="after")
    def _seasons_are_in_the_calendar(self) -> Self:
        if self.days_before and not self.seasons:
            raise ValueError("days before no season")
        for season in self.seasons:
            catalogue.occurrences(season)
        return self


class Size(OfTrades):
    """The default size of one group of trades, with its source."""

    size: Decimal


class ShockKind(_Strict):
    """One shock that a person can choose: words, size with bounds, effects, when.

    Its own size holds for every trade that `sizes` does not name. What is `yearly`
    comes every year: the good and slow months of a plan may already count it.
    """

    key: str
    label: Said
    explanation: Said
    unit: Unit
    size: Decimal
    lowest: Decimal
    highest: Decimal
    step: Annotated[Decimal, Field(gt=0)]
    source: Source
    yearly: bool = False
    window: Window = Window()
    effect: Annotated[tuple[Effect, ...], Field(min_length=1)]
    sizes: tuple[Size, ...] = ()

    @property
    def recurs(self) -> bool:
        """Whether it follows the calendar of the year: it needs no month."""
        return bool(self.window.seasons)

    @property
    def needs_month(self) -> bool:
        """Whether a person has to say in which month it strikes."""
        return not self.recurs and not self.window.at_opening

    @property
    def has_duration(self) -> bool:
        """Whether a person may say for how many months it lasts."""
        return self.window.months is not None

    @property
    def moves_sales(self) -> bool:
        """Whether its size is so many per cent of sales, more or less."""
        return any(e.kind is EffectKind.SALES and e.fixed is None for e in self.effect)

    def size_in(self, sector: str) -> Decimal:
        """Return the default size in a trade, that of every trade when it has none."""
        return next((s.size for s in self.sizes if sector in s.sectors), self.size)

    def source_in(self, sector: str) -> Source:
        """Return where the default size in a trade comes from."""
        return next((s.source for s in self.sizes if sector in s.sectors), self.source)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        for size in (self.size, *(other.size for other in self.sizes)):
            if not self.lowest <= size <= self.highest:
                raise ValueError(f"size {size} is out of its bounds")
        named = [sector for size in self.sizes for sector in size.sectors]
        if len(named) != len(set(named)):
            raise ValueError("a trade with two sizes")
        return self

    @model_validator(mode="after")
    def _lasts_one_way(self) -> Self:
        window = self.window
        is_length = self.unit in {Unit.DAYS, Unit.MONTHS}
        lasts = [window.months, window.days, window.seasons, is_length]
        if sum(map(bool, lasts)) != 1:
            raise ValueError("it lasts its size, months, days or seasons: one of them")
        for effect in self.effect:
            if effect.fixed is not None:
                continue
            if is_length:
                raise ValueError("a size that is a length needs fixed effects")
            in_dirhams = effect.kind in AMOUNTS and effect.of is None
            if in_dirhams != (self.unit is Unit.DIRHAMS):
                raise ValueError("an amount is in dirhams or has a base, no other is")
        return self


@cache
def kinds() -> Mapping[str, ShockKind]:
    """Return every shock by its key, in the order of the files."""
    files = sorted((paths.data() / "shocks").glob("*.toml"))
    return {kind.key: kind for kind in map(_read, files)}


def kind_of(key: str) -> ShockKind:
    """Return the shock of this key; ShockUnknown when there is none."""
    found = kinds().get(key)
    if found is None:
        raise ShockUnknown(key=key)
    return found


def _read(file: Path) -> ShockKind:
    try:
        text = file.read_text(encoding="utf-8")
        read = ShockKind.model_validate(tomllib.loads(text, parse_float=Decimal))
    except (ValidationError, tomllib.TOMLDecodeError, WorkbenchError) as error:
        raise KnowledgeFileInvalid(file=file.name, problem=str(error)) from error
    if not file.stem.endswith(f"_{read.key}"):
        raise KnowledgeFileInvalid(file=file.name, problem=read.key)
    return read
