"""A sales notebook as a file: lines of a day or a month and what it brought.

`date;amount` with or without a line of headings; semicolons, tabs or commas; days as
DD/MM/YYYY or YYYY-MM-DD, months as MM/YYYY or YYYY-MM, or with the month in words;
amounts as `money` reads them.
Several lines of one day add up, those of one month are refused. A line without an
amount says nothing. Every refusal names the field, and the line where there is one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from workbench import money
from workbench.finance.simulation import history
from workbench.finance.simulation.history import (
    FIELD,
    History,
    HistoryRefused,
    Takings,
)
from workbench.knowledge import written_dates
from workbench.money import ZERO
from workbench.months import Month

MOST_BYTES: Final = 1_000_000
MOST_LINES: Final = 20_000
FIRST_YEAR: Final = 2000
EDGE_DAYS: Final = 3
"""A first month noted from its third day on, or a last one to its third last, is
whole: a shop may open late in the month."""
SILENCE: Final = timedelta(days=8)
LONGEST_SHOWN: Final = 40

_MARKS = dict.fromkeys(map(ord, '"\u200e\u200f\u061c\u2066\u2067\u2068\u2069\ufeff'))
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class HistoryNotText(HistoryRefused):
    """A spreadsheet or picture instead of text."""

    code = "history.not_text"


class HistoryTooLarge(HistoryRefused):
    """More bytes or lines than a sales notebook has."""

    code = "history.too_large"


class HistoryEmpty(HistoryRefused):
    """No line with an amount."""

    code = "history.empty"


class DateUnreadable(HistoryRefused):
    """What stands first is neither a day nor a month."""

    code = "history.date"


class DateBeyond(HistoryRefused):
    """A day to come, or one long before any notebook."""

    code = "history.date_beyond"


class AmountUnreadable(HistoryRefused):
    """What stands second is no amount of zero or more."""

    code = "history.amount"


class AmountAmbiguous(HistoryRefused):
    """An amount that two people would read differently."""

    code = "history.amount_ambiguous"


class DaysAndMonths(HistoryRefused):
    """Days in some lines and months in others."""

    code = "history.days_and_months"


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    when: date | Month
    amount: Decimal


def read(content: bytes, today: date) -> History:
    """Return the takings of a file by month; every refusal is a HistoryRefused."""
    lines = list(_lines(_text(content), today))
    if not lines:
        raise HistoryEmpty(field=FIELD)
    is_daily = isinstance(lines[0].when, date)
    for line in lines:
        if isinstance(line.when, date) != is_daily:
            raise DaysAndMonths(field=FIELD, line=line.number)
    return _of_days(lines) if is_daily else _of_months(lines, today)


def _text(content: bytes) -> str:
    """The text of a file as spreadsheets write it: UTF-8, UTF-16 or Windows."""
    if len(content) > MOST_BYTES:
        raise HistoryTooLarge(field=FIELD, most=MOST_LINES)
    if content.startswith(_UTF_16):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise HistoryNotText(field=FIELD)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _lines(text: str, today: date) -> Iterator[_Line]:
    """What each line says; headings are the first line, where it says nothing."""
    rows = text.splitlines()
    if len(rows) > MOST_LINES:
        raise HistoryTooLarge(field=FIELD, most=MOST_LINES)
    is_first = True
    for number, row in enumerate(rows, start=1):
        when, amount = _cells(row)
        if not (when or amount):
            continue
        is_heading = is_first and not re.search(r"\d", when + amount)
        is_first = False
        if is_heading or (not amount and written_dates.read(when)):
            continue
        yield _Line(number, _when(when, number, today), _amount(amount, number))


def _cells(row: str) -> tuple[str, str]:
    """The first two cells; what comes after a comma may hold a decimal comma."""
    clean = row.translate(_MARKS)
    for mark in "\t;":
        if mark in clean:
            when, amount, *_ = clean.split(mark)
            return when.strip(), amount.strip()
    when, _, amount = clean.partition(",")
    return when.strip(), amount.strip()


def _when(text: str, number: int, today: date) -> date | Month:
    found = written_dates.read(text)
    if found is None:
        raise DateUnreadable(field=FIELD, line=number, text=text[:LONGEST_SHOWN])
    latest = today if isinstance(found, date) else Month.of(today)
    is_late = str(found) > str(latest)
    if is_late or found.year < FIRST_YEAR:
        raise DateBeyond(field=FIELD, line=number, text=text[:LONGEST_SHOWN])
    return found


def _amount(text: str, number: int) -> Decimal:
    shown = text[:LONGEST_SHOWN]
    match money.parse(text):
        case money.Understood(amount):
            return amount
        case money.Ambiguous():
            raise AmountAmbiguous(field=FIELD, line=number, text=shown)
        case money.Rejected():
            raise AmountUnreadable(field=FIELD, line=number, text=shown)


def _of_months(lines: list[_Line], today: date) -> History:
    """The month that is not over yet is not whole."""
    found = history.of_months(
        (one.number, one.when, one.amount)
        for one in lines
        if isinstance(one.when, Month)
    )
    running = Month.of(today)
    return History(
        tuple(Takings(t.month, t.amount, t.month != running) for t in found.takings)
    )


def _of_days(lines: list[_Line]) -> History:
    noted = sorted({line.when for line in lines if isinstance(line.when, date)})
    totals: dict[Month, Decimal] = {}
    for line in lines:
        if isinstance(line.when, date):
            month = Month.of(line.when)
            totals[month] = totals.get(month, ZERO) + line.amount
    cut = set(_cut(noted[0], noted[-1]))
    day = timedelta(days=1)
    return History(
        tuple(Takings(m, amount, m not in cut) for m, amount in sorted(totals.items())),
        tuple((a + day, b - day) for a, b in pairwise(noted) if b - a > SILENCE),
    )


def _cut(first: date, last: date) -> Iterator[Month]:
    """The months that the notebook begins or ends within."""
    if first.day > EDGE_DAYS:
        yield Month.of(first)
    end = Month.of(last).plus(1).first_day
    if (end - last).days > EDGE_DAYS:
        yield Month.of(last)
