"""Small plans made from published figures, and answers compared with them."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from workbench.finance import forecast
from workbench.finance.forecast import Forecast
from workbench.finance.model.series import Series
from workbench.knowledge import parameters
from workbench.months import Month
from workbench.plan.business_plan import Branch, BusinessPlan, MonthlyLine

HERE = Path(__file__).parent
KNOWN = parameters.load()
JANUARY = Month(2027, 1)
USUAL = Decimal("0.005")

Case = dict[str, Any]


def read(file: str) -> list[Case]:
    text = (HERE / file).read_text(encoding="utf-8")
    found: list[Case] = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return found


def marked(cases: Iterable[Case], reasons: Mapping[str, str]) -> list[Any]:
    """One parameter a case; those with a reason are expected to fail."""
    return [
        pytest.param(
            case,
            id=case["id"],
            marks=pytest.mark.xfail(strict=True, reason=reasons[case["id"]])
            if case["id"] in reasons
            else (),
        )
        for case in cases
    ]


def line(label: str, amounts: Iterable[Decimal], *, come: bool) -> MonthlyLine:
    return MonthlyLine(label, come, in_profit=True, amounts=tuple(amounts))


def plan(*lines: MonthlyLine, **more: Any) -> BusinessPlan:
    """A plan of known monthly lines."""
    return BusinessPlan(
        start=JANUARY,
        legal_form="informal",
        branch=Branch.GOODS,
        monthly_lines=lines,
        **more,
    )


def project(given: BusinessPlan, months: int = 12) -> Forecast:
    return forecast.project(given, KNOWN, months)


def per_cent(part: Decimal, whole: Decimal) -> Decimal:
    return part / whole * 100


def sums(series: Series, length: int = 12) -> list[Decimal]:
    """What each run of so many amounts adds up to."""
    starts = range(0, len(series), length)
    return [sum(series[s : s + length], Decimal(0)) for s in starts]


def agree(found: object, expected: object, tolerance: Decimal) -> None:
    """Compare numbers within the tolerance and everything else exactly."""
    if isinstance(expected, Mapping):
        assert isinstance(found, Mapping)
        assert found.keys() == expected.keys()
        for key, value in expected.items():
            agree(found[key], value, tolerance)
    elif isinstance(expected, list):
        assert isinstance(found, list | tuple)
        assert len(found) == len(expected)
        for mine, theirs in zip(found, expected, strict=True):
            agree(mine, theirs, tolerance)
    elif isinstance(expected, Decimal):
        assert isinstance(found, Decimal | int)
        assert abs(found - expected) <= tolerance
    else:
        assert found == expected
