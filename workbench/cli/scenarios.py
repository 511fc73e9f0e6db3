"""The command that compares the scenarios of a case with its plan."""

from collections.abc import Iterator

import click

from workbench.cli import assessed, grid, telling
from workbench.cli.assessed import Assessed
from workbench.cli.forecast import MONTHS
from workbench.cli.options import dated, pass_session
from workbench.cli.session import Session
from workbench.finance.forecast import Forecast
from workbench.finance.scenarios import scenario_words, written
from workbench.funding import figured, scenario_tables
from workbench.knowledge import shocks
from workbench.knowledge.wording import Words


@click.command()
@click.argument("subject", metavar="FILE|ID_OR_NUMBER")
@MONTHS
@dated
@pass_session
@click.pass_context
def scenarios(ctx: click.Context, session: Session, subject: str, months: int) -> None:
    """Compare the scenarios that a case keeps with its plan.

    Each is applied to the plan as it is today and forecast; what of it can no
    longer be applied is told. A file needs no database.
    """
    found = assessed.of(ctx, session, subject, months)
    session.answer(_plain(found, session.words), *_told(found, session.words))


def _plain(found: Assessed, words: Words) -> dict[str, object]:
    return {
        "plan": _figures(found.forecast),
        "scenarios": [
            written.write(one.scenario)
            | _figures(one.forecast)
            | {
                "findings": [
                    telling.plain_finding(finding, words) for finding in one.findings
                ]
            }
            for one in found.scenarios
        ],
    }


def _figures(forecast: Forecast) -> dict[str, object]:
    return {
        "sales_of_first_year": scenario_tables.sales_of_first_year(forecast),
        "lowest_cash": forecast.lowest_cash,
        "lowest_month": forecast.lowest_month,
        "red_months": list(map(str, forecast.red_months)),
        "debt_service_cover": forecast.debt_service_cover,
        "draw_per_month": forecast.draw_per_month,
    }


def _told(found: Assessed, words: Words) -> Iterator[str]:
    tried = [(one.scenario.name, one.forecast) for one in found.scenarios]
    named = scenario_tables.numbered(found.forecast, tried, words)
    table = scenario_tables.compared(named, words)
    yield from grid.lines(figured.printed(table, words))
    for (name, _), one in zip(named[1:], found.scenarios, strict=True):
        told = scenario_words.told(one.scenario, shocks.kinds(), words)
        text = " · ".join(told) or words.text("Nothing is changed.")
        yield words.text("{place}: {text}", place=name, text=text)
        for line in telling.told(one.findings, words):
            yield f"- {line}"
