"""`workbench stress`: told in three languages, in JSON, and refused by name."""

import json
import sys
from pathlib import Path

import pytest
from cli_terminal import AWA, Terminal

from workbench.cli.session import DEFECT
from workbench.journey import holdings, portfolio, stress_engines
from workbench.journey.stress_engines import Failure, Serial
from workbench.plan.business_plan import Incomplete

DAY = "2027-03-15"
QUICK = ("--runs", 50, "--months", 4, "--workers", 1)
RAIN = ("--shock", "rainy_month:-40@2027-04")


def test_the_portfolio_is_told_month_by_month_by_trade_and_by_region(
    walked: Terminal,
) -> None:
    told = walked.told("--language", "en", "stress", *QUICK, *RAIN, on=DAY)
    assert "Portfolio under stress, March 2027 to June 2027" in told
    assert "40% · April 2027" in told
    for month in ("Mar 2027", "Apr 2027", "May 2027", "Jun 2027"):
        assert month in told
    assert "Hairdressing" in told
    assert "Rabat-Salé-Kénitra" in told
    assert "seed 1" in told


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ("Impayés", "tirage sur 20")), ("ar", ("المتأخرات", "محاولة من 20"))],
)
def test_no_english_is_left(
    walked: Terminal, language: str, words: tuple[str, ...]
) -> None:
    told = walked.told("--language", language, "stress", *QUICK, *RAIN, on=DAY)
    assert all(word in told for word in words)
    english = ("Portfolio", "Arrears", "with events", "Trade", "business", "seed")
    assert not [word for word in english if word in told]


def test_what_the_loans_start_from_is_told(walked: Terminal) -> None:
    told = walked.told("--language", "en", "stress", *QUICK, on=DAY)
    assert "So few loans make shares that say little." in told
    assert "1 loan has usual ranges, which are suggestions" in told
    assert "1 loan has no payment recorded" in told
    walked.given("payments", "add", "2026-0001", "10", on=DAY)
    told = walked.told("--language", "en", "stress", *QUICK, on=DAY)
    assert "1 loan starts from the payments recorded for it." in told
    assert "no payment recorded" not in told
    found = walked.given("stress", *QUICK, on=DAY)
    assert (found["by_record"], found["by_usual_ranges"]) == (1, 1)


def test_json_gives_every_figure_with_its_error(walked: Terminal) -> None:
    found = walked.given("stress", *QUICK, *RAIN, on=DAY)
    assert found["months"] == ["2027-03", "2027-04", "2027-05", "2027-06"]
    assert (found["runs"], found["seed"], found["loans"]) == (50, 1, 1)
    assert found["shocks"] == [
        {"key": "rainy_month", "size": "-40", "month": "2027-04", "businesses": 1}
    ]
    for one in (found["whole"], *found["sectors"], *found["regions"]):
        assert len(one["base"]) == len(one["stressed"]) == 4
        late = one["stressed"][-1]
        for measure in ("outstanding", "arrears", "par30", "par30_in_bad_runs"):
            assert set(late[measure]) == {"value", "error"}
    assert found["sectors"][0]["key"] == "hair_beauty"
    assert found["failed"] == found["left_out"] == []


def test_the_same_seed_tells_the_same_and_the_second_time_from_what_is_kept(
    walked: Terminal,
) -> None:
    first, second = (walked.given("stress", *QUICK, *RAIN, on=DAY) for _ in "ab")
    assert first.pop("chunks") == {"made": 1, "kept": 0}
    assert second.pop("chunks") == {"made": 0, "kept": 1}
    assert first == second
    other = walked.given("stress", *QUICK, *RAIN, "--seed", 2, on=DAY)
    assert other["whole"] != first["whole"]


def test_the_compiled_arithmetic_gives_the_same_sums(walked: Terminal) -> None:
    pytest.importorskip("numba")
    ours, compiled = (
        walked.given("stress", *QUICK, *RAIN, "--kernel", kernel, on=DAY)
        for kernel in ("numpy", "compiled")
    )
    assert ours["whole"] == compiled["whole"]
    assert ours["regions"] == compiled["regions"]


