import shutil
from pathlib import Path

import pytest
from cli_terminal import Terminal
from click.testing import CliRunner

from workbench.cli import app


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home")


@pytest.fixture(scope="session")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the demonstration writes; what it told is in told.json."""
    out = tmp_path_factory.mktemp("demo") / "out"
    done = CliRunner().invoke(app, ["--json", "demo", "--out", str(out)])
    assert done.exit_code == 0, done.output
    (out / "told.json").write_text(done.stdout, encoding="utf-8")
    return out


@pytest.fixture
def walked(demonstrated: Path, tmp_path: Path) -> Terminal:
    """A home of its own in which the samples have taken every step."""
    return Terminal(Path(shutil.copytree(demonstrated / "home", tmp_path / "walked")))
