"""Where a sum of dated flows is worth nothing: every such rate, found with proof.

With y = ln(1 + r), a flow a at time t is worth a·exp(-t·y). The worth of a series is
a sum of exponentials: it has at most as many zeros as the series changes sign
(Descartes, for real exponents too). One change of sign: exactly one zero, found
inside a proven bracket. Several: the line of y is divided until each piece is proven
to hold no zero, or one. Times are in any unit, and need not be whole.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import mul
from typing import Final

WIDEST: Final = 40.0
"""Bound of |y| in a search for several zeros: rates from -1 + 4e-18 to 2e17."""

NARROWEST: Final = 1e-9
"""A piece this narrow in which nothing is proven touches zero without crossing."""

SAME: Final = 1e-7
"""Zeros this near are one that is touched: rounding blurs it by as much."""

MOST_TERMS: Final = 2_000_000
"""Flows weighed, over all pieces, before a search is given up: some seconds."""

_STEPS: Final = 200
_OFF_CENTRE: Final = 0.4871
_LARGEST: Final = 709.0


@dataclass(frozen=True, slots=True)
class Found:
    """The zeros, rising, as values of y; whether they are known to be all of them."""

    zeros: tuple[float, ...]
    is_complete: bool = True


def settled(
    times: Sequence[float], amounts: Sequence[float]
) -> tuple[tuple[float, float], ...]:
    """Return the flows in order of time, those of one time added, zeros left out."""
    together: dict[float, list[float]] = {}
    for time, amount in zip(times, amounts, strict=True):
        together.setdefault(time, []).append(amount)
    sums = ((time, _sum(together[time])) for time in sorted(together))
    return tuple((time, total) for time, total in sums if total)


def _sum(amounts: Sequence[float]) -> float:
    """Add amounts of one time; what only rounding leaves is nothing."""
    if len(amounts) == 1:
        return amounts[0]
    total = math.fsum(amounts)
    return total if abs(total) > 1e-14 * math.fsum(map(abs, amounts)) else 0.0


def sign_changes(flows: Sequence[tuple[float, float]]) -> int:
    """Return how often the sign changes from one settled flow to the next."""
    return sum((a > 0) != (b > 0) for (_, a), (_, b) in pairwise(flows))


def zeros(flows: Sequence[tuple[float, float]]) -> Found:
    """Return every y at which settled flows are worth nothing together."""
    changes = sign_changes(flows)
    if changes == 0:
        return Found(())
    if changes > 1:
        return _all(flows)
    is_even = math.fsum(amount for _, amount in flows) == 0
    return Found((0.0 if is_even else _only(flows),))


def _only(flows: Sequence[tuple[float, float]]) -> float:
    """Return the one zero of flows whose sign changes once.

    The logarithm of what the later flows are worth over the earlier ones falls in
    y, at least as fast as the gap between the two groups is long: that bounds the
    zero.
    """
    cut = next(
        n for n, (a, b) in enumerate(pairwise(flows), 1) if (a[1] > 0) != (b[1] > 0)
    )
    earlier, later = flows[:cut], flows[cut:]
    before, after = _logs(earlier), _logs(later)

    def balance(y: float) -> tuple[float, float]:
        worth_after, time_after = _log_worth(after, y)
        worth_before, time_before = _log_worth(before, y)
        return worth_after - worth_before, time_before - time_after

    at_zero, _ = balance(0.0)
    reach = at_zero / (later[0][0] - earlier[-1][0])
    return falling_zero(balance, min(0.0, reach), max(0.0, reach))


def _logs(flows: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Return the times of flows and the logarithms of their amounts."""
    times = [time for time, _ in flows]
    return times, [math.log(abs(amount)) for _, amount in flows]


def _log_worth(flows: tuple[list[float], list[float]], y: float) -> tuple[float, float]:
    """Return ln of the worth of flows of one sign, and their mean time, at y.

    The flows are their times, and the logarithms of their amounts.
    """
    times, amounts = flows
    logs = [amount - time * y for time, amount in zip(times, amounts, strict=True)]
    top = max(logs)
    weights = [math.exp(log - top) for log in logs]
    total = math.fsum(weights)
    moment = math.fsum(map(mul, weights, times))
    return top + math.log(total), moment / total


