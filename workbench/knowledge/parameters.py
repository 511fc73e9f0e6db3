"""Legal and market figures by date, read from TOML and checked; no formulas.

One file `data/parameters/<domain>/<name>.toml` holds one figure with its history;
each value has its own source, the file has the day someone last compared it with
the sources. What no reliable source gives is entered by the organisation.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from workbench import paths
from workbench.errors import WorkbenchError
from workbench.knowledge.questions import KnowledgeFileInvalid, Texts
from workbench.months import Month

UNITS: Final = frozenset(
    {"percent", "MAD", "MAD/year", "MAD/quarter", "MAD/month", "MAD/hour"}
    | {"hours/month", "years", "months", "day", "persons", "none"}
)
"""Every unit a figure may have; `none` is for yes or no."""

LANGUAGES: Final = ("fr", "en", "ar")

ENTERED: Final = "entered by the organisation"
"""The source of a value that the organisation typed in."""

UNDATED: Final = "sans date"
"""The `source_date` of a source that bears none."""

Confidence = Literal["high", "medium", "low", "entered"]

Ordered = TypeVar("Ordered", date, Decimal)


class UnknownParameter(WorkbenchError):
    """No parameter has this id."""

    code = "parameter.unknown"


class NoValueInForce(WorkbenchError):
    """The parameter has no value on that day: too early, or not entered yet."""

    code = "parameter.none_in_force"


class NotForEntry(WorkbenchError):
    """The figure comes from a text: an organisation cannot replace it."""

    code = "parameter.not_for_entry"


def _exact(number: object) -> object:
    """Return whole numbers as Decimal, so that 1 is never read as True."""
    if isinstance(number, int) and not isinstance(number, bool):
        return Decimal(number)
    return number


Exact = Annotated[Decimal, Field(strict=True), BeforeValidator(_exact)]
ExactOrBool = Annotated[Exact | bool, Field(union_mode="left_to_right")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bracket(_Strict):
    """One row of a scale: the value from the threshold on, border included."""

    above: Exact
    value: Exact


class Value(_Strict):
    """What holds from a day on: a number, a yes or no, or a scale; and its source.

    `from_` is the first day known in force, `from_note` says when only a period is
    known; `known_on` is the day the text was published: only a text that was known
    before it took effect, or that came late, needs one.
    """

    from_: date = Field(alias="from")
    from_note: str = ""
    known_on: date | None = None
    value: ExactOrBool | None = None
    brackets: tuple[Bracket, ...] = ()
    amount_unit: str = ""
    amount_rounded_to: Exact | None = None
    source: str
    source_date: str
    legal_ref: str = ""
    confidence: Confidence
    unit: str

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.value is None) != bool(self.brackets):
            raise ValueError("either value or brackets")
        return self

    @property
    def number(self) -> Decimal:
        """The number, in the parameter's unit; TypeError for scales and yes or no."""
        if self.value is None or isinstance(self.value, bool):
            raise TypeError("not a single number")
        return self.value

    @property
    def fraction(self) -> Decimal:
        """A percentage as a fraction of one: 0.5 percent is 0.005."""
        if self.unit != "percent":
            raise TypeError(f"{self.unit} is not percent")
        return self.number / 100

    @property
    def flag(self) -> bool:
        """The yes or no; TypeError for numbers and scales."""
        if not isinstance(self.value, bool):
            raise TypeError("not a yes or no")
        return self.value

    def bracket(self, amount: Decimal) -> Decimal:
        """Return the value of the last row whose threshold `amount` reaches.

        A threshold belongs to the row it opens: with rows at 0 and 500, an amount
        of 500 is in the second. Where the scale says so (`amount_rounded_to`), the
        amount is first rounded half up to that step.
        """
        step = self.amount_rounded_to
        if step is not None:
            amount = (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step
        reached = [row for row in self.brackets if row.above <= amount]
        if not reached:
            raise ValueError(f"no row of the scale holds {amount}")
        return max(reached, key=lambda row: row.above).value


class Parameter(_Strict):
    """One figure: its words, its unit, and every value it is known to have had."""

    id: str
    unit: str
    label: Texts
    note: Texts = Field(default_factory=dict)
    checked_on: date
    entered_by_organisation: bool = False
    values: tuple[Value, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _values_share_the_unit(cls, read: object) -> object:
        if not isinstance(read, dict) or not isinstance(read.get("values"), list):
            return read
        rows = [
            {"unit": read.get("unit"), **row} if isinstance(row, dict) else row
            for row in read["values"]
        ]
        return {**read, "values": rows}

    @model_validator(mode="after")
    def _has_a_value_or_is_asked(self) -> Self:
        if self.entered_by_organisation == bool(self.values):
            raise ValueError("either values or entered_by_organisation")
        if any(value.unit != self.unit for value in self.values):
            raise ValueError("the unit belongs to the parameter, not to a value")
        return self

    def at(self, day: date) -> Value:
        """Return the value in force on `day`, its first day included.

        After the last known change the last value is kept. NoValueInForce before
        the first one.
        """
        latest: Value | None = None
        for value in self.values:
            if value.from_ <= day and (latest is None or value.from_ > latest.from_):
                latest = value
        if latest is None:
            raise NoValueInForce(parameter=self.id, day=day.isoformat())
        return latest


class Parameters:
    """Every figure by id, as known on a day."""

    def __init__(self, read: Mapping[str, Parameter], on: date | None = None) -> None:
        """Keep the figures; `on` is the day of knowledge, None for all of it."""
        self._read = dict(read)
        self._on = on

    def __getitem__(self, parameter_id: str) -> Parameter:
        """The parameter with this id; UnknownParameter when there is none."""
        try:
            return self._read[parameter_id]
        except KeyError:
            raise UnknownParameter(parameter=parameter_id) from None

    def __contains__(self, parameter_id: str) -> bool:
        return parameter_id in self._read

    def __iter__(self) -> Iterator[Parameter]:
        """Every parameter, ordered by id."""
        return iter(self._read[name] for name in sorted(self._read))

    def known_on(self, day: date) -> "Parameters":
        """Return what was known on `day`: texts published later are left out.

        A value without a publication day counts as known from its first day in
        force, so that a calculation repeated later has no hindsight.
        """
        kept = {}
        for parameter in self:
            values = tuple(
                v for v in parameter.values if (v.known_on or v.from_) <= day
            )
            kept[parameter.id] = parameter.model_copy(update={"values": values})
        return Parameters(kept, day)

    def with_entered(self, entered: Mapping[str, Decimal]) -> "Parameters":
        """Return these parameters with the organisation's own values in place.

        They hold on any day. NotForEntry when a figure comes from a text.
        """
        filled = dict(self._read)
        for name, amount in entered.items():
            parameter = self[name]
            if not parameter.entered_by_organisation:
                raise NotForEntry(parameter=name)
            value = Value.model_validate(
                {
                    "from": date.min,
                    "value": amount,
                    "unit": parameter.unit,
                    "source": ENTERED,
                    "source_date": "",
                    "confidence": "entered",
                }
            )
            filled[name] = parameter.model_copy(update={"values": (value,)})
        return Parameters(filled, self._on)

    def is_last_known_kept(self, parameter_id: str, day: date) -> bool:
        """True if `day` lies after what anyone has checked: the value may be old.

        The last day known is the day of the last check, or the day of knowledge
        when that is earlier; values the organisation entered are never kept ones.
        """
        parameter = self[parameter_id]
        if parameter.entered_by_organisation:
            return False
        known_until = min(parameter.checked_on, self._on or date.max)
        return day > known_until


@cache
def load(folder: Path | None = None) -> Parameters:
    """Return every parameter; KnowledgeFileInvalid names the file and the place."""
    root = folder or paths.data() / "parameters"
    read = [_read(file, root) for file in sorted(root.rglob("*.toml"))]
    return Parameters({parameter.id: parameter for parameter in read})


def _read(file: Path, root: Path) -> Parameter:
    place = file.relative_to(root)
    name = place.as_posix()
    try:
        text = file.read_text(encoding="utf-8")
        parameter = Parameter.model_validate(tomllib.loads(text, parse_float=Decimal))
    except (OSError, ValueError) as problem:
        raise KnowledgeFileInvalid(file=name, problem=_place(problem)) from problem
    expected = ".".join(place.with_suffix("").parts)
    if parameter.id != expected:
        raise KnowledgeFileInvalid(file=name, problem=f"id must be {expected}")
    return parameter


def _place(problem: Exception) -> str:
    """Return each place in the file with what is wrong there."""
    if not isinstance(problem, ValidationError):
        return str(problem)
    return "; ".join(
        f"{'.'.join(map(str, error['loc']))}: {error['msg']}"
        for error in problem.errors()
    )


def check(parameters: Parameters) -> list[str]:
    """Return what is wrong with the parameters, one sentence each, ids first."""
    return [
        f"{parameter.id}: {problem}"
        for parameter in parameters
        for problem in _problems(parameter)
    ]


def _problems(parameter: Parameter) -> Iterator[str]:
    if parameter.unit not in UNITS:
        yield f"unknown unit {parameter.unit}"
    for language in LANGUAGES:
        if not parameter.label.get(language, "").strip():
            yield f"no label in {language}"
    if not _increases([value.from_ for value in parameter.values]):
        yield "first days do not increase"
    for value in parameter.values:
        if value.known_on is None and value.from_ > parameter.checked_on:
            yield "starts after the last check, so known_on must be given"
        for problem in _value_problems(value):
            yield f"from {value.from_.isoformat()}: {problem}"


def _value_problems(value: Value) -> Iterator[str]:
    is_sourced = value.source.strip() and value.source_date.strip()
    if value.confidence != "entered" and not is_sourced:
        yield "source or its date missing"
    if value.confidence == "low":
        yield "confidence is low: let the organisation enter the value"
    if value.brackets and value.amount_unit not in UNITS:
        yield f"unknown unit of the amount {value.amount_unit}"
    if not _increases([row.above for row in value.brackets]):
        yield "thresholds do not increase"


def _increases(items: Sequence[Ordered]) -> bool:
    return all(first < second for first, second in pairwise(items))


def stale(parameters: Parameters, today: date, months: int = 12) -> list[str]:
    """Return the ids of parameters last checked more than `months` months ago."""
    oldest = Month.of(today).plus(-months)
    return [p.id for p in parameters if Month.of(p.checked_on) < oldest]


@dataclass(frozen=True, slots=True)
class Use:
    """One value as a calculation used it, with all an annex prints about it.

    `value` is None when the parameter is a scale: see `brackets`. `valid_from` is
    None when the organisation entered the value. `is_last_known_kept` says that
    the value was used for a day after the last check.
    """

    parameter: str
    label: Texts
    value: Decimal | bool | None
    brackets: tuple[Bracket, ...]
    unit: str
    valid_from: date | None
    source: str
    source_date: str
    legal_ref: str
    confidence: Confidence
    checked_on: date
    is_last_known_kept: bool


@dataclass(frozen=True, eq=False)
class Trace:
    """Looks parameters up and remembers which values were used, and for what."""

    parameters: Parameters
    reason: str = ""
    _uses: dict[tuple[str, date], Use] = field(default_factory=dict, repr=False)
    _reasons: dict[str, set[str]] = field(default_factory=dict, repr=False)

    def again(self) -> "Trace":
        """Return another trace of the same parameters, without a use."""
        return Trace(self.parameters)

    def of(self, reason: str) -> "Trace":
        """Return this same trace, which notes what it looks up for that reason."""
        return replace(self, reason=reason)

    def value(self, parameter_id: str, day: date) -> Value:
        """Return the value in force on `day` and record its use once."""
        parameter = self.parameters[parameter_id]
        value = parameter.at(day)
        self._reasons.setdefault(self.reason, set()).add(parameter_id)
        is_kept = self.parameters.is_last_known_kept(parameter_id, day)
        key = (parameter_id, value.from_)
        if key not in self._uses:
            self._uses[key] = _use(parameter, value, is_kept=is_kept)
        elif is_kept and not self._uses[key].is_last_known_kept:
            self._uses[key] = replace(self._uses[key], is_last_known_kept=True)
        return value

    def uses(self) -> tuple[Use, ...]:
        """Every value used, by parameter id, then by first day in force."""
        return tuple(self._uses[key] for key in sorted(self._uses))

    def reasons(self) -> Mapping[str, tuple[str, ...]]:
        """The ids looked up for each reason, "" where none is said."""
        return {reason: tuple(sorted(ids)) for reason, ids in self._reasons.items()}


def _use(parameter: Parameter, value: Value, *, is_kept: bool) -> Use:
    return Use(
        parameter=parameter.id,
        label=parameter.label,
        value=value.value,
        brackets=value.brackets,
        unit=parameter.unit,
        valid_from=None if value.source == ENTERED else value.from_,
        source=value.source,
        source_date=value.source_date,
        legal_ref=value.legal_ref,
        confidence=value.confidence,
        checked_on=parameter.checked_on,
        is_last_known_kept=is_kept,
    )
