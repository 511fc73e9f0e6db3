"""Amounts: exact, rounded half up, and read only when two people would agree."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import money
from workbench.money import Ambiguous, Reading, Reason, Rejected, Understood

AMOUNTS = st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2)
NO_BREAK, NARROW, THIN = "\u00a0", "\u202f", "\u2009"


def one(text: str) -> Reading:
    return Understood(Decimal(text))


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("0.005", "0.01"),
        ("0.015", "0.02"),
        ("0.025", "0.03"),
        ("2.675", "2.68"),
        ("0.0049", "0.00"),
        ("1250", "1250.00"),
        ("-0.005", "-0.01"),
    ],
)
def test_half_a_centime_is_rounded_away_from_zero(exact: str, rounded: str) -> None:
    assert str(money.dirhams(exact)) == rounded


@given(AMOUNTS)
def test_centimes_and_back_lose_nothing(amount: Decimal) -> None:
    assert money.from_centimes(money.centimes(amount)) == amount


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_any_number_of_centimes_is_an_amount_of_two_decimals(count: int) -> None:
    amount = money.from_centimes(count)
    assert amount == money.dirhams(amount)
    assert money.centimes(amount) == count


@pytest.mark.parametrize(
    "typed",
    [
        "1250",
        " 1250 ",
        "1 250",
        f"1{NO_BREAK}250",
        f"1{NARROW}250",
        f"1{THIN}250",
        "1250,00",
        "1250.0",
        "1 250,00",
        "1.250,00",
        "1,250.00",
        "1'250",
        "1\u2019250",
        "1250 DH",
        "1250DH",
        "MAD 1 250",
        "1250 dhs",
        "1250 dirhams",
        "1 250 Dh.",
        "1250 درهم",
        "١٢٥٠",
        "١٢٥٠ د.م.",
        "١٬٢٥٠",
        "۱۲۵۰",
        "\u200f1250\u200e",
        "\ufeff1250",
        "01250",
    ],
)
def test_the_ways_of_writing_1250_all_mean_1250(typed: str) -> None:
    assert money.parse(typed) == one("1250.00")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1250,5", "1250.50"),
        ("1250.5", "1250.50"),
        ("1 250,50", "1250.50"),
        ("1.250.000", "1250000.00"),
        ("1,250,000", "1250000.00"),
        ("1.250.000,25", "1250000.25"),
        ("12 345 678,90", "12345678.90"),
        ("0,05", "0.05"),
        ("0.500", "0.50"),
        ("0", "0.00"),
        ("١٢٥٠٫٥", "1250.50"),
        ("1 250.500", "1250.50"),
        ("9999999999,99", "9999999999.99"),
    ],
)
def test_an_amount_written_without_doubt_is_understood(typed: str, amount: str) -> None:
    assert money.parse(typed) == one(amount)


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("1.250", ("1250.00", "1.25")),
        ("1,250", ("1250.00", "1.25")),
        ("12.345", ("12345.00",)),
        ("12 50", ("1250.00", "12.50")),
        ("12 5", ("125.00", "12.50")),
    ],
)
def test_what_two_people_would_read_differently_is_asked_back(
    typed: str, candidates: tuple[str, ...]
) -> None:
    assert money.parse(typed) == Ambiguous(tuple(map(Decimal, candidates)))


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("DH", "empty"),
        ("deux mille", "not_a_number"),
        ("12abc", "not_a_number"),
        ("1e3", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("1250 €", "not_a_number"),
        (",", "not_a_number"),
        ("-5", "negative"),
        ("\u22125", "negative"),
        ("1250,555", "too_many_decimals"),
        ("0,001", "too_many_decimals"),
        ("10000000000", "too_large"),
        ("9" * 60, "too_large"),
        ("9" * 60 + " 50", "too_large"),
        ("9" * 60 + ",5", "too_large"),
        ("1,", "groups"),
        (",5", "groups"),
        ("1 25 000", "groups"),
        ("1.25.000", "groups"),
        ("1,250.000,50", "groups"),
        ("12.50.5", "groups"),
        ("1 2 3", "groups"),
    ],
)
def test_what_is_no_amount_is_refused_by_name(typed: str, reason: Reason) -> None:
    assert money.parse(typed) == Rejected(reason)


@given(AMOUNTS)
def test_an_amount_written_the_french_way_is_read_back(amount: Decimal) -> None:
    whole, _, decimals = f"{amount:.2f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", NARROW)
    assert money.parse(f"{grouped},{decimals} DH") == Understood(amount)


@given(AMOUNTS)
def test_an_amount_written_as_a_computer_does_is_read_back(amount: Decimal) -> None:
    assert money.parse(str(amount)) == Understood(amount)


@given(st.text())
def test_no_text_whatever_breaks_the_reading(typed: str) -> None:
    reading = money.parse(typed)
    if isinstance(reading, Understood):
        assert 0 <= reading.amount < money.TOO_LARGE
        assert reading.amount == money.dirhams(reading.amount)
    if isinstance(reading, Ambiguous):
        assert reading.candidates
        assert all(c == money.dirhams(c) for c in reading.candidates)


@given(st.text(alphabet="0123456789 .,'-\u00a0٠١٢٣٫٬DHMAD", max_size=16))
def test_nothing_that_looks_like_an_amount_breaks_the_reading(typed: str) -> None:
    assert isinstance(money.parse(typed), Understood | Ambiguous | Rejected)


@given(st.text(alphabet="0123456789 .,", max_size=16), st.integers(0, 4))
def test_an_understood_number_keeps_every_digit_that_was_typed(
    typed: str, places: int
) -> None:
    reading = money.parse_number(typed, places)
    if not isinstance(reading, Understood):
        return
    digits = "".join(c for c in typed if c.isdigit())
    kept = "".join(c for c in str(reading.amount) if c.isdigit())
    assert digits.strip("0") == kept.strip("0")


def test_the_number_of_decimals_is_the_units_own() -> None:
    assert money.parse_number("0,125", places=3) == one("0.125")
    assert money.parse_number("1,5", places=0) == Rejected("too_many_decimals")
    assert money.parse_number("1,0", places=0) == one("1")
