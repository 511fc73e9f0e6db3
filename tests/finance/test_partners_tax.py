"""What a company pays for its partners on the profit that they take."""

from dataclasses import replace
from decimal import Decimal

from plans import KNOWN
from test_regimes import GROCER, paid

from workbench.finance import forecast
from workbench.finance.accounts import ledger
from workbench.money import ZERO
from workbench.months import Month
from workbench.plan.business_plan import HouseholdLine

COMPANY = replace(GROCER, legal_form="sarl_au")


def test_what_partners_take_is_left_of_a_profit_after_a_tenth() -> None:
    """1 000 a month taken in 2027 is 13 333.33 of profit, voted in June 2028."""
    found = forecast.project(COMPANY, KNOWN, 24)
    assert found.draw_per_month == 1000
    assert paid(found, "partners_tax") == {Month(2028, 7): Decimal("1333.33")}


def test_no_more_is_withheld_than_on_the_whole_profit() -> None:
    spent = (HouseholdLine("Maison", Decimal(900_000)),)
    found = forecast.project(replace(COMPANY, household_expenses=spent), KNOWN, 24)
    profit = sum(found.profit.result[:12], ZERO)
    tenth = (profit / 10).quantize(Decimal("0.01"))
    assert paid(found, "partners_tax") == {Month(2028, 7): tenth}


def test_a_sole_trader_pays_no_tax_on_what_is_taken() -> None:
    found = forecast.project(replace(COMPANY, legal_form="individual_net"), KNOWN, 24)
    assert paid(found, "partners_tax") == {}


def test_it_is_no_cost_and_leaves_the_books_in_balance() -> None:
    found = forecast.project(COMPANY, KNOWN, 24)
    assert not [line for line in found.profit.costs if line.key == "partners_tax"]
    kept = ledger.keep(COMPANY, found)
    assert kept.balances([ledger.CASH])[-1] == found.cash.closing[-1]
    assert set(kept.balances(list("1234567"))) == {ZERO}
