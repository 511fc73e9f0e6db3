import hashlib
import json
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from cli_terminal import AWA, Terminal
from click.testing import CliRunner

from workbench import paths, server
from workbench.cli import app
from workbench.cli.session import Session
from workbench.store.connect import APPLICATION_ID

Served = list[tuple[Path, dict[str, Any]]]


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def names(terminal: Terminal) -> set[str]:
    return {row["name"] for row in terminal.given("case", "list")}


def test_a_backup_brings_back_what_was_there(walked: Terminal, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    told = walked.given("backup", copy)
    assert told["sha256"] == sha256(copy)
    before = names(walked)
    walked.told("case", "import", AWA)
    assert len(walked.given("case", "list")) == len(before) + 1
    kept = Path(walked.given("restore", copy)["kept"])
    assert kept.parent == walked.home
    assert kept.is_file()
    assert len(walked.given("case", "list")) == len(before)
    assert names(walked) == before


def test_a_backup_goes_into_a_home_that_has_none(
    walked: Terminal, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite3"
    walked.told("backup", copy)
    other = Terminal(tmp_path / "other")
    assert other.given("restore", copy)["kept"] is None
    assert names(other) == names(walked)


def test_a_backup_never_overwrites(walked: Terminal, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_bytes(b"mine")
    before = sha256(walked.database)
    assert walked.refused("backup", mine) == "backup.exists"
    assert mine.read_bytes() == b"mine"
    assert sha256(walked.database) == before


def test_there_is_nothing_to_back_up_in_an_empty_home(
    terminal: Terminal, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    assert terminal.refused("backup", copy) == "database.unprepared"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "backup.missing"), (b"", "database.empty"), (b"x", "database.foreign")],
)
def test_what_is_no_backup_is_not_restored(
    walked: Terminal, tmp_path: Path, content: bytes | None, code: str
) -> None:
    file = tmp_path / "no-backup"
    if content is not None:
        file.write_bytes(content)
    before = sha256(walked.database)
    assert walked.refused("restore", file) == code
    assert sha256(walked.database) == before


def newer(path: Path) -> None:
    conn = sqlite3.connect(path)
    conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    conn.execute("PRAGMA user_version = 999")
    conn.close()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (Path.touch, "database.empty"),
        (lambda path: path.write_text("a list of names"), "database.foreign"),
        (newer, "database.newer"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        ["case", "list"],
        ["case", "import", str(AWA)],
        ["parameters"],
        ["forecast", "2026-0001"],
        ["serve", "--no-browser"],
    ],
)
def test_a_database_that_is_not_ours_is_refused_and_left_alone(
    terminal: Terminal, make: Callable[[Path], object], code: str, command: list[str]
) -> None:
    terminal.home.mkdir()
    make(terminal.database)
    before = sha256(terminal.database)
    assert terminal.refused(*command) == code
    assert sha256(terminal.database) == before
    assert "logs" not in {file.name for file in terminal.home.iterdir()}


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file, not a folder")
    below = Terminal(tmp_path / "file" / "home")
    assert below.refused("case", "import", AWA) == "home.read_only"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    calls: Served = []

    def serve(home: Path, **settings: Any) -> None:
        database = home / "workbench.sqlite3"
        calls.append((home, {"is_ready": database.is_file(), **settings}))

    monkeypatch.setattr(server, "serve", serve)
    return calls


def test_the_server_gets_a_prepared_home(terminal: Terminal, served: Served) -> None:
    terminal.told("serve", "--port", 9123, "--no-browser")
    settings = {"is_ready": True, "port": 9123, "open_browser": False}
    assert served == [(terminal.home, settings)]


def test_a_demonstration_is_thrown_away(served: Served) -> None:
    done = CliRunner().invoke(app, ["serve", "--demo"])
    assert done.exit_code == 0, done.output
    ((home, settings),) = served
    assert settings == {"is_ready": True, "port": 8501, "open_browser": True}
    assert not home.exists()


