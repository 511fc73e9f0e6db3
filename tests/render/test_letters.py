import re
import tomllib
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.knowledge.wording import LANGUAGES, LanguageUnknown
from workbench.render.letters import AmountNotWritable, Case, amount_in_words

GOLDEN = tomllib.loads(
    (
        Path(__file__).resolve().parents[1] / "golden" / "amounts_in_words.toml"
    ).read_text(encoding="utf-8")
)
CASES = pytest.mark.parametrize("case", ["nominative", "genitive"])
WHOLE_ENDINGS = ("درهم", "درهم واحد", "درهمان", "درهمين", "دراهم", "درهما")
amounts = st.decimals(0, Decimal("999999999.99"), places=2)
wholes = st.integers(0, 999_999_999)


def arabic(amount: int | str, case: Case = "nominative") -> str:
    return amount_in_words(Decimal(amount), "ar", case=case)


@pytest.mark.parametrize("row", GOLDEN["ar"], ids=lambda row: row["value"])
def test_arabic_amounts_are_written_as_in_the_table(row: dict[str, str]) -> None:
    genitive = row.get("genitive", row["nominative"])
    assert arabic(row["value"]) == row["nominative"]
    assert arabic(row["value"], "genitive") == genitive


@pytest.mark.parametrize("row", GOLDEN["ar_further"], ids=lambda row: row["value"])
def test_larger_arabic_amounts_are_written_as_in_the_table(
    row: dict[str, str],
) -> None:
    assert arabic(row["value"]) == row["nominative"]


@pytest.mark.parametrize("row", GOLDEN["fr"], ids=lambda row: row["value"])
def test_french_amounts_are_written_as_in_the_table(row: dict[str, str]) -> None:
    assert amount_in_words(Decimal(row["value"]), "fr") == row["text"]


def test_french_hundreds_and_eighties_keep_their_s_before_millions() -> None:
    for whole, text in (
        (200_000_000, "deux cents millions de dirhams"),
        (80_000_000, "quatre-vingts millions de dirhams"),
        (200_080_000, "deux cents millions quatre-vingt mille dirhams"),
    ):
        assert amount_in_words(Decimal(whole), "fr") == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "zero dirhams"),
        ("1", "one dirham"),
        ("1.01", "one dirham and one centime"),
        ("0.50", "fifty centimes"),
        ("2500", "two thousand, five hundred dirhams"),
    ],
)
def test_english_amounts_are_plain(value: str, text: str) -> None:
    assert amount_in_words(Decimal(value), "en") == text


@CASES
@given(amount=amounts)
def test_arabic_words_hold_no_digit_no_latin_letter_and_no_vowel_sign(
    case: Case, amount: Decimal
) -> None:
    assert re.fullmatch(r"[ء-غف-ي ]+", amount_in_words(amount, "ar", case=case))


@CASES
@given(whole=wholes)
def test_an_arabic_amount_ends_in_an_agreeing_form_of_the_noun(
    case: Case, whole: int
) -> None:
    assert arabic(whole, case).endswith(WHOLE_ENDINGS)


@CASES
@given(whole=wholes)
def test_an_arabic_dual_loses_its_n_before_the_noun(case: Case, whole: int) -> None:
    for before, after in pairwise(arabic(whole, case).split()):
        if after in {"درهم", "ألف", "مليون"}:
            assert not before.endswith(
                ("مائتان", "مائتين", "ألفان", "ألفين", "مليونان", "مليونين")
            )


@given(whole=wholes)
def test_the_accusative_of_a_thousand_never_touches_the_noun(whole: int) -> None:
    is_dual = whole // 1000 % 100 == 2
    if "ألفا درهم" in arabic(whole):
        assert is_dual


@given(whole=wholes.filter(lambda n: n > 2))
def test_an_arabic_noun_agrees_with_the_last_two_digits(whole: int) -> None:
    last = arabic(whole).split()[-1]
    rest = whole % 100
    expected = "درهما" if rest > 10 else "دراهم" if rest > 2 else "درهم"
    assert last == {1: "واحد", 2: "ودرهمان"}.get(rest, expected)


@CASES
def test_no_two_arabic_amounts_up_to_200_000_read_the_same(case: Case) -> None:
    limit = 200_001
    assert len({arabic(whole, case) for whole in range(limit)}) == limit


@given(amount=amounts)
@pytest.mark.parametrize("language", LANGUAGES)
def test_centimes_are_added_to_the_words_of_the_whole(
    language: str, amount: Decimal
) -> None:
    words = amount_in_words(amount, language)
    whole, centimes = divmod(amount, 1)
    if whole:
        assert words.startswith(amount_in_words(whole, language))
    if centimes:
        assert words.endswith(amount_in_words(centimes, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_amount_is_rounded_half_up_before_it_is_written(language: str) -> None:
    rounded = amount_in_words(Decimal("0.995"), language)
    assert rounded == amount_in_words(Decimal(1), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", ["-0.01", "-1", "999999999.995", "1000000000"])
def test_an_amount_below_zero_or_of_a_thousand_million_is_refused(
    language: str, value: str
) -> None:
    with pytest.raises(AmountNotWritable) as refused:
        amount_in_words(Decimal(value), language)
    assert refused.value.facts == {"amount": Decimal(value)}


def test_another_language_is_refused_by_name() -> None:
    with pytest.raises(LanguageUnknown):
        amount_in_words(Decimal(1), "de")
