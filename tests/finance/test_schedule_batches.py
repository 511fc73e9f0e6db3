"""Many schedules at once: equal to the plain Decimal loop, centime by centime."""

from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.finance.loans import batches, centimes, loans
from workbench.finance.loans.batches import Batch, BatchImpossible
from workbench.finance.loans.terms import Rounding
from workbench.plan.business_plan import LoanMethod, LoanTerms

CENTIME = Decimal("0.01")


def decimal_loop(
    principal: Decimal,
    rate: Decimal,
    count: int,
    grace: int,
    *,
    method: LoanMethod = LoanMethod.EQUAL_INSTALMENTS,
    rounding: str = ROUND_HALF_UP,
) -> list[centimes.Row]:
    """The schedule as anybody would write it: the oracle.

    Dividing by twelve comes last: a twelfth of a rate, cut after 28 digits, turns
    some ties of half a centime the wrong way.
    """
    monthly, repaying = rate / 12, count - grace
    level = principal / repaying
    if method is LoanMethod.EQUAL_INSTALMENTS and rate:
        level = principal * monthly / (1 - (1 + monthly) ** -repaying)
    level = level.quantize(CENTIME, rounding)
    owed, rows = principal, []
    for number in range(1, count + 1):
        base = principal if method is LoanMethod.FLAT else owed
        interest = (base * rate / 12).quantize(CENTIME, rounding)
        if number == count:
            part = owed
        elif number <= grace:
            part = Decimal(0)
        elif method is LoanMethod.EQUAL_INSTALMENTS:
            part = min(level - interest, owed)
        else:
            part = min(level, owed)
        owed -= part
        rows.append((int(part * 100), int(interest * 100), int(owed * 100)))
    return rows


def a_batch(loans_: int, method: LoanMethod, seed: int = 7) -> Batch:
    draw = np.random.default_rng(seed)
    counts = draw.integers(1, 61, loans_)
    return Batch(
        principals=draw.integers(1, 15_000_000, loans_),
        rates=draw.integers(0, 4000, loans_) * 10_000,
        counts=counts,
        graces=np.minimum(draw.integers(0, 13, loans_), counts - 1),
        method=method,
    )


def rows_of(made: batches.Schedules, place: int, count: int) -> list[centimes.Row]:
    columns = (made.principal, made.interest, made.outstanding)
    return list(zip(*(c[:count, place].tolist() for c in columns), strict=True))


@pytest.mark.parametrize(
    ("method", "count"),
    [
        (LoanMethod.EQUAL_INSTALMENTS, 10_000),
        (LoanMethod.EQUAL_PRINCIPAL, 1_000),
        (LoanMethod.FLAT, 1_000),
    ],
)
def test_a_batch_has_the_same_centimes_as_the_decimal_loop(
    method: LoanMethod, count: int
) -> None:
    batch = a_batch(count, method)
    made = batches.schedule(batch)
    assert not made.principal[int(batch.counts.max()) :].any()
    for place in range(count):
        term = int(batch.counts[place])
        oracle = decimal_loop(
            Decimal(int(batch.principals[place])) / 100,
            Decimal(int(batch.rates[place])) / batches.RATE_UNIT,
            term,
            int(batch.graces[place]),
            method=method,
        )
        assert rows_of(made, place, term) == oracle


def with_many_ties(batch: Batch) -> Batch:
    """The same with one per cent a month, where every other half centime is a tie."""
    principals = batch.principals // 50 * 50 + 50
    rates = np.full(len(principals), 12_000_000)
    return replace(batch, principals=principals, rates=rates)


