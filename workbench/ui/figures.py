"""Charts on the pages; each has one message as title and a table as its twin."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from typing import Any

import streamlit as st

from workbench.finance.forecast import Forecast
from workbench.knowledge.wording import Words
from workbench.months import Month
from workbench.ui.text import escaped, literal

INK = "#0f5c5c"
RED = "#b42318"
QUIET = "#8aa5a3"
PLAN = "#a15c00"
CONFIG = {"displayModeBar": False, "displaylogo": False, "locale": "fr"}
HOVER = "%{x} : %{customdata}<extra></extra>"
CHANCE_AXIS = {
    "domain": (0, 0.2),
    "ticksuffix": "\u202f%",
    "nticks": 4,
    "rangemode": "tozero",
    "gridcolor": "#e3e8e8",
    "automargin": False,
}
ABOVE = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
MARGIN = {"l": 70, "r": 10, "t": 20, "b": 65}
MONTHS_AXIS = {"tickangle": -45, "automargin": False, "showgrid": False}
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

STROKE_OF = {
    "solid": f"3px solid {INK}",
    "dash": f"2px dashed {INK}",
    "dot": f"2px dotted {INK}",
    "longdash": f"1.5px dashed {PLAN}",
}
CHANCE_STROKE = f".8rem solid {RED}"
MOST_NAMED = 8

LINES = ("#0f5c5c", "#48605f", "#a15c00", "#5b3fa0", "#1f6fb2", "#9b1c5c")
STROKES = (
    ("solid", ""),
    ("dash", ""),
    ("dot", "circle"),
    ("dashdot", "square"),
    ("longdash", "diamond"),
    ("longdashdot", "cross"),
    ("dash", "triangle-up"),
    ("dot", "x"),
    ("dashdot", "triangle-down"),
    ("longdash", "star"),
    ("longdashdot", "circle-open"),
)
"""How the lines of a plan and ten scenarios differ without colour: dashes, marks."""


def closing_cash(
    forecast: Forecast, words: Words, before: Forecast | None = None
) -> None:
    """Show cash at the end of each month, red below zero, the lowest one named.

    `before` is drawn as a thin dashed line: the plan without what is tried on it.
    """
    spans = (forecast, before) if before else (forecast,)
    months = sorted({month for span in spans for month in span.months})
    labels = [words.month(month) for month in months]
    cash = _by_month(forecast, months)
    bars = {
        "type": "bar",
        "x": labels,
        "y": [None if amount is None else float(amount) for amount in cash],
        "marker": {
            "color": [RED if (amount or 0) < 0 else INK for amount in cash],
            "pattern": {"shape": ["/" if (amount or 0) < 0 else "" for amount in cash]},
        },
        "customdata": [
            "" if amount is None else words.money(amount) for amount in cash
        ],
        "hovertemplate": HOVER,
        "name": words.text("With these changes"),
    }
    lowest = forecast.lowest_cash
    place, away = months.index(forecast.lowest_month), -34 if lowest >= 0 else 34
    named = _note(labels, place, float(lowest), words.money(lowest), away)
    traces = [bars]
    if before:
        traces.append(_line(before, months, words.text("Plan as it is"), words))
    figure = _figure(
        traces,
        shapes=[ZERO_LINE],
        annotations=[named],
        showlegend=before is not None,
        legend=ABOVE,
        xaxis=_quarters(months, words),
    )
    title = words.text(
        "Cash is lowest at the end of {month}: {amount}",
        month=words.month_long(forecast.lowest_month),
        amount=words.money(lowest),
    )
    st.markdown(f"**{title}**")
    st.plotly_chart(figure, key="closing_cash", config=CONFIG, theme=None, alt=title)


def _note(
    labels: Sequence[str], place: int, amount: float, text: str, away: int
) -> dict[str, Any]:
    """A text so many pixels away from a point, towards the middle of the chart."""
    sixth = len(labels) / 6
    return {
        "x": labels[place],
        "y": amount,
        "text": text,
        "showarrow": True,
        "arrowcolor": QUIET,
        "ax": 24 if place < sixth else -24 if place >= 5 * sixth else 0,
        "ay": away,
        "bgcolor": "rgba(255,255,255,0.85)",
    }


def _quarters(months: Sequence[Month], words: Words) -> dict[str, Any]:
    """An axis of months that names the first of each quarter, its year now and then.

    No room is kept beside the months for what is written at the first and the last.
    """
    named = [month for month in months if month.number % 3 == 1]
    return {
        **MONTHS_AXIS,
        "tickvals": [words.month(month) for month in named],
        "ticktext": [
            words.month(month)
            if month.number == 1 or month in named[:1]
            else words.month_name(month.number)
            for month in named
        ],
        "range": (-0.6, len(months) - 0.4),
    }


def _by_month(forecast: Forecast, months: Sequence[Month]) -> list[Decimal | None]:
    closing = dict(zip(forecast.months, forecast.cash.closing, strict=True))
    return [closing.get(month) for month in months]


def _line(
    forecast: Forecast,
    months: Sequence[Month],
    name: str,
    words: Words,
    place: int = 1,
) -> dict[str, Any]:
    """Return a line of closing cash; its dashes and marks tell it from the others."""
    cash = _by_month(forecast, months)
    dash, mark = STROKES[place % len(STROKES)]
    return {
        "type": "scatter",
        "mode": "lines+markers" if mark else "lines",
        "x": [words.month(month) for month in months],
        "y": [None if amount is None else float(amount) for amount in cash],
        "line": {"color": LINES[place % len(LINES)], "dash": dash, "width": 1.5},
        "marker": {"symbol": mark or "circle", "size": 7, "maxdisplayed": 9},
        "customdata": [
            "" if amount is None else words.money(amount) for amount in cash
        ],
        "hovertemplate": HOVER,
        "name": name,
    }


def compared(named: Sequence[tuple[str, Forecast]], words: Words) -> None:
    """Show the cash of the plan and of its scenarios on the same axes.

    Colour is not needed: each line has dashes, marks and a number of its own. The
    first is the plan itself.
    """
    months = sorted({month for _, forecast in named for month in forecast.months})
    traces = [
        _line(forecast, months, name, words, place)
        for place, (name, forecast) in enumerate(named)
    ]
    figure = _figure(
        traces,
        shapes=[ZERO_LINE],
        annotations=_ends([forecast for _, forecast in named], words),
        showlegend=True,
        legend=ABOVE,
        height=380 + 22 * len(named),
        margin={**MARGIN, "r": 60},
        xaxis=_quarters(months, words),
    )
    weakest, forecast = min(named, key=lambda pair: pair[1].lowest_cash)
    title = words.text(
        "Cash falls lowest in “{scenario}”: {amount} in {month}",
        scenario=weakest,
        amount=words.money(forecast.lowest_cash),
        month=words.month_long(forecast.lowest_month),
    )
    st.markdown(f"**{literal(title)}**")
    st.plotly_chart(figure, key="compared", config=CONFIG, theme=None, alt=title)


def _ends(forecasts: Sequence[Forecast], words: Words) -> list[dict[str, Any]]:
    """Return the numbers at the ends of the lines, those that would meet together."""
    amounts = [float(a) for forecast in forecasts for a in forecast.cash.closing]
    least = (max(amounts) - min(amounts)) / 20
    ends = [(f.months[-1], float(f.cash.closing[-1])) for f in forecasts]
    groups: list[list[int]] = []
    for place in sorted(range(1, len(ends)), key=ends.__getitem__):
        month, last = ends[place]
        beside = ends[groups[-1][0]] if groups else None
        if beside and beside[0] == month and last - beside[1] <= least:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [
        {
            "x": words.month(ends[group[0]][0]),
            "y": ends[group[0]][1],
            "text": ", ".join(map(str, sorted(group))),
            "showarrow": False,
            "xanchor": "left",
            "xshift": 8,
        }
        for group in groups
    ]


def fan(
    points: Mapping[str, str | tuple[str, ...]],
    chances: Sequence[float],
    words: Words,
) -> None:
    """Show three lines of month-end cash: low, usual and high, the band shaded.

    The plan itself is a thin dashed line among them.
    Under them a bar a month: the chance that it ends below zero, the highest named.
    What the strokes mean stands above as plain text, and not every month is named:
    both take plotly a third of its time.
    """
    lines = (
        ("high", "dash", 2, None),
        ("low", "dot", 2, "tonexty"),
        ("usual", "solid", 3, None),
        ("plan", "longdash", 1.5, None),
    )
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": list(points["months"]),
            "y": [float(amount) for amount in points[key]],
            "name": points[f"{key}_label"],
            "line": {
                "color": PLAN if key == "plan" else INK,
                "dash": dash,
                "width": width,
            },
            "fill": fill,
            "fillcolor": "rgba(15,92,92,0.12)",
            "customdata": [words.money(Decimal(amount)) for amount in points[key]],
            "hovertemplate": HOVER,
        }
        for key, dash, width, fill in lines
    ]
    marks = [_lowest_of(points, "usual", -38), _lowest_of(points, "low", 34)]
    dashes = {key: dash for key, dash, *_ in lines}
    strokes = {
        str(points[f"{key}_label"]): STROKE_OF[dashes[key]]
        for key in ("high", "plan", "usual", "low")
    }
    layout: dict[str, object] = {}
    if any(chances):
        traces.append(_chance_bars(points["months"], chances, words))
        marks.append(_highest_chance(points["months"], chances, words))
        strokes[str(traces[-1]["name"])] = CHANCE_STROKE
        layout = {"height": 460, "yaxis2": CHANCE_AXIS}
    figure = _figure(
        traces, shapes=[ZERO_LINE], annotations=marks, showlegend=False, **layout
    )
    figure["layout"]["xaxis"]["nticks"] = MOST_NAMED
    if layout:
        figure["layout"]["yaxis"]["domain"] = (0.34, 1)
        figure["layout"]["xaxis"]["anchor"] = "y2"
    title = str(points["title"])
    st.markdown(f"**{literal(title)}**")
    _legend(strokes)
    alt = str(points["alt"])
    st.plotly_chart(figure, key="fan", config=CONFIG, theme=None, alt=alt)


def _legend(strokes: Mapping[str, str]) -> None:
    """Show what each stroke of a chart means, in the direction of the page."""
    items = "".join(
        '<span style="white-space:nowrap"><i style="display:inline-block;'
        "inline-size:2rem;vertical-align:middle;margin-inline-end:.4rem;"
        f'border-top:{stroke}"></i>{escaped(name)}</span>'
        for name, stroke in strokes.items()
    )
    st.html(
        '<p style="display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;margin:0;'
        f'font-size:.875rem">{items}</p>'
    )


def _lowest_of(
    points: Mapping[str, str | tuple[str, ...]], line: str, away: int
) -> dict[str, Any]:
    """The lowest point of a line with its amount, so many pixels away from it."""
    amounts = [float(amount) for amount in points[line]]
    place, text = amounts.index(min(amounts)), str(points[f"{line}_lowest"])
    return _note(tuple(points["months"]), place, min(amounts), text, away)


def _chance_bars(
    months: Sequence[str], chances: Sequence[float], words: Words
) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": list(months),
        "y": [100 * share for share in chances],
        "yaxis": "y2",
        "name": words.text("Chance below zero"),
        "marker": {"color": RED},
        "customdata": [words.percent(Decimal(f"{share:.2f}")) for share in chances],
        "hovertemplate": HOVER,
    }


def _highest_chance(
    months: Sequence[str], chances: Sequence[float], words: Words
) -> dict[str, Any]:
    highest = max(chances)
    return {
        "x": months[list(chances).index(highest)],
        "y": 100 * highest,
        "yref": "y2",
        "text": words.percent(Decimal(f"{highest:.2f}")),
        "showarrow": False,
        "yanchor": "bottom",
    }


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
        "margin": MARGIN,
        "separators": ",\u202f",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "yaxis": {"tickformat": ",.0f", "gridcolor": "#e3e8e8", "automargin": False},
        "xaxis": dict(MONTHS_AXIS),
        "font": {"family": "Noto Sans, Noto Naskh Arabic, sans-serif", "size": 13},
        "bargap": 0.25,
    }
    return {"data": traces, "layout": {**common, **layout}}
