"""Scenarios from the terminal: compared, applied to a forecast, refused by name."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from cli_terminal import AWA, Terminal

PRUDENT = {
    "name": "Prudent",
    "changes": {"price_percent": "-5"},
    "shocks": [{"key": "ramadan", "size": "-20"}],
}
LATER = {"name": "Plus tard", "changes": {"start_months": 2}, "shocks": []}
GONE = {"name": "Perdu", "changes": {"price_percent": "-5", "product": "X"}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    case = json.loads(AWA.read_text(encoding="utf-8"))
    case |= {"version": 3, "scenarios": [PRUDENT, LATER, GONE]}
    path = tmp_path / "with.case.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    return path


def test_scenarios_are_compared_with_the_plan(terminal: Terminal, file: Path) -> None:
    told = terminal.given("scenarios", file, "--months", 12)
    plan = terminal.given("forecast", AWA, "--months", 12)
    assert told["plan"]["lowest_cash"] == plan["lowest_cash"]
    prudent, later, gone = told["scenarios"]
    assert prudent["changes"] == PRUDENT["changes"]
    assert prudent["shocks"] == PRUDENT["shocks"]
    assert Decimal(prudent["lowest_cash"]) < Decimal(plan["lowest_cash"])
    (twice,) = prudent["findings"]
    assert twice["code"] == "shock.already_slow"
    assert twice["facts"]["months"] == ["2027-02"]
    assert later["lowest_month"] > told["plan"]["lowest_month"]
    assert [f["code"] for f in gone["findings"]] == ["scenario.product_gone"]
    assert gone["lowest_cash"] == plan["lowest_cash"]


def test_a_person_reads_a_table_and_the_differences(
    terminal: Terminal, file: Path
) -> None:
    text = terminal.told("scenarios", file)
    assert "Plan actuel" in text
    assert "Prix de vente \u22125 % · Ramadan · \u221220 %" in text
    assert "Ramadan · \u221220 % de ventes" in text
    assert "marque déjà comme faibles (février 2027" in text
    assert "n'est plus dans le plan" in text
    assert "Mois d'ouverture +2 mois" in text


def test_a_case_on_record_says_the_same(terminal: Terminal, file: Path) -> None:
    number = terminal.given("case", "import", file)["number"]
    assert terminal.given("scenarios", number) == terminal.given("scenarios", file)


def test_a_forecast_is_made_with_a_scenario(terminal: Terminal, file: Path) -> None:
    number = terminal.given("case", "import", file)["number"]
    compared = terminal.given("scenarios", number)["scenarios"][0]
    for subject in (number, file):
        told = terminal.given("forecast", subject, "--scenario", "PRUDENT")
        assert told["lowest_cash"] == compared["lowest_cash"]
        assert [f["code"] for f in told["findings"]] == ["shock.already_slow"]
    assert "2027" in terminal.told("forecast", number, "--scenario", "Prudent")


def test_a_scenario_that_is_not_kept_and_a_plan_without_figures_are_refused(
    terminal: Terminal, file: Path
) -> None:
    asked = ("forecast", file, "--scenario", "Autre")
    assert terminal.refused(*asked) == "scenario.unknown"
    assert terminal.refused("scenarios", "2026-0001") == "case.unknown"
    empty = file.with_name("empty.case.json")
    empty.write_text('{"format":"workbench.case","version":1,"answers":{}}')
    assert terminal.refused("scenarios", empty) == "plan.incomplete"


def test_a_case_without_scenarios_is_its_plan_alone(terminal: Terminal) -> None:
    assert terminal.given("scenarios", AWA)["scenarios"] == []
