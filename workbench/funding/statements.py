"""Profit and cash as tables: by quarter and year for the reader, by month annexed.

By quarter the amounts are rounded to the dirham; by month they are exact, so that
every total is the sum of what is printed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from workbench.finance.forecast import Forecast
from workbench.finance.model.series import Line, Series, minus
from workbench.funding import headings
from workbench.funding.content import END, LINE, START, TOTAL, Row, Table
from workbench.funding.tables import places
from workbench.knowledge.wording import Words
from workbench.money import ZERO
from workbench.months import MONTHS_PER_YEAR

QUARTER: Final = 3
NOTHING: Final = "–"

Over = Callable[[Sequence[Decimal]], Decimal]


def _sum(amounts: Sequence[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _first(amounts: Sequence[Decimal]) -> Decimal:
    return amounts[0]


def _last(amounts: Sequence[Decimal]) -> Decimal:
    return amounts[-1]


@dataclass(frozen=True, slots=True)
class _Item:
    """A line with what becomes of its months when they are taken together."""

    label: str
    amounts: Series
    over: Over = _sum
    kind: str = LINE


@dataclass(frozen=True, slots=True)
class _Period:
    """Some months, from the first to before the last, under one heading."""

    label: str
    start: int
    stop: int


def by_period(forecast: Forecast, words: Words) -> tuple[Table, ...]:
    """Return profit and cash: the quarters of the first year, then the years."""
    periods = (*_quarters(forecast, words), *_years(forecast, words))
    note = words.text("In dirhams, rounded to the dirham; exact amounts are annexed.")
    lowest = _Item(
        words.text("Lowest month-end cash"), forecast.cash.closing, min, TOTAL
    )
    cash = (*_cash(forecast, words), lowest)
    tables = (
        _table(words.text("Profit plan"), _profit(forecast, words), periods, words),
        _table(words.text("Cash plan"), cash, periods, words),
    )
    return tuple(replace(table, note=note) for table in tables)


def by_month(forecast: Forecast, words: Words) -> tuple[Table, ...]:
    """Return cash and profit month by month, one table for each twelve months.

    Every table has twelve columns of months and one of their total; a last year
    that is not whole has empty ones.
    """
    named = (
        (words.text("Cash plan, year {year}"), _cash(forecast, words)),
        (words.text("Profit plan, year {year}"), _profit(forecast, words)),
    )
    return tuple(
        _year_table(title.format(year=year + 1), items, forecast, year, words)
        for title, items in named
        for year in range(-(-len(forecast.months) // MONTHS_PER_YEAR))
    )


def _year_table(
    title: str, items: Sequence[_Item], forecast: Forecast, year: int, words: Words
) -> Table:
    start = year * MONTHS_PER_YEAR
    stop = min(start + MONTHS_PER_YEAR, len(forecast.months))
    months = [
        _Period(words.month(forecast.months[place]), place, place + 1)
        for place in range(start, stop)
    ]
    whole = _Period(words.text("Total"), start, stop)
    decimals = places(amount for item in items for amount in item.amounts)
    table = _table(title, items, (*months, whole), words, decimals)
    table = replace(table, note=words.text("In dirhams."))
    return _padded(table, MONTHS_PER_YEAR - len(months))


def _padded(table: Table, lacking: int) -> Table:
    """Put empty columns before the last one, so that all years look alike."""

    def pad(cells: tuple[str, ...]) -> tuple[str, ...]:
        return (*cells[:-1], *("",) * lacking, cells[-1])

    rows = tuple(Row(pad(row.cells), row.kind) for row in table.rows)
    sides = (*table.sides, *(END,) * lacking)
    return Table(table.title, pad(table.head), sides, rows, table.note)


def _quarters(forecast: Forecast, words: Words) -> Iterable[_Period]:
    last = min(len(forecast.months), MONTHS_PER_YEAR)
    for start in range(0, last, QUARTER):
        stop = min(start + QUARTER, last)
        label = words.text(
            "{first} to {last}",
            first=words.month(forecast.months[start]),
            last=words.month(forecast.months[stop - 1]),
        )
        yield _Period(label, start, stop)


def _years(forecast: Forecast, words: Words) -> Iterable[_Period]:
    count = len(forecast.months)
    for year, start in enumerate(range(0, count, MONTHS_PER_YEAR), start=1):
        stop = min(start + MONTHS_PER_YEAR, count)
        label = words.text("Year {year}", year=str(year))
        if stop - start < MONTHS_PER_YEAR:
            months = words.months(stop - start)
            label = words.text("{column} ({unit})", column=label, unit=months)
        yield _Period(label, start, stop)


def _lines(lines: Iterable[Line], words: Words) -> list[_Item]:
    return [
        _Item(headings.of_line(line.key, line.label, words), line.amounts)
        for line in lines
    ]


def _profit(forecast: Forecast, words: Words) -> tuple[_Item, ...]:
    """Sales to result, then what the household takes out of it."""
    profit = forecast.profit
    draw = (forecast.draw_per_month,) * len(forecast.months)
    return (
        *_lines(profit.income, words),
        *_lines(profit.direct_costs, words),
        _Item(words.text("Gross margin"), profit.gross_margin, kind=TOTAL),
        *_lines(profit.other_income, words),
        *_lines(profit.costs, words),
        _Item(words.text("Result"), profit.result, kind=TOTAL),
        _Item(words.text("Household's draw"), draw),
        _Item(
            words.text("Result less the draw"), minus(profit.result, draw), kind=TOTAL
        ),
    )


def _cash(forecast: Forecast, words: Words) -> tuple[_Item, ...]:
    cash = forecast.cash
    return (
        _Item(words.text("Opening cash"), cash.opening, _first, TOTAL),
        *_lines(cash.receipts, words),
        _Item(words.text("Total receipts"), cash.total_in, kind=TOTAL),
        *_lines(cash.payments, words),
        _Item(words.text("Total payments"), cash.total_out, kind=TOTAL),
        _Item(words.text("Closing cash"), cash.closing, _last, TOTAL),
    )


def _table(
    title: str,
    items: Sequence[_Item],
    periods: Sequence[_Period],
    words: Words,
    decimals: int = 0,
) -> Table:
    return Table(
        title=title,
        head=("", *(period.label for period in periods)),
        sides=(START, *(END for _ in periods)),
        rows=tuple(
            Row(
                (item.label, *(_cell(item, p, decimals, words) for p in periods)),
                item.kind,
            )
            for item in items
        ),
    )


def _cell(item: _Item, period: _Period, decimals: int, words: Words) -> str:
    amount = item.over(item.amounts[period.start : period.stop])
    if not amount and item.kind == LINE:
        return NOTHING
    return words.number(amount, decimals)
