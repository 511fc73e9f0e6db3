"""What sales leave for the loan asked for: one figure, of operations only."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from plans import KNOWN, PLAIN, PLANS, project, summed

from workbench.finance.capacity import capacity
from workbench.finance.loans import loans
from workbench.knowledge import funders
from workbench.months import Month
from workbench.plan.answers import Answers
from workbench.plan.business_plan import (
    BusinessPlan,
    Equipment,
    LaterLoan,
    LoanMethod,
    LoanTerms,
    MonthlyLine,
    Source,
    StartupCost,
)
from workbench.plan.conditions import Grant

LEFT = 3900 - 1170 - 1000 - 1000
"""Sales, what they use, rent and the household's draw of the plain plan's months."""
DUE = 4000 + 220
"""Ten parts of 400 and interest of 40, 36, … 4."""
FREE = LoanTerms(Decimal(600), Decimal(0), LoanMethod.EQUAL_PRINCIPAL, 6)
BESIDE = MonthlyLine("x", is_receipt=True, in_profit=False, amounts=(Decimal(900),))


def ratio(left: Decimal | int, due: Decimal | int = DUE) -> Decimal:
    return (Decimal(left) / due).quantize(Decimal("0.01"))


def over_two_years(plan: BusinessPlan) -> BusinessPlan:
    assert plan.loan is not None
    return replace(plan, loan=replace(plan.loan, term_months=24))


def due_of(terms: LoanTerms | None) -> Decimal:
    assert terms is not None
    return sum((row.due for row in loans.schedule(terms)), Decimal(0))


HELPED = {
    "a grant for equipment": {"grants": (Grant("a", Decimal(5000), 2),)},
    "a running grant": {"grants": (Grant("a", Decimal(5000), 2, is_running=True),)},
    "a deposit that comes back": {
        "startup_costs": (
            StartupCost("a", Decimal(1000), "deposit", returned_month=3),
            *PLAIN.startup_costs[:2],
        )
    },
    "own money": {"sources": (Source("own", "", Decimal(9000)),)},
    "money beside the profit": {"monthly_lines": (BESIDE,)},
    "equipment beside the profit": {
        "monthly_lines": (replace(BESIDE, is_receipt=False),)
    },
    "equipment first bought later": {
        "equipment": (Equipment("a", 1, Decimal(1800), 5, month=6),)
    },
}


@pytest.mark.parametrize("change", HELPED.values(), ids=HELPED)
def test_what_is_lent_given_or_first_bought_covers_nothing(
    change: dict[str, object],
) -> None:
    assert project(PLAIN).debt_service_cover == ratio(10 * LEFT)
    assert project(replace(PLAIN, **change)).debt_service_cover == ratio(10 * LEFT)


def test_a_further_loan_only_takes_away_what_it_costs() -> None:
    """Of its fee of 50 in month 3, and 100 in months 4 to 9."""
    terms = replace(FREE, fee=Decimal(50))
    more = replace(PLAIN, other_loans=(LaterLoan("b", terms, 3),))
    assert project(more).debt_service_cover == ratio(10 * LEFT - 650)


def test_what_is_given_back_to_a_savings_group_takes_away_its_parts() -> None:
    tontine = Source("tontine", "", Decimal(1000), repay_months=20)
    found = project(replace(PLAIN, sources=(*PLAIN.sources, tontine)))
    assert found.debt_service_cover == ratio(10 * (LEFT - 50))


def test_other_debts_are_paid_in_the_cash_plan_and_before_the_loan() -> None:
    found = project(replace(PLAIN, other_debts=Decimal(80)), 12)
    assert summed(found.cash.payments, "other_debts", 12) == (Decimal(80),) * 12
    plain = project(PLAIN, 12)
    assert plain.cash.closing[-1] - found.cash.closing[-1] == 12 * 80
    assert found.debt_service_cover == ratio(10 * (LEFT - 80))
    assert found.profit.result == plain.profit.result
    more = found.break_even.sales_per_month_with_repayments
    less = plain.break_even.sales_per_month_with_repayments
    assert more is not None
    assert less is not None
    assert more - less == (Decimal(80) / Decimal("0.7")).quantize(Decimal("0.01"))


def test_equipment_bought_again_is_paid_before_the_loan() -> None:
    chair = Equipment("Fauteuil", 1, Decimal(1200), 1, is_renewed=True)
    renewing = over_two_years(replace(PLAIN, equipment=(chair,)))
    found = project(renewing)
    assert summed(found.cash.payments, "equipment_renewed", 24)[12] == 1200
    assert found.debt_service_cover == ratio(24 * LEFT - 1200, due_of(renewing.loan))


def test_a_months_grace_without_a_payment_is_not_counted() -> None:
    free = replace(FREE, grace_months=2, term_months=8)
    found = project(replace(PLAIN, loan=free), 12)
    assert [row.due for row in found.instalments][:3] == [0, 0, 100]
    assert found.debt_service_cover == ratio(6 * LEFT, 600)


@pytest.mark.parametrize("months", [1, 6, 10, 36])
def test_the_whole_loan_counts_whatever_the_months_of_the_forecast(months: int) -> None:
    assert project(PLAIN, months).debt_service_cover == ratio(10 * LEFT)
    worn_late = Equipment("Fauteuil", 1, Decimal(1200), 1, is_renewed=True)
    long = over_two_years(replace(PLAIN, equipment=(worn_late,)))
    found = project(long, months)
    assert found.debt_service_cover == project(long, 24).debt_service_cover
    assert found.uses == project(replace(long, loan=None), months).uses


def test_a_loan_beyond_the_longest_forecast_counts_its_first_sixty_months() -> None:
    assert PLAIN.loan is not None
    terms = replace(PLAIN.loan, term_months=84)
    due = sum((row.due for row in loans.schedule(terms)[:60]), Decimal(0))
    cover = project(replace(PLAIN, loan=terms), 12).debt_service_cover
    assert cover == ratio(60 * LEFT, due)


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


@settings(max_examples=25)
@given(PLANS)
def test_the_capacity_and_the_forecast_have_the_same_cover(plan: BusinessPlan) -> None:
    rules = funders.default_capacity()
    found = capacity.assess(plan, Answers(), KNOWN, rules)
    assert found.mean_cover == project(plan, 12).debt_service_cover
    paying = found.repaying
    if paying:
        due = total(month.instalment for month in paying)
        assert found.mean_cover == ratio(total(month.net for month in paying), due)
    else:
        assert found.mean_cover is None


def test_the_first_month_of_a_plan_by_hand() -> None:
    """Sales 3 900 less 1 170, rent, draw, 80 of debts; 440 is the loan's own."""
    found = project(replace(PLAIN, other_debts=Decimal(80)), 12)
    assert found.months[0] == Month(2027, 1)
    assert found.left_for_loan == (Decimal(LEFT - 80),) * 12
