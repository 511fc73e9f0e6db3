"""What a dossier says: plain texts, ready for any template, free of layout.

Every number is already written in the dossier's language. Only the charts keep
their figures, as decimal texts. The content is what is frozen and hashed when a
dossier is sent; a Word template only places it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TypeAlias, cast

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
"""What JSON holds, without numbers: they are texts in the dossier's language."""

START = "start"
END = "end"
LINE = "line"
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Pair:
    """A heading and what stands beside it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one line; `kind` is `line` or `total`."""

    cells: tuple[str, ...]
    kind: str = LINE


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `sides` says for each column `start` (words) or `end` (figures)."""

    title: str
    head: tuple[str, ...]
    sides: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Pairs, or tables, in the order of the plan."""

    pairs: tuple[Pair, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the plan with its answers."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """What follows the signatures, for who reckons again; `mark` names its page.

    `picture` names the chart that opens it, empty without one.
    """

    mark: str
    title: str
    note: str
    sections: tuple[Section, ...]
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """The one page that everybody reads: four figures, then lines beside labels.

    `points` are those left open; the accepted ones stand in `DossierContent`.
    """

    key_figures: tuple[Pair, ...]
    request: tuple[Pair, ...]
    project: tuple[Pair, ...]
    figures: tuple[Pair, ...]
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loan:
    """The loan asked for; empty when none is.

    Its schedule stands here where no annex tells of the loan.
    """

    pairs: tuple[Pair, ...]
    schedules: tuple[Table, ...]


LATER_PARTS: Mapping[str, Plain] = {"accepted": [], "annexes": [], "contents": []}
"""What contents frozen before these parts existed are shown with."""

Points: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""One chart: its words as texts, its series as decimal texts."""


@dataclass(frozen=True, slots=True)
class DossierContent:
    """Everything a funder's dossier says, in the order it is read."""

    language: str
    direction: str
    made_on: str
    labels: Mapping[str, str]
    cover: Mapping[str, str]
    summary: Summary
    sections: tuple[Section, ...]
    assumptions: tuple[Section, ...]
    products: Table
    startup: Table
    household: tuple[Pair, ...]
    loan: Loan
    break_even: tuple[Pair, ...]
    statements: tuple[Table, ...]
    monthly: tuple[Table, ...]
    charts: Mapping[str, Points]
    points: tuple[str, ...]
    overridden: tuple[Pair, ...]
    rules: Table
    documents: tuple[str, ...]
    signature: Mapping[str, str]
    accepted: tuple[Pair, ...] = ()
    annexes: tuple[Annex, ...] = ()
    contents: tuple[Pair, ...] = ()

    def as_dict(self) -> dict[str, Plain]:
        """Return the content as JSON holds it: objects, lists and texts."""
        return cast("dict[str, Plain]", _plain(asdict(self)))


def _plain(value: object) -> Plain:
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return str(value)
