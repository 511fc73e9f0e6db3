"""The plan and its scenarios side by side, for page and terminal."""

from collections.abc import Sequence
from decimal import Decimal

from workbench.finance.forecast import Forecast
from workbench.funding.figured import NOT_KNOWN, Figured, FiguredRow
from workbench.knowledge.wording import HARD_SPACE, Words
from workbench.money import ZERO, whole
from workbench.months import MONTHS_PER_YEAR


def numbered(
    base: Forecast, scenarios: Sequence[tuple[str, Forecast]], words: Words
) -> list[tuple[str, Forecast]]:
    """Return the plan and its scenarios with the names that table and chart use.

    The number stands in the isolate of the name, so that it keeps its side of it.
    """
    names = (
        words.isolate(f"{place}. {name}")
        for place, (name, _) in enumerate(scenarios, 1)
    )
    forecasts = (forecast for _, forecast in scenarios)
    plan = words.text("Plan as it is")
    return [(plan, base), *zip(names, forecasts, strict=True)]


def compared(named: Sequence[tuple[str, Forecast]], words: Words) -> Figured:
    """Return what is compared of each forecast, amounts to the dirham."""
    return Figured(
        words.text("The plan and its scenarios, in dirhams"),
        (
            words.text("Scenario"),
            words.text("Lowest cash"),
            words.text("Its month"),
            words.text("Months below zero"),
            words.text("Sales of the first year"),
            words.text("For 1 dirham of instalment"),
            words.text("Household's draw a month"),
        ),
        tuple(_row(name, forecast, words) for name, forecast in named),
    )


def _row(name: str, forecast: Forecast, words: Words) -> FiguredRow:
    cover = forecast.debt_service_cover
    return FiguredRow(
        name,
        (
            whole(forecast.lowest_cash),
            words.month(forecast.lowest_month).replace(" ", HARD_SPACE),
            _red(forecast, words),
            whole(sales_of_first_year(forecast)),
            NOT_KNOWN if cover is None else words.number(cover, 2),
            whole(forecast.draw_per_month),
        ),
    )


def sales_of_first_year(forecast: Forecast) -> Decimal:
    """Return the sales of the first twelve months, in dirhams."""
    lines = forecast.profit.income
    return sum((sum(li.amounts[:MONTHS_PER_YEAR], ZERO) for li in lines), ZERO)


def _red(forecast: Forecast, words: Words) -> str:
    """How many months, and which is the first."""
    red = forecast.red_months
    number = words.number(Decimal(len(red)))
    more = ["…"] if len(red) > 1 else []
    return " · ".join([number, *map(words.month, red[:1]), *more])
