"""Losses of a company carried forward, and what they take off later profits.

A loss comes off the profits of the years that follow, the oldest first, for so many
years; the part of it that is depreciation comes off later ones too, without limit
(CGI art. 12). What would lapse is used before what does not. Dirhams, positive.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from workbench.finance.charges.civil_year import YearFigures
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO

YEARS = "corporate_tax.loss_years"


def carried(years: Sequence[YearFigures], trace: Trace) -> tuple[YearFigures, ...]:
    """Return consecutive years, each with what earlier losses take off its profit."""
    lapsing: dict[int, Decimal] = {}
    lasting = ZERO
    found: list[YearFigures] = []
    for figures in years:
        lapsing = {last: left for last, left in lapsing.items() if last >= figures.year}
        profit = max(ZERO, figures.net_result)
        taken = ZERO
        for last in sorted(lapsing):
            used = min(lapsing[last], profit - taken)
            lapsing[last] -= used
            taken += used
        used = min(lasting, profit - taken)
        lasting -= used
        found.append(replace(figures, losses_taken=taken + used))
        if figures.net_result < 0:
            worn = min(-figures.net_result, figures.depreciation)
            limit = int(trace.value(YEARS, figures.first_day).number)
            lapsing[figures.year + limit] = -figures.net_result - worn
            lasting += worn
    return tuple(found)
