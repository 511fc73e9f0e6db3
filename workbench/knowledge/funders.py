"""Funders as data: what each asks for, refuses, and watches after funding.

One folder `business_plan_templates/<slug>/` holds `template.toml` and one Word
template a language. Amounts that a law fixes are parameters and stand elsewhere.
"""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workbench import paths
from workbench.errors import WorkbenchError
from workbench.knowledge.questions import Condition, KnowledgeFileInvalid, Texts
from workbench.knowledge.trades import Said

RULES = "template.toml"
CAPACITY = "common/capacity.toml"
AnnexName = Literal["statements", "loan", "capacity", "risk", "legal_forms", "monthly"]
ANNEXES: tuple[AnnexName, ...] = get_args(AnnexName)


class FunderUnknown(WorkbenchError):
    """No funder has this id."""

    code = "funder.unknown"


class NoTemplateInLanguage(WorkbenchError):
    """The funder takes no dossier in this language."""

    code = "funder.language"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Document(_Strict):
    """One paper to join to the dossier, always or only after some answer."""

    label: Texts
    when: Condition | None = None


class VisitRule(_Strict):
    """One visit after funding: so many days or months on, give or take a window."""

    code: str
    days: int | None = None
    months: int | None = None
    window_days: int

    @model_validator(mode="after")
    def _is_counted_one_way(self) -> Self:
        if (self.days is None) == (self.months is None):
            raise ValueError(f"{self.code}: either days or months")
        return self


class Alerts(_Strict):
    """Thresholds of the follow-up; shares are fractions of one.

    Sales and stock below their share of the plan, credit to customers above its
    share of sales, cash for fewer weeks of costs, an instalment later than so many
    days, a residence document that ends within so many days.
    """

    sales_share: Decimal
    stock_share: Decimal
    customer_credit_share: Decimal
    cash_weeks: int
    late_days: int
    permit_days: int


class MarkupCap(_Strict):
    """The highest mark-up on cost that is believed without proof, by trades.

    `cap` is a fraction of cost: 0.25 means that 100 dirhams of goods sell for 125.
    """

    label: Texts
    sectors: tuple[str, ...]
    cap: Annotated[Decimal, Field(gt=0)]


class Capacity(_Strict):
    """How the capacity to repay is judged.

    `share` is the most of the month's net cash that an instalment may take, and
    `minimum_dscr` the least net cash for one dirham of instalment, on average and in
    each month: one is an upper and the other a lower limit of the same two amounts.
    `gap` is how far the highest estimate of sales may lie above the lowest, as a
    fraction of the lowest; `stock_turns_per_month` the purchases of a month that one
    dirham of stock can serve before proof is asked.
    """

    source: Said
    share: Annotated[Decimal, Field(gt=0, le=1)]
    minimum_dscr: Annotated[Decimal, Field(ge=1)]
    gap: Annotated[Decimal, Field(gt=0)]
    stock_turns_per_month: Annotated[Decimal, Field(gt=0)]
    markup_caps: tuple[MarkupCap, ...] = ()

    @model_validator(mode="after")
    def _each_trade_has_one_cap(self) -> Self:
        named = [sector for group in self.markup_caps for sector in group.sectors]
        twice = sorted({sector for sector in named if named.count(sector) > 1})
        if twice:
            raise ValueError(f"two mark-up caps for {', '.join(twice)}")
        if any(not group.label.get("fr") for group in self.markup_caps):
            raise ValueError("a mark-up cap needs a French label")
        return self

    def cap(self, sector: str) -> MarkupCap | None:
        """Return the mark-up cap of a trade, None where there is none."""
        return next((g for g in self.markup_caps if sector in g.sectors), None)


class RiskRules(_Strict):
    """What a funder bears: the most chance that cash falls short, a fraction of 1.

    Without a word of the funder, a suggestion: one plan in ten.
    """

    most_shortfall_chance: Annotated[Decimal, Field(gt=0, lt=1)] = Decimal("0.10")


class Funder(_Strict):
    """A funder's product, as one edition of its rules describes it.

    `requires` are ids of questions needed beyond the required ones.
    `min_amount` and `max_amount` are the funder's own limits in
    dirhams; legal ceilings are parameters. `annexes` are those its dossier holds
    beside the sources of the figures, always in the order of `ANNEXES`.
    """

    id: str
    kind: Literal["loan", "grant_in_kind"]
    label: Texts
    edition: str
    source: str
    languages: tuple[str, ...]
    horizon_months: int
    min_amount: Decimal | None = None
    max_amount: Decimal | None = None
    requires: tuple[str, ...] = ()
    accepted_residence: tuple[str, ...]
    refused_mentions: tuple[str, ...] = ()
    permit_must_outlast_loan: bool = False
    documents: tuple[Document, ...]
    visits: tuple[VisitRule, ...]
    alerts: Alerts
    capacity: Capacity
    risk: RiskRules = RiskRules()
    annexes: tuple[AnnexName, ...] = ANNEXES
    folder: Path = Field(exclude=True)

    @model_validator(mode="after")
    def _has_french_and_agrees(self) -> Self:
        if any(not text.get("fr") for text in self._labels()):
            raise ValueError(f"{self.id}: a French label is needed")
        if self.permit_must_outlast_loan and self.kind != "loan":
            raise ValueError(f"{self.id}: a grant has no term to outlast")
        return self

    def _labels(self) -> tuple[Texts, ...]:
        return (self.label, *(document.label for document in self.documents))

    @property
    def is_loan(self) -> bool:
        """Whether what is given must be given back."""
        return self.kind == "loan"

    @property
    def minimum_cover(self) -> Decimal | None:
        """The least cash before instalments for one dirham of them; loans only.

        The average over the loan and each of its months are held to the same.
        """
        return self.capacity.minimum_dscr if self.is_loan else None


@cache
def load(folder: Path | None = None) -> Mapping[str, Funder]:
    """Return every funder by id; KnowledgeFileInvalid names the file at fault.

    Each folder that holds a `template.toml` is a funder, its name the id.
    """
    root = folder or paths.templates()
    files = sorted(root.glob(f"*/{RULES}"))
    return {file.parent.name: _read(file) for file in files}


@cache
def default_capacity(folder: Path | None = None) -> Capacity:
    """Return how capacity is judged while no funder is chosen."""
    root = folder or paths.templates()
    try:
        text = (root / CAPACITY).read_text(encoding="utf-8")
        return Capacity.model_validate(tomllib.loads(text, parse_float=Decimal))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as problem:
        raise KnowledgeFileInvalid(file=CAPACITY, problem=str(problem)) from problem


def get(slug: str) -> Funder:
    """Return the funder with this id; FunderUnknown when there is none."""
    try:
        return load()[slug]
    except KeyError:
        raise FunderUnknown(funder=slug) from None


def template(funder: Funder, language: str) -> Path:
    """Return the funder's Word template in a language it takes."""
    file = funder.folder / f"dossier.{language}.docx"
    if language not in funder.languages or not file.is_file():
        raise NoTemplateInLanguage(funder=funder.id, language=language)
    return file


def _read(file: Path) -> Funder:
    name = f"{file.parent.name}/{file.name}"
    try:
        text = file.read_text(encoding="utf-8")
        read = tomllib.loads(text, parse_float=Decimal)
        funder = Funder.model_validate({**read, "folder": file.parent})
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as problem:
        raise KnowledgeFileInvalid(file=name, problem=str(problem)) from problem
    if funder.id != file.parent.name:
        raise KnowledgeFileInvalid(file=name, problem=f"id must be {file.parent.name}")
    return funder
