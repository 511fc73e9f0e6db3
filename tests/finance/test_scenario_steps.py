"""Steps of a what-if, names of kept scenarios, and both in plain words."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Literal

import pytest
from plans import PLAIN

from workbench.finance.scenarios import kept, scenario_words, stepping
from workbench.finance.scenarios.kept import (
    ScenarioNameTaken,
    ScenarioNameUnfit,
    TooManyScenarios,
)
from workbench.finance.scenarios.labels import CHANGES
from workbench.finance.scenarios.scenario import (
    Changes,
    ProductChanges,
    Scenario,
    Shock,
)
from workbench.finance.scenarios.written import ScenarioUnreadable
from workbench.findings import Finding
from workbench.knowledge import shocks, wording
from workbench.knowledge.shocks import Unit
from workbench.months import Month
from workbench.plan.business_plan import BusinessPlan

NOTHING = Changes()
LOAN = {"loan_amount", "loan_term_months", "loan_grace_months"}


def stepped(
    changes: Changes, name: str, by: Literal[-1, 1], plan: BusinessPlan = PLAIN
) -> Changes:
    found = stepping.stepped(plan, changes, name, by)
    assert isinstance(found, Changes)
    return found


def with_credit(share: str) -> BusinessPlan:
    late = replace(PLAIN.rhythm, credit_share=Decimal(share), credit_months=1)
    return replace(PLAIN, rhythm=late)


def test_a_whole_plan_is_offered_every_change_but_a_delay_nobody_takes() -> None:
    assert PLAIN.loan is not None
    assert set(CHANGES) - set(stepping.offered(PLAIN, NOTHING)) == {
        "customer_delay_months"
    }
    assert stepping.offered(with_credit("0.5"), NOTHING) == tuple(CHANGES)


def test_what_a_plan_has_not_cannot_be_stepped() -> None:
    bare = replace(PLAIN, products=(), fixed_costs=(), loan=None)
    assert stepping.offered(bare, NOTHING) == (
        "start_months",
        "draw_per_month",
        "opening_cash",
    )
    no_loan = replace(PLAIN, loan=None)
    assert not LOAN & set(stepping.offered(no_loan, NOTHING))


@pytest.mark.parametrize("name", sorted(set(CHANGES) - {"customer_delay_months"}))
def test_a_step_and_the_step_back_change_nothing(name: str) -> None:
    more = stepped(NOTHING, name, 1)
    assert more != NOTHING
    assert stepped(more, name, -1) == NOTHING


def test_steps_add_up_by_what_a_change_counts() -> None:
    changes = stepped(stepped(NOTHING, "price_percent", -1), "price_percent", -1)
    changes = stepped(changes, "start_months", 1)
    changes = stepped(changes, "draw_per_month", 1)
    assert changes == Changes(
        price_percent=Decimal(-10), start_months=1, draw_per_month=Decimal(500)
    )


TWO = replace(
    PLAIN, products=(*PLAIN.products, replace(PLAIN.products[0], name=" Soins "))
)
BRAIDS = PLAIN.products[0].name


def test_a_plan_of_one_product_offers_no_choice_of_one() -> None:
    assert stepping.products(PLAIN, NOTHING) == ()
    assert stepping.products(replace(PLAIN, products=PLAIN.products * 2), NOTHING) == ()
    assert stepping.products(TWO, NOTHING) == (BRAIDS, "Soins")


def test_a_step_for_one_product_leaves_the_others_and_all_else_as_they_are() -> None:
    def step(changes: Changes, name: str, by: Literal[-1, 1]) -> Changes:
        found = stepping.stepped(TWO, changes, name, by, product="Soins")
        assert isinstance(found, Changes)
        return found

    dearer = step(step(NOTHING, "price_percent", 1), "price_percent", 1)
    assert dearer == Changes(products=(ProductChanges("Soins", Decimal(10)),))
    assert step(dearer, "loan_term_months", 1).loan_term_months == 1
    assert step(step(dearer, "price_percent", -1), "price_percent", -1) == NOTHING
    all_of_them = stepped(dearer, "price_percent", -1, TWO)
    assert all_of_them == replace(dearer, price_percent=Decimal(-5))


def test_the_order_of_the_steps_makes_no_other_scenario() -> None:
    one = NOTHING.changed("price_percent", Decimal(5), "B")
    other = NOTHING.changed("cost_percent", Decimal(5), "A")
    assert one.changed("cost_percent", Decimal(5), "A") == other.changed(
        "price_percent", Decimal(5), "B"
    )


def test_a_step_for_one_product_too_far_says_why() -> None:
    gone = NOTHING.changed("quantity_percent", Decimal(-100), "Soins")
    refused = stepping.stepped(TWO, gone, "quantity_percent", -1, product="Soins")
    assert isinstance(refused, Finding)
    assert refused.code == "scenario.out_of_bounds"


def test_a_product_that_left_can_be_put_back_to_nothing() -> None:
    left = NOTHING.changed("cost_percent", Decimal(5), "Perruques")
    assert stepping.products(PLAIN, left) == (BRAIDS, "Perruques")
    assert "cost_percent" in stepping.offered(PLAIN, left, "Perruques")
    back = stepping.stepped(PLAIN, left, "cost_percent", -1, product="Perruques")
    assert back == NOTHING
    further = stepping.stepped(PLAIN, left, "price_percent", 1, product="Perruques")
    assert isinstance(further, Changes)


def test_a_product_without_a_cost_of_its_own_is_offered_no_change_of_it() -> None:
    free = replace(TWO.products[1], unit_cost=Decimal(0))
    plan = replace(TWO, products=(TWO.products[0], free))
    assert "cost_percent" in stepping.offered(plan, NOTHING, BRAIDS)
    assert "cost_percent" not in stepping.offered(plan, NOTHING, "Soins")


def test_a_step_that_the_plan_does_not_allow_says_why() -> None:
    no_grace = replace(PLAIN, loan=replace(PLAIN.loan, grace_months=0))
    refused = stepping.stepped(no_grace, NOTHING, "loan_grace_months", -1)
    assert isinstance(refused, Finding)
    assert refused.code == "scenario.grace_negative"


def test_a_step_away_from_what_no_longer_applies_is_allowed() -> None:
    far = Changes(loan_grace_months=-40)
    nearer = stepped(far, "loan_grace_months", 1)
    assert nearer.loan_grace_months == -39


def test_the_first_customers_who_pay_late_do_so_by_a_month() -> None:
    assert not PLAIN.rhythm.credit_months
    late = stepped(NOTHING, "customer_share_points", 1)
    assert late == Changes(customer_share_points=Decimal(5), customer_delay_months=1)
    assert "customer_delay_months" in stepping.offered(PLAIN, late)
    later = stepped(late, "customer_delay_months", 1)
    assert stepped(later, "customer_share_points", -1) == NOTHING


def test_a_name_is_made_visible_and_is_taken_whatever_its_capitals() -> None:
    named = kept.named(Scenario(""), "  Très\u200f  prudent\n", ["Bon"])
    assert named.name == "Très prudent"
    with pytest.raises(ScenarioNameTaken) as refused:
        kept.named(Scenario(""), "BON", ["Bon"])
    assert refused.value.facts == {"name": "BON"}


@pytest.mark.parametrize("name", ["", "  ", "\u200f", "x" * 81])
def test_a_name_that_nobody_can_read_is_refused(name: str) -> None:
    with pytest.raises(ScenarioNameUnfit):
        kept.named(Scenario(""), name, [])


def test_ten_scenarios_are_kept_and_no_more() -> None:
    kept.require_room(list("abcdefghi"))
    with pytest.raises(TooManyScenarios):
        kept.require_room(list("abcdefghij"))
    with pytest.raises(TooManyScenarios):
        kept.read_all({"name": str(n)} for n in range(11))
    with pytest.raises(ScenarioUnreadable):
        kept.read_all([{"name": "A"}, {"name": 5}])


@pytest.mark.parametrize(
    ("value", "unit", "language", "told"),
    [
        ("10", Unit.PERCENT, "fr", "+10\u202f%"),
        ("-2", Unit.MONTHS, "fr", "\u22122\u00a0mois"),
        ("1", Unit.MONTHS, "en", "+1 month"),
        ("-1", Unit.DAYS, "fr", "\u22121\u00a0jour"),
        ("500", Unit.DIRHAMS, "fr", "+500\u00a0DH"),
        ("-1500", Unit.DIRHAMS, "en", "MAD\u00a0\u22121,500"),
        ("0", Unit.PERCENT, "en", "0%"),
    ],
)
def test_a_difference_carries_its_sign(
    value: str, unit: Unit, language: str, told: str
) -> None:
    words = wording.words(language)
    said = scenario_words.difference(Decimal(value), unit, words)
    assert said == told


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (1, Unit.MONTHS, "شهر واحد (+1)"),
        (-2, Unit.MONTHS, "شهران (\u22122)"),
        (3, Unit.MONTHS, "+3\u00a0أشهر"),
        (12, Unit.MONTHS, "+12\u00a0شهرا"),
        (-15, Unit.DAYS, "\u221215\u00a0يوما"),
    ],
)
def test_in_arabic_sign_and_number_stay_together_and_the_noun_agrees(
    value: int, unit: Unit, told: str
) -> None:
    said = scenario_words.difference(value, unit, wording.words("ar"))
    assert re.sub("[\u2066\u2069]", "", said) == told
    assert re.search("\u2066[+\u2212]", said)


def test_a_scenario_is_told_change_by_change_and_shock_by_shock() -> None:
    scenario = Scenario(
        "Sage",
        Changes(
            price_percent=Decimal(-5),
            products=(ProductChanges("Nattes", Decimal(-5), Decimal(10)),),
        ),
        (
            Shock("birth", Decimal(3000), Month(2027, 5), 1),
            Shock("ramadan", Decimal(-20)),
            Shock("gone", Decimal(1)),
        ),
    )
    told = scenario_words.told(scenario, shocks.kinds(), wording.words("fr"))
    price = "Prix de vente \u22125\u202f%"
    assert told[0] == price
    assert told[1] == f"Nattes : {price}, Quantité vendue +10\u202f%"
    assert (
        told[2]
        == "Naissance dans la famille · 3\u202f000\u00a0DH · mai 2027 · 1\u00a0mois"
    )
    assert told[3] == "Ramadan · \u221220\u202f% de ventes"
    assert told[4] == "gone"
    assert scenario_words.told(Scenario(""), {}, wording.words("fr")) == ()