def test_without_the_extra_the_compiled_arithmetic_is_refused(
    walked: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "workbench.finance.simulation.compiled"
    monkeypatch.delattr(name, raising=False)
    monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    given = (*QUICK, "--kernel", "compiled")
    assert walked.refused("stress", *given, on=DAY) == "risk.kernel"


def test_the_home_is_named_as_portfolio_too(walked: Terminal, tmp_path: Path) -> None:
    elsewhere = Terminal(tmp_path / "nothing")
    found = elsewhere.given("stress", *QUICK, "--portfolio", walked.home, on=DAY)
    assert found["loans"] == 1


def test_what_cannot_be_done_is_refused_by_name(
    terminal: Terminal, walked: Terminal
) -> None:
    assert terminal.refused("stress", *QUICK) == "stress.no_home"
    assert not terminal.home.exists()
    refusals = {
        ("--shock", "earthquake"): "shock.unknown",
        ("--shock", "rainy_month:400"): "stress.size_beyond",
        ("--shock", "rainy_month@2027-02"): "stress.month_outside",
        ("--shock", "rainy_month@2027-07"): "stress.month_outside",
    }
    for given, code in refusals.items():
        assert walked.refused("stress", *QUICK, *given, on=DAY) == code
    for runs in (0, -5, 10_000_000):
        assert walked.refused("stress", "--runs", runs, on=DAY) == "risk.runs"


def test_a_home_without_a_granted_loan_is_refused(terminal: Terminal) -> None:
    terminal.told("case", "import", AWA)
    assert terminal.refused("stress", *QUICK) == "stress.nothing_funded"


@pytest.mark.parametrize(
    "shock", ["rainy_month:much", "rainy_month:NaN", "rainy_month@soon", "x@2027-13"]
)
def test_a_shock_that_nobody_can_read_is_a_wrong_command_line(
    walked: Terminal, shock: str
) -> None:
    done = walked.run("stress", *QUICK, "--shock", shock, on=DAY)
    assert done.exit_code == 2
    assert shock in done.stderr


def test_without_the_extra_a_scheduler_is_refused_with_what_to_install(
    walked: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    told = walked.refusal("stress", *QUICK, "--scheduler", "tls://x:1", on=DAY)["error"]
    assert told["code"] == "stress.cluster_missing"
    assert "workbench[cluster]" in told["message"]


def test_a_chunk_that_fails_is_named_with_a_reference_and_the_exit_code_says_so(
    walked: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        stress_engines, "attempt", lambda _work, _found: Failure("builtins.OSError")
    )
    done = walked.run("--json", "stress", *QUICK, on=DAY)
    assert done.exit_code == DEFECT
    (failed,) = json.loads(done.stdout)["failed"]
    assert len(failed["cases"]) == 1
    log = (walked.home / "logs" / "workbench.log").read_text(encoding="utf-8")
    assert f"ERROR {failed['reference']} builtins.OSError" in log
    told = walked.run("--language", "en", "stress", *QUICK, on=DAY)
    assert "Not computed after three tries" in told.stdout
    assert "No loan could be counted." in told.stdout


def test_processes_are_as_many_as_are_useful(
    walked: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[object] = []
    run = portfolio.run
    monkeypatch.setattr(
        portfolio, "run", lambda *given: used.append(given[1]) or run(*given)
    )
    walked.given("stress", "--runs", 20, "--workers", 8, on=DAY)
    assert isinstance(used[0], Serial)


def test_a_case_whose_plan_cannot_be_built_is_told_with_why(
    walked: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = Incomplete(("loan.amount",))
    monkeypatch.setattr(holdings.building, "build", lambda *_given: lacking)
    (left,) = walked.given("stress", *QUICK, on=DAY)["left_out"]
    assert left["code"] == "plan.incomplete"
    told = walked.told("--language", "en", "stress", *QUICK, on=DAY)
    assert f"Left out, case {left['case']}: Answers are missing" in told
    assert "loan.amount" in told
