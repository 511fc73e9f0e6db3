import re
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_terminal import AWA, Terminal, edited

from workbench.finance.simulation import montecarlo

COMPILED = "workbench.finance.simulation.compiled"


def test_the_same_file_is_run_again_to_the_same_figures(terminal: Terminal) -> None:
    first = terminal.given("risk", AWA, "--runs", 2000)
    assert first == terminal.given("risk", AWA, "--runs", 2000)
    assert (first["runs"], len(first["by_month"])) == (2000, 24)
    assert first["seed"] == montecarlo.seed_of("")
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


def test_what_cannot_help_has_its_reason(terminal: Terminal, tmp_path: Path) -> None:
    alone = edited(AWA, tmp_path / "alone.json", loan__wanted="no")
    told = terminal.given("risk", alone)
    assert [(one["key"], one["reason"]) for one in told["no_remedies"]] == [
        ("loan", "no_loan"),
        ("grace", "no_loan"),
    ]
    reasons = {one["key"]: one["reason"] for one in told["advice"]}
    assert reasons["term"] == "no_loan"
    assert reasons["opening_cash"] == ""
    said = terminal.told("risk", alone, "--language", "en")
    assert "- A larger loan: the plan has no loan that could be larger." in said
    assert "- Term of the loan: the plan has no loan\n" in said


def test_both_commands_say_how_far_how_often_and_which_luck_alike(
    terminal: Terminal,
) -> None:
    for command in ("risk", "stress"):
        told = " ".join(terminal.told(command, "--help").split())
        assert "--months" in told
        assert "How many months from " in told
        assert "How many times luck is drawn, " in told
        assert "The same seed draws the same luck" in told


def test_a_case_on_record_has_the_seed_of_its_number(terminal: Terminal) -> None:
    number = terminal.given("case", "import", AWA)["number"]
    told = terminal.given("risk", number, "--funder", "generic_microcredit")
    assert told["seed"] == montecarlo.seed_of(number)
    given = terminal.given("risk", number, "--seed", 0)
    assert given["by_month"] == terminal.given("risk", AWA, "--seed", 0)["by_month"]


def test_no_two_chances_of_running_out_are_told_of_the_same_plan(
    terminal: Terminal,
) -> None:
    found = terminal.given("risk", AWA)
    told = terminal.told("risk", AWA, "--language", "en")
    weighs = told[told.index("What weighs most") : told.index("What would help")]
    assert "%)" not in weighs.replace("(5%)", "")
    before = found["shortfall"]["chance"]
    falls = [round(100 * (before - one["chance"])) for one in found["drivers"]]
    lines = [line for line in weighs.splitlines() if "how much is sold" in line]
    written = [int(re.split(r"\s{2,}", line)[1]) for line in lines]
    assert written == [
        fall
        for fall, one in zip(falls, found["drivers"], strict=True)
        if one["key"] == "volume"
    ]


def test_how_far_the_plan_can_go_stands_apart_from_what_would_help(
    terminal: Terminal,
) -> None:
    found = terminal.given("risk", AWA)
    limits = {one["key"] for one in found["advice"] if one["is_limit"]}
    assert limits <= {"draw", "shortest_term"}
    told = terminal.told("risk", AWA, "--language", "en")
    helps, furthest = told.index("What would help"), told.index("How far the plan can")
    assert helps < furthest < told.index("Largest draw")


def test_the_compiled_arithmetic_counts_the_same(terminal: Terminal) -> None:
    pytest.importorskip("numba")
    ours, compiled = (
        terminal.given("risk", AWA, "--runs", 2000, "--kernel", kernel)
        for kernel in ("numpy", "compiled")
    )
    for one in ("shortfall", "every_instalment", "drivers", "remedies"):
        chances = [
            [part["chance"] for part in _parts(told[one])] for told in (ours, compiled)
        ]
        assert chances[0] == chances[1]
    assert compiled["lowest_cash_5"] == pytest.approx(ours["lowest_cash_5"], abs=0.01)


def _parts(told: Any) -> list[dict[str, Any]]:
    return told if isinstance(told, list) else [told]


def test_without_the_extra_the_compiled_arithmetic_is_refused(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(COMPILED, raising=False)
    monkeypatch.delitem(sys.modules, COMPILED, raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    refusal = terminal.refusal("risk", AWA, "--kernel", "compiled")["error"]
    assert refusal["code"] == "risk.kernel"
    assert "workbench[fast]" in refusal["message"]


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
