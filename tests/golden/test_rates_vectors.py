"""Rates, values and day counts that others published, against `workbench rates`.

Each case is put in the words of the command, from the inputs as its source gives
them; a figure agrees when it rounds to the one printed.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from workbench.finance.rates import rate_requests

FILE = "rates_and_values.json"
CASES = json.loads((Path(__file__).parent / FILE).read_text(encoding="utf-8"))

Case = dict[str, Any]
Flow = dict[str, Any]

ROUNDED_OTHERWISE = {
    "ec-aprc-ex35": (5e-4, "the document's own arithmetic differs: three decimals"),
    "ec-aprc-ex37": (5e-4, "the document's own arithmetic differs: three decimals"),
    "ec-aprc-ex39": (1e-5, "the document iterates; its payments give 13.494236"),
    "curo-ex2-eu-apr-with-fee": (1e-8, "printed figure cut, not rounded"),
    "irr-1": (1e-11, "printed figure cut, not rounded"),
    "irr-5": (1e-11, "printed figure cut, not rounded"),
    "excel-xirr": (1e-8, "the page states accuracy within 0.000001 percent"),
    "npf-rate": (1e-6, "numpy-financial iterates to a tolerance of 1e-6"),
}
"""Absolute tolerances of figures that are not the nearest ones, with why."""


def printed_to(case: Case, expected: float) -> float:
    """Return half a unit of the last decimal printed, and what floats hold."""
    if case["id"] in ROUNDED_OTHERWISE:
        return ROUNDED_OTHERWISE[case["id"]][0]
    exponent = Decimal(str(expected)).as_tuple().exponent
    assert isinstance(exponent, int)
    return 0.5000001 * 10.0**exponent + 1e-12 * max(1.0, abs(expected))


# The inputs of each kind of source in the words of the command


def request_of(case: Case) -> dict[str, Any]:
    inputs = dict(case["inputs"])
    if case["kind"] != "apr":
        return {"kind": case["kind"], **inputs}
    if inputs["method"].startswith("Reg Z"):
        return unit_period(inputs)
    advance = inputs["advance"]
    if "advance_date" in inputs:
        lent = [{"date": inputs["advance_date"], "amount": advance}]
        days = {"day_count": "Actual/365", "payments": inputs["payments"]}
        return {"kind": "apr", "advances": lent, **days}
    paid = [{"years": 0, "amount": upfront(inputs)}, *payments(inputs)]
    return {
        "kind": "apr",
        "advances": [{"years": 0, "amount": advance}],
        "payments": [flow for flow in paid if flow["amount"]],
    }


def upfront(inputs: Case) -> float:
    return inputs.get("upfront_cost", inputs.get("upfront_fee", 0))


def each(amounts: list[float], per_year: int = 12, first: float | None = None) -> Any:
    """One payment a period, the first after one period unless said."""
    start = 1 / per_year if first is None else first
    return [
        {"years": start + k / per_year, "amount": amount}
        for k, amount in enumerate(amounts)
    ]


def payments(inputs: Case) -> list[Flow]:
    if "days" in inputs:
        return [{"years": inputs["days"] / 365.25, "amount": inputs["payment"]}]
    if "weeks_per_year" in inputs:
        return each([inputs["payment"]] * inputs["n"], inputs["weeks_per_year"])
    if "number" in inputs:
        level = [inputs["instalment"]] * inputs["number"]
        return each([level[0] + inputs["fee_with_first"], *level[1:]])
    if "payments" in inputs:
        named = (("t_years", "years"), ("amount", "amount"))
        return [{new: flow[old] for old, new in named} for flow in inputs["payments"]]
    if "instalment" in inputs:
        return level_payments(inputs)
    if "instalments" in inputs:
        return stepped(inputs)
    return by_rule(inputs)


def level_payments(inputs: Case) -> list[Flow]:
    first = 3 / 366 + 1 / 12 if "first_interval_years" in inputs else None
    found: list[Flow] = each([inputs["instalment"]] * inputs["n"], first=first)
    if "balloon" in inputs:
        found.append({"years": inputs["n"] / 12, "amount": inputs["balloon"]})
    return found


def stepped(inputs: Case) -> list[Flow]:
    amounts = [amount for amount, n in inputs["instalments"] for _ in range(n)]
    found: list[Flow] = each(amounts)
    if "bullet" in inputs:
        found.append({"years": len(amounts) / 12, "amount": inputs["bullet"]})
    return found


def by_rule(inputs: Case) -> list[Flow]:
    """Payments told in words: the rule of each example."""
    advance = inputs["advance"]
    if "annual_growth_pct" in inputs:
        growth = 1 + inputs["annual_growth_pct"] / 100
        first = inputs["first_year_instalment"]
        return each([cents(first * growth ** (k // 12)) for k in range(inputs["n"])])
    if "principal_per_month" in inputs:
        fixed = inputs["principal_per_month"]
        return each(declining(advance, fixed, inputs["monthly_rate"]))
    if inputs.get("rule", "").startswith(("2 %", "as ex. 14")):
        last = 180 if "180" in inputs["rule"] else 0
        return each(revolving(advance, last))
    if "8.39 %" in inputs.get("rule", ""):
        return each(rate_rise(advance))
    if "fee_at_month_3" in inputs:
        fee = {"years": 3 / 12, "amount": inputs["fee_at_month_3"]}
        return [fee, {"years": 1, "amount": inputs["bullet_month_12"]}]
    if "card_fee_month_1" in inputs:
        parts = equal_parts(advance, [0.09] * 12)
        return each([parts[0] + inputs["card_fee_month_1"], *parts[1:]])
    if "bullet_month_6" in inputs:
        return [{"years": 6 / 12, "amount": inputs["bullet_month_6"]}]
    raise AssertionError(inputs)


def cents(amount: float) -> float:
    return round(amount, 2)


def declining(balance: float, principal: float, rate: float) -> list[float]:
    """A fixed principal, and interest on the balance."""
    found = []
    while balance > 0.005:
        part = min(principal, balance)
        found.append(cents(part + balance * rate))
        balance = cents(balance - part)
    return found


def equal_parts(amount: float, yearly: list[float]) -> list[float]:
    """Equal parts of principal; interest at effective rates, one a month."""
    part = amount / len(yearly)
    return [
        cents(part + (amount - k * part) * ((1 + rate) ** (1 / 12) - 1))
        for k, rate in enumerate(yearly)
    ]


def rate_rise(amount: float) -> list[float]:
    """Example 31: as the base case, effective 7 %, until the rate rises."""
    return equal_parts(amount, [0.07] * 6 + [0.0839] * 6)


def revolving(balance: float, last: int) -> list[float]:
    """2 % of the balance, at least 100, and 0.5 % interest; only payments rounded."""
    found: list[float] = []
    while balance > 0.005:
        is_last = len(found) + 1 == last
        part = balance if is_last else min(max(0.02 * balance, 100), balance)
        found.append(cents(part + balance * 0.005))
        balance -= part
    return found


def unit_period(inputs: Case) -> dict[str, Any]:
    unit = inputs["unit"]
    lent = [{"date": inputs["date"], "amount": inputs["advance"]}]
    regular = inputs.get("n_regular", inputs.get("n"))
    amounts = [inputs["payment"]] * regular
    amounts = (
        [inputs["first_payment"], *amounts] if "first_payment" in inputs else amounts
    )
    amounts += [inputs["last_payment"]] if "last_payment" in inputs else []
    step = 3 if unit == "quarter" else 1
    day = inputs.get("first") or later(inputs["date"], step)
    paid = [
        {"date": later(day, step * k), "amount": amount}
        for k, amount in enumerate(amounts)
    ]
    asked = {"kind": "apr", "method": "unit_period", "unit": unit}
    return {**asked, "advances": lent, "payments": paid}


def later(day: str, months: int) -> str:
    year, month, of_month = map(int, day.split("-"))
    years, month = divmod(month - 1 + months, 12)
    return f"{year + years:04}-{month + 1:02}-{of_month:02}"


# The figures


def published(case: Case) -> float | None:
    expected = case["expected"]
    if "apr_pct" in expected:
        return float(expected["apr_pct"])
    return next(expected[key] for key in ("value", "years", "apr") if key in expected)


@pytest.mark.vectors(FILE)
@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_published_rate_or_value_comes_out(case: Case) -> None:
    found = rate_requests.answer(request_of(case))
    expected = published(case)
    if expected is None:
        assert found.value is None
        assert found.finding is not None
        return
    assert found.value is not None
    scale = 100 if "apr_pct" in case["expected"] else 1
    assert found.is_unique
    assert scale * found.value == pytest.approx(
        expected, rel=0, abs=printed_to(case, expected)
    )
