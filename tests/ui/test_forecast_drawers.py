"""The forecast's closed parts are filled when they are opened, and only then."""

from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench import paths
from workbench.access import policy
from workbench.exchange import case_file
from workbench.journey import cases
from workbench.journey.desk import Desk
from workbench.store import connect
from workbench.ui import context

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "samples" / "awa_coiffure.case.json"
DRAWERS = ("every_line", "legal_forms", "legal_figures")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    database = paths.database(tmp_path)
    connect.prepare(database)
    desk = Desk(database, policy.local_counsellor(), datetime.now().astimezone())
    opened = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    opened.session_state[context.CASE] = cases.import_file(
        desk, case_file.read(SAMPLE)
    ).id
    opened.run()
    return opened.switch_page(str(Path("workbench/ui/pages") / "forecast.py"))


def tables(app: AppTest) -> int:
    return sum("wb-table" in element.proto.body for element in app.get("html"))


@pytest.mark.parametrize("key", DRAWERS)
def test_a_drawer_holds_its_tables_only_while_it_is_open(
    app: AppTest, key: str
) -> None:
    closed = tables(app.run())
    app.session_state[key] = True
    opened = tables(app.run())
    assert not app.exception
    assert opened > closed > 0
