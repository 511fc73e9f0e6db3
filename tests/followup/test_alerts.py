"""Each alert of a visit at its limit: on it nothing is said, past it something is."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from workbench.followup import comparison
from workbench.followup.comparison import MonthFigures, Situation
from workbench.knowledge.funders import Alerts

DAY = date(2027, 3, 10)
LIMITS = Alerts(
    sales_share=Decimal("0.70"),
    stock_share=Decimal("0.70"),
    customer_credit_share=Decimal("0.20"),
    cash_weeks=2,
    late_days=7,
    permit_days=60,
)
PROMISED = MonthFigures(*map(Decimal, (10_000, 4_000, 1_200, 1_500, 3_000)))
CALM = MonthFigures(*map(Decimal, (7_000, 4_000, 1_200, 1_800, 2_400)))
"""Sales of exactly 70 %; two weeks of 5 200 a month are 2 400; a profit of 1 800."""
USUAL = Situation(
    is_open=True,
    days_late=7,
    permit_expires_on=DAY + timedelta(days=60),
    visited_on=DAY,
)
CENT = Decimal("0.01")


def codes(actual: MonthFigures = CALM, situation: Situation = USUAL) -> list[str]:
    found = comparison.alerts(PROMISED, actual, situation, LIMITS)
    return [finding.code for finding in found]


def test_on_every_limit_nothing_is_said() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("actual", "code"),
    [
        (replace(CALM, sales=CALM.sales - CENT, draw=Decimal(0)), "visit.sales_low"),
        (replace(CALM, cash=CALM.cash - CENT), "visit.cash_low"),
        (replace(CALM, draw=CALM.draw + CENT), "visit.draw_above_profit"),
    ],
)
def test_a_cent_past_a_limit_is_told(actual: MonthFigures, code: str) -> None:
    assert codes(actual) == [code]


@pytest.mark.parametrize(
    ("situation", "code"),
    [
        (replace(USUAL, days_late=8), "visit.instalment_late"),
        (
            replace(USUAL, permit_expires_on=DAY + timedelta(days=59)),
            "visit.permit_expires",
        ),
        (replace(USUAL, is_open=False), "visit.closed"),
    ],
)
def test_a_day_past_a_limit_is_told(situation: Situation, code: str) -> None:
    assert codes(situation=situation) == [code]
