"""In which months taxes are paid, and who returns value added tax how often."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from plans import KNOWN, amounts

from workbench.finance.charges import charges_calendar, charges_vat
from workbench.finance.charges.civil_year import FormUnknown, YearlyTax
from workbench.knowledge.parameters import Trace
from workbench.months import Month
from workbench.plan.business_plan import Branch

DAY = date(2026, 1, 1)


def owed(
    form: str, amount: Decimal | int, health: int = 0, year: int = 2026
) -> YearlyTax:
    return YearlyTax(form, year, income_tax=Decimal(amount), health=Decimal(health))


def test_the_single_contribution_is_paid_with_its_health_part_before_april() -> None:
    found = charges_calendar.payments(
        owed("individual_cpu", 2250, 2280), None, Trace(KNOWN)
    )
    assert found == {Month(2027, 3): Decimal(4530)}


def test_tax_on_the_net_result_is_paid_before_may() -> None:
    found = charges_calendar.payments(owed("individual_net", 900), None, Trace(KNOWN))
    assert found == {Month(2027, 4): Decimal(900)}


def test_a_companys_second_year_pays_instalments_and_the_first_ones_balance() -> None:
    first, second = owed("sarl", 8000), owed("sarl", 9000, year=2027)
    begun = charges_calendar.payments(first, None, Trace(KNOWN))
    assert begun == {Month(2027, 3): Decimal(8000)}
    found = charges_calendar.payments(second, first, Trace(KNOWN))
    assert found == {
        **{Month(2027, m): Decimal(2000) for m in (3, 6, 9, 12)},
        Month(2028, 3): Decimal(1000),
    }


@given(amounts(), amounts())
def test_a_company_pays_at_least_the_years_tax(now: Decimal, before: Decimal) -> None:
    found = charges_calendar.payments(
        owed("sarl_au", now), owed("sarl_au", before, year=2025), Trace(KNOWN)
    )
    assert sum(found.values()) >= now
    assert all(amount > 0 for amount in found.values())


def test_an_unregistered_business_pays_nothing_and_quarters_are_not_guessed() -> None:
    nothing = YearlyTax("informal", 2026)
    assert charges_calendar.payments(nothing, None, Trace(KNOWN)) == {}
    with pytest.raises(FormUnknown):
        charges_calendar.payments(owed("auto_entrepreneur", 1), None, Trace(KNOWN))


@pytest.mark.parametrize(
    ("form", "branch", "sold", "is_charged"),
    [
        ("auto_entrepreneur", Branch.SERVICES, 900_000, False),
        ("informal", Branch.GOODS, 9_000_000, False),
        ("individual_cpu", Branch.SERVICES, 500_000, False),
        ("individual_net", Branch.SERVICES, 500_001, True),
        ("individual_net", Branch.GOODS, 2_000_000, False),
        ("sarl", Branch.SERVICES, 1, True),
        ("sarl", Branch.GOODS, 1, None),
        ("sarl", Branch.GOODS, 2_000_001, True),
        ("cooperative", Branch.SERVICES, 1, None),
    ],
)
def test_who_charges_value_added_tax(
    form: str, branch: Branch, sold: int, *, is_charged: bool | None
) -> None:
    found = charges_vat.is_charged(form, branch, Decimal(sold), DAY, Trace(KNOWN))
    assert found is is_charged


@pytest.mark.parametrize(
    ("sold", "is_first", "months"),
    [(999_999, False, 3), (1_000_000, False, 1), (5_000_000, True, 3)],
)
def test_a_large_turnover_is_returned_every_month(
    sold: int, months: int, *, is_first: bool
) -> None:
    found = charges_vat.months_between_returns(
        Decimal(sold), DAY, Trace(KNOWN), is_first_year=is_first
    )
    assert found == months
    assert charges_vat.payment_months_after(DAY, Trace(KNOWN)) == 1


@pytest.mark.parametrize("rate", ["0", "0.10", "0.20"])
def test_the_rates_left_are_taken(rate: str) -> None:
    assert charges_vat.checked_rate(Decimal(rate), DAY, Trace(KNOWN)) == Decimal(rate)


@pytest.mark.parametrize("rate", ["0.07", "0.14", "-0.1", "1", "NaN"])
def test_other_rates_are_refused(rate: str) -> None:
    with pytest.raises(charges_vat.RateNotInForce):
        charges_vat.checked_rate(Decimal(rate), DAY, Trace(KNOWN))


def test_prices_that_include_the_tax_hold_a_sixth_of_it() -> None:
    found = charges_vat.most_within(Decimal(120_000), DAY, Trace(KNOWN))
    assert found == 20_000
