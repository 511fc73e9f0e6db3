"""The cards of the capacity to repay: each ratio told against its limit, in words."""

from dataclasses import replace
from decimal import Decimal

import example
import pytest

from workbench.finance.capacity import capacity
from workbench.finance.capacity.capacity import CapacityFound, MonthCapacity
from workbench.funding import capacity_tables
from workbench.knowledge import funders, parameters
from workbench.knowledge.wording import LANGUAGES, words
from workbench.money import ZERO
from workbench.months import Month
from workbench.plan.answers import Answers

FR = words("fr")
WITHIN, BEYOND = "dans la limite", "hors de la limite"


def borne(net: int, instalment: int) -> CapacityFound:
    """One month of a loan; an instalment may take 40 % of what is left."""
    plan = example.material("generic_microcredit").plan
    usual = funders.default_capacity()
    known = parameters.load().known_on(example.MADE_ON)
    found = capacity.assess(plan, Answers(), known, usual)
    rules = found.rules.model_copy(
        update={"share": Decimal("0.40"), "minimum_dscr": Decimal("1.25")}
    )
    month = MonthCapacity(
        Month(2027, 1), Decimal(net), ZERO, ZERO, Decimal(instalment), ZERO
    )
    return replace(found, rules=rules, months=(month,))


@pytest.mark.parametrize(
    ("net", "share", "cover"),
    [
        (2500, ("40\u202f%", WITHIN), ("2,5", WITHIN)),
        (2499, ("40\u202f%", BEYOND), ("2,5", WITHIN)),
        (1250, ("80\u202f%", BEYOND), ("1,25", WITHIN)),
        (1230, ("81\u202f%", BEYOND), ("1,23", BEYOND)),
        (250, ("400\u202f%", BEYOND), ("0,25", BEYOND)),
        (-500, ("—", BEYOND), ("\u22120,5", BEYOND)),
    ],
)
def test_each_ratio_says_in_a_word_how_it_stands_to_its_limit(
    net: int, share: tuple[str, ...], cover: tuple[str, ...]
) -> None:
    _, of_share, of_cover, mean = capacity_tables.decisive(borne(net, 1000), FR)
    assert tuple(of_share[1:]) == share
    assert tuple(of_cover[1:]) == cover
    assert len(mean) == len(("name", "value"))


def test_without_an_instalment_no_limit_is_kept_nor_broken() -> None:
    for language in LANGUAGES:
        told = capacity_tables.decisive(borne(2500, 0), words(language))
        assert all(len(card) == len(("name", "value")) for card in told)
