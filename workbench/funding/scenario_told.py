"""The chosen scenario as a dossier tells it: what differs, and what it does."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from workbench.finance.forecast import Forecast
from workbench.finance.scenarios import scenario_words
from workbench.finance.scenarios.scenario import Scenario
from workbench.findings import Finding
from workbench.funding.content import END, START, Pair, Row, Table
from workbench.funding.scenario_tables import sales_of_first_year
from workbench.knowledge.shocks import ShockKind
from workbench.knowledge.wording import Words

NOTHING: Final = "–"
SUGGESTION: Final = "suggestion"


@dataclass(frozen=True, slots=True)
class ScenarioShown:
    """A scenario with the forecast of the plan it makes, beside the plan's own.

    `findings` say what of it the plan no longer allows.
    """

    scenario: Scenario
    forecast: Forecast
    kinds: Mapping[str, ShockKind]
    sector: str
    findings: tuple[Finding, ...] = ()


def differences(shown: ScenarioShown, words: Words) -> tuple[Pair, ...]:
    """Return its name, each difference, and where the sizes of shocks come from."""
    told = scenario_words.told(shown.scenario, shown.kinds, words)
    keys = (struck.key for struck in shown.scenario.shocks)
    known = [shown.kinds[key] for key in keys if key in shown.kinds]
    sources = dict.fromkeys(kind.source_in(shown.sector) for kind in known)
    pairs = [
        Pair(words.text("Scenario"), words.isolate(shown.scenario.name)),
        Pair(words.text("What differs from the plan"), "\n".join(told) or NOTHING),
    ]
    if shown.findings:
        left_out = "\n".join(map(words.finding, shown.findings))
        pairs.append(Pair(words.text("What could not be applied"), left_out))
    if sources:
        named = ", ".join(
            words.text("a suggestion")
            if source == SUGGESTION
            else words.isolate(source)
            for source in sources
        )
        pairs.append(Pair(words.text("Usual sizes of the shocks from"), named))
    return tuple(pairs)


def beside_the_plan(base: Forecast, shown: ScenarioShown, words: Words) -> Table:
    """Return what decides, for the plan and for the scenario."""
    both = (base, shown.forecast)
    rows = (
        (
            words.text("Sales of the first year"),
            [words.money(sales_of_first_year(one)) for one in both],
        ),
        (words.text("Lowest cash"), [words.money(one.lowest_cash) for one in both]),
        (
            words.text("Its month"),
            [words.month_long(one.lowest_month) for one in both],
        ),
        (
            words.text("Months below zero"),
            [words.number(Decimal(len(one.red_months))) for one in both],
        ),
        (
            words.text("Cash before instalments, for MAD 1 of instalment"),
            [_cover(one, words) for one in both],
        ),
    )
    return Table(
        title="",
        head=("", words.text("Plan"), words.isolate(shown.scenario.name)),
        sides=(START, END, END),
        rows=tuple(Row((label, *cells)) for label, cells in rows),
    )


def _cover(forecast: Forecast, words: Words) -> str:
    cover = forecast.debt_service_cover
    return NOTHING if cover is None else words.number(cover, 2)