@pytest.mark.parametrize("method", LoanMethod)
@pytest.mark.parametrize(
    "change",
    [
        lambda batch: batch,
        with_many_ties,
        lambda batch: replace(batch, principals=batch.principals * 100),
        lambda batch: replace(batch, rates=batch.rates // 3 + 1),
        lambda batch: replace(batch, periods_per_year=365),
    ],
    ids=["plain", "ties", "large", "odd rates", "daily"],
)
def test_wide_and_narrow_centimes_are_the_same(
    change: Callable[[Batch], Batch],
    method: LoanMethod,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batch = change(a_batch(2000, method))
    narrow = batches.schedule(batch)
    monkeypatch.setattr(batches, "NARROW", 0)
    monkeypatch.setattr(batches, "BLOCK", 300)
    monkeypatch.setattr(batches, "SMALL_BLOCK", 70)
    wide = batches.schedule(batch)
    assert (narrow.principal.dtype, wide.principal.dtype) == (np.int32, np.int64)
    for name in ("principal", "interest", "outstanding"):
        assert np.array_equal(getattr(narrow, name), getattr(wide, name))


def test_loans_too_large_for_floats_are_worked_out_in_integers() -> None:
    lent = 2**59 + 1
    batch = Batch(*map(np.array, ([lent, lent], [1, 1], [3, 1], [0, 0])))
    made = batches.schedule(batch)
    rows = centimes.declining(
        lent, (1, batch.divisor), 3, 0, centimes.payment(lent, (1, batch.divisor), 3)
    )
    assert rows_of(made, 0, 3) == rows
    assert made.outstanding[0, 1] == 0


loans_drawn = st.tuples(
    st.integers(1, 15_000_000), st.integers(0, 6000), st.integers(1, 84)
)


@given(loans_drawn, st.integers(0, 24), st.sampled_from(LoanMethod))
@settings(deadline=None)
def test_a_plans_schedule_has_the_same_centimes_as_the_decimal_loop(
    loan: tuple[int, int, int], grace: int, method: LoanMethod
) -> None:
    units, rate, count = loan
    amount, fraction = Decimal(units) / 100, Decimal(rate) / 10_000
    grace = min(grace, count - 1)
    terms = LoanTerms(amount, fraction, method, count, grace)
    rows = [
        tuple(
            int(part * 100) for part in (row.principal, row.interest, row.outstanding)
        )
        for row in loans.schedule(terms)
    ]
    assert rows == decimal_loop(amount, fraction, count, grace, method=method)


@given(loans_drawn)
@settings(deadline=None)
def test_bankers_rounding_is_exact_too(loan: tuple[int, int, int]) -> None:
    units, rate, count = loan
    ratio = (rate, 120_000)
    level = centimes.payment(units, ratio, count, Rounding.HALF_EVEN)
    rows = centimes.declining(
        units, ratio, count, 0, level, rounding=Rounding.HALF_EVEN
    )
    amount, fraction = Decimal(units) / 100, Decimal(rate) / 10_000
    assert rows == decimal_loop(amount, fraction, count, 0, rounding=ROUND_HALF_EVEN)


ONE = Batch(
    principals=np.array([1_000_000]),
    rates=np.array([12_000_000]),
    counts=np.array([12]),
    graces=np.array([0]),
)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"principals": np.array([0])}, "principals"),
        ({"principals": np.array([], dtype=np.int64)}, "principals"),
        ({"principals": np.array([2**62])}, "principals"),
        ({"rates": np.array([-1])}, "rates"),
        ({"rates": np.array([0.5])}, "rates"),
        ({"counts": np.array([0])}, "counts"),
        ({"counts": np.array([9999])}, "counts"),
        ({"graces": np.array([12])}, "graces"),
        ({"graces": np.array([0, 0])}, "graces"),
        ({"periods_per_year": 0}, "periods_per_year"),
    ],
)
def test_loans_that_cannot_be_computed_together_are_refused_at_their_field(
    changes: dict[str, object], field: str
) -> None:
    with pytest.raises(BatchImpossible) as refused:
        batches.schedule(replace(ONE, **changes))  # type: ignore[arg-type]
    assert refused.value.facts == {"field": field}