def falling_zero(
    balance: Callable[[float], tuple[float, float]], low: float, high: float
) -> float:
    """Return where a falling function crosses zero between two bounds.

    `balance` gives its value and its slope. Newton's step is taken while it stays
    between the bounds, which close in; otherwise they are halved.
    """
    y = min(max(0.0, low), high)
    for _ in range(_STEPS):
        value, slope = balance(y)
        if value == 0:
            return y
        low, high = (y, high) if value > 0 else (low, y)
        step = y - value / slope if slope else math.inf
        following = step if low < step < high else (low + high) / 2
        if abs(following - y) <= 1e-16 + 4e-16 * abs(y):
            return following
        y = following
    return y


def _all(flows: Sequence[tuple[float, float]]) -> Found:
    """Divide the line until every piece is proven to hold no zero, or one."""
    found: list[float] = []
    waiting = [(-_bound(flows[::-1]), _bound(flows))]
    for _ in range(MOST_TERMS // len(flows)):
        if not waiting:
            return Found(tuple(_apart(sorted(found))))
        low, high = waiting.pop()
        piece = _Piece.of(flows, (low + high) / 2, (high - low) / 2)
        if piece.holds_none:
            continue
        if piece.is_monotone:
            found += _crossing(flows, low, high)
        elif high - low < NARROWEST:
            found.append(piece.centre)
        else:
            middle = low + (high - low) * _OFF_CENTRE
            waiting += [(low, middle), (middle, high)]
    return Found(tuple(_apart(sorted(found))), is_complete=False)


def _bound(flows: Sequence[tuple[float, float]]) -> float:
    """Return how far zeros can lie on the side where the first flow outweighs all."""
    (first_time, first), (next_time, _), *_ = flows
    others = math.fsum(abs(amount) for _, amount in flows[1:])
    reach = math.log(max(others / abs(first), 1.0)) / abs(next_time - first_time)
    return min(reach * 1.01 + 1e-6, WIDEST)


def _apart(found: Sequence[float]) -> list[float]:
    """Return rising zeros; a cluster that only rounding spreads is its mean."""
    clusters: list[list[float]] = []
    for y in found:
        if clusters and y - clusters[-1][-1] <= SAME:
            clusters[-1].append(y)
        else:
            clusters.append([y])
    return [math.fsum(cluster) / len(cluster) for cluster in clusters]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What bounds on the terms prove about the worth in [centre ± half]."""

    centre: float
    holds_none: bool
    is_monotone: bool

    @classmethod
    def of(
        cls, flows: Sequence[tuple[float, float]], centre: float, half: float
    ) -> "_Piece":
        """Bound the worth, and its slope, times an exponential that balances them."""
        weights = _weights(flows, centre)
        total = math.fsum(map(abs, weights))
        mean = (
            math.fsum(abs(w) * t for w, (t, _) in zip(weights, flows, strict=True))
            / total
        )
        worth = [(w, t - mean) for w, (t, _) in zip(weights, flows, strict=True)]
        slope = [(-w * d, d) for w, d in worth]
        return cls(centre, not _may_be_zero(worth, half), not _may_be_zero(slope, half))


def _weights(flows: Sequence[tuple[float, float]], y: float) -> list[float]:
    """Return what each flow is worth at y, as a share of the greatest one."""
    logs = [math.log(abs(amount)) - time * y for time, amount in flows]
    top = max(logs)
    return [
        math.copysign(math.exp(log - top), amount)
        for log, (_, amount) in zip(logs, flows, strict=True)
    ]


def _may_be_zero(terms: Sequence[tuple[float, float]], half: float) -> bool:
    """Whether a sum of w·exp(-d·z) can vanish for some z within ±half."""
    least = most = 0.0
    for weight, distance in terms:
        swing = abs(distance) * half
        small = weight * math.exp(-swing)
        large = weight * math.exp(swing) if swing < _LARGEST else weight * math.inf
        if weight > 0:
            least, most = least + small, most + large
        elif weight < 0:
            least, most = least + large, most + small
    return least <= 0 <= most


def _crossing(
    flows: Sequence[tuple[float, float]], low: float, high: float
) -> list[float]:
    """Return the zero of a piece on which the balanced worth is monotone, if any."""
    sign_low, sign_high = _sign(flows, low), _sign(flows, high)
    if sign_low == 0:
        return [low]
    if sign_low * sign_high >= 0:
        return []
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (
            (middle, high) if _sign(flows, middle) * sign_low > 0 else (low, middle)
        )
    return [(low + high) / 2]


def _sign(flows: Sequence[tuple[float, float]], y: float) -> float:
    worth = math.fsum(_weights(flows, y))
    return math.copysign(1.0, worth) if worth else 0.0
