"""The scenarios of a case: in order, one for the dossier, nothing written over."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import LATER, open_case

from workbench.store import cases, connect, identity, scenarios
from workbench.store.connect import Connection
from workbench.store.errors import CaseUnknown, ScenarioUnknown, StaleScenario
from workbench.store.scenarios import ScenarioRow

DIFFERENCES = '{"changes": {"price_percent": "-5"}, "shocks": []}'


def kept(conn: Connection, case_id: str, name: str = "Prudent") -> ScenarioRow:
    return scenarios.insert(conn, case_id, name, DIFFERENCES, at=LATER, by="samira")


def choose(conn: Connection, row: ScenarioRow, *, is_chosen: bool = True) -> None:
    scenarios.choose(conn, row, is_chosen=is_chosen, at=LATER, by="samira")


def chosen(conn: Connection, case_id: str) -> list[str]:
    return [row.name for row in scenarios.all_of(conn, case_id) if row.is_chosen]


def test_scenarios_come_back_in_order_each_at_a_revision_of_the_case(
    conn: Connection,
) -> None:
    one, other = open_case(conn), open_case(conn)
    first, second = kept(conn, one.id), kept(conn, one.id, "Bon")
    apart = kept(conn, other.id)
    assert scenarios.all_of(conn, one.id) == [first, second]
    assert [row.position for row in (first, second, apart)] == [1, 2, 1]
    assert second.revision == cases.get(conn, one.id).revision
    assert first.differences == DIFFERENCES


def test_a_case_that_is_not_there_keeps_none(conn: Connection) -> None:
    assert scenarios.all_of(conn, "nobody") == []
    with pytest.raises(CaseUnknown):
        kept(conn, "nobody")


def test_a_scenario_changed_since_is_not_written_over(conn: Connection) -> None:
    case = open_case(conn)
    row = kept(conn, case.id)
    seen = scenarios.as_seen(conn, case.id, 1, expected_revision=row.revision)
    renamed = scenarios.rename(conn, seen, "Sage", at=LATER, by="samira")
    assert scenarios.all_of(conn, case.id) == [renamed]
    with pytest.raises(StaleScenario) as refused:
        scenarios.as_seen(conn, case.id, 1, expected_revision=row.revision)
    assert refused.value.facts == {
        "scenario": "Sage",
        "expected": row.revision,
        "found": renamed.revision,
    }


def test_a_scenario_keeps_other_differences_in_its_place(conn: Connection) -> None:
    case = open_case(conn)
    first, second = kept(conn, case.id), kept(conn, case.id, "Bon")
    choose(conn, first)
    row = scenarios.get(conn, case.id, 1)
    other = '{"changes": {}, "shocks": []}'
    rewritten = scenarios.rewrite(conn, row, other, at=LATER, by="samira")
    assert scenarios.all_of(conn, case.id) == [rewritten, second]
    assert (rewritten.name, rewritten.differences) == (first.name, other)
    assert rewritten.is_chosen
    assert rewritten.revision == cases.get(conn, case.id).revision


def test_a_scenario_that_left_is_unknown_and_its_place_is_not_mistaken(
    conn: Connection,
) -> None:
    case = open_case(conn)
    row = kept(conn, case.id)
    left_at = scenarios.remove(conn, row, at=LATER)
    assert left_at == cases.get(conn, case.id).revision
    with pytest.raises(ScenarioUnknown):
        scenarios.get(conn, case.id, 1)
    kept(conn, case.id, "Autre")
    with pytest.raises(StaleScenario):
        scenarios.as_seen(conn, case.id, 1, expected_revision=row.revision)


def test_one_scenario_at_most_is_chosen(conn: Connection) -> None:
    case = open_case(conn)
    choose(conn, kept(conn, case.id))
    choose(conn, kept(conn, case.id, "Bon"))
    assert chosen(conn, case.id) == ["Bon"]
    choose(conn, scenarios.get(conn, case.id, 2), is_chosen=False)
    assert chosen(conn, case.id) == []
    with pytest.raises(sqlite3.IntegrityError):
        conn.execute("UPDATE scenarios SET is_chosen = 1")


def test_two_scenarios_of_a_case_never_have_one_name(conn: Connection) -> None:
    case = open_case(conn)
    kept(conn, case.id)
    with pytest.raises(sqlite3.IntegrityError):
        kept(conn, case.id)


def test_a_database_without_scenarios_is_upgraded_and_keeps_its_rows(
    database: Path,
) -> None:
    with connect.writing(database) as conn:
        case = open_case(conn)
    with closing(sqlite3.connect(database, isolation_level=None)) as raw:
        raw.execute("DROP TABLE scenarios")
        raw.execute("DELETE FROM _sqlite_migrations WHERE name = 'scenarios'")
        raw.execute("PRAGMA user_version=2")
    connect.prepare(database)
    assert connect.examine(database) == identity.VERSION
    with connect.writing(database) as conn:
        assert cases.get(conn, case.id) == case
        assert scenarios.all_of(conn, case.id) == []
        row = kept(conn, case.id)
        assert scenarios.all_of(conn, case.id) == [row]
    assert connect.examine(identity.beside(database, ".before-upgrade-v2")) == 2
