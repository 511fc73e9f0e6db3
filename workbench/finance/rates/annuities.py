"""Equal payments: what they are, hold, are worth and cost, by numpy-financial.

Names, signs and timing are numpy-financial's: money received is positive, money paid
negative; `rate` is a fraction of 1 a period; payments fall at the end of periods, or
at their beginning when `is_due`. Where it would answer `nan`, the answer here has no
value and a finding that says why.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Final

from workbench.finance.rates import rates
from workbench.finance.rates.rates import OUT_OF_REACH, Answer, RateImpossible
from workbench.findings import Finding, Level

MOST_PERIODS: Final = 10_000

NEGLIGIBLE: Final = 1e-9
"""A rate a period below this is none: formulas that divide by it lose their digits."""

NEVER_REPAID: Final = Answer(
    None, is_unique=False, finding=Finding("rate.never_repaid", Level.WARNING, "")
)


@dataclass(frozen=True, slots=True)
class Annuity:
    """A loan or a saving with equal payments; what is asked for stays at 0."""

    rate: float = 0.0
    nper: float = 0.0
    pmt: float = 0.0
    pv: float = 0.0
    fv: float = 0.0
    is_due: bool = False


def pmt(terms: Annuity) -> Answer:
    """Return the payment a period that brings `pv` to `fv` in `nper` periods."""
    _require_periods(terms)
    return _call("pmt", terms, _rate(terms), terms.nper, terms.pv, terms.fv)


def ipmt(terms: Annuity, per: int) -> Answer:
    """Return the interest in the payment of period `per`, the first being 1."""
    _require_period(terms, per)
    return _call("ipmt", terms, _rate(terms), per, terms.nper, terms.pv, terms.fv)


def ppmt(terms: Annuity, per: int) -> Answer:
    """Return the principal in the payment of period `per`, the first being 1."""
    whole, interest = pmt(terms), ipmt(terms, per)
    if whole.value is None or interest.value is None:
        return OUT_OF_REACH
    return _answer(whole.value - interest.value)


def cumipmt(terms: Annuity, start: int, end: int) -> Answer:
    """Return the interest in the payments of periods `start` to `end`."""
    return _summed(ipmt, terms, start, end)


def cumprinc(terms: Annuity, start: int, end: int) -> Answer:
    """Return the principal in the payments of periods `start` to `end`."""
    return _summed(ppmt, terms, start, end)


def fv(terms: Annuity) -> Answer:
    """Return what `pv` and the payments have become after `nper` periods."""
    _require_rate(terms)
    return _call("fv", terms, _rate(terms), terms.nper, terms.pmt, terms.pv)


def pv(terms: Annuity) -> Answer:
    """Return what the payments and `fv` are worth at the beginning."""
    _require_rate(terms)
    return _call("pv", terms, _rate(terms), terms.nper, terms.pmt, terms.fv)


def nper(terms: Annuity) -> Answer:
    """Return how many periods it takes; it need not be a whole number.

    Without interest numpy-financial 1.0 gives the number with the wrong sign.
    """
    _require_rate(terms)
    if terms.pmt == 0 and _rate(terms) == 0:
        return NEVER_REPAID
    if _rate(terms) == 0:
        found = _answer(-(terms.pv + terms.fv) / terms.pmt)
    else:
        found = _call("nper", terms, _rate(terms), terms.pmt, terms.pv, terms.fv)
    return found if found.value is not None and found.value >= 0 else NEVER_REPAID


def rate(terms: Annuity) -> Answer:
    """Return the rate a period; `nper` has to be whole.

    Solved as the rate of the flows themselves, so that several are noticed.
    """
    if not 1 <= terms.nper <= MOST_PERIODS or terms.nper != int(terms.nper):
        raise RateImpossible(field="nper")
    flows = [0.0] * (int(terms.nper) + 1)
    first = 0 if terms.is_due else 1
    for period in range(first, first + int(terms.nper)):
        flows[period] += terms.pmt
    flows[0] += terms.pv
    flows[-1] += terms.fv
    return rates.irr(flows)


def _rate(terms: Annuity) -> float:
    return terms.rate if abs(terms.rate) > NEGLIGIBLE else 0.0


def _call(name: str, terms: Annuity, *arguments: float) -> Answer:
    """Ask numpy-financial, and turn a result that is no number into words."""
    import numpy as np  # noqa: PLC0415 - numpy waits until it is needed

    when = "begin" if terms.is_due else "end"
    with np.errstate(all="ignore"):
        try:
            found = getattr(_peer(), name)(*arguments, when=when)
        except ArithmeticError:
            return OUT_OF_REACH
    return _answer(float(found)) if np.isrealobj(found) else OUT_OF_REACH


def _peer() -> ModuleType:
    import numpy_financial  # noqa: PLC0415 - as above

    module: ModuleType = numpy_financial
    return module


def _answer(value: float) -> Answer:
    return Answer(value) if math.isfinite(value) else OUT_OF_REACH


def _summed(
    part: Callable[[Annuity, int], Answer], terms: Annuity, start: int, end: int
) -> Answer:
    if end < start:
        raise RateImpossible(field="end")
    _require_period(terms, start)
    _require_period(terms, end)
    values = [part(terms, per).value for per in range(start, end + 1)]
    known = [value for value in values if value is not None]
    return _answer(math.fsum(known)) if len(known) == len(values) else OUT_OF_REACH


def _require_rate(terms: Annuity) -> None:
    if not -1 < terms.rate < math.inf:
        raise RateImpossible(field="rate")


def _require_periods(terms: Annuity) -> None:
    _require_rate(terms)
    if not 0 < terms.nper <= MOST_PERIODS:
        raise RateImpossible(field="nper")


def _require_period(terms: Annuity, per: int) -> None:
    _require_periods(terms)
    if not 1 <= per <= terms.nper:
        raise RateImpossible(field="per")
