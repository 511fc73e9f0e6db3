"""What the good and slow months of a plan do not follow: a calendar that moves."""

from collections.abc import Sequence
from typing import Final

from workbench.funding.content import Pair
from workbench.knowledge import catalogue
from workbench.knowledge.wording import Words
from workbench.months import Month
from workbench.plan.business_plan import BusinessPlan

MOVING: Final = "ramadan"
MARKS: Final = frozenset({"good", "slow"})


def pairs(
    plan: BusinessPlan, months: Sequence[Month], words: Words
) -> tuple[Pair, ...]:
    """Return that the marked months stay while Ramadan moves, with its dates.

    Nothing where no month is marked, where no product follows the marks, or where
    Ramadan touches none of the months as far as the calendar is known.
    """
    first, last = months[0], months[-1]
    dates = [
        words.text(
            "from {first} to {last}",
            first=words.date(season.first),
            last=words.date(season.last),
        )
        for season in catalogue.occurrences(MOVING)
        if Month.of(season.first) <= last and Month.of(season.last) >= first
    ]
    if not (dates and plan.products and MARKS & {*plan.rhythm.marks}):
        return ()
    said = words.text(
        "The good and slow months stay the same every year; Ramadan comes about eleven "
        "days earlier each year. In the months of this plan: {dates}, give or take a "
        "day.",
        dates=words.fact(dates),
    )
    return (Pair(words.text("Months marked and Ramadan"), said),)
