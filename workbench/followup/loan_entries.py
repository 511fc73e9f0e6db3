"""The entries of a loan's book: events, and reversals of entries made by mistake.

An entry is plain JSON for the database and for a case file: `kind`, the day `on`,
amounts as decimal text in dirhams, other fields by their name. Entries are numbered
from 1 in the order in which they were made.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from workbench import money
from workbench.finance.loans.terms import EARLIEST, LATEST
from workbench.followup.loan_events import (
    Advance,
    Charge,
    Chargeback,
    Event,
    EventAmount,
    EventRefused,
    Pause,
    Payment,
    Reage,
    Reamortise,
    Reschedule,
    Resume,
    WriteOff,
    refuse_impossible,
)

LONGEST_REASON: Final = 2000
MOST: Final = {"count": 360, "grace": 360, "extra_terms": 360, "every": 12}
"""Bounds that keep every schedule within days that a calendar has."""


@dataclass(frozen=True, slots=True)
class Reversal:
    """An entry, by its number, never happened; `on` is the day this was seen."""

    on: date
    reverses: int


Entry = Event | Reversal

KINDS: Final[Mapping[str, type[Entry]]] = {
    "payment": Payment,
    "charge": Charge,
    "chargeback": Chargeback,
    "advance": Advance,
    "reschedule": Reschedule,
    "reage": Reage,
    "reamortise": Reamortise,
    "write_off": WriteOff,
    "pause": Pause,
    "resume": Resume,
    "reversal": Reversal,
}
NAMES: Final = {kind: name for name, kind in KINDS.items()}


def in_force(entries: Sequence[Entry]) -> tuple[Event, ...]:
    """Return the events that were not reversed, in the order of their entry."""
    gone = reversed_numbers(entries)
    return tuple(
        entry
        for number, entry in enumerate(entries, 1)
        if not isinstance(entry, Reversal) and number not in gone
    )


def reversed_numbers(entries: Sequence[Entry]) -> frozenset[int]:
    """Return the numbers of the entries that were reversed."""
    return frozenset(e.reverses for e in entries if isinstance(e, Reversal))


def plain(entry: Entry) -> dict[str, object]:
    """Return an entry as JSON values, its kind first."""
    values = {f.name: _plain(getattr(entry, f.name)) for f in fields(entry)}
    return {"kind": NAMES[type(entry)], **values}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return str(value) if isinstance(value, Decimal) else value


def read(given: Mapping[str, object]) -> Entry:
    """Return the entry in JSON values; EventRefused names the field at fault."""
    kind = str(given.get("kind"))
    if kind not in KINDS:
        raise EventRefused(field="kind")
    values = {name: value for name, value in given.items() if name != "kind"}
    for unknown in values.keys() - {f.name for f in fields(KINDS[kind])}:
        raise EventRefused(field=unknown)
    try:
        entry: Entry = _adapter(kind).validate_json(json.dumps(values))
    except ValidationError as problem:
        place = problem.errors(include_url=False, include_context=False)[0]["loc"]
        raise EventRefused(field=".".join(map(str, place))) from None
    refuse_unfit(entry)
    return entry


def read_all(given: Iterable[Mapping[str, object]]) -> tuple[Entry, ...]:
    """Return the entries of one book; EventRefused adds the number of the `entry`.

    A reversal is of an event before it that was not reversed yet.
    """
    entries: list[Entry] = []
    for number, raw in enumerate(given, 1):
        try:
            entry = read(raw)
            if isinstance(entry, Reversal):
                _refuse_reversal(entry, entries)
        except EventRefused as refusal:
            raise type(refusal)(**refusal.facts, entry=number) from None
        entries.append(entry)
    return tuple(entries)


def _refuse_reversal(reversal: Reversal, before: Sequence[Entry]) -> None:
    number = reversal.reverses
    if not 0 < number <= len(before) or number in reversed_numbers(before):
        raise EventRefused(field="reverses")
    if isinstance(before[number - 1], Reversal):
        raise EventRefused(field="reverses")


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[kind])


def refuse_unfit(entry: Entry) -> None:
    """Raise an EventRefused for what cannot be an entry of any loan."""
    for field in fields(entry):
        value, name = getattr(entry, field.name), field.name
        if isinstance(value, str) and len(value) > LONGEST_REASON:
            raise EventRefused(field=name)
        if isinstance(value, date) and not EARLIEST <= value <= LATEST:
            raise EventRefused(field=name)
        if isinstance(value, int) and value > MOST.get(name, value):
            raise EventRefused(field=name)
        if isinstance(value, Decimal) and (
            abs(value) >= money.TOO_LARGE or value != money.dirhams(value)
        ):
            raise EventAmount(field=name)
    if not isinstance(entry, Reversal):
        refuse_impossible(entry, entry.on)
