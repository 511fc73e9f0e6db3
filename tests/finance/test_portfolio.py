"""A portfolio under common shocks: by hand, monotone, the same whatever the chunks."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import KNOWN, PLAIN

from workbench.finance import forecast
from workbench.finance.loans import loans
from workbench.finance.loans.loans import Instalment, LoanImpossible
from workbench.finance.simulation import arrears, portfolio, portfolio_figures
from workbench.finance.simulation.arrears import (
    ARREARS,
    AT_RISK,
    OUTSTANDING,
    Centimes,
    Unpaid,
)
from workbench.finance.simulation.montecarlo import RunsImpossible
from workbench.finance.simulation.portfolio import BASE, STRESSED, Exposure, Sums
from workbench.finance.simulation.spreads import (
    ProductSpread,
    Range,
    Spreads,
    certain,
)
from workbench.finance.simulation.stress import (
    CommonShock,
    ShockMonthOutside,
    ShockSizeBeyond,
    Stress,
)
from workbench.knowledge.shocks import ShockUnknown
from workbench.months import Month
from workbench.plan.business_plan import (
    HouseholdLine,
    LoanMethod,
    LoanTerms,
    Source,
)

TODAY = Month(2027, 3)
OPENED = Month(2027, 1)
LOAN = LoanTerms(Decimal(12_000), Decimal("0.10"), LoanMethod.EQUAL_INSTALMENTS, 18, 2)
VARIED = Spreads(
    products=(ProductSpread(Range(0.5, 1.4), Range(0.9, 1.1)),),
    cost=Range(0.9, 1.2),
    late_most=0.3,
    bad_chance=0.1,
    bad_left=0.4,
)
SOME = (
    CommonShock("ramadan"),
    CommonShock("input_price_up", Decimal(30), Month(2027, 5)),
)


def business(
    key: str = "a",
    *,
    start: Month = OPENED,
    draw: int = 2200,
    spreads: Spreads = VARIED,
    sector: str = "hairdressing",
    region: str = "04",
) -> Exposure:
    plan = replace(
        PLAIN,
        start=start,
        loan=LOAN,
        sources=(Source("own", "", Decimal(2000)),),
        household_expenses=(HouseholdLine("", Decimal(draw)),),
    )
    return Exposure(key, sector, region, plan, spreads)


def stress(
    shocks: Sequence[CommonShock] = (), *, months: int = 12, runs: int = 40
) -> Stress:
    return Stress(TODAY, months, tuple(shocks), runs, seed=7)


def mixed(count: int = 7) -> list[Exposure]:
    """Businesses of several ages, sizes, trades and regions."""
    sectors, regions = itertools.cycle("abc"), itertools.cycle(("01", "02"))
    return [
        business(
            f"case-{place}",
            start=Month(2026, 8).plus(3 * place),
            draw=1900 + 150 * place,
            sector=next(sectors),
            region=next(regions),
            spreads=VARIED if place % 2 else replace(VARIED, bad_chance=0.3),
        )
        for place in range(count)
    ]


def counted(asked: Stress, exposures: Sequence[Exposure]) -> Sums:
    sky = portfolio.sky_over(asked, exposures)
    return portfolio.count(asked, sky, KNOWN, exposures)


def in_chunks(asked: Stress, exposures: Sequence[Exposure], size: int) -> Sums:
    sky = portfolio.sky_over(asked, exposures)
    work = partial(portfolio.count, asked, sky, KNOWN)
    places = range(0, len(exposures), size)
    first, *others = (work(exposures[place : place + size]) for place in places)
    return sum(others, start=first)


def assert_same(one: Sums, other: Sums) -> None:
    assert one.of.keys() == other.of.keys()
    for group, sums in one.of.items():
        assert np.array_equal(sums, other.of[group])
    assert (one.loans, one.struck) == (other.loans, other.struck)
    assert one.left_out == other.left_out


def test_what_is_late_by_hand() -> None:
    """Three instalments of 100 (interest 20, 10, 0); cash comes in fits and starts."""
    rows = (
        Instalment(1, Decimal(80), Decimal(20), Decimal(190)),
        Instalment(2, Decimal(90), Decimal(10), Decimal(100)),
        Instalment(3, Decimal(100), Decimal(0), Decimal(0)),
    )
    free = np.array([[500.0, 110.0, 10.0], [500.0, 40.0, -50.0], [500.0, 250.0, 130.0]])
    found = arrears.lateness(arrears.of(rows, 4), np.vstack([free, free[-1:]]), 0)
    assert found.arrears.tolist() == [
        [0, 0, 90],
        [0, 100, 190],
        [0, 50, 170],
        [0, 50, 170],
    ]
    assert found.outstanding.tolist() == [
        [190, 190, 270],
        [100, 190, 270],
        [0, 50, 170],
        [0, 50, 170],
    ]
    assert found.at_risk.tolist() == [
        [0, 0, 0],
        [0, 0, 270],
        [0, 0, 170],
        [0, 50, 170],
    ]


def left(*rows: tuple[int, int, int]) -> arrears.Repayment:
    """What is left of a loan over four months: month, interest, principal."""
    unpaid = [
        Unpaid(TODAY.plus(month), Decimal(principal), Decimal(interest))
        for month, interest, principal in rows
    ]
    return arrears.of_record(unpaid, TODAY, 4)


def test_what_a_record_leaves_to_pay_by_hand() -> None:
    """Two months have passed; the plan pays 100 a month, and so does the loan."""
    planned = np.array([100.0, 200.0, 300.0, 400.0])
    ends = np.array([[50.0, 50.0], [80.0, -30.0], [120.0, -10.0], [60.0, -5.0]])
    up_to_date, behind = (
        left((2, 10, 90), (3, 0, 100)),
        left((1, 0, 100), (2, 10, 90), (3, 0, 100)),
    )
    closing = ends.copy()
    arrears.restart(closing, planned, up_to_date, 2)
    assert closing[2:].tolist() == [[120, 20], [60, 25]]
    closing = ends.copy()
    arrears.restart(closing, planned, behind, 2)
    assert closing[2:].tolist() == [[-60, -80], [-120, -75]]
    late = arrears.in_centimes(behind, closing, 2)
    assert late[ARREARS].tolist() == [[6_000, 8_000], [12_000, 7_500]]
    assert late[OUTSTANDING].tolist() == [[16_000, 18_000], [12_000, 7_500]]
    assert late[AT_RISK].tolist() == [[0, 0], [12_000, 0]]


def test_what_fell_due_before_the_opening_is_due_from_it_on() -> None:
    assert left((-2, 5, 95), (5, 0, 60)).due.tolist() == [100] * 4
    assert left((-2, 5, 95), (5, 0, 60)).owed.tolist() == [155, 155, 60, 60, 0]


def test_interest_is_paid_before_principal() -> None:
    repayment = arrears.of(loans.schedule(LOAN), 18)
    first = loans.schedule(LOAN)[0]
    half = float(first.interest) / 2
    assert repayment.outstanding(np.array([0.0, half])).tolist() == [12_000, 12_000]
    third = loans.schedule(LOAN)[2]
    paid = float(sum(row.due for row in loans.schedule(LOAN)[:2]) + third.interest)
    assert repayment.outstanding(np.array([paid + 100.0]))[0] == pytest.approx(11_900)


def test_nothing_is_late_when_nothing_varies_and_the_plan_pays() -> None:
    exposure = business(draw=500, spreads=certain(1))
    planned = forecast.project(exposure.plan, KNOWN, 14)
    assert planned.lowest_cash > 0
    sums = counted(stress(), [exposure])
    assert not sums.whole[:, ARREARS].any()
    assert not sums.whole[:, AT_RISK].any()
    owed = [row.outstanding for row in planned.instalments[2:14]]
    assert (
        sums.whole[BASE, OUTSTANDING, :, 0] == [100 * amount for amount in owed]
    ).all()


def test_a_certain_plan_in_the_red_is_late_by_what_it_lacks() -> None:
    """Cash of the forecast below zero is what could not be paid, while all is due."""
    exposure = business(draw=2200, spreads=certain(1))
    planned = forecast.project(exposure.plan, KNOWN, 14)
    closing = np.array([float(cash) for cash in planned.cash.closing])
    first_red = int(np.flatnonzero(closing < 0)[0])
    late = counted(stress(), [exposure]).whole[BASE, ARREARS, :, 0]
    assert late[first_red - 2] == round(-100 * closing[first_red])


def test_without_shocks_the_stressed_side_is_the_base() -> None:
    whole = counted(stress(), mixed()).whole
    assert np.array_equal(whole[BASE], whole[STRESSED])
    assert whole[:, ARREARS].any()


@pytest.mark.parametrize("size", [1, 3, 7])
def test_sums_are_the_same_whatever_the_chunks(size: int) -> None:
    exposures = mixed()
    assert_same(
        in_chunks(stress(SOME), exposures, size), counted(stress(SOME), exposures)
    )


@settings(max_examples=5, deadline=None)
@given(order=st.permutations(range(5)))
def test_sums_are_the_same_in_any_order(order: list[int]) -> None:
    exposures = mixed(5)
    turned = [exposures[place] for place in order]
    assert_same(
        in_chunks(stress(runs=8), turned, 2), counted(stress(runs=8), exposures)
    )


def test_runs_beyond_a_block_are_counted_too() -> None:
    exposures = mixed(2)
    few, many = (counted(stress(runs=runs), exposures).whole for runs in (2000, 2100))
    assert np.array_equal(few, many[..., :2000])
    assert many[..., 2000:].any()


@settings(max_examples=8, deadline=None)
@given(
    sizes=st.tuples(st.integers(1, 100), st.integers(1, 100)),
    draw=st.integers(1500, 2600),
)
def test_a_larger_shock_never_makes_less_late(
    sizes: tuple[int, int], draw: int
) -> None:
    smaller, larger = (
        counted(
            stress([CommonShock("input_price_up", Decimal(size), Month(2027, 4))]),
            [business(draw=draw)],
        ).whole[STRESSED]
        for size in sorted(sizes)
    )
    for measure in (ARREARS, OUTSTANDING, AT_RISK):
        assert (smaller[measure] <= larger[measure]).all()


def test_what_happens_in_a_run_happens_to_every_business() -> None:
    """A second business, younger and with two products, meets the same luck."""
    older, younger = business("a", draw=2600), business("b", start=TODAY, draw=2600)
    (product,) = younger.plan.products
    half = replace(
        product,
        per_good_day=product.per_good_day / 2,
        per_normal_day=product.per_normal_day / 2,
        per_slow_day=product.per_slow_day / 2,
    )
    younger = replace(younger, plan=replace(younger.plan, products=(half, half)))
    asked = stress(runs=400)
    sky = portfolio.sky_over(asked, [older, younger])
    apart = [
        portfolio.count(asked, sky, KNOWN, [one]).whole[BASE, ARREARS, -1]
        for one in (older, younger)
    ]
    assert np.corrcoef(*apart)[0, 1] > 0.7


def test_a_shock_strikes_no_month_that_has_passed() -> None:
    """Ramadan of 2027 begins in February: before March nothing changes."""
    asked = Stress(Month(2027, 4), 6, (CommonShock("ramadan"),), 30, seed=7)
    sums = counted(asked, [business()])
    assert sums.struck == (0,)
    assert np.array_equal(sums.whole[BASE], sums.whole[STRESSED])


def test_a_late_start_strikes_only_those_who_have_not_opened() -> None:
    asked = stress([CommonShock("start_two_months_late")])
    sums = counted(asked, [business("old"), business("new", start=Month(2027, 5))])
    assert sums.struck == (1,)


def test_a_business_that_opens_later_owes_its_whole_loan_until_then() -> None:
    sums = counted(stress(SOME), [business(start=Month(2027, 6))])
    assert (sums.whole[:, OUTSTANDING, :3] == 1_200_000).all()
    assert not sums.whole[:, ARREARS, :3].any()
    never = counted(stress(SOME), [business(start=Month(2028, 6))])
    assert (never.whole[:, OUTSTANDING] == 1_200_000).all()
    assert never.struck == (0, 0)


def test_a_plan_that_cannot_be_forecast_is_left_out_by_name() -> None:
    old = business("old", start=Month(2021, 1))
    without = replace(business("none"), plan=replace(old.plan, loan=None))
    sums = counted(stress(), [business(), old, without])
    assert [(one.key, one.code) for one in sums.left_out] == [
        ("none", LoanImpossible.code),
        ("old", forecast.HorizonImpossible.code),
    ]
    assert sums.count == 1


@pytest.mark.parametrize("runs", [0, -1, 10_000_000])
def test_runs_that_nobody_can_wait_for_are_refused(runs: int) -> None:
    with pytest.raises(RunsImpossible):
        stress(runs=runs)


def test_shocks_that_cannot_strike_are_refused_by_name() -> None:
    with pytest.raises(ShockUnknown):
        stress([CommonShock("earthquake")])
    with pytest.raises(ShockSizeBeyond):
        stress([CommonShock("input_price_up", Decimal(100_000))])
    for month in (Month(2027, 2), Month(2028, 3)):
        with pytest.raises(ShockMonthOutside):
            stress([CommonShock("input_price_up", None, month)])


def measures(outstanding: Sequence[int], at_risk: Sequence[int]) -> Centimes:
    nothing = [0] * len(outstanding)
    one = [at_risk, outstanding, at_risk]
    found = np.array([[[row] for row in one]] * 2, dtype=np.int64)
    assert found.shape == (2, 3, 1, len(nothing))
    return found


def test_portfolio_at_risk_is_taken_in_each_run_before_it_is_averaged() -> None:
    both = measures([10_000, 20_000, 40_000, 0], [5_000, 0, 10_000, 0])
    sums = Sums({("sector", "a"): both, ("region", "r"): both}, _loans(), ())
    figures = portfolio_figures.of(sums)
    assert figures is not None
    late = figures.whole.base[0]
    assert late.at_risk.value == (0.5 + 0 + 0.25 + 0) / 4
    assert late.arrears.value == 37.5
    assert late.outstanding.value == 175
    assert late.bad.value == 0.5
    assert figures.worst == 0


def _loans() -> dict[tuple[str, str], int]:
    return {("sector", "a"): 3, ("region", "r"): 3}


def test_standard_errors_are_those_of_independent_runs() -> None:
    values = np.random.default_rng(3).normal(10, 2, 4000)
    found = portfolio_figures.mean(values)
    assert found.error == pytest.approx(2 / np.sqrt(4000), rel=0.05)
    bad = portfolio_figures.level(values, 0.95)
    assert bad.value == pytest.approx(10 + 2 * 1.645, abs=4 * bad.error)
    density = 0.1031 / 2
    expected = np.sqrt(0.95 * 0.05 / 4000) / density
    assert bad.error == pytest.approx(expected, rel=0.4)


def test_nothing_is_said_of_no_loan() -> None:
    assert portfolio_figures.of(Sums({}, {}, ())) is None


def test_sectors_and_regions_each_add_up_to_the_whole() -> None:
    sums = counted(stress(SOME), mixed())
    regions = sum(sums.of["region", key] for key in sums.keys("region"))
    assert np.array_equal(sums.whole, regions)
    assert sums.count == 7


def test_a_business_too_old_to_be_forecast_makes_no_more_luck_to_be_drawn() -> None:
    old = business("old", start=Month(2001, 1))
    sky = portfolio.sky_over(stress(), [business(), old])
    assert sky.since == stress().last.plus(1 - forecast.LONGEST)
