"""Entries: written and read again, reversed, refused by the field at fault."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from events_of import ANY_EVENT
from hypothesis import given
from hypothesis import strategies as st

from workbench.followup import loan_entries, loan_words
from workbench.followup.loan_entries import Entry, Reversal
from workbench.followup.loan_events import (
    Charge,
    Event,
    EventAmount,
    EventRefused,
    Payment,
    Reschedule,
)
from workbench.knowledge import wording

DAY = date(2026, 3, 1)
PAID = Payment(DAY, Decimal(100))


@given(ANY_EVENT)
def test_an_event_is_read_again_as_it_was_written(event: Event) -> None:
    plain = loan_entries.plain(event)
    try:
        loan_entries.refuse_unfit(event)
    except EventRefused as refusal:
        with pytest.raises(type(refusal)):
            loan_entries.read(plain)
    else:
        assert loan_entries.read(plain) == event


def test_a_payment_is_plain_with_its_kind_its_day_and_its_amount() -> None:
    plain = {"kind": "payment", "on": "2026-03-01", "amount": "100"}
    assert loan_entries.plain(PAID) == plain
    assert loan_entries.read({**plain, "amount": 100}) == PAID


def test_a_reversed_entry_and_its_reversal_are_not_in_force() -> None:
    other = Payment(DAY, Decimal(7))
    entries: tuple[Entry, ...] = (PAID, other, Reversal(DAY, 1))
    assert loan_entries.in_force(entries) == (other,)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "gift"}, "kind"),
        ({"kind": None}, "kind"),
        ({"note": "x"}, "note"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": "0001-01-01"}, "on"),
        ({"amount": "much"}, "amount"),
        ({"amount": "1.001"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "10000000000"}, "amount"),
        ({"kind": "pause"}, "amount"),
        ({"kind": "reversal", "reverses": 1}, "amount"),
    ],
)
def test_what_is_no_entry_is_refused_with_its_field(
    changed: dict[str, object], field: str
) -> None:
    with pytest.raises(EventRefused) as refused:
        loan_entries.read({**loan_entries.plain(PAID), **changed})
    assert refused.value.facts["field"] == field


@pytest.mark.parametrize(
    ("name", "value"),
    [("grace", 361), ("extra_terms", 361), ("reason", "x" * 2001)],
)
def test_numbers_and_reasons_have_an_end(name: str, value: object) -> None:
    moved: dict[str, Any] = loan_entries.plain(Reschedule(DAY, DAY, "x", grace=1))
    with pytest.raises(EventRefused) as refused:
        loan_entries.read({**moved, name: value})
    assert refused.value.facts["field"] == name


def test_parts_of_a_centime_are_an_amount_refused_as_such() -> None:
    with pytest.raises(EventAmount):
        loan_entries.read({**loan_entries.plain(PAID), "amount": "0.005"})


@pytest.mark.parametrize(
    "entries",
    [
        (Reversal(DAY, 1),),
        (PAID, Reversal(DAY, 0)),
        (PAID, Reversal(DAY, 2)),
        (PAID, Reversal(DAY, 1), Reversal(DAY, 1)),
        (PAID, Reversal(DAY, 1), Reversal(DAY, 2)),
        (Reversal(DAY, 2), PAID),
    ],
)
def test_only_an_earlier_event_is_reversed_and_only_once(
    entries: tuple[Entry, ...],
) -> None:
    with pytest.raises(EventRefused) as refused:
        loan_entries.read_all(map(loan_entries.plain, entries))
    assert refused.value.facts["field"] == "reverses"


def test_a_book_is_read_again_with_its_reversals() -> None:
    entries: tuple[Entry, ...] = (PAID, Reversal(DAY, 1), PAID)
    assert loan_entries.read_all(map(loan_entries.plain, entries)) == entries
    assert loan_entries.in_force(entries) == (PAID,)


def test_a_bad_entry_of_a_book_is_named_by_its_number() -> None:
    plain = loan_entries.plain(PAID)
    with pytest.raises(EventAmount) as refused:
        loan_entries.read_all([plain, {**plain, "amount": "0"}])
    assert refused.value.facts == {"field": "amount", "entry": 2}


@pytest.mark.parametrize("language", wording.LANGUAGES)
@given(event=st.one_of(ANY_EVENT, st.just(Reversal(DAY, 3))))
def test_every_entry_has_a_name_in_every_language(event: Entry, language: str) -> None:
    assert loan_words.entry_name(event, wording.words(language))


def test_a_penalty_is_told_apart_from_a_fee() -> None:
    words = wording.words("en")
    names = [
        loan_words.entry_name(Charge(DAY, Decimal(5), is_penalty=p), words)
        for p in (True, False)
    ]
    assert names == ["Penalty", "Fee"]
