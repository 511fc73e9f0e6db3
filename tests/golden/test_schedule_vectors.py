"""Schedules, due dates and rate factors that others published, to the last centime."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from workbench.finance.loans import loan_calendar, loans, schedules
from workbench.finance.loans.loan_calendar import Period
from workbench.finance.loans.terms import Unit
from workbench.finance.rates import rates

Case = dict[str, Any]

TERMS, OTHER = "schedule_terms.json", "other_schedules.json"
FOLDER = Path(__file__).parent

NOT_REPRODUCED = {
    "curo-ex4-zero-pct-supplier-contribution": (
        "a price, a deposit and a supplier's contribution are not terms of a loan"
    ),
    "curo-ex3-quarterly-capitalisation": (
        "interest added to what is owed each quarter is no term of a loan here"
    ),
}
UNROUNDED = 10
"""Decimals with which a source that rounds only what it prints is worked out."""


def cases(file: str, *kinds: str) -> list[Any]:
    found = json.loads((FOLDER / file).read_text(encoding="utf-8"))
    return [
        pytest.param(
            case,
            id=case["id"],
            marks=[pytest.mark.xfail(strict=True, reason=NOT_REPRODUCED[case["id"]])]
            if case["id"] in NOT_REPRODUCED
            else [],
        )
        for case in found
        if not kinds or case["kind"] in kinds
    ]


def figure(row: schedules.Row, name: str) -> object:
    value = getattr(row, name)
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.vectors(TERMS)
@pytest.mark.parametrize("case", cases(TERMS))
def test_a_published_schedule_comes_out_to_the_last_centime(case: Case) -> None:
    made = schedules.build(loans.read(case["terms"]))
    rows = {row.number: row for row in made.rows}
    for printed in case["expected"]["rows"]:
        row = rows[printed["nr"]]
        for name in set(printed) - {"nr", "due_date"}:
            assert figure(row, name) == Decimal(str(printed[name])), (name, printed)
        assert figure(row, "due_date") == printed["due_date"]
    if not case["expected"].get("rows_are_partial"):
        assert len(rows) == len(case["expected"]["rows"])


def terms_of(inputs: Case, start: str = "2026-01-05") -> Case:
    """Return the inputs of a source in the words of the command."""
    rate = inputs.get("annual_nominal_rate_pct", inputs.get("annual_rate_pct"))
    return {
        "disbursements": [{"date": start, "amount": inputs["principal"]}],
        "annual_nominal_rate_pct": str(round(Decimal(str(rate)), 6)),
        "number_of_repayments": inputs.get("number_of_repayments"),
    }


@pytest.mark.vectors(OTHER)
@pytest.mark.parametrize("case", cases(OTHER, "loan_schedule"))
def test_a_schedule_of_another_shape_comes_out(case: Case) -> None:
    inputs, expected = case["inputs"], case["expected"]
    if "rate_kind" in inputs:
        compare_unrounded(inputs, expected["rows"])
        return
    asked = terms_of(inputs) | {"last_difference_in": "INTEREST"}
    asked["installment_weights"] = inputs.get("instalment_weights", [])
    asked["annual_nominal_rate_pct"] = implied_rate_pct(expected["rows"])
    rows = schedules.build(loans.read(asked)).rows
    assert rows[0].due == Decimal(str(expected["rows"][1]["amount"]))
    for row, printed in zip(rows, expected["rows"][1:], strict=True):
        assert row.due_date.isoformat() == printed["date"]
        assert row.due == Decimal(str(printed["amount"]))
        assert row.interest == Decimal(str(printed["interest"]))
        assert row.outstanding == Decimal(str(printed["outstanding"]))


def implied_rate_pct(printed: list[Case]) -> float:
    """Return the rate of the instalments once rounded, which this source charges."""
    advance, *payments = (row["amount"] for row in printed)
    monthly = rates.irr([-advance, *payments]).value
    assert monthly is not None
    return round(monthly * 1200, 8)


def compare_unrounded(inputs: Case, printed: list[Case]) -> None:
    """The source carries every decimal and rounds what it prints, row by row."""
    shapes = {
        "annuity": "EQUAL_INSTALLMENTS",
        "equal": "EQUAL_PRINCIPAL_PAYMENTS",
        "interest-only": "BULLET",
    }
    asked = terms_of(inputs) | {
        "rate_kind": inputs["rate_kind"].upper(),
        "amortization": shapes[inputs["amortization"]],
        "currency_decimals": UNROUNDED,
    }
    rows = schedules.build(loans.read(asked)).rows
    for row, line in zip(rows, printed, strict=False):
        for name, value in (
            ("interest", row.interest),
            ("principal", row.principal),
            ("closing", row.outstanding),
        ):
            off = abs(value - Decimal(str(line[name])))
            assert off <= Decimal("0.0105"), (name, line)


@pytest.mark.vectors(OTHER)
@pytest.mark.parametrize("case", cases(OTHER, "loan_schedule_summary"))
def test_a_fixed_instalment_gives_the_published_number_of_them(case: Case) -> None:
    inputs, expected = case["inputs"], case["expected"]
    asked = terms_of(inputs) | {
        "installment_amount": inputs["fixed_instalment"],
        "currency_decimals": 0,
    }
    made = schedules.build(loans.read(asked))
    assert len(made.rows) == expected["number_of_repayments"]
    assert made.totals.interest == expected["total_interest"]
    assert made.totals.due == expected["total_payment"]


@pytest.mark.vectors(OTHER)
@pytest.mark.parametrize("case", cases(OTHER, "due_dates"))
def test_published_due_dates_come_out(case: Case) -> None:
    inputs, expected = case["inputs"], case["expected"]
    first = inputs.get("first_repayment_date") or inputs["repayment_start_date"]
    count = inputs.get("count") or inputs["number_of_repayments"]
    found = loan_calendar.series(
        date.fromisoformat(first),
        count,
        inputs.get("repay_every", 1),
        Unit.MONTHS,
        is_month_end=inputs.get("rule") == "pro-rated-end-of-current-month",
    )
    days = [day.isoformat() for day in found]
    assert days == expected.get("due_dates", days)
    places = {"first": 0, "second": 1, "last": -1}
    for name in places.keys() & expected.keys():
        assert days[places[name]] == expected[name]


@pytest.mark.vectors(OTHER)
@pytest.mark.parametrize("case", cases(OTHER, "rate_factor"))
def test_published_rate_factors_come_out_to_their_decimals(case: Case) -> None:
    inputs = case["inputs"]
    terms = loans.read(
        {
            "disbursements": [{"date": inputs["periods"][0][0], "amount": 100}],
            "annual_nominal_rate_pct": inputs["annual_nominal_rate_pct"],
            "interest_calculation": "PROGRESSIVE",
            "days_in_month": "ACTUAL",
            "days_in_year": inputs["day_count"].removeprefix("Actual/"),
            "number_of_repayments": len(inputs["periods"]),
        }
    )
    rate = Fraction(terms.annual_nominal_rate_pct) / 100
    for bounds, value in zip(
        inputs["periods"], case["expected"]["values"], strict=True
    ):
        start, end = map(date.fromisoformat, bounds)
        period = Period(1, start, end, Fraction(1))
        factor = loan_calendar.factor(terms, rate, period, start, end)
        assert float(factor) == pytest.approx(value, abs=1.01e-12)
