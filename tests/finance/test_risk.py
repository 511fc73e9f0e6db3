"""What the runs of a plan mean, on the shipped cases."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from plans import KNOWN

from workbench import paths
from workbench.exchange import case_file
from workbench.finance import forecast
from workbench.finance.simulation import advice, asked, montecarlo, risk, twins
from workbench.finance.simulation.draws import Cache
from workbench.finance.simulation.montecarlo import Wanted
from workbench.finance.simulation.risk import Risk
from workbench.finance.simulation.spreads import Range, SpreadImpossible, certain
from workbench.knowledge.risk import usual
from workbench.plan import building
from workbench.plan.answers import Answers
from workbench.plan.business_plan import BusinessPlan

MONTHS = 24
NAMES = ("awa_coiffure", "mariam_plats", "ibrahim_telephone", "thiam_couture")
LEVEL = 0.10


def case(name: str) -> tuple[BusinessPlan, Answers]:
    read = case_file.read(paths.data() / "samples" / f"{name}.case.json")
    plan = building.build(read.questionnaire, read.answers)
    assert isinstance(plan, BusinessPlan)
    return plan, read.answers


def seen(name: str, runs: int = 4000) -> Risk:
    plan, answers = case(name)
    twin = twins.of(plan, KNOWN, MONTHS)
    spreads = asked.spreads_of(answers, plan, usual(), twin.products)
    return risk.of(twin, plan, spreads, Wanted(7, runs))


@pytest.mark.parametrize("name", NAMES)
def test_certain_spreads_give_the_forecast_in_every_run(name: str) -> None:
    plan, _ = case(name)
    twin = twins.of(plan, KNOWN, MONTHS)
    found = risk.of(twin, plan, certain(twin.products), Wanted(1, 10))
    exact = [float(c) for c in forecast.project(plan, KNOWN, MONTHS).cash.closing]
    assert np.abs(found.bands - exact).max() < 1e-6
    lowest = min(exact)
    assert found.simulation.shortfall.share == (1 if lowest < 0 else 0)


@pytest.mark.parametrize("name", NAMES)
def test_every_remedy_brings_the_chance_to_the_level_when_run_again(name: str) -> None:
    found = seen(name)
    remedies = risk.remedies(found, KNOWN, LEVEL, Cache(1 << 26))
    if found.simulation.shortfall.share > LEVEL:
        assert remedies[0].key == "reserve"
    assert all(remedy.chance.share <= LEVEL for remedy in remedies)


def test_a_larger_reserve_never_raises_the_chance_of_falling_short() -> None:
    found = seen("awa_coiffure")
    before = 1.0
    for amount in range(0, 12_000, 1500):
        plan = found.plan.with_own_money(Decimal(amount))
        twin = twins.of(plan, KNOWN, MONTHS)
        again = montecarlo.simulate(twin, found.spreads, Wanted(7, 4000))
        assert again.shortfall.share <= before
        before = again.shortfall.share


def test_the_reserve_is_the_smallest_of_its_step() -> None:
    found = seen("awa_coiffure")
    (reserve, *_) = risk.remedies(found, KNOWN, LEVEL)
    less = found.plan.with_own_money(reserve.amount - risk.RESERVE_STEP)
    again = montecarlo.simulate(
        twins.of(less, KNOWN, MONTHS), found.spreads, Wanted(7, 4000)
    )
    assert again.shortfall.share > LEVEL


def test_drivers_are_ranked_by_the_chance_without_them() -> None:
    found = risk.drivers(seen("awa_coiffure"), 2000)
    chances = [driver.chance.share for driver in found]
    assert chances == sorted(chances)
    assert {"volume", "price", "cost", "late", "bad"} == {d.key for d in found}


def test_without_a_draw_there_are_no_months_of_household() -> None:
    found = seen("awa_coiffure")
    plan = replace(found.plan, household_expenses=())
    assert replace(found, plan=plan).household_months is None


@pytest.mark.parametrize("name", NAMES)
def test_each_advice_keeps_its_promise_in_a_forecast(name: str) -> None:
    plan, _ = case(name)
    adviser = advice.Adviser(plan, KNOWN, MONTHS)
    for proposal in adviser.proposals():
        if proposal.key != "start":
            assert proposal.lowest >= 0
        else:
            assert proposal.lowest > adviser.lowest(plan)


def test_the_largest_draw_cannot_be_larger() -> None:
    plan, _ = case("awa_coiffure")
    adviser = advice.Adviser(plan, KNOWN, MONTHS)
    found = adviser.draw()
    assert found is not None
    more = found.amount + advice.ROUND - plan.draw_per_month
    assert adviser.lowest(replace(plan, draw_change=more)) < 0


def test_money_added_before_opening_is_what_the_lowest_month_lacks() -> None:
    plan, _ = case("awa_coiffure")
    spent = replace(plan, draw_change=Decimal(2000))
    adviser = advice.Adviser(spent, KNOWN, MONTHS)
    found = adviser.opening_cash()
    assert found is not None
    assert 0 <= found.lowest < advice.ROUND


def test_ranges_that_nothing_can_have_are_refused_by_their_field() -> None:
    for low, high in ((0.0, 1.0), (-0.5, 1.0), (1.2, 1.3), (0.5, 0.9), (0.5, 99.0)):
        with pytest.raises(SpreadImpossible) as refused:
            Range(low, high).check("risk.volume_low")
        assert refused.value.facts["field"] == "risk.volume_low"


def test_a_product_named_apart_has_its_own_range() -> None:
    plan, answers = case("awa_coiffure")
    twin = twins.of(plan, KNOWN, MONTHS)
    common = asked.spreads_of(answers, plan, usual(), twin.products)
    assert common.products[0].volume == Range(0.7, 1.25)
    assert asked.unknown_products(answers, plan) == []
    assert not asked.is_asked(answers)
