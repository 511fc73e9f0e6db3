"""Answers as exact values: read from what was typed, written to JSON and back.

Nothing typed is thrown away: what cannot be understood stays as text in an
`Unclear`, beside the reason and the readings to choose from.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Literal, TypeAlias, TypeGuard, cast

from workbench import money
from workbench.errors import WorkbenchError
from workbench.knowledge import catalogue, written_dates
from workbench.knowledge.questions import Column, Kind, Question, Questionnaire
from workbench.months import MONTHS_PER_YEAR, Month

MONTH_MARKS = ("good", "normal", "slow", "closed")
PLACES = {Kind.MONEY: 2, Kind.QUANTITY: 3, Kind.PERCENT: 3}
THREE_DECIMALS = 3
NOTHING = ("", ())
PLAIN_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")
APPROXIMATE = re.compile(
    r"^(?:vers|environ|presque|entre|de|about|around|between|from|"
    r"حوالي|نحو|تقريبا|بين|من|[~≈])|"
    r"(?:environ|تقريبا)$",
    re.IGNORECASE,
)
RANGE = re.compile(
    r"(?<=\d)\s*[-\u2010-\u2015\u2212]\s*|\s+(?:à|a|et|ou|to|and|or|إلى|الى|و|أو)\s*"
)
SERIES_SEPARATORS = str.maketrans("\t\n\r|", ";;;;")


@dataclass(frozen=True, slots=True)
class Unclear:
    """Text not understood: kept as typed, with why and what it may mean."""

    typed: str
    reason: str
    candidates: tuple[Decimal | date | Month, ...] = ()


Scalar: TypeAlias = str | bool | int | Decimal | date | Month | tuple[str, ...]
Cell: TypeAlias = Scalar | tuple[Decimal, ...] | Unclear
Row: TypeAlias = Mapping[str, Cell]
Value: TypeAlias = Scalar | tuple[Decimal, ...] | tuple[Row, ...]
Typed: TypeAlias = str | Sequence[Mapping[str, str]]


class AnswerInvalid(WorkbenchError):
    """A stored or imported value that its question cannot have."""

    code = "answer.invalid"


class Status(StrEnum):
    """Where one answer stands; a question without a row is simply not answered."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: a value, or "I don't know yet", or text to be made clear."""

    status: Status
    value: Value | None = None
    unclear: Unclear | None = None

    @classmethod
    def of(cls, value: "Value | Unclear") -> "Answer":
        """The answer that holds `value`."""
        if isinstance(value, Unclear):
            return cls(Status.UNCLEAR, unclear=value)
        return cls(Status.ANSWERED, value)


