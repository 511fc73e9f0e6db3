"""What would bring a risk down in words, and what cannot with why."""

from decimal import ROUND_CEILING, Decimal
from typing import Final

from workbench.finance.simulation.risk import Remedy
from workbench.funding.content import Pair
from workbench.funding.risk_told import RiskFound, percent
from workbench.knowledge.wording import Words, mark

NAMES: Final = {
    "loan": mark("A larger loan"),
    "grace": mark("A longer grace period"),
}
WHY_NOT: Final = {
    ("loan", "no_loan"): mark("the plan has no loan that could be larger."),
    ("grace", "no_loan"): mark("the plan has no loan to repay later."),
    ("grace", "no_room"): mark("the term of the loan leaves no month to wait longer."),
    ("loan", "no_better"): mark(
        "no sum tried, up to half as much again, lowers the chance: the instalments "
        "grow with the loan."
    ),
    ("grace", "no_better"): mark(
        "no number of months tried, up to a year, lowers the chance: the instalments "
        "after it are larger."
    ),
    ("loan", "not_enough"): mark(
        "the best one tried ({best}) leaves the chance at {chance}."
    ),
    ("grace", "not_enough"): mark(
        "the best one tried ({best}) leaves the chance at {chance}."
    ),
}
TENTH: Final = Decimal("0.001")


def helpful(found: RiskFound, words: Words) -> tuple[Pair, ...]:
    """Return what would bring the chance to the level, each tried again."""
    return tuple(
        Pair(
            _remedy(remedy, words),
            words.text(
                "from {before} to {after}",
                before=percent(found.simulation.shortfall.share, words),
                after=percent(remedy.chance.share, words),
            ),
        )
        for remedy in found.remedies
        if remedy.helps
    )


def futile(found: RiskFound, words: Words) -> tuple[Pair, ...]:
    """Return what cannot bring the chance to the level, each with why."""
    return tuple(
        Pair(words.text(NAMES[remedy.key]), _why_not(remedy, found, words))
        for remedy in found.remedies
        if not remedy.helps
    )


def _why_not(remedy: Remedy, found: RiskFound, words: Words) -> str:
    return words.text(
        WHY_NOT[remedy.key, remedy.reason],
        best=_remedy(remedy, words),
        chance=_above(remedy.chance.share, found.level, words),
    )


def _above(share: float, level: float, words: Words) -> str:
    """A chance that is above a level, finer where both would read the same."""
    told = percent(share, words)
    if told != percent(level, words):
        return told
    return words.percent(Decimal(share).quantize(TENTH, ROUND_CEILING))


def _remedy(remedy: Remedy, words: Words) -> str:
    if remedy.key == "grace":
        return words.count(
            "{n} month of grace more",
            "{n} months of grace more",
            int(remedy.amount),
        )
    amount = words.money(remedy.amount)
    if remedy.key == "loan":
        return words.text("{amount} of loan more", amount=amount)
    return words.text("{amount} of own money more at the start", amount=amount)