def test_a_demonstration_takes_no_home(terminal: Terminal, served: Served) -> None:
    assert terminal.run("serve", "--demo").exit_code == 2
    assert served == []
    assert not terminal.home.exists()


def test_a_port_in_use_is_named(terminal: Terminal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = ("serve", "--port", port, "--no-browser")
        error = terminal.refusal(*command)["error"]
    assert error["code"] == "server.port_in_use"
    assert str(port) in error["message"]


def test_the_demonstration_makes_what_it_tells(demonstrated: Path) -> None:
    told = json.loads((demonstrated / "told.json").read_text(encoding="utf-8"))
    cases = {one["name"]: one for one in told["cases"]}
    shown = {"awa_coiffure", "ibrahim_telephone", "mariam_plats", "thiam_couture"}
    assert set(cases) == shown
    made = {file.name for file in demonstrated.glob("*.docx")}
    assert made == {"awa_coiffure.docx", "mariam_plats.docx", "thiam_couture.docx"}
    for name in ("awa_coiffure", "mariam_plats", "thiam_couture"):
        assert cases[name]["sha256"] == sha256(demonstrated / f"{name}.docx")
    assert cases["awa_coiffure"]["visits_made"] == ["D7", "M1"]
    assert cases["mariam_plats"]["decisions"] == []
    refused = cases["ibrahim_telephone"]
    assert refused["dossier"] is None
    assert [r["code"] for r in refused["reasons"]] == ["funder.residence_not_accepted"]


def test_a_demonstration_tells_a_person_what_was_made_and_why_not(
    demonstrated: Path, tmp_path: Path
) -> None:
    told = json.loads((demonstrated / "told.json").read_text(encoding="utf-8"))
    out = tmp_path / "again"
    done = CliRunner().invoke(app, ["demo", "--out", str(out)])
    assert done.exit_code == 0
    assert str(out / "awa_coiffure.docx") in done.stdout
    reasons = [reason for one in told["cases"] for reason in one["reasons"]]
    assert all(reason["message"] in done.stdout for reason in reasons)


def test_a_demonstration_overwrites_nothing(demonstrated: Path, tmp_path: Path) -> None:
    before = sha256(demonstrated / "home" / "workbench.sqlite3")
    again = CliRunner().invoke(app, ["--json", "demo", "--out", str(demonstrated)])
    assert json.loads(again.stderr)["error"]["code"] == "file.exists"
    assert sha256(demonstrated / "home" / "workbench.sqlite3") == before
    blocked = tmp_path / "file"
    blocked.touch()
    nowhere = CliRunner().invoke(app, ["--json", "demo", "--out", str(blocked)])
    assert json.loads(nowhere.stderr)["error"]["code"] == "file.not_written"


def test_a_backup_is_made_and_put_back_where_no_knowledge_can_be_read(
    walked: Terminal, tmp_path: Path
) -> None:
    """The command is imported anew, with a template that nobody can read."""
    broken = tmp_path / "templates"
    shutil.copytree(paths.templates(), broken)
    for file in broken.rglob("template.toml"):
        file.write_text("= broken", encoding="utf-8")
    copy = tmp_path / "copy.sqlite3"
    for command in (("backup", copy), ("restore", copy)):
        done = subprocess.run(
            [sys.executable, "-c", BROKEN, broken, "--home", walked.home, *command],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")


BROKEN = """
import sys
from datetime import date, datetime
from pathlib import Path
from workbench import paths
folder = Path(sys.argv.pop(1))
paths.templates = lambda: folder
from workbench.cli import app
from workbench.cli.session import Session
app()
"""


def test_a_chosen_day_is_what_an_act_is_for_and_never_its_moment(
    tmp_path: Path,
) -> None:
    before = datetime.now().astimezone()
    desk = Session(tmp_path, day=date(2030, 1, 2)).desk()
    assert desk.today == date(2030, 1, 2)
    assert before <= desk.now <= datetime.now().astimezone()
