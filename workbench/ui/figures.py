"""Charts on the pages; each has one message as title and a table as its twin."""

from collections.abc import Sequence
from decimal import Decimal
from importlib import import_module
from typing import Any

import streamlit as st

from workbench.finance.forecast import Forecast
from workbench.knowledge.wording import Words

INK = "#0f5c5c"
RED = "#b42318"
QUIET = "#8aa5a3"
CONFIG = {"displayModeBar": False, "displaylogo": False, "locale": "fr"}
HOVER = "%{x} : %{customdata}<extra></extra>"
ZERO_LINE = {
    "type": "line",
    "xref": "x domain",
    "yref": "y",
    "x0": 0,
    "x1": 1,
    "y0": 0,
    "y1": 0,
    "line": {"color": "#1f2a2a", "width": 1.5},
}


def closing_cash(forecast: Forecast, words: Words) -> None:
    """Show cash at the end of each month, red below zero, the lowest one named."""
    months = [words.month(month) for month in forecast.months]
    cash = forecast.cash.closing
    lowest = cash.index(forecast.lowest_cash)
    bars = {
        "type": "bar",
        "x": months,
        "y": [float(amount) for amount in cash],
        "marker": {
            "color": [RED if amount < 0 else INK for amount in cash],
            "pattern": {"shape": ["/" if amount < 0 else "" for amount in cash]},
        },
        "customdata": [words.money(amount) for amount in cash],
        "hovertemplate": HOVER,
    }
    named = {
        "x": months[lowest],
        "y": float(cash[lowest]),
        "text": words.money(cash[lowest]),
        "showarrow": True,
        "arrowcolor": QUIET,
        "ay": -34 if cash[lowest] >= 0 else 34,
    }
    figure = _figure([bars], shapes=[ZERO_LINE], annotations=[named])
    title = words.text(
        "Cash is lowest in {month}: {amount}",
        month=words.month_long(forecast.lowest_month),
        amount=words.money(forecast.lowest_cash),
    )
    st.markdown(f"**{title}**")
    st.plotly_chart(figure, key="closing_cash", config=CONFIG, theme=None, alt=title)


def actual_against_promise(
    months: Sequence[str],
    promised: Sequence[Decimal],
    actual: Sequence[Decimal],
    words: Words,
) -> None:
    """Show sales found at visits beside those of the frozen forecast."""
    series = (
        (words.text("Forecast"), promised, QUIET, ""),
        (words.text("Found"), actual, INK, "/"),
    )
    bars = [
        {
            "type": "bar",
            "x": list(months),
            "y": [float(amount) for amount in amounts],
            "name": name,
            "marker": {"color": colour, "pattern": {"shape": shape}},
            "customdata": [words.money(amount) for amount in amounts],
            "hovertemplate": HOVER,
        }
        for name, amounts, colour, shape in series
    ]
    figure = _figure(bars, showlegend=True)
    title = words.text("Sales: what was found beside the forecast")
    st.markdown(f"**{title}**")
    st.plotly_chart(figure, key="actual", config=CONFIG, theme=None, alt=title)


def _figure(traces: list[dict[str, Any]], **layout: object) -> dict[str, Any]:
    """Return a figure in plotly's JSON form, which it checks once, when shown.

    Its objects would check every step of building one: four times the work. The
    margins are fixed, since measuring the labels draws the axes twice.
    """
    import_module("numpy")  # plotly must not find it half imported by another thread
    common = {
        "height": 320,
        "margin": {"l": 80, "r": 10, "t": 20, "b": 65},
        "separators": ",\u202f",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "yaxis": {"tickformat": ",.0f", "gridcolor": "#e3e8e8", "automargin": False},
        "xaxis": {"tickangle": -45, "automargin": False},
        "font": {"family": "Noto Sans, Noto Naskh Arabic, sans-serif", "size": 13},
        "bargap": 0.25,
    }
    return {"data": traces, "layout": {**common, **layout}}
