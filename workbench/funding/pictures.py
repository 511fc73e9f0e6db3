"""What the charts of a dossier show: their message, words and figures.

The title is the message; the alternative text says the same in a sentence to
those who do not see the picture. Figures are decimal texts in dirhams.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from workbench.finance.forecast import Forecast
from workbench.finance.model.series import Line
from workbench.funding import headings, risk_told
from workbench.funding.content import Points
from workbench.funding.material import Material
from workbench.knowledge.wording import Words
from workbench.money import ZERO, whole


def of(material: Material, words: Words) -> Mapping[str, Points]:
    """Return the charts by name: `cash`, `flows`, `balance`; `fan` with its annex."""
    forecast = material.forecast
    charts = {
        "cash": _cash(forecast, words),
        "flows": _flows(forecast, words),
        "balance": _balance(forecast, words),
    }
    if material.risk is not None and material.has_risk and material.holds("risk"):
        charts["fan"] = risk_told.fan(material.risk, words)
    return charts


def _cash(forecast: Forecast, words: Words) -> Points:
    lowest = words.money(whole(forecast.lowest_cash))
    month = words.month_long(forecast.lowest_month)
    title = (
        words.text("Cash falls to {amount} in {month}", amount=lowest, month=month)
        if forecast.red_months
        else words.text(
            "Cash stays above zero; its lowest is {amount} in {month}",
            amount=lowest,
            month=month,
        )
    )
    return {
        "title": title,
        "alt": words.text(
            "Bars of cash at the end of each month, from {first} to {last}: {message}.",
            first=words.month_long(forecast.months[0]),
            last=words.month_long(forecast.months[-1]),
            message=title,
        ),
        "months": _months(forecast, words),
        "closing": _texts(forecast.cash.closing),
        "lowest": lowest,
        "axis": words.text("Month-end cash (MAD)"),
    }


def _flows(forecast: Forecast, words: Words) -> Points:
    pairs = zip(forecast.cash.total_in, forecast.cash.total_out, strict=True)
    covered = sum(come >= gone for come, gone in pairs)
    title = words.text(
        "Receipts cover payments in {n} of {count} months",
        n=words.number(Decimal(covered)),
        count=words.number(Decimal(len(forecast.months))),
    )
    return {
        "title": title,
        "alt": words.text(
            "Receipts as bars and payments as a line, month by month: {message}.",
            message=title,
        ),
        "months": _months(forecast, words),
        "receipts": _texts(forecast.cash.total_in),
        "payments": _texts(forecast.cash.total_out),
        "receipts_label": words.text("Receipts"),
        "payments_label": words.text("Payments, household's draw included"),
        "axis": words.text("Dirhams a month"),
    }


def _balance(forecast: Forecast, words: Words) -> Points:
    table = forecast.startup
    total = words.money(whole(table.total_needs))
    title = (
        words.text(
            "Of {total} needed, {amount} is still to be found",
            total=total,
            amount=words.money(whole(table.gap)),
        )
        if table.gap > 0
        else words.text("The sources pay for the whole need of {total}", total=total)
    )
    needs = _by_kind(table.needs, words)
    sources = _by_kind(table.sources, words)
    return {
        "title": title,
        "alt": words.text(
            "Two stacked bars, needs and sources by kind: {message}.", message=title
        ),
        "needs_label": words.text("Needs"),
        "sources_label": words.text("Sources"),
        "needs": tuple(needs),
        "needs_amounts": _texts(needs.values()),
        "needs_written": tuple(words.money(whole(a)) for a in needs.values()),
        "sources": tuple(sources),
        "sources_amounts": _texts(sources.values()),
        "sources_written": tuple(words.money(whole(a)) for a in sources.values()),
    }


def _by_kind(lines: Sequence[Line], words: Words) -> dict[str, Decimal]:
    """Add the lines of one kind; kinds that come to nothing are left out."""
    totals: dict[str, Decimal] = {}
    for line in lines:
        name = headings.of_line(line.key, "", words)
        totals[name] = totals.get(name, ZERO) + line.total
    return {name: total for name, total in totals.items() if total}


def _months(forecast: Forecast, words: Words) -> tuple[str, ...]:
    return tuple(words.month(month) for month in forecast.months)


def _texts(amounts: Iterable[Decimal]) -> tuple[str, ...]:
    return tuple(str(amount) for amount in amounts)
