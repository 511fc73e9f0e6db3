import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[2] / "tools"


def tool(name: str) -> ModuleType:
    found = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    found.loader.exec_module(module)
    return module


start = tool("start")
check = tool("check")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with a project file and an environment that works."""
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    python = start.script(tmp_path, "python")
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return tmp_path


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Note the steps of a set-up instead of running them."""
    steps: list[list[str]] = []
    monkeypatch.setattr(start, "_run", lambda step, _root: steps.append(step))
    monkeypatch.setattr(start, "HOLDS_STREAMLIT", "")
    return steps


def test_what_is_asked_reaches_the_server(tmp_path: Path) -> None:
    given = ["--home", "cases", "--port", "8600", "--no-browser"]
    made = start.command(start.arguments(given), tmp_path)
    assert made[0] == str(start.script(tmp_path, "python"))
    wanted = ["--home", "cases", "--port", "8600", "--no-browser"]
    assert made[1:] == ["-P", "-m", "workbench", "serve", *wanted]


def test_nothing_asked_leaves_every_choice_to_the_server(tmp_path: Path) -> None:
    assert start.command(start.arguments([]), tmp_path)[-1] == "serve"


def test_a_demo_keeps_nothing_so_it_takes_no_home() -> None:
    assert start.command(start.arguments(["--demo"]))[-1] == "--demo"
    with pytest.raises(SystemExit) as refused:
        start.arguments(["--demo", "--home", "cases"])
    assert refused.value.code == 2


def test_the_server_understands_the_command() -> None:
    serve = start.command(start.arguments(["--port", "0", "--no-browser"]))
    helped = [sys.executable, *serve[1:], "--help"]
    here = os.environ | {"PYTHONPATH": str(TOOLS.parent)}
    done = subprocess.run(helped, capture_output=True, text=True, check=True, env=here)
    assert {"--demo", "--home", "--port", "--no-browser"} <= set(done.stdout.split())


def test_a_second_start_installs_nothing(project: Path, ran: list[list[str]]) -> None:
    start.set_up(project)
    assert len(ran) == 1
    assert ran[0][-2:] == ["--editable", str(project)]
    start.set_up(project)
    assert len(ran) == 1


def test_a_changed_project_is_installed_again(
    project: Path, ran: list[list[str]]
) -> None:
    start.set_up(project)
    (project / "pyproject.toml").write_text("[project]\nname = 'other'\n")
    start.set_up(project)
    assert len(ran) == 2


def test_checking_needs_more_than_starting(project: Path, ran: list[list[str]]) -> None:
    start.set_up(project)
    start.set_up(project, extra="dev")
    assert ran[-1][-1] == f"{project}[dev]"
    start.set_up(project)
    assert len(ran) == 2


def test_a_failed_installation_is_tried_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_step: list[str], _root: Path) -> None:
        raise start.CannotStart("non", "no", start.NO_INSTALL)

    monkeypatch.setattr(start, "_run", fail)
    with pytest.raises(start.CannotStart):
        start.set_up(project)
    assert not start.is_current(project)


def test_an_environment_from_another_folder_is_made_anew(
    project: Path, ran: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    start.set_up(project)
    moved = project.rename(tmp_path_factory.mktemp("elsewhere") / "project")
    start.set_up(moved)
    assert ran[1][1:4] == ["-m", "venv", "--clear"]


def test_an_environment_without_a_python_is_made_anew(
    project: Path, ran: list[list[str]]
) -> None:
    start.set_up(project)
    start.script(project, "python").unlink()
    start.set_up(project)
    assert ran[1][1:4] == ["-m", "venv", "--clear"]


def test_an_old_python_is_told_in_two_languages() -> None:
    start.require_python((3, 11, 0))
    with pytest.raises(start.CannotStart) as refused:
        start.require_python((3, 10, 12))
    french, english = str(refused.value).splitlines()
    assert "ou plus récent" in french
    assert "3.10.12" in english
    assert refused.value.code == start.OLD_PYTHON


def test_a_python_without_venv_names_the_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(start.CannotStart, match="python3-venv") as refused:
        start.require_venv()
    assert refused.value.code == start.NO_VENV


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("NewConnectionError: Failed to establish a connection", "Internet"),
        ("error: subprocess-exited-with-error", "set-up.log"),
    ],
)
def test_a_failed_step_says_whether_the_network_is_missing(
    project: Path, told: str, expected: str
) -> None:
    step = [sys.executable, "-c", f"import sys; print({told!r}); sys.exit(1)"]
    with pytest.raises(start.CannotStart, match=expected) as refused:
        start._run(step, project)
    assert refused.value.code == start.NO_INSTALL
    assert told in (project / ".venv" / "set-up.log").read_text(encoding="utf-8")


def test_every_check_runs_and_the_quick_ones_come_first() -> None:
    names = [step.name for step in check.steps(fast=False, slow=False)]
    assert names == [
        "ruff check",
        "ruff format",
        "mypy",
        "imports",
        "messages",
        "tests",
        "browser tests",
    ]


@pytest.mark.parametrize(
    ("asked", "marks"),
    [
        ({"fast": False, "slow": False}, ["not browser and not slow"]),
        ({"fast": True, "slow": False}, ["not browser and not office and not slow"]),
        ({"fast": False, "slow": True}, ["not browser", "browser"]),
    ],
)
def test_the_marks_choose_the_tests(asked: dict[str, bool], marks: list[str]) -> None:
    chosen = [step.command[-1] for step in check.steps(**asked) if "tests" in step.name]
    assert chosen[: len(marks)] == marks
    assert len(chosen) == (1 if asked["fast"] else 2)


def test_one_failure_fails_the_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = check.Step("good", (sys.executable, "-c", ""))
    bad = check.Step("bad", (sys.executable, "-c", "raise SystemExit(3)"))
    monkeypatch.setattr(sys, "argv", ["check.py"])
    monkeypatch.setattr(check, "prepare", lambda **_asked: [])
    monkeypatch.setattr(check, "steps", lambda **_asked: [good, bad])
    assert check.main() == 1
    good_line, bad_line = capsys.readouterr().out.splitlines()[-2:]
    assert good_line.startswith("ok ")
    assert bad_line.startswith("FAILED ")
    monkeypatch.setattr(check, "steps", lambda **_asked: [good])
    assert check.main() == 0


def test_a_missing_system_package_fails_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["check.py"])
    monkeypatch.setattr(check, "missing", lambda _packages: ["chromium"])
    monkeypatch.setattr(check, "can_install", lambda: False)
    monkeypatch.setattr(start, "set_up", lambda **_asked: None)
    monkeypatch.setattr(check, "steps", lambda **_asked: [])
    assert check.main() == 1
