"""The chosen scenario as a dossier tells it: what differs, and what it does."""

from collections.abc import Iterator, Mapping
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
from workbench.knowledge.trades import SUGGESTION
from workbench.knowledge.wording import Words
from workbench.money import whole

NOTHING: Final = "–"
REMARKS: Final = frozenset(
    {
        "shock.already_good",
        "shock.already_slow",
        "shock.calendar_ends",
        "shock.sells_more",
    }
)
"""Findings of what is applied all the same."""


@dataclass(frozen=True, slots=True)
class ScenarioShown:
    """A scenario with the forecast of the plan it makes, beside the plan's own.

    `findings` say what of it the plan no longer allows, and what to know of the rest.
    """

    scenario: Scenario
    forecast: Forecast
    kinds: Mapping[str, ShockKind]
    sector: str
    findings: tuple[Finding, ...] = ()

    @property
    def refused(self) -> tuple[Finding, ...]:
        """What the plan does not allow."""
        return tuple(f for f in self.findings if f.code not in REMARKS)


def differences(shown: ScenarioShown, words: Words) -> tuple[Pair, ...]:
    """Return its name, each difference, and where the sizes of shocks come from."""
    applied, left_out = [], []
    for told, where in _differences(shown, words):
        why = [words.finding(f) for f in shown.refused if _is_of(f, where)]
        if why:
            line = words.text("{place}: {text}", place=told, text=" ".join(why))
            left_out.append(line)
        else:
            applied.append(told)
    remarks = [words.finding(f) for f in shown.findings if f.code in REMARKS]
    rows = (
        (words.text("Scenario"), words.isolate(shown.scenario.name)),
        (words.text("What differs from the plan"), "\n".join(applied) or NOTHING),
        (words.text("What could not be applied"), "\n".join(left_out)),
        (words.text("To bear in mind"), "\n".join(remarks)),
        (words.text("Usual sizes of the shocks from"), _sources(shown, words)),
    )
    return tuple(Pair(label, text) for label, text in rows if text)


def _differences(shown: ScenarioShown, words: Words) -> Iterator[tuple[str, str]]:
    """Each difference in words, and where a finding about it says that it is."""
    changes = shown.scenario.changes
    for name, by in changes.made.items():
        yield scenario_words.change(name, by, words), f"changes.{name}"
    for one in changes.products:
        where = f"changes.products.{one.product}"
        yield scenario_words.product(one, words), where
    for place, struck in enumerate(shown.scenario.shocks):
        told = scenario_words.shock(struck, shown.kinds, words)
        yield told, f"shocks.{place}"


def _is_of(finding: Finding, where: str) -> bool:
    return f"{finding.where}.".startswith(f"{where}.")


def _sources(shown: ScenarioShown, words: Words) -> str:
    keys = (struck.key for struck in shown.scenario.shocks)
    known = [shown.kinds[key] for key in keys if key in shown.kinds]
    sources = (kind.source_in(shown.sector) for kind in known)
    named = dict.fromkeys(
        words.text("a suggestion")
        if source == SUGGESTION
        else words.isolate(words.localised(source))
        for source in sources
    )
    return "\n".join(named)


def beside_the_plan(base: Forecast, shown: ScenarioShown, words: Words) -> Table:
    """Return what decides, for the plan and for the scenario."""
    both = (base, shown.forecast)
    rows = (
        (
            words.text("Sales of the first year"),
            [words.money(whole(sales_of_first_year(one))) for one in both],
        ),
        (
            words.text("Lowest cash"),
            [words.money(whole(one.lowest_cash)) for one in both],
        ),
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
