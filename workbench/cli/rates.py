"""The command that answers what money costs and what flows are worth."""

import click

from workbench.cli import requests
from workbench.cli.options import dated, pass_session
from workbench.cli.session import Session
from workbench.finance.rates import rate_requests
from workbench.knowledge.wording import Words


@click.command()
@click.argument("source", metavar="FILE|-")
@dated
@pass_session
def rates(session: Session, source: str) -> None:
    """Compute rates, values and day counts asked for in JSON.

    FILE holds one object with a "kind", or a list of them; - reads what is piped
    in. Prints {"value", "unique", "note"} in JSON, or a list of them in the same
    order; in a list, a refusal stands as {"error"} in its place. See docs/rates.md.
    """
    words = session.words

    def answer(raw: object) -> dict[str, object]:
        return _plain(raw, words)

    session.give(requests.answered(requests.read(source), answer, words))


def _plain(raw: object, words: Words) -> dict[str, object]:
    """Return the answer to one request; what names it only where there is any."""
    found = rate_requests.answer(raw)
    note = words.finding(found.finding) if found.finding else None
    plain: dict[str, object] = {
        "value": found.value,
        "unique": found.is_unique,
        "note": note,
    }
    if found.finding:
        plain["code"] = found.finding.code
    if found.others:
        plain["others"] = list(found.others)
    if found.convention:
        plain["convention"] = found.convention
    return plain
