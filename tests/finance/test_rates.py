"""Rates and values: what is found, and what is said when there is none."""

import math
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.finance.rates import annuities, day_counts, rates, roots, unit_periods
from workbench.finance.rates.annuities import Annuity
from workbench.finance.rates.day_counts import DatesOutOfOrder, DayCountUnknown
from workbench.finance.rates.rates import Answer, Dated, RateImpossible, Timed

FIRST = date(2026, 11, 25)

amounts = st.floats(0.01, 1e9)
numbers = st.floats(allow_nan=True, allow_infinity=True)
yearly = st.floats(-0.9, 10)
days = st.dates(date(1950, 1, 1), date(2150, 1, 1))


def code(answer: Answer) -> str | None:
    return answer.finding.code if answer.finding else None


# One rate, several, none


def test_a_rate_makes_its_flows_worth_nothing() -> None:
    found = rates.irr([-10_000, *[900] * 12])
    assert found.value is not None
    left = rates.npv(found.value, [-10_000, *[900] * 12], first_discounted=False)
    assert left.value == pytest.approx(0, abs=1e-9)
    assert found.is_unique
    assert found.finding is None


def test_what_is_paid_back_without_interest_costs_exactly_nothing() -> None:
    assert rates.irr([1200, *[-100] * 12]).value == 0.0


def test_two_rates_are_both_given_and_the_nearest_to_zero_is_chosen() -> None:
    found = rates.irr([-100, 230, -132])
    assert found.value == pytest.approx(0.1)
    assert found.others == (pytest.approx(0.2),)
    assert not found.is_unique
    assert code(found) == "rate.several"


def test_a_rate_that_is_only_touched_is_one_rate() -> None:
    found = rates.irr([100, -230, 132.25])
    assert found.value == pytest.approx(0.15, abs=1e-7)
    assert found.is_unique


def test_flows_that_never_balance_have_no_rate_by_name() -> None:
    found = rates.irr([100, -150, 100])
    assert (found.value, found.is_unique) == (None, False)
    assert code(found) == "rate.none"


@pytest.mark.parametrize("values", [[], [5], [1, 2], [-1, -2, 0], [0, 0]])
def test_flows_of_one_sign_have_no_rate_by_name(values: list[float]) -> None:
    found = rates.irr(values)
    assert (found.value, found.is_unique) == (None, False)
    assert code(found) == "rate.no_sign_change"
    assert code(rates.mirr(values, 0.1, 0.1)) == "rate.no_sign_change"


def test_a_search_given_up_says_that_its_rate_is_not_proven_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(roots, "MOST_TERMS", 60)
    found = rates.irr([-100, 230, -132])
    assert not found.is_unique
    assert code(found) == "rate.unproven"
    monkeypatch.setattr(roots, "MOST_TERMS", 0)
    assert code(rates.irr([-100, 230, -132])) == "rate.out_of_reach"


def test_what_cancels_on_one_day_is_no_flow() -> None:
    flows = [(0, 0.1), (0, 0.2), (0, -0.3), (365, 5.0)]
    dated = [Dated(FIRST + timedelta(n), amount) for n, amount in flows]
    assert code(rates.xirr(dated)) == "rate.no_sign_change"


def test_a_rate_beyond_measure_is_named() -> None:
    flows = [Dated(FIRST, -1), Dated(FIRST + timedelta(1), 10)]
    assert code(rates.xirr(flows)) == "rate.out_of_reach"


@given(st.lists(st.floats(-0.5, 1.5), min_size=1, max_size=4))
def test_every_rate_of_a_product_of_factors_is_found(chosen: list[float]) -> None:
    distinct: list[float] = []
    for rate in sorted(chosen):
        if not distinct or rate - distinct[-1] > 0.05:
            distinct.append(rate)
    values = [1.0]
    for rate in distinct:
        longer = [0.0, *values]
        for place, value in enumerate(values):
            longer[place] -= value / (1 + rate)
        values = longer
    found = rates.irr(values)
    assert found.value is not None
    assert sorted((found.value, *found.others)) == pytest.approx(distinct, abs=1e-6)
    assert abs(found.value) == pytest.approx(min(map(abs, distinct)), abs=1e-6)
    assert found.is_unique == (len(distinct) == 1)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_a_rate_found_balances_whatever_the_flows(values: list[float]) -> None:
    found = rates.irr(values)
    if found.value is None:
        assert found.finding is not None
    elif found.value > -0.99:
        terms = [v / (1 + found.value) ** k for k, v in enumerate(values) if v]
        assert abs(math.fsum(terms)) <= 1e-6 * math.fsum(map(abs, terms))


