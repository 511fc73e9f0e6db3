"""Ratios of each year from the statements, with their definitions and marks."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from workbench.finance.model.series import Series
from workbench.knowledge import ratio_definitions
from workbench.knowledge.ratio_definitions import RatioDefinition
from workbench.money import ZERO

SCALES = {"days": Decimal(30), "years": Decimal(1) / 12}
"""What a month counts for, in days of a year of 360 or in years."""
PLACES = Decimal("0.0001")

Figures = Mapping[str, Mapping[str, Series]]
"""The amounts by table and line, one column per year."""


class Standing(StrEnum):
    """How a ratio stands to its mark."""

    GOOD = "good"
    BAD = "bad"
    NO_MARK = "no_mark"
    UNDEFINED = "undefined"


@dataclass(frozen=True, slots=True)
class Ratio:
    """One ratio over the years: a fraction of 1, times, years or days.

    None where it means nothing: a denominator of zero, or below zero.
    """

    definition: RatioDefinition
    values: tuple[Decimal | None, ...]

    @property
    def standings(self) -> tuple[Standing, ...]:
        """How each year stands to the mark."""
        return tuple(_standing(self.definition, value) for value in self.values)


def compute(figures: Figures, months: tuple[int, ...]) -> tuple[Ratio, ...]:
    """Return every ratio; `months` are those of each year, for days and debts.

    Days count 30 a month. Years to repay compare with a whole year's capacity, a
    short last year being scaled to twelve months.
    """
    return tuple(
        Ratio(definition, _values(definition, figures, months))
        for definition in ratio_definitions.definitions()
    )


def _values(
    definition: RatioDefinition, figures: Figures, months: tuple[int, ...]
) -> tuple[Decimal | None, ...]:
    above = _sum(definition.numerator, figures, len(months))
    below = _sum(definition.denominator, figures, len(months))
    per_month = SCALES.get(definition.unit)
    return tuple(
        quotient(a * per_month * count if per_month else a, b)
        for a, b, count in zip(above, below, months, strict=True)
    )


def quotient(above: Decimal, below: Decimal) -> Decimal | None:
    """Return the quotient to four places, None where there is nothing to divide by."""
    return (above / below).quantize(PLACES) if below > 0 else None


def _sum(parts: tuple[str, ...], figures: Figures, count: int) -> Series:
    total = [ZERO] * count
    for part in parts:
        table, _, line = part[1:].partition(".")
        for place, amount in enumerate(figures[table][line]):
            total[place] += -amount if part[0] == "-" else amount
    return tuple(total)


def _standing(definition: RatioDefinition, value: Decimal | None) -> Standing:
    if value is None:
        return Standing.UNDEFINED
    if definition.at_least is not None:
        return Standing.GOOD if value >= definition.at_least else Standing.BAD
    if definition.at_most is not None:
        return Standing.GOOD if value <= definition.at_most else Standing.BAD
    return Standing.NO_MARK


def growth(before: Decimal, after: Decimal) -> Decimal | None:
    """Return the change as a fraction of what was before; None from nothing."""
    return (after - before) / before if before else None
