from pathlib import Path

import pytest
from cli_terminal import AWA, Terminal, edited


def test_the_same_file_is_run_again_to_the_same_figures(terminal: Terminal) -> None:
    first = terminal.given("risk", AWA, "--runs", 2000)
    assert first == terminal.given("risk", AWA, "--runs", 2000)
    assert (first["runs"], first["seed"], len(first["by_month"])) == (2000, 0, 24)
    assert not terminal.home.exists()


def test_another_seed_draws_another_luck_within_the_error(terminal: Terminal) -> None:
    one, other = (
        terminal.given("risk", AWA, "--seed", seed)["shortfall"] for seed in (1, 2)
    )
    assert one["chance"] != other["chance"]
    assert abs(one["chance"] - other["chance"]) < 6 * one["error"]


def test_every_remedy_and_driver_has_its_chance(terminal: Terminal) -> None:
    told = terminal.given("risk", AWA)
    assert {one["key"] for one in told["drivers"]} >= {"volume", "late", "bad"}
    assert all(one["chance"] <= told["level"] for one in told["remedies"])
    assert {one["key"] for one in told["advice"]} >= {"draw"}
    assert all(0 <= one["chance"] <= 1 for one in told["advice"])


def test_a_case_on_record_has_the_seed_of_its_revision(terminal: Terminal) -> None:
    number = terminal.given("case", "import", AWA)["number"]
    told = terminal.given("risk", number, "--funder", "generic_microcredit")
    assert told["seed"] > 0
    given = terminal.given("risk", number, "--seed", 0)
    assert given["by_month"] == terminal.given("risk", AWA)["by_month"]


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_person_reads_words_first(terminal: Terminal, language: str) -> None:
    told = terminal.told("risk", AWA, "--language", language, "--months", 12)
    lines = told.splitlines()
    assert "%" not in lines[0]
    assert any("%" in line for line in lines[1:5])


@pytest.mark.parametrize("runs", [0, -5, 10_000_000])
def test_impossible_numbers_of_runs_are_refused(terminal: Terminal, runs: int) -> None:
    refusal = terminal.refusal("risk", AWA, "--runs", runs)["error"]
    assert refusal["code"] == "risk.runs"
    assert refusal["facts"]["field"] == "risk.runs"


def test_missing_answers_are_named(terminal: Terminal, tmp_path: Path) -> None:
    gap = edited(AWA, tmp_path / "gap.json", products__list={"unknown": True})
    error = terminal.refusal("risk", gap)["error"]
    assert error["code"] == "plan.incomplete"
    assert "products.list" in error["facts"]["questions"]


def test_a_scenario_goes_with_a_case_on_record(terminal: Terminal) -> None:
    assert terminal.run("risk", AWA, "--scenario", 1).exit_code == 2
    number = terminal.given("case", "import", AWA)["number"]
    assert terminal.refused("risk", number, "--scenario", 1) == "scenario.unknown"
