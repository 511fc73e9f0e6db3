"""A forecast for a programme: months in ISO form, amounts as decimal text."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from decimal import Decimal

from workbench.cli import telling
from workbench.cli.forecast_told import Seen
from workbench.finance.forecast import Forecast
from workbench.finance.model.series import Line
from workbench.funding import headings
from workbench.knowledge import acceptance
from workbench.knowledge.parameters import Use
from workbench.knowledge.wording import Words


def plain(seen: Seen, words: Words) -> dict[str, object]:
    """Return every line of the forecast, its findings and the rules it used."""
    forecast = seen.forecast
    return {
        "months": list(map(str, forecast.months)),
        "cash": _cash(forecast, words),
        "profit": _profit(forecast, words),
        "startup": _startup(forecast, words),
        "lowest_cash": str(forecast.lowest_cash),
        "lowest_month": str(forecast.lowest_month),
        "red_months": list(map(str, forecast.red_months)),
        "break_even": asdict(forecast.break_even),
        "draw_per_month": str(forecast.draw_per_month),
        "debt_service_cover": forecast.debt_service_cover,
        "effective_rate": forecast.effective_rate,
        "instalments": [asdict(row) for row in forecast.instalments],
        "findings": [
            telling.plain_finding(finding, words)
            | {"override": acceptance.reason(finding, seen.case.overrides) or None}
            for finding in seen.findings
        ],
        "uses": [_use(use) for use in forecast.uses],
    }


def _cash(forecast: Forecast, words: Words) -> dict[str, object]:
    cash = forecast.cash
    return {
        "opening": _amounts(cash.opening),
        "receipts": _lines(cash.receipts, words),
        "payments": _lines(cash.payments, words),
        "total_in": _amounts(cash.total_in),
        "total_out": _amounts(cash.total_out),
        "closing": _amounts(cash.closing),
    }


def _profit(forecast: Forecast, words: Words) -> dict[str, object]:
    profit = forecast.profit
    return {
        "income": _lines(profit.income, words),
        "direct_costs": _lines(profit.direct_costs, words),
        "gross_margin": _amounts(profit.gross_margin),
        "other_income": _lines(profit.other_income, words),
        "costs": _lines(profit.costs, words),
        "result": _amounts(profit.result),
    }


def _startup(forecast: Forecast, words: Words) -> dict[str, object]:
    startup = forecast.startup
    return {
        "needs": _totals(startup.needs, words),
        "sources": _totals(startup.sources, words),
        "total_needs": str(startup.total_needs),
        "total_sources": str(startup.total_sources),
        "gap": str(startup.gap),
    }


def _amounts(series: Sequence[Decimal]) -> list[str]:
    return list(map(str, series))


def _lines(lines: Iterable[Line], words: Words) -> list[dict[str, object]]:
    return [
        {
            "key": line.key,
            "label": headings.of_line(line.key, line.label, words),
            "amounts": _amounts(line.amounts),
        }
        for line in lines
    ]


def _totals(lines: Iterable[Line], words: Words) -> list[dict[str, object]]:
    return [
        {
            "key": line.key,
            "label": headings.of_line(line.key, line.label, words),
            "amount": str(line.total),
        }
        for line in lines
    ]


def _use(use: Use) -> dict[str, object]:
    told = {
        field.name: getattr(use, field.name)
        for field in dataclasses.fields(use)
        if field.name != "brackets"
    }
    brackets = [
        {"above": str(row.above), "value": str(row.value)} for row in use.brackets
    ]
    return told | {"label": dict(use.label), "brackets": brackets}
