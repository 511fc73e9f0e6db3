"""The months of a forecast, and series cut or filled to them.

Months run on to the end of the last civil year touched, because the health
contribution of a quarter depends on the tax of its whole year.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from workbench.finance.model.series import Series
from workbench.money import ZERO
from workbench.months import MONTHS_PER_YEAR, Month, span

Quarter = tuple[int, int]
"""A civil quarter: the year, and 1 to 4."""


@dataclass(frozen=True)
class Horizon:
    """So many months from the first; `long` of them with the rest of the year."""

    start: Month
    count: int

    @cached_property
    def long(self) -> int:
        """How many months there are to the end of the last civil year."""
        last = self.start.plus(self.count - 1)
        return self.count + MONTHS_PER_YEAR - last.number

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The long months."""
        return span(self.start, self.long)

    @cached_property
    def quarters(self) -> Mapping[Quarter, list[int]]:
        """The places of the long months in each civil quarter."""
        places: dict[Quarter, list[int]] = {}
        for place, month in enumerate(self.months):
            places.setdefault((month.year, month.quarter), []).append(place)
        return places

    @cached_property
    def civil_years(self) -> Mapping[int, list[int]]:
        """The places of the long months in each civil year."""
        places: dict[int, list[int]] = {}
        for place, month in enumerate(self.months):
            places.setdefault(month.year, []).append(place)
        return places

    @property
    def nothing(self) -> Series:
        """A long series of zeros."""
        return (ZERO,) * self.long

    def cut(self, series: Series) -> Series:
        """The months of the forecast itself."""
        return series[: self.count]

    def filled(self, amounts: Iterable[Decimal]) -> Series:
        """A long series that starts with the amounts given."""
        given = tuple(amounts)[: self.long]
        return given + (ZERO,) * (self.long - len(given))