@given(st.lists(amounts, min_size=1, max_size=60), yearly)
def test_flows_made_for_a_rate_have_that_rate_alone(
    paid: list[float], rate: float
) -> None:
    lent = math.fsum(a / (1 + rate) ** (k / 12) for k, a in enumerate(paid, 1))
    found = rates.apr(
        [Timed(0, lent)],
        [Timed(k / 12, amount) for k, amount in enumerate(paid, 1)],
    )
    assert found.is_unique
    assert found.value == pytest.approx(rate, abs=1e-9, rel=1e-9)


# The cost of a loan


@given(st.floats(100, 1e6), st.integers(2, 60), st.floats(0.01, 0.6))
def test_a_flat_rate_costs_more_than_it_says(
    amount: float, months: int, flat: float
) -> None:
    payment = amount * (1 + flat * months / 12) / months
    cost = rates.effective_cost(amount, [payment] * months)
    assert cost is not None
    assert cost > flat


@given(st.floats(1, 500), st.floats(0, 100))
def test_a_fee_or_an_insurance_never_lowers_the_cost(fee: float, cover: float) -> None:
    plain = rates.effective_cost(10_000, [900] * 12)
    dearer = rates.effective_cost(10_000 - fee, [900 + cover] * 12)
    assert plain is not None
    assert dearer is not None
    assert dearer > plain


def test_a_yearly_cost_compounds_the_rate_of_its_period() -> None:
    monthly = rates.irr([-10_000, *[900] * 12]).value
    assert monthly is not None
    cost = rates.effective_cost(Decimal(10_000), [Decimal(900)] * 12)
    assert cost == pytest.approx((1 + monthly) ** 12 - 1)
    weekly = rates.effective_cost(1000, [25] * 44, periods_per_year=52)
    assert weekly == pytest.approx(0.2507, abs=5e-5)


def test_nothing_received_has_no_cost() -> None:
    assert rates.effective_cost(0, [100]) is None
    assert rates.effective_cost(-5, [100]) is None
    assert rates.effective_cost(100, []) is None


def test_dates_of_a_loan_count_in_months_of_the_union() -> None:
    lent = [Dated(date(2026, 1, 5), 10_000)]
    paid = [Dated(date(2026, 1 + k, 5), 1707.0) for k in range(1, 7)]
    by_years = [Timed(k / 12, 1707.0) for k in range(1, 7)]
    found = rates.apr_of_days(lent, paid)
    assert found == rates.apr([Timed(0, 10_000)], by_years)


def test_a_unit_period_rate_is_nominal() -> None:
    lent = [Dated(date(2026, 1, 31), 1000)]
    paid = [Dated(date(2026, 2, 28), 510), Dated(date(2026, 3, 31), 510)]
    found = unit_periods.annual_rate(lent, paid).value
    monthly = rates.irr([1000, -510, -510]).value
    assert monthly is not None
    assert found == pytest.approx(12 * monthly, rel=0.1)


def test_a_payment_before_the_loan_is_refused_by_name() -> None:
    lent = [Dated(date(2026, 2, 1), 1000)]
    for day in (date(2026, 1, 1), date(2026, 2, 1)):
        with pytest.raises(RateImpossible) as refused:
            unit_periods.annual_rate(lent, [Dated(day, 1100)])
        assert refused.value.facts["field"] == "payments"


# Values


def test_discounting_the_first_flow_is_chosen_not_guessed() -> None:
    values = [-40_000, 5000, 8000, 12_000, 30_000]
    now = rates.npv(0.08, values, first_discounted=False).value
    later = rates.npv(0.08, values, first_discounted=True).value
    assert now == pytest.approx(3065.22267, abs=1e-4)
    assert later is not None
    assert now == pytest.approx(later * 1.08)


@given(st.lists(st.tuples(days, st.floats(-1e6, 1e6)), min_size=1), yearly)
def test_a_future_value_is_the_present_one_grown(
    flows: list[tuple[date, float]], rate: float
) -> None:
    dated = [Dated(day, amount) for day, amount in flows]
    now, then = rates.xnpv(rate, dated).value, rates.xnfv(rate, dated).value
    if now is None or then is None:
        return
    years = (max(flows)[0] - min(flows)[0]).days / 365
    tolerance = 1e-9 * math.fsum(abs(a) for _, a in flows) + 1e-300
    if years < 20:
        assert then == pytest.approx(now * (1 + rate) ** years, abs=tolerance * 1e21)


@pytest.mark.parametrize("rate", [-1.0, -2.0, math.inf, math.nan])
def test_a_rate_that_destroys_money_is_refused_by_name(rate: float) -> None:
    with pytest.raises(RateImpossible) as refused:
        rates.npv(rate, [1, 2], first_discounted=False)
    assert refused.value.facts["field"] == "rate"


