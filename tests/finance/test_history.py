"""What past takings say: usual month, range, bad months, and how often it is right."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from workbench.finance.simulation import history
from workbench.finance.simulation.history import (
    History,
    HistoryTooShort,
    HistoryWithoutSales,
    MonthTwice,
    Takings,
)
from workbench.finance.simulation.spreads import ONE_IN_TEN, WIDEST, Range
from workbench.months import Month, span
from workbench.plan.business_plan import Rhythm

FIRST = Month(2024, 1)
HISTORIES = 1500


def noted(amounts: Sequence[float]) -> History:
    months = span(FIRST, len(amounts))
    pairs = zip(months, amounts, strict=True)
    return History(tuple(Takings(m, Decimal(str(round(a, 2)))) for m, a in pairs))


def test_a_year_is_read_as_by_hand() -> None:
    learned = history.learn(noted([100] * 5 + [80, 90, 110, 120] + [100] * 3))
    assert (learned.months, learned.usual, learned.bad) == (12, 100.0, ())
    assert learned.volume.low == pytest.approx(0.83)
    assert learned.volume.high == pytest.approx(1.17)


def test_a_month_below_half_the_usual_is_bad_and_out_of_the_range() -> None:
    learned = history.learn(noted([100, 100, 100, 30, 100, 100, 100]))
    assert [one.month for one in learned.bad] == [Month(2024, 4)]
    assert learned.left == pytest.approx(0.3)
    assert learned.bad_chance == pytest.approx(1 / 7)
    assert learned.volume == Range(1.0, 1.0)


def test_the_usual_month_is_that_of_the_months_that_were_not_bad() -> None:
    learned = history.learn(noted([20, 20, 100, 110, 120, 130, 140]))
    assert learned.usual == 120
    assert learned.left == pytest.approx(20 / 120)


def test_less_than_a_year_widens_the_range_by_what_is_stated() -> None:
    learned = history.learn(noted([100, 100, 80, 100, 100, 100, 120]))
    assert learned.volume.low == pytest.approx(0.8**history.CAUTION)
    assert learned.volume.high == pytest.approx(1.2**history.CAUTION)


@pytest.mark.parametrize("months", range(history.FEWEST))
def test_fewer_than_six_whole_months_are_refused_by_name(months: int) -> None:
    cut = Takings(FIRST.plus(-1), Decimal(100), is_whole=False)
    short = noted([100] * months)
    with pytest.raises(HistoryTooShort) as refused:
        history.learn(replace(short, takings=(cut, *short.takings)))
    assert refused.value.facts == {
        "field": "risk.takings",
        "months": months,
        "fewest": 6,
    }


def test_months_that_mostly_sold_nothing_are_refused_by_name() -> None:
    with pytest.raises(HistoryWithoutSales):
        history.learn(noted([0, 0, 0, 0, 50, 60]))


def test_one_month_twice_is_refused_with_its_line() -> None:
    with pytest.raises(MonthTwice) as refused:
        history.of_months([(1, FIRST, Decimal(1)), (2, FIRST, Decimal(2))])
    assert refused.value.facts["line"] == 2


def test_gaps_are_the_months_between_that_nobody_noted() -> None:
    found = history.of_months(
        (line, FIRST.plus(after), Decimal(1)) for line, after in enumerate((5, 0, 2))
    )
    assert found.gaps == (FIRST.plus(1), FIRST.plus(3), FIRST.plus(4))
    assert History(()).gaps == ()


def test_good_and_slow_months_of_the_plan_are_not_counted_again() -> None:
    marks = ("good", "slow", *("normal",) * 9, "closed")
    rhythm = Rhythm(1, 1, 1, marks, Decimal("1.5"), Decimal("0.6"))
    year = [150, 60, *[100] * 9, 0]
    learned = history.learn(noted(year), rhythm.weight)
    assert (learned.months, learned.usual) == (11, 100.0)
    assert learned.volume == Range(1.0, 1.0)
    assert not history.learn(noted(year)).volume.is_certain


amounts = st.lists(
    st.floats(0, 1e9, allow_nan=False), min_size=history.FEWEST, max_size=70
)


@given(amounts)
def test_every_history_gives_a_range_that_can_be_drawn(taken: list[float]) -> None:
    try:
        learned = history.learn(noted(taken))
    except HistoryWithoutSales:
        return
    learned.volume.check("risk.takings")
    assert learned.volume.high <= WIDEST
    assert len(learned.bad) <= learned.months / 2


@given(amounts, st.integers(1, 1000))
def test_the_unit_of_money_does_not_matter(taken: list[float], times: int) -> None:
    plain = [round(one) for one in taken]
    try:
        learned = history.learn(noted(plain))
    except HistoryWithoutSales:
        return
    again = history.learn(noted([one * times for one in plain]))
    assert again.usual == pytest.approx(learned.usual * times)
    assert again.volume.low == pytest.approx(learned.volume.low)
    assert again.volume.high == pytest.approx(learned.volume.high)


def drawn(law: Range, shape: tuple[int, ...], seed: int) -> NDArray[np.float64]:
    """Takings whose weak and strong months are those of the law."""
    deviates = np.random.default_rng(seed).standard_normal(shape)
    return 10_000 * np.exp(np.where(deviates < 0, law.below, law.above) * deviates)


def inside(law: Range, months: int) -> float:
    """How often the month after a history lies in the range learned from it."""
    found = 0
    for taken in drawn(law, (HISTORIES, months + 1), months):
        learned = history.learn(noted(taken[:-1]))
        share = taken[-1] / learned.usual
        found += learned.volume.low <= share <= learned.volume.high
    return found / HISTORIES


ERROR = 4 * sqrt(0.8 * 0.2 / HISTORIES)


@pytest.mark.parametrize("months", [12, 24, 48])
@pytest.mark.parametrize("law", [Range(0.8, 1.25), Range(0.75, 1.6)])
def test_from_a_year_on_four_new_months_in_five_lie_inside(
    months: int, law: Range
) -> None:
    assert abs(inside(law, months) - 0.8) < ERROR


@pytest.mark.parametrize("months", range(history.FEWEST, 12))
def test_a_short_history_is_not_surer_than_a_long_one(months: int) -> None:
    share = inside(Range(0.8, 1.25), months)
    assert 0.8 - ERROR < share < 0.93


def test_long_histories_give_back_the_law_they_come_from() -> None:
    law = Range(0.7, 1.4)
    learned = history.learn(noted(drawn(law, (4000,), 1)))
    assert learned.volume.low == pytest.approx(law.low, abs=0.03)
    assert learned.volume.high == pytest.approx(law.high, abs=0.03)
    assert learned.bad_chance < 0.01
    assert ONE_IN_TEN * law.above == pytest.approx(np.log(law.high))
