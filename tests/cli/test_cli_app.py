import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from cli_terminal import AWA, ROOT, Terminal
from click.testing import CliRunner

from tools import cli_doc
from workbench.cli import app, grid, telling
from workbench.funding.content import END, START, TOTAL, Row, Table
from workbench.journey import cases
from workbench.knowledge import wording

TYPED = "Awa 0612345678"


def fail(*_: object) -> None:
    raise RuntimeError(TYPED) from ValueError(TYPED)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "import_file", fail)


@pytest.mark.usefixtures("broken")
def test_a_defect_is_logged_under_a_reference_without_what_people_typed(
    terminal: Terminal,
) -> None:
    done = terminal.run("case", "import", AWA)
    assert (done.exit_code, done.stdout) == (70, "")
    log = (terminal.home / "logs" / "workbench.log").read_text(encoding="utf-8")
    reference = re.search(r"\b[0-9A-F]{8}\b", done.stderr)
    assert reference
    assert reference[0] in log
    assert "RuntimeError" in log
    assert "ValueError" in log
    assert "test_cli_app.py" in log
    for told in (log, done.stderr):
        assert TYPED not in told
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("broken")
def test_a_defect_is_told_in_json_too(terminal: Terminal) -> None:
    done = terminal.run("case", "import", AWA, "--json")
    error = json.loads(done.stderr)["error"]
    assert error["code"] == "defect"
    assert Path(error["facts"]["log"]).is_file()


@pytest.mark.usefixtures("broken")
def test_a_defect_that_cannot_be_logged_is_still_told(terminal: Terminal) -> None:
    terminal.home.mkdir()
    (terminal.home / "logs").write_text("a file where the folder would be")
    done = terminal.run("case", "import", AWA, "--language", "en")
    assert done.exit_code == 70
    assert "no log could be written" in done.stderr


def test_the_shared_options_stand_before_or_after_the_command(tmp_path: Path) -> None:
    home, other = str(tmp_path / "home"), str(tmp_path / "other")
    for arguments in (
        ["--home", home, "--json", "--on", "2031-01-01", "case", "import", str(AWA)],
        ["case", "import", str(AWA), "--home", home, "--json", "--on", "2031-01-01"],
        ["--home", other, "case", "import", str(AWA), "--home", home, "--json"],
    ):
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code == 0, done.output
    listed = CliRunner().invoke(app, ["case", "list", "--json", "--home", home])
    numbers = sorted(row["number"] for row in json.loads(listed.stdout))
    assert numbers[1:] == ["2031-0001", "2031-0002"]
    assert not Path(other).exists()


def test_the_home_is_taken_from_the_environment(tmp_path: Path) -> None:
    home = tmp_path / "from-environment"
    named = {"WORKBENCH_HOME": str(home)}
    done = CliRunner().invoke(app, ["case", "import", str(AWA)], env=named)
    assert done.exit_code == 0
    assert (home / "workbench.sqlite3").is_file()


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_a_refusal_is_one_sentence_in_the_language_asked_for(
    terminal: Terminal, language: str
) -> None:
    done = terminal.run("case", "show", "2026-0404", "--language", language)
    expected = wording.sentences("errors")["case.unknown"].text[language]
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.rstrip("\n") == expected


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["case", "show"], ["--language", "xx"], ["parameters", "--on", "x"]],
)
def test_a_wrong_command_line_gives_exit_code_two(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_nothing_steers_the_terminal(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    hostile = {"\x1b[2Jidea.product\x9b": "x"}
    content = {"format": "workbench.case", "version": 1, "answers": hostile}
    file.write_text(json.dumps(content), encoding="utf-8")
    told = terminal.run("forecast", file).stderr
    assert "idea.product" in told
    assert "\x1b" not in told
    assert "\x9b" not in told


def test_output_is_utf8_whatever_the_system_prefers(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONIOENCODING": "ascii",
        "PYTHONPATH": str(ROOT),
        "WORKBENCH_HOME": str(tmp_path),
    }
    command = [sys.executable, "-m", "workbench", "case", "show", "x"]
    done = subprocess.run(
        [*command, "--language", "ar"],
        capture_output=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 1
    expected = wording.sentences("errors")["case.unknown"].text["ar"]
    assert done.stderr.decode("utf-8").strip() == expected


def test_the_page_of_commands_is_current() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == cli_doc.page()


def test_every_command_stands_on_the_page() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    names = [name for name, _ in cli_doc.commands()]
    assert len(names) > 15
    for name in names:
        assert f"\n## {name}\n" in page


def test_every_command_and_option_says_what_it_does() -> None:
    for name, command in cli_doc.commands():
        assert command.help, name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, (name, parameter.name)


def test_the_exit_codes_are_part_of_the_help() -> None:
    told = CliRunner().invoke(app, ["--help"]).stdout
    for code in ("0 ", "1 ", "2 ", "70 "):
        assert f"\n    {code}" in told


def test_a_table_is_aligned_by_what_is_seen() -> None:
    table = Table(
        title="T",
        head=("", "a"),
        sides=(START, END),
        rows=(
            Row(("e\u0301t\u0301", "1")),
            Row(("日本", "22")),
            Row(("سنة\u2069", "\u2066333\u2069")),
            Row(("long", "4\u202f444"), TOTAL),
        ),
    )
    told = list(grid.lines(table))
    rows = [line for line in told if "─" not in line and line != "T"]
    assert {grid.width(line) for line in rows} == {len("long") + 2 + len("4 444")}
    assert told[-3:] == ["─" * 11, "long  4 444", "─" * 11]


def test_a_long_label_is_cut_and_the_figures_are_not() -> None:
    table = Table("", ("", ""), (START, END), (Row(("x" * 90, "12")),))
    line = list(grid.lines(table))[1]
    assert line.startswith("x" * 37 + "…")
    assert line.endswith(" 12")


def test_text_without_an_ascii_form_reaches_json_as_it_is() -> None:
    assert "سنة" in telling.json_text({"x": "سنة"})
