import json
from pathlib import Path

import pytest
from cli_terminal import AWA, Terminal, edited

from workbench.exchange import case_file
from workbench.knowledge import wording

NAME = "Awa Dosso (exemple)"
OUTSIDE = json.dumps(
    {"format": "workbench.case", "version": 1, "profile": "../x", "answers": {}}
)


def test_looking_into_an_empty_home_finds_nothing_and_makes_nothing(
    terminal: Terminal,
) -> None:
    assert terminal.given("case", "list") == []
    assert terminal.refused("case", "show", "2026-0001") == "case.unknown"
    assert not terminal.home.exists()


def test_an_imported_case_is_found_by_its_number_and_its_id(terminal: Terminal) -> None:
    imported = terminal.given("case", "import", AWA)
    assert (imported["number"], imported["name"]) == ("2026-0001", NAME)
    for reference in (imported["number"], imported["id"]):
        shown = terminal.given("case", "show", reference)
        assert shown["id"] == imported["id"]
        assert shown["name"] == NAME
    assert [row["id"] for row in terminal.given("case", "list")] == [imported["id"]]


def test_a_number_is_of_the_year_of_the_day_given(terminal: Terminal) -> None:
    number = terminal.given("case", "import", AWA, on="2027-03-01")["number"]
    assert number == "2027-0001"


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (["--text", "sidibe"], {"Mariam Sidibé (exemple)"}),
        (["--text", "personne"], set()),
        (["--stage", "follow_up"], {NAME}),
        (["--stage", "decision", "--text", "awa"], set()),
    ],
)
def test_the_list_keeps_to_the_text_and_the_stage(
    walked: Terminal, options: list[str], names: set[str]
) -> None:
    listed = walked.given("case", "list", *options)
    assert {row["name"] for row in listed} == names


def test_the_list_is_a_table_for_a_person(walked: Terminal) -> None:
    lines = walked.told("case", "list", "--language", "en").splitlines()
    heads = ("Number", "Name", "Stage", "Changed on")
    starts = [lines[0].index(head) for head in heads]
    row = next(line for line in lines if NAME in line)
    assert row[starts[1] :].startswith(NAME)
    assert row[starts[2] :].startswith("Followed up")
    assert row[starts[3] :] == "21/12/2026"


def test_a_case_shows_its_tasks_dossiers_decision_and_visits(walked: Terminal) -> None:
    shown = walked.given("case", "show", "2026-0001")
    assert {"consent", "idea", "forecast"} <= {task["id"] for task in shown["tasks"]}
    assert [row["version"] for row in shown["dossiers"]] == [1]
    assert shown["decisions"][0]["amount"] == "18000.00"
    made = [visit["code"] for visit in shown["visits"] if visit["done_on"]]
    assert made == ["D7", "M1"]


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_a_case_is_told_in_each_language(walked: Terminal, language: str) -> None:
    words = wording.words(language)
    told = walked.told("case", "show", "2026-0001", "--language", language)
    assert told.splitlines()[0].startswith("2026-0001")
    assert NAME in told
    assert words.text("Followed up") in told
    assert words.text("Accepted") in told


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_a_case_whose_loan_is_overdue_is_told(walked: Terminal, language: str) -> None:
    words = wording.words(language)
    late = ("case", "show", "2026-0001", "--language", language)
    told = walked.told(*late, on="2027-09-01")
    assert words.text("Late") in told


def test_an_exported_case_is_the_case_that_was_imported(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.told("case", "import", AWA)
    original = case_file.read(AWA)
    out = tmp_path / "out.case.json"
    terminal.told("case", "export", "2026-0001", "--out", out)
    printed = case_file.parse(terminal.told("case", "export", "2026-0001"))
    assert printed == case_file.read(out)
    assert printed.answers == original.answers
    assert printed.consents == original.consents


def test_an_export_replaces_a_file_only_when_told_to(
    walked: Terminal, tmp_path: Path
) -> None:
    out = tmp_path / "mine.json"
    out.write_text("mine", encoding="utf-8")
    command = ("case", "export", "2026-0001", "--out", out)
    assert walked.refused(*command) == "file.exists"
    assert out.read_text(encoding="utf-8") == "mine"
    walked.told(*command, "--force")
    assert case_file.read(out).answers.text("person.given_name") == "Awa"


def test_a_case_is_not_exported_against_the_persons_will(
    terminal: Terminal, tmp_path: Path
) -> None:
    case = json.loads(AWA.read_text(encoding="utf-8"))
    silent = tmp_path / "silent.case.json"
    silent.write_text(json.dumps(case | {"consents": []}), encoding="utf-8")
    terminal.told("case", "import", silent)
    out = tmp_path / "out.json"
    command = ("case", "export", "2026-0001", "--out", out)
    assert terminal.refused(*command) == "consent.missing"
    assert terminal.refused("case", "export", "2026-0001") == "consent.missing"
    assert sorted(tmp_path.iterdir()) == [terminal.home, silent]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "case_file.malformed"),
        ("{", "case_file.malformed"),
        ("[]", "case_file.malformed"),
        ('{"format": "workbench.case", "version": 99}', "case_file.newer"),
        ('{"format": "workbench.case", "version": 1}', "case_file.malformed"),
        (OUTSIDE, "case_file.malformed"),
        ("\x00\x01", "case_file.malformed"),
    ],
)
def test_a_file_that_is_no_case_file_leaves_no_database(
    terminal: Terminal, tmp_path: Path, content: str, code: str
) -> None:
    file = tmp_path / "bad.json"
    file.write_text(content, encoding="utf-8")
    for command in (["case", "import"], ["forecast"]):
        assert terminal.refused(*command, file) == code
    assert not terminal.home.exists()


def test_an_answer_at_fault_is_named(terminal: Terminal, tmp_path: Path) -> None:
    bad = edited(AWA, tmp_path / "bad.json", startup__working_cash="-5")
    error = terminal.refusal("case", "import", bad)["error"]
    assert error["code"] == "case_file.malformed"
    assert error["facts"]["place"] == "startup.working_cash"
    assert "startup.working_cash" in error["message"]


def test_a_file_that_is_not_there_is_said_not_to_be(terminal: Terminal) -> None:
    assert terminal.refused("case", "import", "nowhere.json") == "case_file.not_found"
