"""Calendar months as values: counting, comparing, naming in ISO form."""

from dataclasses import dataclass
from datetime import date
from typing import Self

MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the Gregorian calendar, `number` 1 to 12."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse a month number outside 1 to 12."""
        if not 1 <= self.number <= MONTHS_PER_YEAR:
            raise ValueError(f"no month {self.number}")

    @classmethod
    def of(cls, day: date) -> Self:
        """The month in which `day` lies."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The month written `YYYY-MM`; ValueError otherwise."""
        year, _, number = text.partition("-")
        if len(year) != 4 or len(number) != 2:  # noqa: PLR2004 - the ISO widths
            raise ValueError(f"not a month: {text}")
        return cls(int(year), int(number))

    def plus(self, months: int) -> "Month":
        """The month `months` later (earlier when negative)."""
        index = self.year * MONTHS_PER_YEAR + self.number - 1 + months
        return Month(index // MONTHS_PER_YEAR, index % MONTHS_PER_YEAR + 1)

    def until(self, other: "Month") -> int:
        """How many months from this one to `other`, negative when earlier."""
        years = other.year - self.year
        return years * MONTHS_PER_YEAR + other.number - self.number

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.number, 1)

    @property
    def quarter(self) -> int:
        """The civil quarter, 1 to 4."""
        return (self.number - 1) // 3 + 1

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def span(first: Month, count: int) -> tuple[Month, ...]:
    """Return `count` consecutive months from `first` on."""
    return tuple(first.plus(offset) for offset in range(count))
