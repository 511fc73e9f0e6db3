"""What page one says of safety, against counts made by hand."""

from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

import example
import pytest

from workbench.finance.capacity.capacity import CapacityFound
from workbench.finance.scenarios.scenario import Changes, Scenario, Shock
from workbench.findings import Finding, Level
from workbench.funding import points
from workbench.funding.dossier import Material
from workbench.funding.scenario_told import ScenarioShown, differences
from workbench.journey import what_if
from workbench.knowledge import parameters, shocks
from workbench.knowledge.acceptance import Acceptance
from workbench.knowledge.wording import words
from workbench.months import Month

FR = words("fr")
KNOWN = parameters.load().known_on(example.MADE_ON)
LOAN = example.material("generic_microcredit")
TOO_FAR = Scenario(
    "Dur",
    Changes(price_percent=Decimal(-5)),
    (
        Shock("stall_removed", Decimal(1), Month(2027, 6)),
        Shock("input_price_up", Decimal(10), Month(2027, 6), 3),
    ),
)
WHOLE = example.with_every_line(LOAN, TOO_FAR)


def figures(material: Material) -> dict[str, str]:
    told = example.content(material).summary
    return {pair.label: pair.text for pair in (*told.request, *told.figures)}


def of(material: Material) -> CapacityFound:
    assert material.capacity is not None
    return material.capacity


def test_page_one_counts_the_months_below_the_one_minimum() -> None:
    material = WHOLE
    months = [m for m in of(material).months if m.instalment]
    below = [m for m in months if m.net / m.instalment < Decimal("1.25")]
    uncovered = [m for m in months if m.net < m.instalment]
    assert material.funder.minimum_cover == Decimal("1.25")
    told = figures(material)["Mois sous le minimum de 1,25"]
    assert told == (
        f"{len(below)} sur {len(months)}, "
        f"dont {len(uncovered)} ne couvrent pas l'échéance"
    )


def test_page_one_names_both_loans_that_the_annex_bears() -> None:
    material = WHOLE
    found = of(material)
    terms = found.terms
    assert terms is not None
    rate = terms.rate_per_year / 12
    paid = [
        max(Decimal(0), month.net) * Decimal("0.40")
        for month in found.months[: terms.term_months]
    ]
    worth = sum(
        (p.quantize(Decimal("0.01")) / (1 + rate) ** k for k, p in enumerate(paid, 1)),
        Decimal(0),
    )
    by_month = min(worth.quantize(Decimal(1), ROUND_DOWN), found.need, found.ceiling)
    told = figures(material)["Prêt supportable le plus grand"]
    assert FR.money(terms.amount) in told
    assert f"{FR.money(by_month)} si chaque mois paie ce qu'il peut" in told


def test_the_security_offered_stands_in_the_request() -> None:
    assert figures(LOAN)["Garantie proposée"]


def test_a_plan_that_nobody_gave_ranges_for_says_so() -> None:
    told = figures(LOAN)["Risque"]
    assert told.startswith("Non simulé")
    assert not any("tirages" in point for point in example.content(LOAN).points)


def test_the_risk_stands_on_page_one_beside_the_funders_limit() -> None:
    assert WHOLE.risk is not None
    chance = WHOLE.risk.simulation.shortfall
    told = figures(WHOLE)["Risque"]
    assert FR.percent(Decimal(f"{chance.share:.2f}")) in told
    assert f"ce financeur accepte au plus {FR.percent(Decimal('0.1'))}" in told


@pytest.mark.parametrize("most", ["0.000001", "0.999999"])
def test_a_chance_above_the_funders_limit_is_a_point(most: str) -> None:
    assert WHOLE.risk is not None
    limit = Decimal(most)
    rules = WHOLE.funder.risk.model_copy(update={"most_shortfall_chance": limit})
    funder = WHOLE.funder.model_copy(update={"risk": rules})
    told = points.left_open(replace(WHOLE, funder=funder), FR)
    is_above = WHOLE.risk.simulation.shortfall.share > limit
    assert any("des tirages" in point for point in told) is is_above


def scenario() -> ScenarioShown:
    assert WHOLE.scenario is not None
    return WHOLE.scenario


def test_a_shock_that_was_not_applied_is_named_apart_from_those_that_were() -> None:
    pairs = {p.label: p.text for p in differences(scenario(), FR)}
    applied = pairs["Ce qui diffère du plan"]
    left_out = pairs["Ce qui n'a pas pu être appliqué"]
    name = shocks.kind_of("stall_removed").label["fr"]
    assert name not in applied
    assert left_out.startswith(name)
    assert shocks.kind_of("input_price_up").label["fr"] in applied


def test_page_one_tells_the_scenario_with_its_lowest_cash_and_cover() -> None:
    shown = scenario()
    told = figures(WHOLE)["Scénario «\u00a0Dur\u00a0»"]
    cover = shown.forecast.debt_service_cover
    assert cover is not None
    lowest = shown.forecast.lowest_cash.quantize(Decimal(1))
    assert FR.money(lowest) in told
    assert FR.number(cover, 2) in told
    assert "en partie non appliqué" in told


def test_the_source_of_a_size_is_said_in_the_dossiers_language() -> None:
    ramadan = Scenario("R", shocks=(Shock("ramadan", Decimal(-70)),))
    tried = what_if.try_out(LOAN.plan, ramadan, KNOWN, 24)
    snack = ScenarioShown(ramadan, tried.forecast, shocks.kinds(), "snack")
    for language, name in (("fr", "été 2012"), ("en", "summer 2012"), ("ar", "صيف")):
        assert name in differences(snack, words(language))[-1].text


LOW = Finding("result.negative", Level.WARNING, "products.list", facts={"result": -5})
LOWER = replace(LOW, facts={"result": -900})


def test_a_point_that_says_something_else_than_was_accepted_is_open_again() -> None:
    reason = "La première année porte les frais d'ouverture."
    accepted = {LOW.key: Acceptance.of(LOW, reason)}
    same = replace(LOAN, findings=[LOW], overrides=accepted)
    assert points.left_open(same, FR) == ()
    assert points.accepted(same, FR)[0].text == reason
    other = replace(LOAN, findings=[LOWER], overrides=accepted)
    (told,) = points.left_open(other, FR)
    assert told.startswith(FR.finding(LOWER))
    assert FR.finding(LOW) in told
    assert reason in told
    assert points.accepted(other, FR) == ()


def test_the_reason_is_shortened_apart_from_the_point() -> None:
    long = "Une raison longue, sans point final et avec beaucoup de mots " * 9
    material = example.with_findings(LOAN, [LOW], {LOW.key: long})
    (told,) = example.content(material).accepted
    assert told.label == FR.finding(LOW)
    assert told.text.startswith("Accepté\u00a0: Une raison longue")
    assert told.text.endswith("…")
