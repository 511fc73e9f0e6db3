"""Capacity to repay: three counts of sales, two ratios, and the loan they allow."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import KNOWN, NORMAL, PLAIN, PLANS, loans

from workbench.finance.capacity import capacity, capacity_checks, sales_estimates
from workbench.finance.capacity.capacity import CapacityFound
from workbench.finance.capacity.sales_estimates import Way
from workbench.finance.loans.loans import schedule
from workbench.findings import Finding, Level
from workbench.knowledge import funders
from workbench.knowledge.funders import Capacity
from workbench.money import ZERO
from workbench.months import MONTHS_PER_YEAR
from workbench.plan.answers import Answer, Answers
from workbench.plan.business_plan import (
    BusinessPlan,
    LoanMethod,
    LoanTerms,
    MonthlyLine,
    Rhythm,
    Source,
)

RULES = funders.default_capacity()
FLAT_LOAN = LoanTerms(Decimal(12000), Decimal("0.12"), LoanMethod.FLAT, 12)
"""1 120 a month: the effective rate is far above 12 per cent."""


def told(**amounts: object) -> Answers:
    """Answers of the capacity page, and the sector."""
    found: dict[str, Answer] = {}
    for name, value in amounts.items():
        question = "idea.sector" if name == "sector" else f"capacity.{name}"
        kept: Any = value if isinstance(value, str) else Decimal(str(value))
        found[question] = Answer.of(kept)
    return Answers(found)


def assessed(
    plan: BusinessPlan = PLAIN,
    answers: Answers | None = None,
    rules: Capacity = RULES,
    most: Decimal | None = None,
) -> CapacityFound:
    return capacity.assess(plan, answers or Answers(), KNOWN, rules, most)


def indebted(per_month: int) -> BusinessPlan:
    return replace(PLAIN, other_debts=Decimal(per_month))


def codes(found: CapacityFound) -> dict[str, Finding]:
    return {f.code: f for f in capacity_checks.of_capacity(found)}


# Sales


def test_the_plan_alone_is_one_estimate_with_nothing_to_compare() -> None:
    sales = assessed().sales
    assert [e.way for e in sales.estimates] == [Way.TAKINGS]
    assert sales.takings == sales.base == Decimal(3900)
    assert sales.gap == 0
    assert sales.own_markup == Decimal(3900) / 1170 - 1


def test_customers_times_basket_times_open_days_is_a_second_estimate() -> None:
    sales = assessed(answers=told(customers_per_day=2, basket=90)).sales
    customers = next(e for e in sales.estimates if e.way is Way.CUSTOMERS)
    assert customers.per_month == Decimal(3120)
    assert sales.base == customers.per_month
    assert sales.gap == Decimal(780) / 3120


def test_purchases_times_the_plans_mark_up_is_a_third_estimate() -> None:
    sales = assessed(answers=told(purchases=900)).sales
    bought = next(e for e in sales.estimates if e.way is Way.PURCHASES)
    assert bought.per_month == Decimal(3000)
    assert sales.implied_markup == Decimal(3900) / 900 - 1


def test_a_mark_up_above_the_sectors_cap_is_believed_up_to_the_cap() -> None:
    sales = assessed(answers=told(purchases=900, sector="clothing_shop")).sales
    assert sales.believed_markup == Decimal("0.25")
    assert sales.base == Decimal(1125)


def test_half_a_count_is_no_estimate() -> None:
    sales = assessed(answers=told(customers_per_day=2)).sales
    assert [e.way for e in sales.estimates] == [Way.TAKINGS]


def test_sales_known_month_by_month_count_as_their_average() -> None:
    line = MonthlyLine(
        "Ventes", is_receipt=True, in_profit=True, amounts=(Decimal(100), Decimal(300))
    )
    plan = replace(PLAIN, products=(), monthly_lines=(line,))
    sales = assessed(plan, told(customers_per_day=1, basket=10)).sales
    assert sales.takings == Decimal(200)
    assert sales.own_markup is None
    lowered = sales_estimates.lowered(plan, Decimal("0.5"))
    assert lowered.monthly_lines[0].amounts == (Decimal(50), Decimal(150))


def test_the_lowest_estimate_is_the_one_the_cash_is_made_of() -> None:
    careful = assessed(answers=told(customers_per_day=2, basket=90))
    believing = assessed()
    margin = Decimal("0.7")
    difference = believing.months[5].business - careful.months[5].business
    assert difference == 780 * margin


def test_a_gap_asks_why_only_above_the_limit() -> None:
    at_the_limit = assessed(answers=told(customers_per_day=2, basket=90))
    assert at_the_limit.sales.gap == RULES.gap
    assert "capacity.estimates_differ" not in codes(at_the_limit)
    above = codes(assessed(answers=told(customers_per_day=2, basket=89)))
    finding = above["capacity.estimates_differ"]
    assert finding.level is Level.WARNING
    assert finding.facts["highest"] == Decimal(3900)


def test_a_mark_up_is_doubted_only_on_counted_purchases_of_a_capped_trade() -> None:
    doubted = assessed(answers=told(purchases=3000, sector="grocery"))
    assert codes(doubted)["capacity.markup_high"].facts == {
        "markup": Decimal("0.3"),
        "cap": Decimal("0.15"),
    }
    for answers in (told(sector="grocery"), told(purchases=3000, sector="tailoring")):
        assert "capacity.markup_high" not in codes(assessed(answers=answers))
    believed = told(purchases=3900, sector="grocery")
    assert "capacity.markup_high" not in codes(assessed(answers=believed))


def test_a_stock_too_small_for_the_sales_is_noticed() -> None:
    assert "capacity.stock_small" in codes(assessed(answers=told(stock=292)))
    assert "capacity.stock_small" not in codes(assessed(answers=told(stock="292.5")))


# Net cash


def test_net_cash_of_a_month_by_hand() -> None:
    """2 730 of margin less 1 000 of rent; 1 500 of food with 10 % and 650 earned."""
    month = assessed(indebted(80)).months[3]
    assert month.business == Decimal(1730)
    assert month.draw == Decimal(1000)
    assert month.debts == Decimal(80)
    assert month.net == Decimal(650)
    assert month.bearable == Decimal(260)


def test_what_is_given_back_to_relatives_is_a_debt_and_no_cost() -> None:
    family = Source("family", "Oncle", Decimal(600), repay_months=6)
    before = assessed().months
    after = assessed(replace(PLAIN, sources=(*PLAIN.sources, family))).months
    assert [m.debts for m in after[:7]] == [Decimal(100)] * 6 + [ZERO]
    assert [m.business for m in after] == [m.business for m in before]


def test_money_that_is_not_earned_does_not_help_to_repay() -> None:
    def line(*, is_receipt: bool) -> MonthlyLine:
        return MonthlyLine(
            "x", is_receipt=is_receipt, in_profit=False, amounts=(Decimal(500),)
        )

    beside = (line(is_receipt=True), line(is_receipt=False))
    for one in beside:
        plan = replace(PLAIN, monthly_lines=(one,))
        assert assessed(plan).months[0].business == assessed().months[0].business


def test_the_loan_asked_for_is_no_debt_of_its_own() -> None:
    without = assessed(replace(PLAIN, loan=None))
    assert [m.net for m in without.months] == [m.net for m in assessed().months]
    assert without.tightest is None
    assert without.mean_cover is None
    assert without.largest() is None
    assert without.largest_by_month() is None


# The two ratios


def test_share_and_dscr_name_the_same_two_amounts_the_other_way_round() -> None:
    month = assessed().months[0]
    assert month.instalment == Decimal(440)
    assert month.cover == Decimal("1.66")
    assert month.share == Decimal(440) / 730


def test_nothing_left_has_no_share_and_a_cover_below_nothing() -> None:
    poor = assessed(indebted(1000)).months[0]
    assert poor.share is None
    assert poor.cover == Decimal("-0.61")


def test_only_one_finding_speaks_of_the_loan() -> None:
    warned = codes(assessed())
    assert set(warned) == {"capacity.share_high"}
    assert warned["capacity.share_high"].facts["bearable"] == Decimal(292)
    low = codes(assessed(indebted(250)))
    assert low["capacity.cover_low"].level is Level.WARNING
    assert "capacity.share_high" not in low
    none = codes(assessed(indebted(400)))
    assert none["capacity.cover_low"].level is Level.BLOCKING


def test_a_share_at_the_limit_is_no_finding() -> None:
    exact = RULES.model_copy(update={"share": Decimal(440) / 730})
    assert codes(assessed(rules=exact)) == {}


# The largest loan


def test_the_largest_loan_is_the_one_whose_next_dirham_is_too_much() -> None:
    found = assessed()
    largest = found.largest()
    assert largest is not None
    assert found.terms is not None

    def highest(amount: Decimal) -> Decimal:
        terms = replace(PLAIN.loan or FLAT_LOAN, amount=amount)
        return max(row.due for row in schedule(terms))

    assert highest(largest) <= found.bearable < highest(largest + 1)


def test_a_published_flat_loan_comes_back_from_its_instalment() -> None:
    assert capacity.largest_loan(FLAT_LOAN, Decimal(1120)) == Decimal(12000)


def test_nothing_bearable_is_no_loan() -> None:
    assert assessed(indebted(5000)).largest() == 0


@settings(max_examples=60)
@given(loans(), st.integers(1, 500_000).map(lambda c: Decimal(c) / 100))
def test_no_instalment_of_the_largest_loan_is_too_much(
    terms: LoanTerms, bearable: Decimal
) -> None:
    largest = capacity.largest_loan(terms, bearable)
    assert largest >= 0
    if largest:
        rows = schedule(replace(terms, amount=largest))
        assert max(row.due for row in rows) <= bearable


@pytest.mark.parametrize("method", LoanMethod)
def test_payments_that_follow_the_months_repay_what_they_are_worth(
    method: LoanMethod,
) -> None:
    terms = replace(FLAT_LOAN, method=method)
    rows = schedule(terms)
    worth = capacity.loan_of_payments(terms, [row.due for row in rows])
    assert abs(worth - terms.amount) <= 1


def test_a_seasonal_trade_bears_more_when_instalments_follow_the_months() -> None:
    marks = ("slow",) * 2 + NORMAL[2:]
    seasonal = replace(PLAIN, rhythm=Rhythm(1, 2, 1, marks))
    found = assessed(seasonal)
    by_month, equal = found.largest_by_month(), found.largest()
    assert found.is_seasonal
    assert by_month is not None
    assert equal is not None
    assert by_month > equal
    assert assessed().largest_by_month() is None


def test_a_loan_is_no_larger_than_the_need_and_the_ceiling() -> None:
    found = assessed(most=Decimal(1000))
    assert found.need == Decimal(4100)
    assert found.ceiling == Decimal(1000)
    assert found.within(Decimal(900)) == Decimal(900)
    assert found.within(Decimal(1500)) == Decimal(1000)
    legal = assessed().ceiling
    assert legal > 1000
    assert assessed(replace(PLAIN, legal_form="cooperative")).ceiling > legal
    rich = replace(PLAIN, sources=(Source("own", "", Decimal(99999)),))
    assert assessed(rich).within(Decimal(900)) == 0


def test_the_months_are_those_of_the_loan_but_never_less_than_a_year() -> None:
    assert len(assessed().months) == MONTHS_PER_YEAR
    assert PLAIN.loan is not None
    long = replace(PLAIN, loan=replace(PLAIN.loan, term_months=84))
    assert len(assessed(long).months) == 60


@settings(max_examples=40, deadline=None)
@given(PLANS, st.integers(0, 2000), st.integers(0, 9000))
def test_any_plan_has_a_capacity_and_findings(
    plan: BusinessPlan, customers: int, purchases: int
) -> None:
    answers = told(customers_per_day=customers, basket=10, purchases=purchases)
    found = assessed(plan, answers)
    assert found.bearable >= 0
    assert found.sales.base <= found.sales.takings
    assert 0 <= found.sales.ratio <= 1
    assert found.within(found.largest() or ZERO) >= 0
    assert len(codes(found)) <= 4
