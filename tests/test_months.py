"""Months: counted, compared, written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.months import MONTHS_PER_YEAR, Month, span

MONTHS = st.builds(Month, st.integers(1900, 2200), st.integers(1, MONTHS_PER_YEAR))
STEPS = st.integers(-600, 600)


@given(MONTHS, STEPS)
def test_going_forward_and_back_ends_where_it_began(month: Month, steps: int) -> None:
    assert month.plus(steps).plus(-steps) == month
    assert month.until(month.plus(steps)) == steps


@given(MONTHS, STEPS)
def test_a_later_month_compares_greater(month: Month, steps: int) -> None:
    assert (month.plus(steps) > month) == (steps > 0)
    assert (month.plus(steps).first_day > month.first_day) == (steps > 0)


@given(MONTHS)
def test_a_month_is_read_back_as_written(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert Month.of(month.first_day) == month


@given(MONTHS, st.integers(0, 60))
def test_a_span_holds_each_month_once_and_in_order(first: Month, count: int) -> None:
    months = span(first, count)
    assert len(months) == count
    assert list(months) == sorted(set(months))
    assert all(first.until(month) == place for place, month in enumerate(months))


@pytest.mark.parametrize(
    ("number", "quarter"), [(1, 1), (3, 1), (4, 2), (6, 2), (9, 3), (10, 4), (12, 4)]
)
def test_a_quarter_has_three_months(number: int, quarter: int) -> None:
    assert Month(2027, number).quarter == quarter


def test_december_is_followed_by_january_of_the_next_year() -> None:
    assert Month(2026, 12).plus(1) == Month(2027, 1)
    assert Month(2027, 1).plus(-1) == Month(2026, 12)
    assert str(Month(2027, 1)) == "2027-01"


def test_a_day_lies_in_its_month() -> None:
    assert Month.of(date(2028, 2, 29)) == Month(2028, 2)


@pytest.mark.parametrize("number", [0, 13, -1])
def test_there_is_no_thirteenth_month(number: int) -> None:
    with pytest.raises(ValueError, match="no month"):
        Month(2027, number)


@pytest.mark.parametrize(
    "text", ["", "2027", "2027-1", "27-01", "2027-13", "2027-00", "2027-xx", "abcd-01"]
)
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"month|invalid literal"):
        Month.parse(text)