UNKNOWN = Answer(Status.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one case by question id, with typed access."""

    by_question: Mapping[str, Answer] = field(default_factory=dict)

    def get(self, question_id: str) -> Value | None:
        """The value, or None when not answered, not known or not clear."""
        answer = self.by_question.get(question_id)
        return answer.value if answer else None

    def text(self, question_id: str) -> str:
        """A text or choice, empty when there is none."""
        value = self.get(question_id)
        return value if isinstance(value, str) else ""

    def is_yes(self, question_id: str) -> bool:
        """Whether a yes/no question was answered yes."""
        return self.get(question_id) is True

    def number(self, question_id: str, default: Decimal | int = 0) -> Decimal:
        """A number of any kind, or `default`."""
        value = self.get(question_id)
        if isinstance(value, Decimal | int) and not isinstance(value, bool):
            return Decimal(value)
        return Decimal(default)

    def rows(self, question_id: str) -> tuple[Row, ...]:
        """The rows of a table, none when there is no answer."""
        value = self.get(question_id)
        return cast("tuple[Row, ...]", value) if isinstance(value, tuple) else ()

    def choices(self, question_id: str) -> tuple[str, ...]:
        """The codes of a multiple choice or of twelve month marks."""
        return cast("tuple[str, ...]", self.get(question_id) or ())

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_question)


def is_asked(question: Question, answers: Answers) -> bool:
    """Whether the question applies, given the answers so far."""
    if question.when is None:
        return True
    value = answers.get(question.when.question)
    if isinstance(value, bool):
        value = "yes" if value else "no"
    return value in question.when.is_


def is_complete(question: Question, answers: Answers) -> bool:
    """Whether the answer is there and every required cell of it is clear.

    An empty text or choice is no answer; a table without rows says "none".
    """
    answer = answers.by_question.get(question.id)
    if answer is None or answer.status is not Status.ANSWERED:
        return False
    if question.kind is not Kind.TABLE:
        return answer.value not in NOTHING
    return not incomplete_cells(question, answers.rows(question.id))


def incomplete_cells(question: Question, rows: Sequence[Row]) -> list[tuple[int, str]]:
    """Return (row, column id) of cells that are unclear, or required and empty."""
    return [
        (index, column.id)
        for index, row in enumerate(rows)
        for column in question.columns
        if isinstance(row.get(column.id), Unclear)
        or (column.required and column.id not in row)
    ]


def missing(questionnaire: Questionnaire, answers: Answers) -> tuple[Question, ...]:
    """Return the required questions that apply and have no complete answer."""
    return tuple(
        question
        for question in questionnaire.questions
        if question.required
        and is_asked(question, answers)
        and not is_complete(question, answers)
    )


def parse(question: Column, typed: Typed) -> Value | Unclear:
    """Read what was typed into the value its question asks for."""
    if isinstance(question, Question) and question.kind is Kind.TABLE:
        if isinstance(typed, str):
            raise AnswerInvalid(question=question.id, problem="table")
        return _parse_rows(question, typed)
    return cast("Value | Unclear", _parse_cell(question, str(typed)))


def _parse_rows(question: Question, typed: Sequence[Mapping[str, str]]) -> Value:
    rows = []
    for cells in typed[: question.max_rows]:
        row = {
            column.id: _parse_cell(column, cells[column.id])
            for column in question.columns
            if cells.get(column.id, "").strip()
        }
        if row:
            rows.append(row)
    return tuple(rows)


def _parse_cell(column: Column, typed: str) -> Cell:
    match column.kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            return _parse_text(column, typed)
        case Kind.CHOICE:
            known = typed in codes(column)
            return typed if known else Unclear(typed, "not_an_option")
        case Kind.MULTI_CHOICE:
            chosen = tuple(code for code in typed.split(",") if code)
            known = set(chosen) <= set(codes(column))
            return chosen if known else Unclear(typed, "not_an_option")
        case Kind.YES_NO:
            answer = {"yes": True, "no": False}.get(typed)
            return Unclear(typed, "not_an_option") if answer is None else answer
        case Kind.MONTH_MARKS:
            marks = tuple(typed.split(","))
            known = len(marks) == MONTHS_PER_YEAR and set(marks) <= set(MONTH_MARKS)
            return marks if known else Unclear(typed, "not_an_option")
        case Kind.DATE | Kind.MONTH:
            return _parse_calendar(column, typed)
        case Kind.MONEY_SERIES:
            return _parse_series(typed)
        case _:
            return _parse_number(column, typed)


def _parse_text(column: Column, typed: str) -> Cell:
    """Text without control characters; too long is said, never cut."""
    clean = "".join(c for c in typed if c.isprintable() or c in "\n\t").strip()
    return clean if len(clean) <= column.longest else Unclear(typed, "too_long")


def _parse_number(column: Column, typed: str) -> Cell:
    match _reading(column, typed):
        case money.Ambiguous(candidates):
            return Unclear(typed, "ambiguous", candidates)
        case money.Rejected(reason):
            offered = tuple(_about(column, typed))
            return Unclear(typed, "one_value" if offered else reason, offered)
        case money.Understood(amount):
            if not _is_within(column, amount):
                return Unclear(typed, "out_of_range")
            return int(amount) if column.kind is Kind.INTEGER else amount


def _reading(column: Column, typed: str) -> money.Reading:
    if column.kind is Kind.MONEY:
        return money.parse(typed)
    return money.parse_number(typed.replace("%", " "), _places(column))


def _places(column: Column) -> int:
    return PLACES.get(column.kind, 0)


def _about(column: Column, typed: str) -> Iterator[Decimal]:
    """What `about 50` or `50-60` may mean: the value, or both ends and the middle."""
    parts = RANGE.split(APPROXIMATE.sub(" ", typed.strip()))
    read = [_reading(column, part) for part in parts]
    ends = [one.amount for one in read if isinstance(one, money.Understood)]
    if len(ends) != len(parts) or len(parts) > 2:  # noqa: PLR2004 - two ends
        return
    step = Decimal(1).scaleb(-_places(column))
    middle = (sum(ends, Decimal(0)) / len(ends)).quantize(step, ROUND_HALF_UP)
    yield from (n for n in sorted({*ends, middle}) if _is_within(column, n))


def _is_within(column: Column, amount: Decimal) -> bool:
    low = column.min is None or amount >= column.min
    return low and (column.max is None or amount <= column.max)


def _parse_calendar(column: Column, typed: str) -> Cell:
    """A day or a month, in figures or in words; the one asks for what it lacks."""
    read = written_dates.read(typed)
    if column.kind is Kind.MONTH:
        if isinstance(read, date):
            return Unclear(typed, "day_too_many", (Month.of(read),))
        return read or Unclear(typed, "not_a_month")
    if isinstance(read, Month):
        last = read.plus(1).first_day - timedelta(days=1)
        return Unclear(typed, "day_missing", (read.first_day, last))
    return read or Unclear(typed, "not_a_date")


def _parse_series(typed: str) -> Cell:
    """Amounts separated by semicolons, tabs or new lines, as pasted from a sheet."""
    amounts = []
    for part in typed.translate(SERIES_SEPARATORS).split(";"):
        if not part.strip():
            continue
        match money.parse(part):
            case money.Understood(amount):
                amounts.append(amount)
            case money.Ambiguous(candidates):
                return Unclear(typed, "ambiguous", candidates)
            case money.Rejected(reason):
                return Unclear(typed, reason)
    return tuple(amounts) if amounts else Unclear(typed, "empty")


def codes(column: Column) -> tuple[str, ...]:
    """The codes a choice may have."""
    if column.options_from:
        return tuple(c.code for c in catalogue.options(column.options_from, "fr"))
    return tuple(option.code for option in column.options)


MoneyUnit = Literal["dirhams", "centimes"]
Json: TypeAlias = "str | bool | int | list[Json] | dict[str, Json]"


def to_json(question: Column, value: Value | Cell, unit: MoneyUnit) -> Json:
    """Return the value as JSON: money as decimal text or integer centimes."""
    if isinstance(question, Question) and question.kind is Kind.TABLE:
        columns = {column.id: column for column in question.columns}
        return [
            {name: to_json(columns[name], cell, unit) for name, cell in row.items()}
            for row in cast("tuple[Row, ...]", value)
        ]
    match value:
        case Unclear(typed):
            return {"typed": typed}
        case bool() | str():
            return value
        case Decimal() if question.kind is Kind.MONEY and unit == "centimes":
            return money.centimes(value)
        case int():
            return value
        case tuple():
            return [_item(item, unit) for item in value]
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _item(item: object, unit: MoneyUnit) -> Json:
    if isinstance(item, Decimal):
        return money.centimes(item) if unit == "centimes" else str(item)
    return str(item)


def from_json(question: Column, raw: object, unit: MoneyUnit) -> Value:
    """Return the value that `to_json` wrote; AnswerInvalid names what is wrong."""
    if isinstance(question, Question) and question.kind is Kind.TABLE:
        return _rows_from_json(question, raw, unit)
    cell = _cell_from_json(question, raw, unit)
    if isinstance(cell, Unclear):
        raise AnswerInvalid(question=question.id, problem=cell.reason)
    return cell


def kept_from_json(question: Question, raw: object, unit: MoneyUnit) -> Value | Unclear:
    """Return a value that was accepted once, whatever its question asks today.

    Limits that were set since do not count, columns that were dropped are left out,
    and a choice that is no longer offered is Unclear. AnswerInvalid where this is
    nothing that `to_json` writes.
    """
    free = question.without_limits()
    if question.kind is not Kind.TABLE:
        return cast("Value | Unclear", _cell_from_json(free, raw, unit))
    if not isinstance(raw, list) or not all(isinstance(cells, dict) for cells in raw):
        raise AnswerInvalid(question=question.id, problem="table")
    known = {column.id for column in question.columns}
    rows = [{k: v for k, v in cells.items() if k in known} for cells in raw]
    return _rows_from_json(free, rows, unit)


def _rows_from_json(question: Question, raw: object, unit: MoneyUnit) -> Value:
    columns = {column.id: column for column in question.columns}
    if not isinstance(raw, list) or len(raw) > question.max_rows:
        raise AnswerInvalid(question=question.id, problem="table")
    rows = []
    for cells in raw:
        if not isinstance(cells, dict) or not set(cells) <= set(columns):
            raise AnswerInvalid(question=question.id, problem="columns")
        rows.append({k: _cell_from_json(columns[k], v, unit) for k, v in cells.items()})
    return tuple(rows)


def is_as_typed(raw: object) -> TypeGuard[dict[str, str]]:
    """Whether this is text kept as typed, which `to_json` writes for an Unclear."""
    if not isinstance(raw, dict) or set(raw) != {"typed"}:
        return False
    return isinstance(raw["typed"], str)


def _cell_from_json(column: Column, raw: object, unit: MoneyUnit) -> Cell:
    if is_as_typed(raw):
        return _parse_cell(column, raw["typed"])
    if isinstance(raw, bool):
        if column.kind is not Kind.YES_NO:
            raise AnswerInvalid(question=column.id, problem="bool")
        return raw
    if column.kind is Kind.MONEY and unit == "centimes":
        return _centimes_from_json(column, raw)
    if (
        column.kind is Kind.MONEY_SERIES
        and unit == "centimes"
        and isinstance(raw, list)
    ):
        return tuple(_centimes_from_json(column, item) for item in raw)
    if column.kind in {Kind.MULTI_CHOICE, Kind.MONTH_MARKS} and isinstance(raw, list):
        return _parse_cell(column, ",".join(map(str, raw)))
    if column.kind is Kind.MONEY_SERIES and isinstance(raw, list):
        return tuple(money.dirhams(_decimal_from_json(column, item)) for item in raw)
    if isinstance(raw, str | int) and column.kind in PLACES:
        return _decimal_from_json(column, raw)
    if isinstance(raw, str | int):
        return _parse_cell(column, str(raw))
    raise AnswerInvalid(question=column.id, problem=type(raw).__name__)


def _centimes_from_json(column: Column, raw: object) -> Decimal:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise AnswerInvalid(question=column.id, problem=type(raw).__name__)
    amount = money.from_centimes(raw)
    if not 0 <= amount < money.TOO_LARGE or not _is_within(column, amount):
        raise AnswerInvalid(question=column.id, problem="out_of_range")
    return amount


def _decimal_from_json(column: Column, raw: object) -> Decimal:
    """A decimal in a file is exact, with a point: never ambiguous as typed text is."""
    if not PLAIN_DECIMAL.fullmatch(str(raw)):
        raise AnswerInvalid(question=column.id, problem="not_a_number")
    try:
        amount = Decimal(str(raw))
        exact = amount.quantize(Decimal(1).scaleb(-PLACES.get(column.kind, 2)))
    except InvalidOperation:
        raise AnswerInvalid(question=column.id, problem="not_a_number") from None
    if exact != amount or not 0 <= amount < money.TOO_LARGE:
        raise AnswerInvalid(question=column.id, problem="out_of_range")
    if not _is_within(column, amount):
        raise AnswerInvalid(question=column.id, problem="out_of_range")
    return exact


def typed_of(question: Column, value: Value | Cell) -> str:
    """Return the value as a person would type it again, in French notation."""
    match value:
        case Unclear(typed):
            return typed
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return _typed_decimal(value)
        case Month():
            return f"{value.number:02d}/{value.year:04d}"
        case date():
            return value.strftime("%d/%m/%Y")
        case tuple() if question.kind is Kind.MONEY_SERIES:
            return " ; ".join(typed_of(question, cast("Decimal", v)) for v in value)
        case tuple():
            return ",".join(map(str, value))
        case _:
            return str(value)


def _typed_decimal(value: Decimal) -> str:
    """`1250,5`; three decimals get a fourth, lest they read as thousands."""
    whole, _, decimals = f"{value:f}".partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) == THREE_DECIMALS:
        decimals += "0"
    return f"{whole},{decimals}" if decimals else whole
