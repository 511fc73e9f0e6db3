from decimal import Decimal

import pytest
from cli_terminal import AWA, Terminal

from workbench.exchange import case_file
from workbench.knowledge import parameters

RATE = "microcredit.rate_per_year"
SMIG = "wages.smig_per_hour"


def test_the_schema_printed_is_the_one_of_the_reader(terminal: Terminal) -> None:
    printed = terminal.given("schema", "case")
    assert printed == case_file.schema()
    assert terminal.refused("schema", "case", "--profile", "nobodys") == (
        "knowledge.invalid"
    )


def test_every_figure_is_listed_with_its_source(terminal: Terminal) -> None:
    listed = {row["id"]: row for row in terminal.given("parameters")}
    assert list(listed) == [parameter.id for parameter in parameters.load()]
    for row in listed.values():
        is_sourced = bool(row.get("source"))
        assert is_sourced != row["is_entered_by_organisation"], row["id"]
    told = terminal.told("parameters")
    for row in listed.values():
        assert row["id"] in told
        assert row.get("source", "") in told


def test_a_figure_is_the_one_in_force_on_the_day(terminal: Terminal) -> None:
    for value in parameters.load()[SMIG].values:
        day = max(value.from_, value.known_on or value.from_)
        rows = {r["id"]: r for r in terminal.given("parameters", on=day.isoformat())}
        assert Decimal(rows[SMIG]["value"]) == value.number


def test_a_day_before_any_text_has_no_value(terminal: Terminal) -> None:
    rows = {r["id"]: r for r in terminal.given("parameters", on="1950-01-01")}
    assert rows[SMIG]["value"] is None


def test_the_files_shipped_pass_the_check(terminal: Terminal) -> None:
    assert terminal.given("parameters", "--check")["problems"] == []


def test_figures_nobody_looked_at_for_a_year_are_listed_apart(
    terminal: Terminal,
) -> None:
    told = terminal.given("parameters", "--check", on="2040-01-01")
    assert told["problems"] == []
    assert SMIG in told["stale"]
    assert SMIG in terminal.told("parameters", "--check", on="2040-01-01")


def test_a_problem_in_the_files_gives_exit_code_one(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parameters, "check", lambda _: ["rent.share: no source"])
    done = terminal.run("parameters", "--check")
    assert (done.exit_code, done.stdout) == (1, "rent.share: no source\n")


def test_the_organisations_own_rate_is_kept_and_used(terminal: Terminal) -> None:
    terminal.told("case", "import", AWA)
    terminal.told("parameter", "set", RATE, "36,5")
    rows = {row["id"]: row for row in terminal.given("parameters")}
    assert (rows[RATE]["value"], rows[RATE]["from"]) == ("36.5", None)
    unusual = terminal.given("forecast", "2026-0001")["findings"]
    assert "loan.rate_unusual" in {finding["code"] for finding in unusual}


@pytest.mark.parametrize(
    ("figure", "code"),
    [(SMIG, "parameter.not_for_entry"), ("no.such", "parameter.unknown")],
)
def test_a_figure_of_the_law_is_not_replaced(
    terminal: Terminal, figure: str, code: str
) -> None:
    assert terminal.refused("parameter", "set", figure, "5") == code
    assert not terminal.home.exists()


@pytest.mark.parametrize("typed", ["1.250", "douze", "", "18.123456"])
def test_a_number_that_is_not_clear_is_a_wrong_command(
    terminal: Terminal, typed: str
) -> None:
    done = terminal.run("parameter", "set", RATE, typed)
    assert done.exit_code == 2
    assert "VALUE" in done.stderr
    assert not terminal.home.exists()
