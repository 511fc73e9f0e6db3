"""Each finding of the figures: when it is there, at its border, and when not."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from plans import KNOWN, PLAIN, PLANS, project

from workbench.finance import checks
from workbench.findings import Finding, Level
from workbench.knowledge import questions
from workbench.knowledge.parameters import Parameters
from workbench.money import ZERO
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.answers import Answer, Answers, Row
from workbench.plan.business_plan import (
    Branch,
    BusinessPlan,
    FixedCost,
    HouseholdLine,
    MonthlyLine,
    Source,
)

ALL = questions.load()
BALANCED = replace(PLAIN, sources=(Source("own", "Épargne", Decimal(3000)),))


def checked(
    plan: BusinessPlan,
    answers: Answers | None = None,
    parameters: Parameters = KNOWN,
    months: int = 24,
) -> list[Finding]:
    found = project(plan, months)
    return checks.of_forecast(plan, found, answers or Answers(), parameters)


def only(findings: list[Finding], code: str) -> Finding | None:
    """The one finding with this code, None without; more than one is a failure."""
    found = [f for f in findings if f.code == code]
    assert len(found) <= 1
    return found[0] if found else None


def plan(**changes: Any) -> BusinessPlan:
    return replace(BALANCED, **changes)


def selling(per_month: int, form: str, branch: Branch, start: int = 1) -> BusinessPlan:
    """A plan that collects so much a month for three years and has no other figure."""
    line = MonthlyLine(
        "Ventes", is_receipt=True, in_profit=True, amounts=(Decimal(per_month),) * 36
    )
    return BusinessPlan(Month(2027, start), form, branch, monthly_lines=(line,))


def spending(per_month: str) -> tuple[HouseholdLine, ...]:
    return (HouseholdLine("Ménage", Decimal(per_month)),)


def lending(**changes: Any) -> BusinessPlan:
    assert BALANCED.loan is not None
    return plan(loan=replace(BALANCED.loan, **changes))


def with_margin(unit_cost: str) -> BusinessPlan:
    return plan(products=(replace(PLAIN.products[0], unit_cost=Decimal(unit_cost)),))


def rent(amount: str) -> tuple[FixedCost, ...]:
    return (FixedCost("Loyer", Decimal(amount)),)


def test_a_sound_plan_has_no_finding() -> None:
    assert checked(BALANCED) == []


@pytest.mark.parametrize(
    ("code", "level", "fires", "does_not"),
    [
        (
            "cash.negative",
            Level.BLOCKING,
            plan(household_expenses=spending("5000")),
            BALANCED,
        ),
        (
            "financing.gap",
            Level.BLOCKING,
            plan(working_cash=Decimal("2000.01")),
            BALANCED,
        ),
        (
            "financing.surplus",
            Level.WARNING,
            plan(working_cash=Decimal("1999.99")),
            BALANCED,
        ),
        (
            "result.negative",
            Level.WARNING,
            plan(fixed_costs=rent("3000")),
            plan(fixed_costs=rent("2500")),
        ),
        (
            "result.below_draw",
            Level.WARNING,
            plan(loan=None, household_expenses=spending("2050.01")),
            plan(loan=None, household_expenses=spending("2050")),
        ),
        (
            "break_even.none",
            Level.BLOCKING,
            with_margin("100"),
            with_margin("99.99"),
        ),
        (
            "break_even.above_sales",
            Level.WARNING,
            plan(fixed_costs=rent("3000")),
            plan(fixed_costs=rent("2500")),
        ),
        (
            "turnover.above_ceiling",
            Level.WARNING,
            selling(16667, "auto_entrepreneur", Branch.SERVICES),
            selling(16666, "auto_entrepreneur", Branch.SERVICES),
        ),
        (
            "turnover.above_ceiling",
            Level.WARNING,
            selling(41667, "auto_entrepreneur", Branch.GOODS),
            selling(41666, "auto_entrepreneur", Branch.GOODS),
        ),
        (
            "turnover.above_vat_threshold",
            Level.WARNING,
            selling(41667, "individual_cpu", Branch.SERVICES),
            selling(41666, "individual_cpu", Branch.SERVICES),
        ),
        (
            "turnover.above_vat_threshold",
            Level.WARNING,
            selling(166667, "individual_net", Branch.GOODS),
            selling(166666, "individual_net", Branch.GOODS),
        ),
        (
            "tax.not_computed",
            Level.WARNING,
            plan(legal_form="cooperative"),
            plan(legal_form="auto_entrepreneur"),
        ),
        (
            "loan.above_ceiling",
            Level.WARNING,
            lending(amount=Decimal("50000.01")),
            lending(amount=Decimal(50000)),
        ),
        (
            "loan.above_company_ceiling",
            Level.BLOCKING,
            lending(amount=Decimal("1200000.01")),
            lending(amount=Decimal(1200000)),
        ),
    ],
)
def test_a_finding_of_the_figures_is_there_only_when_it_should_be(
    code: str, level: Level, fires: BusinessPlan, does_not: BusinessPlan
) -> None:
    finding = only(checked(fires), code)
    assert finding is not None
    assert finding.level is level
    assert finding.question in ALL
    assert only(checked(does_not), code) is None


def test_cash_below_zero_names_the_first_month_and_the_deepest() -> None:
    finding = only(checked(plan(household_expenses=spending("5000"))), "cash.negative")
    assert finding is not None
    found = project(plan(household_expenses=spending("5000")))
    assert finding.facts["first"] == found.red_months[0]
    assert finding.facts["lowest"] == found.lowest_cash < 0
    assert finding.facts["lowest_month"] == found.lowest_month
    assert finding.facts["months"] == len(found.red_months)


def test_a_gap_is_named_with_its_amount() -> None:
    finding = only(checked(plan(working_cash=Decimal(2600))), "financing.gap")
    assert finding is not None
    assert finding.facts == {"gap": Decimal(600)}


def test_a_loss_is_not_also_called_less_than_the_draw() -> None:
    found = checked(plan(fixed_costs=rent("3000")))
    assert only(found, "result.negative")
    assert only(found, "result.below_draw") is None


def test_a_plan_without_any_sales_is_not_told_that_its_prices_are_wrong() -> None:
    found = checked(BusinessPlan(Month(2027, 1), "informal", Branch.GOODS))
    assert only(found, "break_even.none") is None


def test_the_ceiling_is_held_against_the_best_calendar_year() -> None:
    """Nine months of 18 000 are below 200 000; the year after is above."""
    late = selling(18000, "auto_entrepreneur", Branch.SERVICES, start=4)
    assert only(checked(late, months=9), "turnover.above_ceiling") is None
    finding = only(checked(late, months=24), "turnover.above_ceiling")
    assert finding is not None
    assert finding.facts["turnover"] == 12 * 18000
    assert finding.facts["ceiling"] == 200_000
    assert finding.facts["years"] == 2


def test_a_registered_activity_may_borrow_more() -> None:
    informal = lending(amount=Decimal(90000))
    registered = replace(informal, legal_form="auto_entrepreneur")
    assert only(checked(informal), "loan.above_ceiling")
    assert only(checked(registered), "loan.above_ceiling") is None


def test_a_loan_above_the_companies_ceiling_is_said_once() -> None:
    found = checked(lending(amount=Decimal(2_000_000)))
    assert only(found, "loan.above_company_ceiling")
    assert only(found, "loan.above_ceiling") is None


@pytest.mark.parametrize(
    ("entered", "code", "fires"),
    [
        ({"microcredit.maximum_rate": "12"}, "loan.rate_above_maximum", False),
        ({"microcredit.maximum_rate": "11.99"}, "loan.rate_above_maximum", True),
        ({"microcredit.rate_per_year": "12"}, "loan.rate_unusual", False),
        ({"microcredit.rate_per_year": "13"}, "loan.rate_unusual", True),
        ({}, "loan.rate_unusual", False),
        ({}, "loan.rate_above_maximum", False),
    ],
)
def test_a_rate_is_held_against_what_the_organisation_entered(
    entered: dict[str, str], code: str, *, fires: bool
) -> None:
    known = KNOWN.with_entered({k: Decimal(v) for k, v in entered.items()})
    found = only(checked(BALANCED, parameters=known), code)
    assert (found is not None) is fires


def test_without_a_loan_nothing_is_said_of_it() -> None:
    entered = {"microcredit.maximum_rate": Decimal(1)}
    found = checked(plan(loan=None), parameters=KNOWN.with_entered(entered))
    assert not any(f.code.startswith("loan.") for f in found)


# Figures announced by a plan made elsewhere


def announced(**figures: str) -> Answers:
    rows: tuple[Row, ...] = tuple(
        {"figure": name, "amount": Decimal(amount)} for name, amount in figures.items()
    )
    return Answers({"announced.list": Answer.of(rows)})


def test_computed_figures_are_those_of_the_tables() -> None:
    found = project(BALANCED, 12)
    figures = checks.computed_figures(found)
    assert figures["sales_year_1"] == 12 * 3900
    assert figures["result_year_1"] == sum(found.profit.result)
    assert figures["closing_cash_month_12"] == found.cash.closing[11]
    assert figures["total_needs"] == found.startup.total_needs
    assert figures["total_sources"] == found.startup.total_sources
    assert figures["instalment"] == Decimal(440)


@pytest.mark.parametrize(
    ("off_by", "differs"),
    [("0", False), ("0.99", False), ("1", True), ("-1", True), ("-0.99", False)],
)
def test_an_announced_figure_may_be_off_by_less_than_a_dirham(
    off_by: str, *, differs: bool
) -> None:
    wrong = announced(sales_year_1=str(12 * 3900 + Decimal(off_by)))
    finding = only(checked(BALANCED, wrong), "announced.differs")
    assert (finding is not None) is differs


def test_a_differing_figure_says_which_and_by_how_much() -> None:
    (finding,) = checked(BALANCED, announced(total_needs="9000", instalment="440"))
    assert finding.key == "announced.differs:total_needs"
    assert finding.level is Level.WARNING
    assert finding.facts == {"announced": Decimal(9000), "computed": Decimal(7000)}


def test_a_figure_that_is_not_computed_is_not_compared() -> None:
    found = checked(plan(loan=None, working_cash=ZERO), announced(instalment="440"))
    assert only(found, "announced.differs") is None


@pytest.mark.parametrize(
    ("assets", "liabilities", "fires"),
    [("100", "100", False), ("100", "99.99", True), ("100", None, False)],
)
def test_an_announced_balance_sheet_must_balance(
    assets: str, liabilities: str | None, *, fires: bool
) -> None:
    figures = {"total_assets": assets}
    if liabilities:
        figures["total_liabilities"] = liabilities
    finding = only(checked(BALANCED, announced(**figures)), "announced.unbalanced")
    assert (finding is not None) is fires
    assert finding is None or finding.level is Level.WARNING


# Whatever the plan

CONSISTENT: dict[str, Callable[[BusinessPlan, list[Finding]], bool]] = {
    "cash": lambda p, f: (
        (only(f, "cash.negative") is not None) == bool(project(p).red_months)
    ),
    "gap": lambda p, f: (
        (only(f, "financing.gap") is not None) == (project(p).startup.gap > 0)
    ),
    "result": lambda p, f: (
        (only(f, "result.negative") is not None)
        == (sum(project(p).profit.result[:MONTHS_PER_YEAR]) < 0)
    ),
}


@settings(max_examples=30, deadline=None)
@given(PLANS)
def test_no_plan_breaks_the_checks_and_they_agree_with_the_forecast(
    any_plan: BusinessPlan,
) -> None:
    findings = checked(any_plan)
    for name, holds in CONSISTENT.items():
        assert holds(any_plan, findings), name
    assert all(finding.question in ALL for finding in findings)


def test_what_the_partners_of_a_company_take_before_a_vote_is_pointed_out() -> None:
    code = "company.drawn_before_vote"
    found = only(checked(plan(legal_form="sarl_au")), code)
    assert found is not None
    assert found.level is Level.WARNING
    assert found.facts == {"draw": Decimal(1000)}
    assert only(checked(BALANCED), code) is None
    at_ease = plan(legal_form="sarl_au", household_expenses=())
    assert only(checked(at_ease), code) is None
