"""The command that computes a forecast: of a file, or of a case on record."""

import click

from workbench.cli import assessed, forecast_plain, forecast_told
from workbench.cli.options import dated, pass_session
from workbench.cli.session import Session
from workbench.finance.forecast import LONGEST
from workbench.journey import outlook, what_if

MONTHS = click.option(
    "--months",
    type=click.IntRange(1, LONGEST),
    default=outlook.DEFAULT_MONTHS,
    show_default=True,
    help="How many months from opening.",
)


@click.command()
@click.argument("subject", metavar="FILE|ID_OR_NUMBER")
@MONTHS
@click.option("--scenario", metavar="NAME", help="With this scenario of the case.")
@dated
@pass_session
@click.pass_context
def forecast(
    ctx: click.Context,
    session: Session,
    subject: str,
    months: int,
    scenario: str | None,
) -> None:
    """Compute the forecast of a case file or case.

    Tells the cash plan and the profit plan by month, the start-up table, the
    break-even, the lowest cash and every finding; with a scenario, what of it
    cannot be applied. A file needs no database.
    """
    found = assessed.of(ctx, session, subject, months)
    projected, findings, words = found.forecast, found.findings, session.words
    if scenario is not None:
        tried = what_if.named(found.scenarios, scenario)
        projected, findings = tried.forecast, tried.findings
    seen = forecast_told.Seen(found.case, projected, findings)
    session.answer(forecast_plain.plain(seen, words), *forecast_told.told(seen, words))
