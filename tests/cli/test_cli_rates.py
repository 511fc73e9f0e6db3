"""`workbench rates`: one request, a list, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli_terminal import Terminal
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.cli import app
from workbench.errors import WorkbenchError
from workbench.finance.rates import rate_requests

LOAN = {"kind": "pmt", "rate": 0.01, "nper": 12, "pv": 1000}
SEVERAL = {"kind": "irr", "values": [-100, 230, -132]}


def piped(text: str | bytes, *options: str) -> Result:
    return CliRunner().invoke(app, [*options, "rates", "-"], input=text)


def asked(request: Any, *options: str) -> Any:
    done = piped(json.dumps(request), *options)
    assert (done.exit_code, done.stderr) == (0, "")
    return json.loads(done.stdout)


def refused(request: Any) -> dict[str, Any]:
    done = piped(json.dumps(request), "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    error: dict[str, Any] = json.loads(done.stderr)["error"]
    return error


def test_one_request_has_one_answer(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "request.json"
    file.write_text(json.dumps(LOAN), encoding="utf-8")
    told = terminal.given("rates", file)
    assert told == {"value": pytest.approx(-88.8488), "unique": True, "note": None}
    assert told == asked(LOAN)


def test_an_answer_is_json_with_or_without_being_asked_for() -> None:
    assert asked(LOAN) == asked(LOAN, "--json")


def test_a_list_is_answered_in_its_order_refusals_included() -> None:
    told = asked([LOAN, {"kind": "nothing"}, SEVERAL, 3])
    assert [sorted(entry) for entry in told] == [
        ["note", "unique", "value"],
        ["error"],
        ["code", "note", "others", "unique", "value"],
        ["error"],
    ]
    error = told[1]["error"]
    assert (error["code"], error["field"]) == ("rates.kind_unknown", "kind")
    assert "irr" in error["message"]
    assert asked([]) == []


def test_several_rates_are_said_in_the_language_chosen() -> None:
    told = asked(SEVERAL, "--language", "en")
    assert told["value"] == pytest.approx(0.1)
    assert told["others"] == [pytest.approx(0.2)]
    assert not told["unique"]
    assert "several rates (2)" in told["note"]
    assert "plusieurs taux" in asked(SEVERAL)["note"]


def test_no_rate_is_null_with_its_reason() -> None:
    told = asked({"kind": "irr", "values": [1, 2]})
    assert (told["value"], told["unique"]) == (None, False)
    assert told["code"] == "rate.no_sign_change"
    assert told["note"]


def test_a_present_value_says_how_it_takes_the_first_flow() -> None:
    request = {"kind": "npv", "rate": 0.1, "values": [11, 11]}
    assert asked(request)["convention"] == "first_not_discounted"
    later = asked({**request, "first_discounted": True})
    assert later["convention"] == "first_discounted"
    assert later["value"] == pytest.approx(asked(request)["value"] / 1.1)


def test_a_flat_rate_is_answered_by_what_it_costs() -> None:
    quote = {"kind": "flat", "amount": 1000, "flat_rate": 10 * 52 / 44 / 100}
    weekly = {**quote, "number": 44, "periods_per_year": 52}
    assert asked(weekly)["value"] == pytest.approx(0.2507, abs=5e-5)
    with_fee = asked({**weekly, "fee": 20})
    assert with_fee["value"] == pytest.approx(0.3127, abs=5e-5)


def test_a_long_equal_series_need_not_be_written_out() -> None:
    short = {"kind": "irr", "first": -100, "repeated": [60, 2]}
    assert asked(short) == asked({"kind": "irr", "values": [-100, 60, 60]})


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"rate": None}, "rates.invalid", "rate"),
        ({"rate": "x"}, "rates.invalid", "rate"),
        ({"rate": "nan"}, "rates.out_of_range", "rate"),
        ({"rate": True}, "rates.invalid", "rate"),
        ({"rate": -1}, "rates.out_of_range", "rate"),
        ({"nper": 0}, "rates.out_of_range", "nper"),
        ({"pv": 1e30}, "rates.out_of_range", "pv"),
        ({"when": "later"}, "rates.invalid", "when"),
        ({"when": [1]}, "rates.invalid", "when"),
        ({"years": 3}, "rates.unknown", "years"),
    ],
)
def test_a_wrong_value_is_refused_with_its_field(
    change: dict[str, Any], code: str, field: str
) -> None:
    error = refused({**LOAN, **change})
    assert (error["code"], error["facts"]["field"]) == (code, field)
    assert field in error["message"]


@pytest.mark.parametrize(
    ("request_", "code", "field"),
    [
        ({}, "rates.missing", "kind"),
        ({"kind": ["irr"]}, "rates.kind_unknown", "kind"),
        ({"kind": "irr"}, "rates.missing", "values"),
        ({"kind": "irr", "values": []}, "rates.length", "values"),
        ({"kind": "irr", "values": [1], "first": 2}, "rates.not_together", "first"),
        ({"kind": "irr", "repeated": [1, 2]}, "rates.missing", "first"),
        (
            {"kind": "irr", "values": [1], "repeated": [1, 2]},
            "rates.not_together",
            "repeated",
        ),
        (
            {"kind": "xirr", "flows": [{"date": "2026-02-30", "amount": 1}]},
            "rates.invalid",
            "flows.0.date",
        ),
        (
            {"kind": "xirr", "flows": [{"date": 20260101, "amount": 1}]},
            "rates.invalid",
            "flows.0.date",
        ),
        (
            {
                "kind": "xirr",
                "flows": [{"date": "2026-02-20", "amount": 1}],
                "day_count": "Lunar",
            },
            "day_count.unknown",
            "day_count",
        ),
        (
            {
                "kind": "day_count",
                "convention": "Actual/365",
                "start": "2026-02-20",
                "end": "2026-02-19",
            },
            "dates.out_of_order",
            "end",
        ),
        (
            {
                "kind": "apr",
                "advances": [{"years": 0, "amount": 5}],
                "payments": [{"date": "2026-02-20", "amount": 1}],
            },
            "rates.missing",
            "advances.0.date",
        ),
        (
            {
                "kind": "apr",
                "advances": [{"years": 0, "amount": 5}],
                "payments": [{"amount": 1}],
            },
            "rates.missing",
            "payments.0.years",
        ),
        (
            {
                "kind": "apr",
                "advances": [{"date": "2026-02-20", "amount": 5, "years": 0}],
                "payments": [{"date": "2026-02-20", "amount": 1}],
            },
            "rates.not_together",
            "advances.0.years",
        ),
    ],
)
def test_a_wrong_request_is_refused_with_its_field(
    request_: dict[str, Any], code: str, field: str
) -> None:
    error = refused(request_)
    assert (error["code"], error["facts"]["field"]) == (code, field)


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"\xff\xfe", b"[NaN]", b'"\\ud800"', b"[" * 100_000, b"1" * 5000],
)
def test_what_is_no_json_is_refused_by_name(text: bytes) -> None:
    done = piped(text, "--json")
    assert done.exit_code == 1
    assert json.loads(done.stderr)["error"]["code"] == "request.malformed"


def test_a_file_that_is_not_there_is_refused_by_name(
    terminal: Terminal, tmp_path: Path
) -> None:
    assert terminal.refused("rates", tmp_path / "no.json") == "request.not_found"
    assert terminal.refused("rates", tmp_path) == "request.not_found"
    assert terminal.refused("rates", "a\0b") == "request.not_found"


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.sampled_from(["2026-01-01", "begin", "unit_period", "30/360", "1e5"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["date", "amount", "years"]), inner)
    ),
    max_leaves=8,
)
KEYS = (
    *("values", "first", "repeated", "flows", "rate", "day_count", "when", "type"),
    *("nper", "per", "pv", "fv", "pmt", "start", "end", "convention", "advances"),
    *("payments", "method", "unit", "amount", "flat_rate", "number", "fee"),
    *("finance_rate", "reinvest_rate", "first_discounted"),
)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(sorted(rate_requests.KINDS)),
    st.dictionaries(st.sampled_from(KEYS), values, max_size=6),
)
def test_nothing_asked_is_a_defect(kind: str, given_: dict[str, Any]) -> None:
    try:
        found = rate_requests.answer({"kind": kind, **given_})
    except WorkbenchError as refusal:
        named = refusal.facts["field"]
    else:
        named = found.finding or found.value
    assert named is not None
