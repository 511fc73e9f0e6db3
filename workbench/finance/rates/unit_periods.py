"""The annual rate of unit periods, as American law defines it.

Time is counted in whole unit periods, back from each payment, and the days left
over as a share of one. A whole period compounds, the share bears simple interest:
a payment is discounted by (1 + f·i)(1 + i)**q. The annual rate is i times the number
of periods in a year: nominal, unlike the effective rate of `rates.apr`.

Source: 12 CFR 1026 (Regulation Z), appendix J, paragraph (b).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from workbench.finance.rates import day_counts, roots
from workbench.finance.rates.rates import OUT_OF_REACH, Answer, Dated, RateImpossible

LOWEST: Final = -4.0
"""ln(1 + i) no rate is looked for below: a loss of 98 % a period."""

HIGHEST: Final = 16.0
"""ln(1 + i) no rate is looked for above."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit period: its months (0 for a week), its days, how many make a year."""

    months: int
    days: int
    per_year: int


UNITS: Final[Mapping[str, Unit]] = {
    "week": Unit(0, 7, 52),
    "month": Unit(1, 30, 12),
    "quarter": Unit(3, 90, 4),
    "year": Unit(12, 365, 1),
}


@dataclass(frozen=True, slots=True)
class _Flow:
    periods: int
    share: float
    amount: float


def annual_rate(
    advances: Sequence[Dated], payments: Sequence[Dated], unit: str = "month"
) -> Answer:
    """Return the nominal annual rate of a loan paid out before it is paid back.

    RateImpossible when an amount is not positive, when nothing is paid out or
    back, when a payment is not after every advance, or for an unknown unit.
    """
    measure = UNITS.get(unit)
    if measure is None:
        raise RateImpossible(field="unit")
    for field, flows in (("advances", advances), ("payments", payments)):
        amounts = [float(flow.amount) for flow in flows]
        if not amounts or not all(0 < amount < math.inf for amount in amounts):
            raise RateImpossible(field=field)
    if max(flow.day for flow in advances) >= min(flow.day for flow in payments):
        raise RateImpossible(field="payments")
    start = min(flow.day for flow in advances)
    lent = [_flow(start, flow, measure) for flow in advances]
    repaid = [_flow(start, flow, measure) for flow in payments]
    return _solved(lent, repaid, measure)


def counted(start: date, end: date, unit: Unit) -> tuple[int, float]:
    """Return the whole unit periods between two days, and the share left over."""
    if not unit.months:
        whole, left = divmod((end - start).days, unit.days)
        return whole, left / unit.days
    whole = 0
    while day_counts.moved(end, -unit.months * (whole + 1)) >= start:
        whole += 1
    left = (day_counts.moved(end, -unit.months * whole) - start).days
    return whole, left / unit.days


def _flow(start: date, flow: Dated, unit: Unit) -> _Flow:
    return _Flow(*counted(start, flow.day, unit), float(flow.amount))


def _solved(lent: Sequence[_Flow], repaid: Sequence[_Flow], unit: Unit) -> Answer:
    def balance(y: float) -> tuple[float, float]:
        worth_repaid, time_repaid = _log_worth(repaid, y)
        worth_lent, time_lent = _log_worth(lent, y)
        return worth_repaid - worth_lent, time_lent - time_repaid

    low, high = -1.0, 1.0
    while low > LOWEST and balance(low)[0] < 0:
        low *= 2
    while high < HIGHEST and balance(high)[0] > 0:
        high *= 2
    if balance(low)[0] < 0 or balance(high)[0] > 0:
        return OUT_OF_REACH
    return Answer(math.expm1(roots.falling_zero(balance, low, high)) * unit.per_year)


def _log_worth(flows: Sequence[_Flow], y: float) -> tuple[float, float]:
    """Return ln of what flows are worth at y = ln(1 + i), and their mean time."""
    i, growth = math.expm1(y), math.exp(y)
    logs = [
        math.log(flow.amount) - flow.periods * y - math.log1p(flow.share * i)
        for flow in flows
    ]
    times = [
        flow.periods + flow.share * growth / (1 + flow.share * i) for flow in flows
    ]
    top = max(logs)
    weights = [math.exp(log - top) for log in logs]
    total = math.fsum(weights)
    moment = math.fsum(w * time for w, time in zip(weights, times, strict=True))
    return top + math.log(total), moment / total
