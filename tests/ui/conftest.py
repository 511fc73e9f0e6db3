"""A desk over an empty database that the pages open too."""

from pathlib import Path

import pytest

from workbench import paths
from workbench.access import policy
from workbench.journey.desk import Desk
from workbench.store import connect
from workbench.ui import context


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    database = paths.database(tmp_path)
    connect.prepare(database)
    return Desk(database, policy.local_counsellor(), context.desk().now)
