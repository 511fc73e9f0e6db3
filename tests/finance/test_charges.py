"""Taxes and contributions at their borders, each use remembered."""

from decimal import Decimal

import pytest
from hypothesis import given
from plans import KNOWN, amounts

from workbench.finance.charges import charges
from workbench.knowledge.parameters import Trace
from workbench.months import Month
from workbench.plan.business_plan import Branch

QUARTER = (2026, 4)
MONTH = Month(2026, 11)


def health(tax: str) -> Decimal:
    return charges.health_contribution(Decimal(tax), QUARTER, Trace(KNOWN))


@pytest.mark.parametrize(
    ("month", "quarter", "last"),
    [
        (Month(2027, 1), (2027, 1), Month(2027, 3)),
        (Month(2027, 6), (2027, 2), Month(2027, 6)),
        (Month(2027, 12), (2027, 4), Month(2027, 12)),
    ],
)
def test_a_month_lies_in_a_civil_quarter(
    month: Month, quarter: tuple[int, int], last: Month
) -> None:
    assert (month.year, month.quarter) == quarter
    assert charges.last_month(quarter) == last


@pytest.mark.parametrize(
    ("tax", "due"),
    [
        ("0", "300"),
        ("499.49", "300"),
        ("499.50", "390"),
        ("500", "390"),
        ("1000.49", "390"),
        ("1000.50", "570"),
        ("2500", "570"),
        ("2501", "720"),
        ("5000", "720"),
        ("5001", "1050"),
        ("10001", "1500"),
        ("25001", "2250"),
        ("50001", "3600"),
    ],
)
def test_the_health_contribution_follows_the_bands_of_the_years_tax(
    tax: str, due: str
) -> None:
    assert health(tax) == Decimal(due)


@given(amounts(60_000), amounts(60_000))
def test_more_tax_never_brings_a_smaller_health_contribution(
    tax: Decimal, more: Decimal
) -> None:
    assert health(str(tax + more)) >= health(str(tax))


@pytest.mark.parametrize(
    ("collected", "tax"),
    [
        ({Branch.GOODS: "100000"}, "500.00"),
        ({Branch.SERVICES: "100000"}, "1000.00"),
        ({Branch.GOODS: "100000", Branch.SERVICES: "50000"}, "1000.00"),
        ({Branch.SERVICES: "0.50"}, "0.01"),
        ({Branch.GOODS: "0", Branch.SERVICES: "0"}, "0.00"),
        ({}, "0.00"),
    ],
)
def test_an_auto_entrepreneur_pays_half_a_percent_on_goods_and_one_on_services(
    collected: dict[Branch, str], tax: str
) -> None:
    given_amounts = {branch: Decimal(text) for branch, text in collected.items()}
    owed = charges.auto_entrepreneur_tax(given_amounts, QUARTER, Trace(KNOWN))
    assert owed == Decimal(tax)


def test_a_rate_nobody_needed_is_not_among_the_uses() -> None:
    trace = Trace(KNOWN)
    sold = {Branch.GOODS: Decimal(1000), Branch.SERVICES: Decimal(0)}
    charges.auto_entrepreneur_tax(sold, QUARTER, trace)
    used = [use.parameter for use in trace.uses()]
    assert used == ["auto_entrepreneur.income_tax_goods"]


@pytest.mark.parametrize(
    ("gross", "owed"),
    [
        ("0", "0.00"),
        ("3422.72", "721.85"),
        ("6000", "1265.40"),
        ("6000.01", "1265.40"),
        ("10000", "1749.80"),
    ],
)
def test_an_employer_owes_a_fifth_of_pay_up_to_the_ceiling_and_less_above(
    gross: str, owed: str
) -> None:
    found = charges.employer_contributions(Decimal(gross), MONTH, Trace(KNOWN))
    assert found == Decimal(owed)


def test_an_employers_contribution_names_every_rate_and_the_ceiling() -> None:
    trace = Trace(KNOWN)
    charges.employer_contributions(Decimal(4000), MONTH, trace)
    assert {use.parameter for use in trace.uses()} == {
        "cnss.ceiling_per_month",
        *charges.CAPPED,
        *charges.UNCAPPED,
    }
