"""Income tax of persons: the scale by slices, and the relief for dependants.

Amounts are dirhams a year; rounding is half up to the centime, once, at the end.
Source: CGI art. 73-I and 74-I, through the dated parameters.
"""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from workbench.finance.charges.civil_year import ChargesImpossible, refuse_absurd
from workbench.knowledge.parameters import Bracket, Trace
from workbench.money import ZERO, dirhams

SCALE = "income_tax.scale"
RELIEF = "income_tax.family_relief_per_person"
MOST_RELIEF = "income_tax.family_relief_most"


def on_scale(income: Decimal, day: date, trace: Trace) -> Decimal:
    """Return the tax on a year's taxable income, each slice at its own rate.

    A loss or nothing owes nothing.
    """
    refuse_absurd("income", income, is_signed=True)
    brackets = trace.value(SCALE, day).brackets
    owed = sum((_on_slice(income, *rows) for rows in pairwise(brackets)), ZERO)
    last = brackets[-1]
    return dirhams(owed + max(ZERO, income - last.above) * last.value / 100)


def _on_slice(income: Decimal, bracket: Bracket, following: Bracket) -> Decimal:
    """The tax on what of the income lies between two thresholds."""
    inside = min(income, following.above) - bracket.above
    return max(ZERO, inside) * bracket.value / 100


def family_relief(dependants: int, day: date, trace: Trace) -> Decimal:
    """Return what a year's tax is lowered by for so many dependants, up to the cap."""
    if dependants < 0:
        raise ChargesImpossible(field="dependants")
    if not dependants:
        return ZERO
    per_person = trace.value(RELIEF, day).number
    return dirhams(min(dependants * per_person, trace.value(MOST_RELIEF, day).number))


def of_year(income: Decimal, dependants: int, day: date, trace: Trace) -> Decimal:
    """Return the tax on the scale less the family relief, never below zero."""
    relief = family_relief(dependants, day, trace)
    return max(ZERO, on_scale(income, day, trace) - relief)
