"""What is needed before opening, told before a forecast can be made."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from plan_answers import answers

from workbench.exchange import case_file
from workbench.finance import forecast
from workbench.knowledge import parameters, questions
from workbench.plan import building, needs
from workbench.plan.answers import Typed
from workbench.plan.business_plan import BusinessPlan

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.case.json"))


def found(typed: Mapping[str, Typed | None]) -> tuple[int, int, int]:
    read = needs.before_opening(questions.load(), answers(typed))
    return int(read.need), int(read.found), int(read.missing)


def machine(price: str, **more: str) -> dict[str, str]:
    line = {"item": "Four", "quantity": "2", "unit_price": price, "life_years": "5"}
    return {**line, "month": "0", "owned": "no", **more}


def source(amount: str, kind: str = "own", **more: str) -> dict[str, str]:
    return {"kind": kind, "label": "-", "amount": amount, **more}


def test_nothing_written_needs_nothing() -> None:
    assert found({}) == (0, 0, 0)


def test_needs_and_sources_are_added_as_far_as_they_are_written() -> None:
    """2 x 1 500 + 600 + 2 000 kept + 350 of fees = 5 950; found 2 320."""
    typed: dict[str, Typed] = {
        "equipment.list": [
            machine("1500"),
            machine("900", owned="yes"),
            machine("800", month="6"),
            {"item": "Table"},
        ],
        "startup.list": [
            {"label": "Bail", "amount": "600", "nature": "expense"},
            {"label": "Stock", "amount": "1.250", "nature": "stock"},
        ],
        "startup.working_cash": "2000",
        "financing.sources": [source("2320"), {"kind": "own"}],
        "loan.wanted": "yes",
        "loan.amount": "3000",
        "loan.fees": "350",
    }
    assert found(typed) == (5_950, 2_320, 3_630)


def test_a_grant_that_comes_later_is_not_found_yet() -> None:
    typed: dict[str, Typed] = {
        "startup.working_cash": "5000",
        "financing.sources": [source("1000", "grant"), source("500")],
    }
    assert found(typed) == (5_000, 1_500, 3_500)
    assert found({**typed, "details.grant_delay_months": "4"}) == (5_000, 500, 4_500)


def test_more_than_is_needed_leaves_nothing_missing() -> None:
    assert found({"financing.sources": [source("500")]}) == (0, 500, 0)


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name.partition(".")[0])
def test_what_is_missing_is_the_loan_and_the_gap_of_the_forecast(file: Path) -> None:
    case = case_file.read(file)
    plan = building.build(case.questionnaire, case.answers)
    assert isinstance(plan, BusinessPlan)
    gap = forecast.project(plan, parameters.load(), 12).startup.gap
    lent = plan.loan.amount if plan.loan else Decimal(0)
    read = needs.before_opening(case.questionnaire, case.answers)
    assert read.need - read.found == gap + lent
