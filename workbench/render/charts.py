"""The dossier's charts as PNG, legible when printed in black and white.

Matplotlib's object interface only: no global state, safe in threads. The same
points always give the same bytes.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any, Final, cast

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

ACCENT: Final = "#1f4e5f"
SOFT: Final = "#a9c3cc"
ALARM: Final = "#b3261e"
INK: Final = "#333333"
FAINT: Final = "#d9dee1"
WIDE: Final = (6.54, 2.2)
RESOLUTION: Final = 200
SIZE: Final = 8
MOST_MONTH_NAMES: Final = 12

Points = Mapping[str, str | Sequence[str]]


def draw(content: Mapping[str, object]) -> dict[str, bytes]:
    """Return each chart of a dossier's content as PNG bytes, by its name.

    `content` is `DossierContent.as_dict()`; its `charts` are drawn.
    """
    charts = cast("Mapping[str, Points]", content["charts"])
    makers = {"cash": cash, "flows": flows, "balance": balance, "fan": fan}
    return {name: makers[name](points) for name, points in charts.items()}


def cash(points: Points) -> bytes:
    """Return bars of closing cash: the lowest is labelled, months in red hatched."""
    figure, axes = _axes(WIDE)
    closing = _amounts(points["closing"])
    places = range(len(closing))
    bars = axes.bar(places, closing, color=ACCENT, width=0.72)
    for bar, amount in zip(bars, closing, strict=True):
        if amount < 0:
            bar.set(facecolor="white", edgecolor=ALARM, hatch="////")
    axes.axhline(0, color=INK, linewidth=1.1)
    _mark_lowest(axes, closing, _text(points["lowest"]))
    _month_names(axes, points["months"])
    _scale(axes, points)
    return _png(figure)


def _mark_lowest(axes: Axes, closing: Sequence[float], label: str) -> None:
    """Write the lowest amount over its bar, inside the picture."""
    lowest = min(closing)
    place = closing.index(lowest)
    height = max(lowest, 0)
    span = max(*closing, 0.0) - min(lowest, 0.0) or 1.0
    axes.annotate(
        label,
        xy=(place, height),
        xytext=(place, height + span * 0.28),
        ha="left" if place < len(closing) / 6 else "center",
        fontsize=SIZE,
        fontweight="bold",
        color=ALARM if lowest < 0 else INK,
        bbox={"facecolor": "white", "edgecolor": FAINT, "pad": 2.2},
        arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 0.8},
    )
    axes.set_ylim(top=max(*closing, height + span * 0.45, 1) * 1.06)


def flows(points: Points) -> bytes:
    """Return receipts as bars and payments as a line with marks."""
    figure, axes = _axes(WIDE)
    receipts, payments = _amounts(points["receipts"]), _amounts(points["payments"])
    places = range(len(receipts))
    axes.bar(
        places,
        receipts,
        color=SOFT,
        edgecolor=ACCENT,
        linewidth=0.6,
        width=0.72,
        label=_text(points["receipts_label"]),
    )
    axes.plot(
        places,
        payments,
        color=INK,
        linewidth=1.4,
        marker="o",
        markersize=3.2,
        label=_text(points["payments_label"]),
    )
    axes.set_ylim(bottom=0, top=max(*receipts, *payments, 1) * 1.08)
    _month_names(axes, points["months"])
    _scale(axes, points)
    _legend_above(axes, 2)
    return _png(figure)


def fan(points: Points) -> bytes:
    """Return three lines of cash, told apart by their dashes, the band between them.

    The plan itself is a thinner line of long dashes.
    """
    figure, axes = _axes(WIDE)
    low, usual, high = (_amounts(points[name]) for name in ("low", "usual", "high"))
    places = range(len(usual))
    axes.fill_between(places, low, high, color=SOFT, alpha=0.35, linewidth=0)
    for name, series, style in (
        ("high", high, "--"),
        ("usual", usual, "-"),
        ("low", low, ":"),
    ):
        label = _text(points[f"{name}_label"])
        axes.plot(places, series, style, color=ACCENT, linewidth=1.6, label=label)
    axes.plot(
        places,
        _amounts(points["plan"]),
        dashes=(8, 4),
        color=INK,
        linewidth=0.9,
        label=_text(points["plan_label"]),
    )
    axes.axhline(0, color=INK, linewidth=1.1)
    axes.margins(x=0.01, y=0.08)
    _month_names(axes, points["months"])
    _scale(axes, points)
    _legend_above(axes, 4)
    return _png(figure)


def _legend_above(axes: Axes, columns: int) -> None:
    """Name the lines above the picture, where none of them passes."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=columns,
        frameon=False,
        fontsize=SIZE,
        borderaxespad=0.2,
        handlelength=2.6,
    )


