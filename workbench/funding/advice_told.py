"""Advice in words: what was found, and what became of it when it was tried."""

from decimal import Decimal
from typing import Final

from workbench.finance.simulation.advice import Proposal
from workbench.finance.simulation.montecarlo import Chance
from workbench.funding.risk_told import percent
from workbench.knowledge.wording import Words, mark

NAMES: Final = {
    "opening_cash": mark("Own money to add before opening"),
    "draw": mark("Largest draw of the household a month"),
    "shortest_term": mark("Shortest term of the loan"),
    "longest_term": mark("Longest term of the loan tried"),
    "start": mark("Best month to open in"),
}


def name(proposal: Proposal, words: Words) -> str:
    """Return which question a proposal answers."""
    return words.text(NAMES[proposal.key])


def proof(proposal: Proposal, chance: Chance, words: Words) -> str:
    """Return what became of it when it was tried: in the forecast, and in the runs."""
    return words.text(
        "the lowest month then ends at {lowest}; chance of running out of cash: "
        "{chance}",
        lowest=words.money(Decimal(round(proposal.lowest))),
        chance=percent(chance.share, words),
    )


def value(proposal: Proposal, words: Words) -> str:
    """Return what is proposed: an amount, a number of months, a month."""
    if proposal.month is not None:
        return words.month_long(proposal.month)
    if proposal.key.endswith("_term"):
        return words.months(int(proposal.amount))
    return words.money(proposal.amount)
