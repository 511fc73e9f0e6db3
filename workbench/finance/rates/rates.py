"""What money really costs a year, and what flows are worth: the true cost.

Signs: what a person receives and what they pay have opposite signs; which of the two
is positive changes no rate. Rates are fractions of 1. Amounts may be Decimal or
float; rates are float, and never written back as money.

A rate that no flows have, or that several rates share, is answered by name, with a
finding; `nan` is never an answer.

Sources: directive 2008/48/EC, annex I (effective annual rate); 12 CFR 1026,
appendix J (unit periods); Norstrøm 1972 and Descartes on the number of rates.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from workbench.errors import WorkbenchError
from workbench.finance.rates import day_counts, roots
from workbench.findings import Finding, Level

Amount = Decimal | float

LARGEST_RATE: Final = 1e12
"""A rate beyond this says that the flows are not those of a loan or a project."""

LARGEST_AMOUNT: Final = 1e15
"""An amount beyond this is no amount of money."""


class RateImpossible(WorkbenchError):
    """A number that no rate, amount or time can be; facts: `field`."""

    code = "rate.impossible"


@dataclass(frozen=True, slots=True)
class Answer:
    """One figure, whether it is the only one, and what to know about it.

    `value` is None when there is none. Among several rates it is the nearest to
    zero, and `others` holds the rest, rising. `convention` names what the figure
    depends on, where there is more than one.
    """

    value: float | None
    is_unique: bool = True
    others: tuple[float, ...] = ()
    finding: Finding | None = None
    convention: str = ""


NO_SIGN_CHANGE: Final = Answer(
    None, is_unique=False, finding=Finding("rate.no_sign_change", Level.WARNING, "")
)
NO_RATE: Final = Answer(
    None, is_unique=False, finding=Finding("rate.none", Level.WARNING, "")
)
OUT_OF_REACH: Final = Answer(
    None, is_unique=False, finding=Finding("rate.out_of_reach", Level.WARNING, "")
)


@dataclass(frozen=True, slots=True)
class Timed:
    """An amount and the years after the origin at which it is paid."""

    years: float
    amount: Amount


@dataclass(frozen=True, slots=True)
class Dated:
    """An amount and the day on which it is paid."""

    day: date
    amount: Amount


def irr(values: Sequence[Amount]) -> Answer:
    """Return the rate a period at which equally spaced flows are worth nothing.

    The first flow is now and is not discounted: Σ values[k] / (1 + r)**k = 0.
    """
    return _rate([float(k) for k in range(len(values))], values)


def xirr(flows: Sequence[Dated], day_count: str = day_counts.ACTUAL_365) -> Answer:
    """Return the yearly rate at which dated flows, in any order, are worth nothing."""
    times = _years(flows, day_count)
    return _rate(times, [flow.amount for flow in flows])


def npv(rate: float, values: Sequence[Amount], *, first_discounted: bool) -> Answer:
    """Return what equally spaced flows are worth now, at a rate a period.

    The first flow is now or, when `first_discounted`, a period from now, as
    spreadsheets take it.
    """
    shift = 1 if first_discounted else 0
    times = [float(k + shift) for k in range(len(values))]
    return _plain(_worth(rate, times, values))


def xnpv(
    rate: float, flows: Sequence[Dated], day_count: str = day_counts.ACTUAL_365
) -> Answer:
    """Return what dated flows are worth on the earliest of their days."""
    times = _years(flows, day_count)
    return _plain(_worth(rate, times, [flow.amount for flow in flows]))


def xnfv(
    rate: float, flows: Sequence[Dated], day_count: str = day_counts.ACTUAL_365
) -> Answer:
    """Return what dated flows have grown to on the latest of their days."""
    times = _years(flows, day_count)
    last = max(times, default=0.0)
    backwards = [time - last for time in times]
    return _plain(_worth(rate, backwards, [flow.amount for flow in flows]))


def mirr(values: Sequence[Amount], finance_rate: float, reinvest_rate: float) -> Answer:
    """Return the rate a period with payments financed and receipts reinvested.

    Receipts grow at `reinvest_rate` to the last period, payments are discounted at
    `finance_rate` to the first; the number of periods is that of the flows less 1.
    """
    plain = _finite("values", values)
    if not min(plain, default=0.0) < 0 < max(plain, default=0.0):
        return NO_SIGN_CHANGE
    last = len(plain) - 1
    received = [max(value, 0.0) for value in plain]
    paid = [max(-value, 0.0) for value in plain]
    grown = _worth(reinvest_rate, [float(k - last) for k in range(last + 1)], received)
    owed = _worth(finance_rate, [float(k) for k in range(last + 1)], paid)
    if not (0 < grown < math.inf and 0 < owed < math.inf):
        return OUT_OF_REACH
    return _plain(math.expm1((math.log(grown) - math.log(owed)) / last))


def apr(advances: Sequence[Timed], payments: Sequence[Timed]) -> Answer:
    """Return the effective annual rate by the equation of the European Union.

    What is received (`advances`) is worth what is paid, both discounted by
    (1 + r)**years. Fees and insurance the borrower has to pay belong in `payments`.
    """
    times = [flow.years for flow in (*advances, *payments)]
    amounts = [float(flow.amount) for flow in advances]
    amounts += [-float(flow.amount) for flow in payments]
    return _rate(times, amounts)


def apr_of_days(
    advances: Sequence[Dated],
    payments: Sequence[Dated],
    day_count: str = day_counts.EU_MONTHS,
) -> Answer:
    """Return `apr` of dated flows, the years counted from the first of all days."""
    flows = (*advances, *payments)
    timed = [
        Timed(years, flow.amount)
        for years, flow in zip(_years(flows, day_count), flows, strict=True)
    ]
    return apr(timed[: len(advances)], timed[len(advances) :])


def effective_cost(
    received: Amount, payments: Sequence[Amount], periods_per_year: int = 12
) -> float | None:
    """Return the effective annual rate of payments one period apart, or None.

    `received` is what reaches the borrower, fees taken off; the first payment is a
    period later; payments hold fees and insurance. (1 + rate a period) to the
    number of periods, less 1.
    """
    if received <= 0:
        return None
    times = [k / periods_per_year for k in range(len(payments) + 1)]
    return _rate(times, [received, *(-amount for amount in payments)]).value


def _years(flows: Sequence[Dated], day_count: str) -> list[float]:
    count = day_counts.counting(day_count)
    first = min((flow.day for flow in flows), default=date.min)
    return [count(first, flow.day) for flow in flows]


def _rate(times: Sequence[float], amounts: Sequence[Amount]) -> Answer:
    """Return the rate a unit of time, the one nearest to zero where there are more."""
    flows = roots.settled(_finite("years", times), _finite("amount", amounts))
    if roots.sign_changes(flows) == 0:
        return NO_SIGN_CHANGE
    found = roots.zeros(flows)
    if not found.zeros:
        return NO_RATE if found.is_complete else OUT_OF_REACH
    rates = sorted(map(_rate_of, found.zeros), key=abs)
    if rates[0] > LARGEST_RATE:
        return OUT_OF_REACH
    if len(rates) == 1:
        return Answer(rates[0]) if found.is_complete else _unproven(rates[0])
    finding = Finding(
        "rate.several",
        Level.WARNING,
        "",
        facts={"rate": Decimal(str(rates[0])), "count": len(rates)},
    )
    return Answer(rates[0], False, tuple(sorted(rates[1:])), finding)  # noqa: FBT003


def _unproven(rate: float) -> Answer:
    """Return a rate of which it is not known whether it is the only one."""
    finding = Finding(
        "rate.unproven", Level.WARNING, "", facts={"rate": Decimal(str(rate))}
    )
    return Answer(rate, is_unique=False, finding=finding)


def _rate_of(y: float) -> float:
    return math.expm1(min(y, 700.0))


def _worth(rate: float, times: Sequence[float], amounts: Sequence[Amount]) -> float:
    """Return Σ amount / (1 + rate)**time; infinite where no float holds it."""
    if not -1 < rate < math.inf:
        raise RateImpossible(field="rate")
    y = math.log1p(rate)
    flows = zip(_finite("years", times), _finite("amount", amounts), strict=True)
    try:
        return math.fsum(a * math.exp(-t * y) for t, a in flows if a)
    except OverflowError:
        return math.inf


def _finite(field: str, numbers: Sequence[Amount]) -> list[float]:
    """Return numbers as floats; RateImpossible for one that no flow can have."""
    plain = [float(number) for number in numbers]
    if not all(-LARGEST_AMOUNT <= number <= LARGEST_AMOUNT for number in plain):
        raise RateImpossible(field=field)
    return plain


def _plain(value: float) -> Answer:
    return Answer(value) if math.isfinite(value) else OUT_OF_REACH
