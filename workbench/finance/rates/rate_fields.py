"""What the keys of a request for a rate hold, checked one by one."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from workbench.finance.rates.annuities import MOST_PERIODS
from workbench.finance.rates.rates import LARGEST_AMOUNT, Answer

MOST_FLOWS: Final = 5000
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)


def _iso_day(given: object) -> object:
    """Take days in ISO form only, and not the numbers that could also be days."""
    if not isinstance(given, str):
        raise ValueError("not a day")  # noqa: TRY004 - what pydantic takes as invalid
    return date.fromisoformat(given)


def _number(given: object) -> object:
    """Refuse what Python alone would take for a number."""
    if isinstance(given, bool):
        raise ValueError("not a number")  # noqa: TRY004 - as above
    return given


def _when(given: object) -> object:
    """Take numpy-financial's words and spreadsheets' 0 and 1."""
    words = {"0": "end", "1": "begin"}
    is_digit = isinstance(given, int | str) and not isinstance(given, bool)
    return words.get(str(given), given) if is_digit else given


Day = Annotated[date, BeforeValidator(_iso_day), Field(ge=EARLIEST, le=LATEST)]
Number = Annotated[
    float, BeforeValidator(_number), Field(ge=-LARGEST_AMOUNT, le=LARGEST_AMOUNT)
]
Positive = Annotated[Number, Field(gt=0)]
Rate = Annotated[Number, Field(gt=-1, le=1e6)]
Years = Annotated[Number, Field(ge=0, le=1000)]
Whole = Annotated[int, BeforeValidator(_number), Field(ge=1, le=MOST_PERIODS)]
PerYear = Annotated[int, BeforeValidator(_number), Field(ge=1, le=366)]
Periods = Annotated[Number, Field(gt=0, le=MOST_PERIODS)]
NotNegative = Annotated[Number, Field(ge=0)]
When = Annotated[Literal["end", "begin"], BeforeValidator(_when)]
Values = Annotated[tuple[Number, ...], Field(min_length=1, max_length=MOST_FLOWS)]


class Flow(BaseModel):
    """An amount on a day, its sign saying which way it goes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    date: Day
    amount: Number


class Paid(BaseModel):
    """An amount some years after the beginning, or on a day."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    years: Years | None = None
    date: Day | None = None
    amount: NotNegative


Flows = Annotated[tuple[Flow, ...], Field(min_length=1, max_length=MOST_FLOWS)]
Payments = Annotated[tuple[Paid, ...], Field(min_length=1, max_length=MOST_FLOWS)]


class Request(BaseModel):
    """One request; `answer` computes it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @property
    def depends_on(self) -> str:
        """What the figure depends on and a reader should know, by name."""
        return ""

    def answer(self) -> Answer:
        """Return the figure asked for."""
        raise NotImplementedError