def balance(points: Points) -> bytes:
    """Return one bar a kind, each with its amount: the needs, then the sources."""
    needs, sources = len(points["needs"]), len(points["sources"])
    figure, axes = _axes((WIDE[0], 0.45 + (needs + sources + 2) * 0.185))
    largest = max(*_side(points, "needs"), *_side(points, "sources"))
    _bars(axes, points, "needs", 1, largest)
    _bars(axes, points, "sources", needs + 2, largest)
    names = [_text(points["needs_label"]), *points["needs"]]
    names += [_text(points["sources_label"]), *points["sources"]]
    axes.set_yticks(range(len(names)), names)
    for title in (0, needs + 1):
        axes.get_yticklabels()[title].set_fontweight("bold")
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_visible(False)
    axes.spines[:].set_visible(False)
    axes.set_xlim(0, largest * 1.2)
    return _png(figure)


def _side(points: Points, side: str) -> list[float]:
    """The amounts of one side, and one dirham so that there is a scale."""
    return [*_amounts(points[f"{side}_amounts"]), 1.0]


def _bars(axes: Axes, points: Points, side: str, row: int, largest: float) -> None:
    """Draw the bars of one side from `row` down: needs full, sources hatched."""
    is_need = side == "needs"
    amounts = _amounts(points[f"{side}_amounts"])
    rows = range(row, row + len(amounts))
    axes.barh(
        rows,
        amounts,
        height=0.62,
        facecolor=ACCENT if is_need else "white",
        hatch="" if is_need else "////",
        edgecolor=ACCENT,
        linewidth=0.8,
    )
    written = points[f"{side}_written"]
    for place, amount, text in zip(rows, amounts, written, strict=True):
        axes.text(amount + largest * 0.012, place, text, va="center", fontsize=SIZE)


def _axes(size: tuple[float, float]) -> tuple[Figure, Axes]:
    figure = Figure(figsize=size, dpi=RESOLUTION, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(FAINT)
    return figure, axes


def _month_names(axes: Axes, names: str | Sequence[str]) -> None:
    """Name every month of one year, every second or third of a longer time."""
    step = -(-len(names) // MOST_MONTH_NAMES)
    places = range(0, len(names), step)
    axes.set_xticks(list(places), [names[place].replace(" ", "\n") for place in places])
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.7, len(names) - 0.3)


def _scale(axes: Axes, points: Points) -> None:
    axes.yaxis.set_major_formatter(FuncFormatter(_grouped))
    axes.set_ylabel(_text(points["axis"]), fontsize=SIZE)
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)


def _grouped(amount: float, _: object) -> str:
    """Write an axis mark with thin spaces, as the dossier writes amounts."""
    return f"{amount:,.0f}".replace(",", "\u202f").replace("-", "\u2212")


def _amounts(series: str | Sequence[str]) -> list[float]:
    return [float(Decimal(amount)) for amount in series]


def _text(words: str | Sequence[str]) -> str:
    return words if isinstance(words, str) else " ".join(words)


def _png(figure: Figure) -> bytes:
    """Return the picture in the dossier's font, without date or program name."""
    family = _family()
    for text in figure.findobj(match=lambda artist: hasattr(artist, "set_fontfamily")):
        cast("Any", text).set_fontfamily(family)
    for axes in figure.axes:
        axes.tick_params(labelcolor=INK)
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            label.set_fontsize(SIZE)
    written = BytesIO()
    figure.savefig(written, format="png", metadata={"Software": None})
    return written.getvalue()


def _family() -> list[str]:
    """The dossier's font where it is installed; DejaVu comes with matplotlib."""
    known = set(font_manager.get_font_names())
    wanted = ("Noto Sans", "Noto Sans Arabic", "DejaVu Sans")
    return [name for name in wanted if name in known]
