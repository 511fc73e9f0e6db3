"""Payments from the terminal: shown, added, taken back, refused."""

import json

import pytest
from cli_terminal import AWA, Terminal

DAY = "2027-02-14"


@pytest.fixture
def number(walked: Terminal) -> str:
    """A walked case with a granted loan."""
    for case in walked.given("case", "list"):
        shown = walked.given("case", "show", case["number"])
        if any(row["outcome"] == "accepted" for row in shown["decisions"]):
            return str(case["number"])
    raise LookupError


def listed(walked: Terminal, number: str) -> dict[str, object]:
    told: dict[str, object] = walked.given("payments", "list", number, on=DAY)
    return told


def test_a_loan_is_listed_with_its_schedule(walked: Terminal, number: str) -> None:
    told = listed(walked, number)
    assert told["lent"] == told["outstanding_principal"]
    assert told["entries"] == []
    text = walked.told("payments", "list", number, on=DAY)
    assert "Remboursement du prêt" in text
    assert "Échéancier" in text


def test_a_payment_is_added_and_taken_back(walked: Terminal, number: str) -> None:
    before = listed(walked, number)
    paid_on = str(before["paid_out_on"])
    add = ("payments", "add", number, "100,50", "--paid-on", paid_on)
    added = walked.given(*add, on=DAY)
    assert added["paid"] == "100.50"
    assert added["entries"][0] | {"recorded_at": ""} == {
        "number": 1,
        "kind": "payment",
        "on": paid_on,
        "amount": "100.50",
        "reversed_by": None,
        "recorded_at": "",
        "recorded_by": "local",
    }
    back = walked.given("payments", "reverse", number, "1", on=DAY)
    assert back["paid"] == "0.00"
    assert [entry["reversed_by"] for entry in back["entries"]] == [2, None]
    text = walked.told("payments", "list", number, "--language", "en", on=DAY)
    assert "Cancels entry 1" in text
    assert "Cancelled" in text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("add", "1", "--paid-on", "2027-02-15"), "loan_event.future"),
        (("add", "1", "--paid-on", "2001-01-01"), "loan_event.too_early"),
        (("add", "0"), "loan_event.amount"),
        (("add", "9000000"), "loan_event.too_large"),
        (("reverse", "1"), "loan_event.unknown"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    walked: Terminal, number: str, arguments: tuple[str, ...], code: str
) -> None:
    command, *rest = arguments
    assert walked.refused("payments", command, number, *rest, on=DAY) == code
    assert listed(walked, number)["entries"] == []


def test_an_entry_is_reversed_only_once(walked: Terminal, number: str) -> None:
    walked.given("payments", "add", number, "10", on=DAY)
    walked.given("payments", "reverse", number, "1", on=DAY)
    again = ("payments", "reverse", number, "1")
    assert walked.refused(*again, on=DAY) == "loan_event.reversed"


def test_an_amount_that_can_be_read_in_two_ways_is_no_amount(
    walked: Terminal, number: str
) -> None:
    done = walked.run("payments", "add", number, "1.250", on=DAY)
    assert done.exit_code == 2
    assert "1.250" in done.stderr


def test_a_case_without_a_loan_and_a_case_that_is_not_there_are_refused(
    terminal: Terminal,
) -> None:
    assert terminal.refused("payments", "list", "2026-0001") == "case.unknown"
    number = terminal.given("case", "import", AWA)["number"]
    assert terminal.refused("payments", "list", number) == "loan_event.no_loan"


def test_what_was_recorded_is_in_the_exported_case(
    walked: Terminal, number: str
) -> None:
    walked.given("payments", "add", number, "10", on=DAY)
    case = json.loads(walked.told("case", "export", number, on=DAY))
    assert case["loan_entries"] == [{"kind": "payment", "on": DAY, "amount": "10.00"}]
