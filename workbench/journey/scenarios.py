"""Scenarios that a case keeps by name: differences from its plan, never figures of it.

They are tried on the plan of the day in `journey.what_if`.
"""

import json
from dataclasses import dataclass

from workbench.access.policy import Action
from workbench.exchange.case_file import CaseFile
from workbench.finance.scenarios import kept, written
from workbench.finance.scenarios.scenario import Scenario
from workbench.journey.desk import Desk, act
from workbench.store import scenarios as store
from workbench.store.connect import Connection
from workbench.store.scenarios import ScenarioRow


@dataclass(frozen=True, slots=True)
class Kept:
    """A scenario that a case keeps, at the place and revision it was seen at."""

    position: int
    scenario: Scenario
    is_chosen: bool
    revision: int


def listed(conn: Connection, case_id: str) -> tuple[Kept, ...]:
    """Return the scenarios that a case keeps, not applied to anything."""
    return tuple(map(_kept, store.all_of(conn, case_id)))


def keep(desk: Desk, case_id: str, scenario: Scenario, name: str) -> Kept:
    """Keep a scenario under a name of its own and return it.

    TooManyScenarios, ScenarioNameUnfit or ScenarioNameTaken.
    """
    with act(desk, Action.SAVE_SCENARIO, case_id, change="keep") as doing:
        return _keep(doing.conn, desk, case_id, scenario, name)


def copy(desk: Desk, case_id: str, position: int, name: str) -> Kept:
    """Keep the same differences once more under another name, as `keep` does."""
    with act(desk, Action.SAVE_SCENARIO, case_id, change="copy") as doing:
        row = store.get(doing.conn, case_id, position)
        return _keep(doing.conn, desk, case_id, _kept(row).scenario, name)


def rewrite(
    desk: Desk,
    case_id: str,
    position: int,
    scenario: Scenario,
    *,
    expected_revision: int,
) -> Kept:
    """Have a scenario keep other differences under the name that it has.

    StaleScenario when somebody else changed it, ScenarioUnknown when it left.
    """
    with act(desk, Action.SAVE_SCENARIO, case_id, change="rewrite") as doing:
        row = store.as_seen(
            doing.conn, case_id, position, expected_revision=expected_revision
        )
        differences = _differences(scenario)
        return _kept(
            store.rewrite(doing.conn, row, differences, at=desk.at, by=desk.actor.id)
        )


def rename(
    desk: Desk, case_id: str, position: int, name: str, *, expected_revision: int
) -> Kept:
    """Give a scenario another name; StaleScenario when somebody else changed it."""
    with act(desk, Action.SAVE_SCENARIO, case_id, change="rename") as doing:
        conn = doing.conn
        row = store.as_seen(
            conn, case_id, position, expected_revision=expected_revision
        )
        others = _names(conn, case_id) - {row.name}
        scenario = kept.named(_kept(row).scenario, name, others)
        return _kept(
            store.rename(conn, row, scenario.name, at=desk.at, by=desk.actor.id)
        )


def remove(desk: Desk, case_id: str, position: int, *, expected_revision: int) -> None:
    """Remove a scenario; StaleScenario when somebody else changed it."""
    with act(desk, Action.SAVE_SCENARIO, case_id, change="remove") as doing:
        row = store.as_seen(
            doing.conn, case_id, position, expected_revision=expected_revision
        )
        store.remove(doing.conn, row, at=desk.at)


def choose(
    desk: Desk,
    case_id: str,
    position: int,
    *,
    is_chosen: bool = True,
    expected_revision: int,
) -> Kept:
    """Have the dossier show this scenario instead of any other, or no longer.

    StaleScenario when somebody else changed it.
    """
    with act(desk, Action.SAVE_SCENARIO, case_id, change="choose") as doing:
        row = store.as_seen(
            doing.conn, case_id, position, expected_revision=expected_revision
        )
        chosen = store.choose(
            doing.conn, row, is_chosen=is_chosen, at=desk.at, by=desk.actor.id
        )
        return _kept(chosen)


def keep_all(conn: Connection, desk: Desk, case_id: str, file: CaseFile) -> None:
    """Keep the scenarios of a case file on a case that has none."""
    for scenario in file.scenarios:
        row = _insert(conn, desk, case_id, scenario)
        if scenario.name == file.chosen_scenario:
            store.choose(conn, row, is_chosen=True, at=desk.at, by=desk.actor.id)


def _keep(
    conn: Connection, desk: Desk, case_id: str, scenario: Scenario, name: str
) -> Kept:
    taken = _names(conn, case_id)
    kept.require_room(taken)
    return _kept(_insert(conn, desk, case_id, kept.named(scenario, name, taken)))


def _names(conn: Connection, case_id: str) -> frozenset[str]:
    return frozenset(row.name for row in store.all_of(conn, case_id))


def _insert(
    conn: Connection, desk: Desk, case_id: str, scenario: Scenario
) -> ScenarioRow:
    name, differences = scenario.name, _differences(scenario)
    return store.insert(conn, case_id, name, differences, at=desk.at, by=desk.actor.id)


def _differences(scenario: Scenario) -> str:
    plain = written.write(scenario)
    del plain["name"]
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def _kept(row: ScenarioRow) -> Kept:
    scenario = written.read({"name": row.name, **json.loads(row.differences)})
    return Kept(row.position, scenario, row.is_chosen, row.revision)