@given(numbers, st.lists(numbers, max_size=6))
def test_no_number_breaks_a_rate_or_a_value(rate: float, values: list[float]) -> None:
    for computed in (
        lambda: rates.irr(values),
        lambda: rates.npv(rate, values, first_discounted=True),
        lambda: rates.mirr(values, rate, 0.1),
        lambda: annuities.pmt(Annuity(rate=rate, nper=12, pv=sum(values))),
        lambda: annuities.nper(Annuity(rate=rate, pmt=-5, pv=sum(values))),
        lambda: annuities.fv(Annuity(rate=rate, nper=rate, pmt=5)),
        lambda: annuities.rate(Annuity(nper=rate, pmt=-5, pv=sum(values))),
        lambda: annuities.cumipmt(Annuity(rate=rate, nper=6, pv=5), 1, 6),
    ):
        try:
            found = computed()
        except RateImpossible:
            continue
        assert found.value is None or math.isfinite(found.value)
        assert found.value is not None or found.finding is not None


# Equal payments


def test_a_payment_splits_into_interest_and_principal() -> None:
    loan = Annuity(rate=0.01, nper=12, pv=10_000)
    whole = annuities.pmt(loan).value
    parts = [(annuities.ipmt(loan, k), annuities.ppmt(loan, k)) for k in range(1, 13)]
    for interest, principal in parts:
        assert interest.value is not None
        assert principal.value is not None
        assert interest.value + principal.value == pytest.approx(whole)
    assert annuities.cumprinc(loan, 1, 12).value == pytest.approx(-10_000)


def test_without_interest_a_payment_is_a_plain_share() -> None:
    free = Annuity(nper=12, pv=1200)
    assert annuities.pmt(free).value == pytest.approx(-100)
    assert annuities.ipmt(free, 3).value == 0
    assert annuities.ppmt(free, 3).value == pytest.approx(-100)
    assert annuities.nper(Annuity(pmt=-100, pv=1200)).value == 12
    tiny = Annuity(rate=1e-17, nper=12, pv=1200)
    assert annuities.pmt(tiny).value == pytest.approx(-100)


def test_a_payment_below_the_interest_never_repays_by_name() -> None:
    assert (
        code(annuities.nper(Annuity(rate=0.1, pmt=-5, pv=100))) == "rate.never_repaid"
    )
    assert code(annuities.nper(Annuity(pv=100))) == "rate.never_repaid"


def test_periods_that_are_not_there_are_refused_by_name() -> None:
    loan = Annuity(rate=0.01, nper=12, pv=100)
    for per in (0, 13):
        with pytest.raises(RateImpossible):
            annuities.ipmt(loan, per)
    with pytest.raises(RateImpossible):
        annuities.cumipmt(loan, 5, 4)
    with pytest.raises(RateImpossible):
        annuities.rate(Annuity(nper=1.5, pv=1))
    with pytest.raises(RateImpossible):
        annuities.pmt(Annuity(rate=0.01, nper=0, pv=1))


def test_payments_at_the_beginning_cost_a_period_less() -> None:
    late = annuities.pmt(Annuity(rate=0.02, nper=10, pv=1000)).value
    early = annuities.pmt(Annuity(rate=0.02, nper=10, pv=1000, is_due=True)).value
    assert early is not None
    assert late == pytest.approx(early * 1.02)
    due = Annuity(nper=10, pmt=early, pv=1000, is_due=True)
    assert annuities.rate(due).value == pytest.approx(0.02)


# Days


@given(days, days, st.sampled_from(sorted(day_counts.CONVENTIONS)))
def test_a_period_counts_about_its_days(one: date, two: date, name: str) -> None:
    start, end = min(one, two), max(one, two)
    counted = day_counts.years(name, start, end)
    assert counted == pytest.approx((end - start).days / 365, rel=0.02, abs=0.01)
    assert day_counts.years(name, start, start) == 0


@given(days, st.integers(0, 600))
def test_whole_months_count_as_months_in_the_union(start: date, months: int) -> None:
    end = day_counts.moved(start, months)
    assert day_counts.years(day_counts.EU_MONTHS, start, end) == months / 12


def test_a_day_over_whole_months_is_of_the_year_before_them() -> None:
    counted = day_counts.years(
        day_counts.EU_MONTHS, date(2012, 1, 12), date(2012, 2, 15)
    )
    assert counted == pytest.approx(1 / 12 + 3 / 365)


def test_unknown_counts_and_reversed_days_are_refused_by_name() -> None:
    with pytest.raises(DayCountUnknown):
        day_counts.years("Lunar", FIRST, FIRST)
    with pytest.raises(DatesOutOfOrder):
        day_counts.years("Actual/365", FIRST, FIRST - timedelta(1))
    assert day_counts.years("act/365f", FIRST, FIRST + timedelta(365)) == 1
