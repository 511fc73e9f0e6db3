"""A forecast as a person reads it in a terminal: tables, then what they show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from workbench.cli import grid, telling
from workbench.exchange.case_file import CaseFile
from workbench.finance.forecast import Forecast
from workbench.findings import Finding
from workbench.funding import points, statements, tables
from workbench.knowledge import acceptance
from workbench.knowledge.wording import Words

COLUMNS: Final = 6
"""Months side by side."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A case with its forecast and what is wrong with it."""

    case: CaseFile
    forecast: Forecast
    findings: Sequence[Finding]


def told(seen: Seen, words: Words) -> Iterator[str]:
    """Yield the lines of the whole forecast."""
    forecast = seen.forecast
    name = seen.case.answers.text("idea.business_name")
    first, last = (words.month_long(forecast.months[place]) for place in (0, -1))
    yield name or words.text("Without a name yet")
    yield words.text("{first} to {last}", first=first, last=last)
    yield words.text("In dirhams.")
    yield ""
    monthly = statements.by_month(forecast, words)
    blocks = [block for table in monthly for block in grid.blocks(table, COLUMNS)]
    yield from grid.spaced((*blocks, tables.startup(forecast, words)))
    yield from _figures(forecast, words)
    yield ""
    yield from _findings(seen, words)


def _figures(forecast: Forecast, words: Words) -> Iterator[str]:
    lowest = words.text(
        "{amount}, at the end of {month}",
        amount=words.money(forecast.lowest_cash),
        month=words.month_long(forecast.lowest_month),
    )
    point = forecast.break_even
    yield _pair(words.text("Lowest cash"), lowest)
    yield _pair(words.text("Fixed costs a month"), _money(point.fixed_per_month, words))
    yield _pair(words.text("Margin rate"), words.percent(point.margin_rate))
    yield _pair(
        words.text("Break-even, sales a month"), _money(point.sales_per_month, words)
    )
    yield _pair(
        words.text("Break-even, sales an open day"),
        _money(point.sales_per_day, words),
    )
    yield _pair(
        words.text("Break-even with debts and the household's draw"),
        _money(point.sales_per_month_with_repayments, words),
    )
    yield _pair(words.text("Household's draw"), _money(forecast.draw_per_month, words))
    cover = forecast.debt_service_cover
    if cover is not None:
        yield _pair(words.text("Cover of instalments"), words.number(cover, 2))
    cost = forecast.effective_rate
    if cost is not None:
        label = words.text("Effective cost a year, fees included")
        yield _pair(label, words.percent(Decimal(repr(cost))))


def _money(amount: Decimal | None, words: Words) -> str:
    return "–" if amount is None else words.money(amount)


def _pair(label: str, text: str) -> str:
    return f"{label}: {text}"


def _findings(seen: Seen, words: Words) -> Iterator[str]:
    if not seen.findings:
        yield words.text("No point is left open by the checks.")
    for finding, line in zip(
        seen.findings, telling.told(seen.findings, words), strict=True
    ):
        yield f"- {line}"
        reason = acceptance.reason(finding, seen.case.overrides)
        if reason:
            said = words.text("Accepted, with this reason.")
            yield f"  {said} {words.isolate(reason)}"
        elif before := points.before(finding, seen.case.overrides, words):
            yield f"  {before}"
