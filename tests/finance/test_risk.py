"""What the runs of a plan mean, on the shipped cases."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from plans import KNOWN

from workbench import paths
from workbench.errors import WorkbenchError
from workbench.exchange import case_file
from workbench.finance import forecast
from workbench.finance.simulation import advice, asked, montecarlo, risk, twins
from workbench.finance.simulation.draws import Cache
from workbench.finance.simulation.montecarlo import Wanted
from workbench.finance.simulation.risk import Risk
from workbench.finance.simulation.shortfalls import SHORT
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
        assert [one.key for one in remedies] == ["reserve", "loan", "grace"]
        assert remedies[0].helps
    for remedy in remedies:
        assert remedy.helps == (remedy.chance.share <= LEVEL)


def hopeless(**terms: Any) -> Risk:
    """The runs of a plan that spends too much, its loan on other terms."""
    plan, _ = case("awa_coiffure")
    assert plan.loan is not None
    loan = replace(plan.loan, **terms)
    return runs_of(replace(plan, loan=loan, draw_change=Decimal(4000)))


def runs_of(plan: BusinessPlan) -> Risk:
    twin = twins.of(plan, KNOWN, MONTHS)
    spreads = asked.spreads_of(Answers(), plan, usual(), twin.products)
    return risk.of(twin, plan, spreads, Wanted(7, 500))


def test_without_a_loan_neither_more_of_it_nor_grace_can_help() -> None:
    found = runs_of(replace(hopeless().plan, loan=None))
    _, *others = risk.remedies(found, KNOWN, LEVEL)
    assert [(one.key, one.reason) for one in others] == [
        ("loan", "no_loan"),
        ("grace", "no_loan"),
    ]
    assert {one.chance for one in others} == {found.simulation.shortfall}


def test_a_grace_that_fills_the_term_leaves_no_room_for_more() -> None:
    found = hopeless(term_months=7, grace_months=6)
    grace = risk.remedies(found, KNOWN, LEVEL)[2]
    assert (grace.key, grace.reason, grace.amount) == ("grace", "no_room", 0)


def test_what_leaves_every_run_short_is_no_better() -> None:
    _, *others = risk.remedies(hopeless(term_months=12), KNOWN, LEVEL)
    assert {one.reason for one in others} == {"no_better"}
    assert {one.chance.share for one in others} == {1.0}


def test_the_best_of_what_is_not_enough_is_told_with_its_chance() -> None:
    found = seen("awa_coiffure")
    loan = next(one for one in risk.remedies(found, KNOWN, 0.01) if one.key == "loan")
    assert loan.reason == "not_enough"
    assert 0.01 < loan.chance.share < found.simulation.shortfall.share
    terms = found.plan.loan
    assert terms is not None
    larger = replace(found.plan, loan=replace(terms, amount=terms.amount + loan.amount))
    assert risk.chance_of(larger, found, KNOWN) == loan.chance


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


def test_what_weighs_is_compared_over_the_plans_own_runs() -> None:
    found = seen("awa_coiffure", 3000)
    (late,) = (one for one in risk.drivers(found) if one.key == "late")
    calm = replace(found.spreads, late_most=0.0)
    again = montecarlo.simulate(found.twin, calm, Wanted(7, 3000))
    short = int((again.lowest < SHORT).sum())
    assert (late.chance.count, late.chance.runs) == (short, 3000)
    assert late.lowest == np.quantile(again.lowest, 0.05)


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_itself_is_the_forecast_month_by_month(name: str) -> None:
    found = seen(name, 20)
    exact = [float(c) for c in forecast.project(found.plan, KNOWN, MONTHS).cash.closing]
    assert np.abs(found.planned - exact).max() < 1e-6


def test_drivers_are_ranked_by_the_chance_without_them() -> None:
    found = risk.drivers(seen("awa_coiffure", 2000))
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
    found = [proposal for proposal in adviser.proposals() if proposal.is_found]
    assert found
    for proposal in found:
        if proposal.key != "start":
            assert proposal.lowest >= 0
        else:
            assert proposal.lowest > adviser.lowest(plan)


def answered(plan: BusinessPlan) -> dict[str, advice.Proposal]:
    found = advice.Adviser(plan, KNOWN, MONTHS).proposals()
    return {proposal.key: proposal for proposal in found}


def test_every_question_is_answered_once() -> None:
    plan, _ = case("awa_coiffure")
    assert list(answered(plan)) == [
        *("opening_cash", "draw", "shortest_term", "longest_term", "start")
    ]


def test_a_plan_that_never_runs_out_lacks_nothing() -> None:
    plan, _ = case("awa_coiffure")
    found = answered(plan)["opening_cash"]
    assert (found.reason, found.plan) == ("nothing_lacks", plan)
    assert found.lowest >= 0


def test_a_plan_that_loses_money_allows_no_draw_and_no_term() -> None:
    plan, _ = case("awa_coiffure")
    sunk = plan.with_own_money(Decimal(-40_000))
    found = answered(sunk)
    assert (found["draw"].reason, found["draw"].amount) == ("not_enough", 0)
    assert found["draw"].plan.draw_per_month == 0
    assert found["term"].reason == "not_enough"
    best = found["term"].plan.loan
    assert best is not None
    assert best.term_months == found["term"].amount
    adviser = advice.Adviser(sunk, KNOWN, MONTHS)
    for months in (3, 24, 60):
        other = replace(sunk, loan=replace(best, term_months=months))
        if months > best.grace_months:
            assert adviser.lowest(other) <= found["term"].lowest < 0


def test_a_term_is_not_sought_without_a_loan_nor_within_its_grace() -> None:
    plan, _ = case("awa_coiffure")
    assert plan.loan is not None
    assert answered(replace(plan, loan=None))["term"].reason == "no_loan"
    patient = replace(plan.loan, term_months=72, grace_months=60)
    assert answered(replace(plan, loan=patient))["term"].reason == "no_room"


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        ([100] * 11, "all_alike"),
        ([100] * 10 + [90], "planned_best"),
        ([100] * 10 + [101], ""),
        ([None] * 11, "no_later"),
    ],
)
def test_opening_later_is_proposed_only_where_it_helps(
    later: list[int | None], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, _ = case("awa_coiffure")

    def lowest(_adviser: advice.Adviser, tried: BusinessPlan) -> Decimal:
        months = plan.start.until(tried.start)
        found = later[months - 1] if months else 100
        if found is None:
            raise WorkbenchError
        return Decimal(found)

    monkeypatch.setattr(advice.Adviser, "lowest", lowest)
    assert advice.Adviser(plan, KNOWN, MONTHS).start().reason == reason


def test_the_largest_draw_cannot_be_larger() -> None:
    plan, _ = case("awa_coiffure")
    adviser = advice.Adviser(plan, KNOWN, MONTHS)
    found = adviser.draw()
    more = found.amount + advice.ROUND - plan.draw_per_month
    assert adviser.lowest(replace(plan, draw_change=more)) < 0


def short_of(found: Risk, plan: BusinessPlan) -> float:
    """The chance that a variant falls short, counted run by run on its own."""
    twin = twins.of(plan, KNOWN, MONTHS)
    runs = found.simulation.runs
    again = montecarlo.simulate(twin, found.spreads, Wanted(7, runs))
    return float((again.lowest < SHORT).mean())


@pytest.mark.parametrize("runs", [1, 700, 5000])
def test_a_variant_is_within_a_chance_up_to_its_own(runs: int) -> None:
    found = seen("awa_coiffure", runs)
    variant = replace(found.plan, draw_change=Decimal(300))
    chance = short_of(found, variant)
    for most, is_within in [(chance, True), (1.0, True), (chance - 0.5 / runs, False)]:
        assert risk.is_within(variant, found, KNOWN, most) == is_within


def safe_adviser(found: Risk, most: float) -> advice.Adviser:
    def is_safe(plan: BusinessPlan) -> bool:
        return risk.is_within(plan, found, KNOWN, most)

    return advice.Adviser(found.plan, KNOWN, MONTHS, is_safe)


def test_the_largest_draw_keeps_the_chance_and_a_step_more_does_not() -> None:
    found = seen("awa_coiffure", 1000)
    assert short_of(found, found.plan) > LEVEL
    drawn = safe_adviser(found, LEVEL).draw()
    assert drawn.is_found
    planned = found.plan.draw_per_month
    assert 0 < drawn.amount < planned

    def at(amount: Decimal) -> float:
        return short_of(found, replace(found.plan, draw_change=amount - planned))

    assert at(drawn.amount) <= LEVEL < at(drawn.amount + advice.ROUND)


def test_a_draw_that_leaves_no_room_is_the_one_planned() -> None:
    found = seen("awa_coiffure", 1000)
    drawn = safe_adviser(found, short_of(found, found.plan)).draw()
    assert drawn.reason in {"", "as_planned"}
    if drawn.reason:
        assert (drawn.plan, drawn.amount) == (found.plan, found.plan.draw_per_month)
    assert drawn.amount >= found.plan.draw_per_month - advice.ROUND


def test_each_term_is_the_last_one_on_its_side_that_keeps_the_chance() -> None:
    found = seen("awa_coiffure", 500)
    loan = found.plan.loan
    assert loan is not None
    most = short_of(found, found.plan)
    shortest, longest = safe_adviser(found, most).terms()

    def is_borne(months: int) -> bool:
        tried = replace(found.plan, loan=replace(loan, term_months=months))
        lowest = forecast.project(tried, KNOWN, MONTHS).lowest_cash
        return lowest >= 0 and short_of(found, tried) <= most

    borne = [m for m in range(loan.grace_months + 1, 61) if m >= 3 and is_borne(m)]
    assert (shortest.amount, longest.amount) == (borne[0], borne[-1])
    assert (shortest.reason == "as_planned") == (borne[0] == loan.term_months)


def test_a_draw_that_is_never_borne_is_not_proposed() -> None:
    found = seen("awa_coiffure", 500)
    nothing = safe_adviser(found, -1.0)
    assert nothing.draw().reason == "not_enough"
    assert [one.reason for one in nothing.terms()] == ["not_enough"]


def test_money_added_before_opening_is_what_the_lowest_month_lacks() -> None:
    plan, _ = case("awa_coiffure")
    spent = replace(plan, draw_change=Decimal(2000))
    adviser = advice.Adviser(spent, KNOWN, MONTHS)
    found = adviser.opening_cash()
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
    assert not asked.is_asked(answers)
