"""Each finding on the answers and on the plan: when it is there, and when not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from plan_answers import answers

from workbench.findings import Finding, Level
from workbench.knowledge import parameters, questions
from workbench.knowledge.parameters import Trace
from workbench.months import Month
from workbench.plan import consistency
from workbench.plan.answers import Typed
from workbench.plan.business_plan import (
    Branch,
    BusinessPlan,
    LaterLoan,
    LoanMethod,
    LoanTerms,
    Position,
    Product,
    Rhythm,
)
from workbench.plan.conditions import Closure, Grant, VatTerms

ALL = questions.load()
TODAY = date(2026, 11, 25)
KNOWN = parameters.load()
SERVICES = BusinessPlan(Month(2027, 3), "auto_entrepreneur", Branch.SERVICES)
LOAN = LoanTerms(Decimal(9000), Decimal("0.18"), LoanMethod.EQUAL_INSTALMENTS, 12)


def of_answers(changes: Mapping[str, Typed | None]) -> list[Finding]:
    return consistency.of_answers(ALL, answers(changes), TODAY)


def of_plan(
    plan: BusinessPlan, changes: Mapping[str, Typed | None] | None = None
) -> list[Finding]:
    return consistency.of_plan(plan, answers(changes), Trace(KNOWN))


def only(findings: list[Finding], code: str) -> Finding | None:
    """The one finding with this code, None without; more than one is a failure."""
    found = [f for f in findings if f.code == code]
    assert len(found) <= 1
    return found[0] if found else None


def competitors(count: int) -> list[dict[str, str]]:
    return [{"name": f"Salon {n}"} for n in range(count)]


PERMIT = {"residence.status": "residence_permit", "residence.mention": "work"}


@pytest.mark.parametrize(
    ("code", "level", "fires", "does_not"),
    [
        (
            "rhythm.too_many_days",
            Level.BLOCKING,
            {"rhythm.good_days": "4", "rhythm.normal_days": "3"},
            {"rhythm.good_days": "3", "rhythm.normal_days": "3"},
        ),
        (
            "rhythm.no_days",
            Level.BLOCKING,
            {
                "rhythm.good_days": "0",
                "rhythm.normal_days": "0",
                "rhythm.slow_days": "0",
            },
            {
                "rhythm.good_days": "0",
                "rhythm.normal_days": "0",
                "rhythm.slow_days": "1",
            },
        ),
        (
            "market.few_competitors",
            Level.WARNING,
            {"market.competitors": competitors(1)},
            {"market.competitors": competitors(2)},
        ),
        (
            "market.only_a_guess",
            Level.WARNING,
            {"market.evidence": "guess"},
            {"market.evidence": "guess,counted"},
        ),
        (
            "operations.permit_missing",
            Level.WARNING,
            {"operations.permits": "not_asked"},
            {"operations.permits": "asked"},
        ),
        (
            "residence.visitor",
            Level.BLOCKING,
            {**PERMIT, "residence.mention": "visitor"},
            {**PERMIT, "residence.mention": "family"},
        ),
        (
            "residence.expired",
            Level.WARNING,
            {**PERMIT, "residence.expires_on": "24/11/2026"},
            {**PERMIT, "residence.expires_on": "25/11/2026"},
        ),
        (
            "residence.expires_soon",
            Level.WARNING,
            {**PERMIT, "residence.expires_on": "30/04/2027"},
            {**PERMIT, "residence.expires_on": "01/05/2027"},
        ),
        (
            "start.past",
            Level.WARNING,
            {"actions.start_month": "10/2026"},
            {"actions.start_month": "11/2026"},
        ),
        (
            "answer.unclear",
            Level.BLOCKING,
            {"legal.largest_client_per_year": "1.250"},
            {"legal.largest_client_per_year": "1250"},
        ),
    ],
)
def test_a_finding_on_the_answers_is_there_only_when_it_should_be(
    code: str, level: Level, fires: Mapping[str, str], does_not: Mapping[str, str]
) -> None:
    finding = only(of_answers(fires), code)
    assert finding is not None
    assert finding.level is level
    assert finding.question in ALL
    assert only(of_answers(does_not), code) is None


def test_a_permit_already_over_is_not_said_to_end_soon() -> None:
    found = of_answers({**PERMIT, "residence.expires_on": "24/11/2026"})
    assert only(found, "residence.expires_soon") is None


def test_an_open_section_is_one_finding_at_its_first_open_question() -> None:
    found = [f for f in of_answers({}) if f.code == "section.incomplete"]
    sections = [f.where for f in found]
    assert len(sections) == len(set(sections))
    assert "rhythm" not in sections
    idea = next(f for f in found if f.where == "idea")
    assert idea.question == "idea.business_name"
    assert idea.level is Level.BLOCKING
    assert idea.key == "section.incomplete:idea"
    required = [q for q in ALL.section("idea").question if q.required]
    assert idea.facts["open"] == len(required)


def test_a_required_unclear_answer_is_counted_with_its_section_only() -> None:
    found = of_answers({"loan.wanted": "yes", "loan.amount": "1.250"})
    assert only(found, "answer.unclear") is None
    assert any(f.where == "loan" for f in found)


# The plan's own figures

PRODUCT = Product(
    "Nattes",
    "tête",
    Decimal(80),
    Decimal(10),
    Decimal(3),
    Decimal(2),
    Decimal(1),
    Branch.SERVICES,
)


def with_product(**changes: Any) -> BusinessPlan:
    return replace(SERVICES, products=(replace(PRODUCT, **changes),))


def with_staff(gross: str, legal_form: str = "sarl") -> BusinessPlan:
    position = Position("Aide", 1, Decimal(gross), is_declared=True)
    return replace(SERVICES, staff=(position,), legal_form=legal_form)


def with_loan(**changes: Any) -> BusinessPlan:
    return replace(SERVICES, loan=replace(LOAN, **changes))


def with_further_loan(grace_months: int) -> BusinessPlan:
    terms = replace(LOAN, grace_months=grace_months)
    return replace(SERVICES, other_loans=(LaterLoan("Véhicule", terms, 6),))


def with_closures(*closures: Closure) -> BusinessPlan:
    rhythm = Rhythm(2, 3, 1, ("normal",) * 12, closures=closures)
    return replace(SERVICES, rhythm=rhythm)


def with_vat(legal_form: str) -> BusinessPlan:
    return replace(with_product(), legal_form=legal_form, vat=VatTerms())


AUGUST = Closure(Month(2027, 8), Decimal("0.5"))


NEVER = {
    name: Decimal(0) for name in ("per_good_day", "per_normal_day", "per_slow_day")
}


@pytest.mark.parametrize(
    ("code", "level", "fires", "does_not"),
    [
        (
            "product.sold_at_a_loss",
            Level.WARNING,
            with_product(unit_cost=Decimal("80.01")),
            with_product(unit_cost=Decimal(80)),
        ),
        (
            "product.never_sold",
            Level.WARNING,
            with_product(**NEVER),
            with_product(**{**NEVER, "per_slow_day": Decimal("0.001")}),
        ),
        (
            "staff.not_allowed",
            Level.WARNING,
            with_staff("4000", "auto_entrepreneur"),
            with_staff("4000", "individual_cpu"),
        ),
        (
            "staff.below_minimum_wage",
            Level.WARNING,
            with_staff("3422.71"),
            with_staff("3422.72"),
        ),
        (
            "client.too_large",
            Level.WARNING,
            replace(SERVICES, largest_client_per_year=Decimal("80000.01")),
            replace(SERVICES, largest_client_per_year=Decimal(80000)),
        ),
        (
            "loan.grace_too_long",
            Level.BLOCKING,
            with_loan(grace_months=12),
            with_loan(grace_months=11),
        ),
        (
            "further_loan.grace_too_long",
            Level.BLOCKING,
            with_further_loan(12),
            with_further_loan(11),
        ),
        (
            "vat.auto_entrepreneur",
            Level.WARNING,
            with_vat("auto_entrepreneur"),
            with_vat("sarl"),
        ),
        (
            "vat.company_without",
            Level.WARNING,
            replace(with_product(), legal_form="sarl_au"),
            with_vat("sarl_au"),
        ),
        (
            "closures.too_much",
            Level.BLOCKING,
            with_closures(AUGUST, replace(AUGUST, share=Decimal("0.51"))),
            with_closures(AUGUST, AUGUST),
        ),
        (
            "closures.before_opening",
            Level.WARNING,
            with_closures(Closure(Month(2027, 2))),
            with_closures(Closure(Month(2027, 3))),
        ),
    ],
)
def test_a_finding_on_the_plan_is_there_only_when_it_should_be(
    code: str, level: Level, fires: BusinessPlan, does_not: BusinessPlan
) -> None:
    finding = only(of_plan(fires), code)
    assert finding is not None
    assert finding.level is level
    assert finding.question in ALL
    assert only(of_plan(does_not), code) is None


@pytest.mark.parametrize(
    "plan",
    [
        replace(SERVICES, branch=Branch.GOODS),
        replace(SERVICES, legal_form="sarl"),
    ],
)
def test_one_large_client_matters_only_for_an_auto_entrepreneurs_services(
    plan: BusinessPlan,
) -> None:
    large = replace(plan, largest_client_per_year=Decimal(150000))
    assert only(of_plan(large), "client.too_large") is None


@pytest.mark.parametrize(
    ("expires", "outlasts"),
    [("31/01/2028", True), ("01/02/2028", False), ("29/02/2028", False)],
)
def test_a_permit_must_reach_the_month_of_the_last_instalment(
    expires: str, *, outlasts: bool
) -> None:
    found = of_plan(with_loan(), {**PERMIT, "residence.expires_on": expires})
    finding = only(found, "loan.outlasts_permit")
    assert (finding is not None) is outlasts
    no_loan = of_plan(SERVICES, {**PERMIT, "residence.expires_on": expires})
    assert only(no_loan, "loan.outlasts_permit") is None


def test_two_products_in_trouble_are_told_apart() -> None:
    dear = replace(PRODUCT, unit_cost=Decimal(99))
    plan = replace(SERVICES, products=(dear, replace(dear, name="Tissage")))
    found = [f for f in of_plan(plan) if f.code == "product.sold_at_a_loss"]
    assert [f.where for f in found] == ["Nattes", "Tissage"]
    assert len({f.key for f in found}) == 2
    assert found[0].facts["price"] == 80


def test_a_sound_plan_has_no_finding_of_its_own() -> None:
    assert of_plan(with_product()) == []


RATES = {
    "vat.sales_rate": "20",
    "vat.goods_rate": "20",
    "vat.costs_rate": "8",
    "vat.equipment_rate": "0",
}


@pytest.mark.parametrize(
    ("changes", "unknown"),
    [
        ({}, []),
        ({"vat.sales_rate": "10"}, []),
        ({"vat.sales_rate": "0"}, []),
        ({"vat.sales_rate": "14"}, ["vat.sales_rate"]),
        ({"vat.goods_rate": "14"}, []),
        ({"vat.goods_rate": "20,01"}, ["vat.goods_rate"]),
        (
            {"vat.sales_rate": "25", "vat.equipment_rate": "25"},
            ["vat.sales_rate", "vat.equipment_rate"],
        ),
    ],
)
def test_sales_bear_a_rate_of_the_law_and_purchases_at_most_the_standard_one(
    changes: Mapping[str, str], unknown: list[str]
) -> None:
    found = of_plan(with_vat("sarl"), {**RATES, **changes})
    assert [f.question for f in found if f.code == "vat.rate_unknown"] == unknown
    untaxed = of_plan(with_product(), {**RATES, **changes})
    assert only(untaxed, "vat.rate_unknown") is None


def test_a_grant_late_as_a_whole_and_by_tranches_may_be_counted_twice() -> None:
    tranche = {"label": "Tranche", "amount": "500", "month": "2", "use": "running"}
    rows = {"details.grant_tranches": [tranche]}
    by_tranches = replace(SERVICES, grants=(Grant("Tranche", Decimal(500), 2),))
    both = replace(
        by_tranches, grants=(Grant("INDH", Decimal(900)), *by_tranches.grants)
    )
    assert only(of_plan(both, rows), "grant.counted_twice") is not None
    assert only(of_plan(by_tranches, rows), "grant.counted_twice") is None
    assert only(of_plan(both), "grant.counted_twice") is None


@pytest.mark.parametrize(
    ("taken", "count", "is_told"),
    [(0.89, 6, True), (0.92, 6, False), (1.5, 6, False), (0.5, 5, False)],
)
def test_a_plan_far_above_past_takings_is_asked_about(
    taken: float, count: int, *, is_told: bool
) -> None:
    marks = ("good", "slow", *("normal",) * 10)
    open_days = {"good_days": 1, "normal_days": 4, "slow_days": 1}
    rhythm = replace(SERVICES.rhythm, marks=marks, **open_days)
    plan = replace(with_product(), rhythm=rhythm)
    (product,) = plan.products
    week = (
        rhythm.good_days * product.per_good_day
        + rhythm.normal_days * product.per_normal_day
        + rhythm.slow_days * product.per_slow_day
    )
    usual = float(week * product.price) * 52 / 12
    weights = {"good": rhythm.good_month, "slow": rhythm.slow_month}
    rows = [
        {
            "month": f"{month:02}/2025",
            "amount": f"{usual * taken * float(weights.get(mark, 1)):.0f}",
        }
        for month, mark in enumerate(rhythm.marks[:count], 1)
    ]
    finding = only(of_plan(plan, {"risk.takings": rows}), "risk.takings_below_plan")
    assert (finding is not None) == is_told
    if finding:
        assert finding.level is Level.WARNING
        assert float(str(finding.facts["planned"])) == pytest.approx(usual, abs=0.51)
        assert float(str(finding.facts["taken"])) == pytest.approx(usual * taken, abs=1)


def test_a_range_is_for_a_product_of_the_plan() -> None:
    rows = [
        {"product": " Nattes ", "low": "60", "high": "130"},
        {"product": "Tissage", "low": "60", "high": "130"},
        {"product": "Tissage", "low": "50", "high": ""},
        {"product": "", "low": "60", "high": "130"},
    ]
    found = of_plan(with_product(), {"risk.products": rows})
    (gone,) = (one for one in found if one.code == "risk.product_gone")
    assert gone.level is Level.WARNING
    assert gone.question in ALL
    assert (gone.where, gone.facts["product"]) == ("Tissage", "Tissage")
    assert only(of_plan(with_product()), "risk.product_gone") is None
