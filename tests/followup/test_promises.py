"""What a frozen forecast promises to a visit: sales are what customers pay."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from workbench.exchange import case_file
from workbench.finance import forecast
from workbench.followup import comparison
from workbench.knowledge import parameters
from workbench.plan import building
from workbench.plan.business_plan import BusinessPlan

SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "thiam_couture.case.json"


def test_money_lent_given_or_handed_back_is_no_sale() -> None:
    """In three years: a loan of 18 000, grants of 15 000, a deposit of 2 500."""
    case = case_file.read(SAMPLE)
    plan = building.build(case.questionnaire, case.answers)
    assert isinstance(plan, BusinessPlan)
    made = forecast.project(plan, parameters.load(), 36)
    promised = comparison.promises(made)
    beside = [
        received - promised[month].sales
        for month, received in zip(made.months, made.cash.total_in, strict=True)
    ]
    assert sum(beside) == Decimal(18_000 + 15_000 + 2_500)
    assert sum(map(bool, beside)) < len(beside) / 2


def test_what_no_figure_counts_is_lent_put_in_or_paid_back() -> None:
    """Of the payments: purchases, costs, the draw; the rest is named here by hand."""
    case = case_file.read(SAMPLE)
    plan = building.build(case.questionnaire, case.answers)
    assert isinstance(plan, BusinessPlan)
    made = forecast.project(plan, parameters.load(), 36)
    rest = ("loan_", "repay_", "other_debts", "equipment_")
    apart = [li for li in made.cash.payments if li.key.startswith(rest)]
    assert apart
    for place, promised in enumerate(comparison.promises(made).values()):
        told = promised.purchases + promised.costs + promised.draw
        left_out = sum(line.amounts[place] for line in apart)
        assert told + left_out == made.cash.total_out[place]


def test_what_the_household_takes_is_no_cost_of_the_business() -> None:
    case = case_file.read(SAMPLE)
    plan = building.build(case.questionnaire, case.answers)
    assert isinstance(plan, BusinessPlan)
    month = plan.start.plus(5)
    promised = comparison.promises(forecast.project(plan, parameters.load(), 24))[month]
    more = replace(plan, draw_change=plan.draw_change + 100)
    then = comparison.promises(forecast.project(more, parameters.load(), 24))[month]
    assert then.draw == promised.draw + 100
    assert then.costs == promised.costs
