"""Advice in words: what was found, what became of it when tried, or why nothing was."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from workbench.finance.simulation.advice import LONGEST_TERM, Proposal
from workbench.finance.simulation.montecarlo import Chance
from workbench.funding.risk_told import percent
from workbench.knowledge.wording import Words, mark
from workbench.plan.business_plan import BusinessPlan

NAMES: Final = {
    "opening_cash": mark("Own money to add before opening"),
    "draw": mark("Largest draw of the household a month"),
    "shortest_term": mark("Shortest term of the loan"),
    "longest_term": mark("Longest term of the loan tried"),
    "term": mark("Term of the loan"),
    "start": mark("Best month to open in"),
}
REASONS: Final = {
    ("opening_cash", "nothing_lacks"): mark("nothing lacks in the forecast"),
    ("draw", "not_enough"): mark(
        "none: cash would run out too often even if nothing were taken"
    ),
    ("draw", "as_planned"): mark(
        "the one planned, {best}: with more, cash would run out too often"
    ),
    ("shortest_term", "as_planned"): mark(
        "the one planned, {best}: with fewer months, cash would run out too often"
    ),
    ("term", "not_enough"): mark(
        "none is long enough, up to {longest}; the best one tried is {best}"
    ),
    ("term", "no_loan"): mark("the plan has no loan"),
    ("term", "no_room"): mark(
        "the grace period is already as long as the longest term tried, {longest}"
    ),
    ("start", "all_alike"): mark(
        "opening up to eleven months later changes nothing in the lowest month"
    ),
    ("start", "planned_best"): mark(
        "the one planned: opening later cannot help; the best later month is {best}"
    ),
    ("start", "no_later"): mark("the one planned: no later opening can be forecast"),
    ("start", "riskier"): mark(
        "the one planned: from {best} on the forecast ends higher, but cash would run "
        "out more often"
    ),
}
UNPROVEN: Final = {"no_loan", "no_room", "no_later", "as_planned", "riskier"}
"""Reasons told without a figure: nothing was tried, or what was would mislead."""


def name(proposal: Proposal, words: Words) -> str:
    """Return which question a proposal answers."""
    return words.text(NAMES[proposal.key])


def proof(proposal: Proposal, chance: Chance, words: Words) -> str:
    """Return what became of it in forecast and runs, "" where that says nothing.

    A limit that is not borne comes without the chance it would have.
    """
    if proposal.reason in UNPROVEN or (proposal.is_limit and proposal.reason):
        return ""
    return words.text(
        "the lowest month then ends at {lowest}; chance of running out of cash: "
        "{chance}",
        lowest=words.money(Decimal(round(proposal.lowest))),
        chance=percent(chance.share, words),
    )


def value(proposal: Proposal, words: Words) -> str:
    """Return what is proposed: an amount, a number of months, a month; or why not."""
    if proposal.is_found:
        return _best(proposal, words)
    reason = REASONS[proposal.key, proposal.reason]
    longest = words.months(LONGEST_TERM)
    return words.text(reason, longest=longest, best=_best(proposal, words))


def furthest(proposal: Proposal, plan: BusinessPlan, words: Words) -> str:
    """Return a limit beside what the plan has, or why there is none."""
    if not proposal.is_found:
        return value(proposal, words)
    planned = plan.draw_per_month
    if proposal.key == "shortest_term" and plan.loan:
        planned = Decimal(plan.loan.term_months)
    return words.text(
        "{best} (planned: {planned})",
        best=value(proposal, words),
        planned=_best(replace(proposal, amount=planned), words),
    )


def _best(proposal: Proposal, words: Words) -> str:
    if proposal.month is not None:
        return words.month_long(proposal.month)
    if proposal.key.endswith("term"):
        return words.months(int(proposal.amount))
    return words.money(proposal.amount)
