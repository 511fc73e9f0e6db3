import json
from pathlib import Path
from typing import Any

from cli_terminal import Terminal
from click.testing import CliRunner

from workbench.cli import app

TERMS: dict[str, Any] = {
    "disbursements": [{"date": "2026-01-31", "amount": "12000"}],
    "annual_nominal_rate_pct": "12.0",
    "interest_method": "FLAT",
    "number_of_repayments": 12,
}


def written(folder: Path, content: object) -> Path:
    file = folder / "terms.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def test_a_schedule_is_given_in_numbers(terminal: Terminal, tmp_path: Path) -> None:
    told = terminal.given("schedule", written(tmp_path, TERMS))
    assert len(told["rows"]) == 12
    assert told["rows"][0] == {
        "nr": 1,
        "due_date": "2026-02-28",
        "principal": 1000,
        "interest": 120,
        "fees": 0,
        "insurance": 0,
        "savings": 0,
        "due": 1120,
        "outstanding": 11000,
    }
    assert told["totals"]["due"] == 13440
    assert told["annual_nominal_rate_pct"] == 12
    assert 23 < told["effective_rate_pct"] < 24


def test_a_list_is_answered_in_its_order_refusals_in_their_place(
    terminal: Terminal, tmp_path: Path
) -> None:
    wrong = TERMS | {"number_of_repayments": 0}
    told = terminal.given("schedule", written(tmp_path, [TERMS, wrong, 5]))
    assert told[0]["totals"]["principal"] == 12000
    assert told[1]["error"]["code"] == "loan_terms.term"
    assert told[1]["error"]["field"] == "number_of_repayments"
    assert told[2]["error"]["code"] == "loan_terms.not_terms"


def test_a_refusal_names_its_field(terminal: Terminal, tmp_path: Path) -> None:
    file = written(tmp_path, TERMS | {"grace_on_principal": 12})
    error = terminal.refusal("schedule", file)["error"]
    assert error["code"] == "loan_terms.grace"
    assert error["facts"]["field"] == "grace_on_principal"


def test_the_rate_quoted_stands_beside_what_the_loan_costs(
    terminal: Terminal, tmp_path: Path
) -> None:
    costs = {"fees": [{"when": "UP_FRONT", "amount": 100}]}
    file = written(tmp_path, TERMS | costs)
    lines = terminal.told("schedule", file).splitlines()
    assert "12 %" in lines[-2]
    assert "Coût effectif" in lines[-1]


def test_terms_can_be_piped_in(terminal: Terminal) -> None:
    arguments = ["--home", str(terminal.home), "--json", "schedule", "-"]
    done = CliRunner().invoke(app, arguments, input=json.dumps(TERMS))
    assert json.loads(done.stdout)["totals"]["interest"] == 1440


def test_a_rate_above_the_maximum_entered_is_refused(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.told("parameter", "set", "microcredit.maximum_rate", "10")
    file = written(tmp_path, TERMS)
    assert terminal.refused("schedule", file) == "loan_terms.rate_above_maximum"


def test_a_loan_beyond_the_permit_is_computed_with_a_warning(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = written(tmp_path, TERMS | {"residence_permit_until": "2026-06-30"})
    (warning,) = terminal.given("schedule", file)["warnings"]
    assert warning["code"] == "loan_terms.outlasts_permit"
    assert warning["field"] == "residence_permit_until"
    assert warning["message"] in terminal.told("schedule", file)
