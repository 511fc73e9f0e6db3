import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.store import connect
from workbench.store.connect import Connection


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("prepared") / "workbench.sqlite3"
    connect.prepare(path)
    return path


@pytest.fixture
def database(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(prepared, tmp_path / "workbench.sqlite3"))


@pytest.fixture
def conn(database: Path) -> Iterator[Connection]:
    with connect.writing(database) as opened:
        yield opened
