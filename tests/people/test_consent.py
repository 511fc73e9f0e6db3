"""A consent holds from the day it was given until the day it is withdrawn."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.people import consent
from workbench.people.consent import Consent, Purpose

GIVEN = Consent(
    Purpose.FUNDER_SHARING,
    "2026-11",
    "fr",
    read_aloud=True,
    given_on=date(2026, 11, 25),
)
WITHDRAWN = replace(GIVEN, withdrawn_on=date(2026, 12, 10))


@pytest.mark.parametrize(
    ("agreed", "day", "holds"),
    [
        (GIVEN, date(2026, 11, 24), False),
        (GIVEN, date(2026, 11, 25), True),
        (GIVEN, date(2036, 11, 25), True),
        (WITHDRAWN, date(2026, 12, 9), True),
        (WITHDRAWN, date(2026, 12, 10), False),
        (WITHDRAWN, date(2027, 1, 1), False),
        (replace(GIVEN, withdrawn_on=date(2026, 11, 25)), date(2026, 11, 25), False),
    ],
)
def test_a_consent_holds_between_its_days(
    agreed: Consent, day: date, *, holds: bool
) -> None:
    assert agreed.holds(day) is holds
    assert consent.is_given([agreed], Purpose.FUNDER_SHARING, day) is holds


@pytest.mark.parametrize("purpose", [p for p in Purpose if p is not GIVEN.purpose])
def test_one_purpose_never_stands_for_another(purpose: Purpose) -> None:
    assert not consent.is_given([GIVEN], purpose, date(2026, 12, 1))


def test_nothing_said_is_no_consent() -> None:
    assert not consent.is_given([], Purpose.COACHING, date(2026, 12, 1))


def test_given_again_after_being_withdrawn_it_holds_again() -> None:
    again = replace(GIVEN, given_on=date(2027, 1, 15))
    both = [WITHDRAWN, again]
    purpose = Purpose.FUNDER_SHARING
    assert not consent.is_given(both, purpose, date(2027, 1, 14))
    assert consent.is_given(both, purpose, date(2027, 1, 15))


@given(st.dates(), st.dates(), st.dates())
def test_a_withdrawn_consent_never_holds_again(
    given_on: date, withdrawn_on: date, day: date
) -> None:
    agreed = replace(GIVEN, given_on=given_on, withdrawn_on=withdrawn_on)
    if day >= withdrawn_on or day < given_on:
        assert not agreed.holds(day)
    else:
        assert agreed.holds(day)
