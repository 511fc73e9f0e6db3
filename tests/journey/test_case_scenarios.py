"""Scenarios that a case keeps: by name, ten, one chosen, applied to today's plan."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from workbench.access import policy
from workbench.access.policy import NotAllowed, Role
from workbench.errors import WorkbenchError
from workbench.exchange import case_file
from workbench.finance.scenarios.kept import (
    ScenarioNameTaken,
    ScenarioNameUnfit,
    TooManyScenarios,
)
from workbench.finance.scenarios.scenario import (
    Changes,
    ProductChanges,
    Scenario,
    Shock,
)
from workbench.funding import scenario_tables
from workbench.journey import answers, cases, outlook, scenarios, what_if
from workbench.journey.desk import Desk
from workbench.journey.scenarios import Kept
from workbench.people.consent import Purpose
from workbench.plan import answers as answering
from workbench.store import audit, connect
from workbench.store.errors import CaseUnknown, ScenarioUnknown, StaleScenario

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
CHEAPER = Scenario("", Changes(price_percent=Decimal(-10)))
SHORTER = Scenario("", Changes(loan_term_months=-6), (Shock("ramadan", Decimal(-20)),))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    path = tmp_path / "workbench.sqlite3"
    connect.prepare(path)
    actor = policy.local_counsellor("Salma")
    return Desk(path, actor, datetime(2026, 12, 1, 10, tzinfo=UTC))


@pytest.fixture
def case_id(desk: Desk) -> str:
    file = case_file.read(SAMPLES / "awa_coiffure.case.json")
    return cases.import_file(desk, file).id


def names(desk: Desk, case_id: str) -> list[str]:
    return [one.scenario.name for one in what_if.look(desk, case_id).scenarios]


def last_entry(desk: Desk) -> audit.AuditRow:
    with connect.reading(desk.database) as conn:
        return audit.entries(conn)[-1]


def test_a_kept_scenario_is_forecast_exactly_beside_the_plan(
    desk: Desk, case_id: str
) -> None:
    scenarios.keep(desk, case_id, CHEAPER, " Prix  bas ")
    seen = what_if.look(desk, case_id, 12)
    (one,) = seen.tried
    assert one.scenario == replace(CHEAPER, name="Prix bas")
    found, base = one.forecast, seen.base.assessment.forecast
    assert base is not None
    assert len(found.months) == len(base.months) == 12
    sales = scenario_tables.sales_of_first_year
    assert abs(sales(found) - sales(base) * 9 / 10) < 1
    assert one.findings == ()
    alone = outlook.look(desk, case_id, 12).assessment
    assert alone == seen.base.assessment


def test_one_act_leaves_one_entry_without_a_word_of_the_scenario(
    desk: Desk, case_id: str
) -> None:
    kept = scenarios.keep(desk, case_id, CHEAPER, "Secret")
    entry = last_entry(desk)
    assert (entry.action, entry.case_id) == ("scenario.save", case_id)
    assert json.loads(entry.detail) == {"change": "keep"}
    scenarios.choose(desk, case_id, 1, expected_revision=kept.revision)
    assert json.loads(last_entry(desk).detail) == {"change": "choose"}
    what_if.look(desk, case_id)
    assert last_entry(desk).action == "forecast.see"


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("PRUDENT", ScenarioNameTaken), (" ", ScenarioNameUnfit)],
)
def test_a_name_is_refused_by_name_and_nothing_is_kept(
    desk: Desk, case_id: str, name: str, refusal: type[WorkbenchError]
) -> None:
    kept = scenarios.keep(desk, case_id, CHEAPER, "Prudent")
    other = scenarios.keep(desk, case_id, SHORTER, "Autre")
    before = last_entry(desk)
    acts: tuple[Callable[[], Kept], ...] = (
        lambda: scenarios.keep(desk, case_id, CHEAPER, name),
        lambda: scenarios.copy(desk, case_id, 1, name),
        lambda: scenarios.rename(
            desk, case_id, 2, name, expected_revision=other.revision
        ),
    )
    for act in acts:
        with pytest.raises(refusal):
            act()
    assert last_entry(desk) == before
    assert names(desk, case_id) == ["Prudent", "Autre"]
    again = scenarios.rename(
        desk, case_id, 1, "prudent", expected_revision=kept.revision
    )
    assert again.scenario.name == "prudent"


def test_an_eleventh_scenario_is_refused(desk: Desk, case_id: str) -> None:
    for number in range(10):
        scenarios.keep(desk, case_id, CHEAPER, f"n° {number}")
    with pytest.raises(TooManyScenarios):
        scenarios.keep(desk, case_id, CHEAPER, "de trop")
    with pytest.raises(TooManyScenarios):
        scenarios.copy(desk, case_id, 1, "de trop")
    assert len(names(desk, case_id)) == 10


def test_a_copy_has_the_same_differences_and_a_life_of_its_own(
    desk: Desk, case_id: str
) -> None:
    kept = scenarios.keep(desk, case_id, SHORTER, "Court")
    copied = scenarios.copy(desk, case_id, 1, "Court bis")
    assert copied.scenario == replace(kept.scenario, name="Court bis")
    scenarios.remove(desk, case_id, 1, expected_revision=kept.revision)
    assert names(desk, case_id) == ["Court bis"]
    with pytest.raises(ScenarioUnknown):
        scenarios.copy(desk, case_id, 1, "Encore")


def test_two_windows_never_write_over_each_other(desk: Desk, case_id: str) -> None:
    seen = scenarios.keep(desk, case_id, CHEAPER, "Prudent").revision
    scenarios.rename(desk, case_id, 1, "Sage", expected_revision=seen)
    stale: tuple[Callable[[], object], ...] = (
        lambda: scenarios.rename(desk, case_id, 1, "Bon", expected_revision=seen),
        lambda: scenarios.choose(desk, case_id, 1, expected_revision=seen),
        lambda: scenarios.remove(desk, case_id, 1, expected_revision=seen),
        lambda: scenarios.rewrite(desk, case_id, 1, SHORTER, expected_revision=seen),
    )
    for act in stale:
        with pytest.raises(StaleScenario):
            act()
    (kept,) = what_if.look(desk, case_id).scenarios
    assert kept.scenario == replace(CHEAPER, name="Sage")


def test_a_scenario_is_kept_again_as_it_has_become(desk: Desk, case_id: str) -> None:
    first = scenarios.keep(desk, case_id, CHEAPER, "Prudent")
    chosen = scenarios.choose(desk, case_id, 1, expected_revision=first.revision)
    again = scenarios.rewrite(
        desk, case_id, 1, SHORTER, expected_revision=chosen.revision
    )
    assert json.loads(last_entry(desk).detail) == {"change": "rewrite"}
    assert what_if.look(desk, case_id).scenarios == (again,)
    assert again.scenario == replace(SHORTER, name="Prudent")
    assert again.is_chosen
    scenarios.remove(desk, case_id, 1, expected_revision=again.revision)
    with pytest.raises(ScenarioUnknown):
        scenarios.rewrite(desk, case_id, 1, CHEAPER, expected_revision=again.revision)


def test_a_product_of_a_scenario_is_followed_by_its_name(
    desk: Desk, case_id: str
) -> None:
    own = ProductChanges("Nattes collées", price_percent=Decimal(-10))
    scenarios.keep(desk, case_id, Scenario("", Changes(products=(own,))), "Nattes")
    (before,) = what_if.look(desk, case_id).tried
    assert not before.findings
    rename_first_product(desk, case_id, "Tresses")
    (after,) = what_if.look(desk, case_id).tried
    assert [(f.code, f.where) for f in after.findings] == [
        ("scenario.product_gone", "changes.products.Nattes collées")
    ]


def rename_first_product(desk: Desk, case_id: str, name: str) -> None:
    seen = cases.show(desk, case_id)
    question = seen.questionnaire["products.list"]
    rows = [
        {
            column.id: answering.typed_of(column, row[column.id])
            for column in question.columns
            if column.id in row
        }
        for row in seen.answers.rows(question.id)
    ]
    rows[0]["name"] = name
    revision = seen.revision_of(question.id)
    answers.save(desk, case_id, question.id, rows, expected_revision=revision)


def test_one_scenario_goes_into_the_dossier(desk: Desk, case_id: str) -> None:
    first = scenarios.keep(desk, case_id, CHEAPER, "Un")
    second = scenarios.keep(desk, case_id, SHORTER, "Deux")
    scenarios.choose(desk, case_id, 1, expected_revision=first.revision)
    chosen = scenarios.choose(desk, case_id, 2, expected_revision=second.revision)
    kept = what_if.look(desk, case_id).scenarios
    assert [one.is_chosen for one in kept] == [False, True]
    scenarios.choose(
        desk, case_id, 2, is_chosen=False, expected_revision=chosen.revision
    )
    assert not any(one.is_chosen for one in what_if.look(desk, case_id).scenarios)


def test_a_scenario_follows_the_plan_and_says_where_it_cannot(
    desk: Desk, case_id: str
) -> None:
    scenarios.keep(desk, case_id, SHORTER, "Court")
    seen = cases.show(desk, case_id).revision_of("loan.wanted")
    answers.save(desk, case_id, "loan.wanted", "no", expected_revision=seen)
    (one,) = what_if.look(desk, case_id).tried
    assert ("scenario.no_loan", "changes.loan_term_months") in [
        (finding.code, finding.where) for finding in one.findings
    ]


def test_a_scenario_of_an_incomplete_plan_is_listed_untried(desk: Desk) -> None:
    case_id = cases.create(desk).id
    scenarios.keep(desk, case_id, CHEAPER, "Un jour")
    seen = what_if.look(desk, case_id)
    assert seen.base.assessment.forecast is None
    assert len(seen.scenarios) == 1
    assert seen.tried == ()


def test_who_only_reads_keeps_nothing(desk: Desk, case_id: str) -> None:
    reader = replace(desk, actor=replace(desk.actor, role=Role.READER))
    with pytest.raises(NotAllowed):
        scenarios.keep(reader, case_id, CHEAPER, "Un")
    assert what_if.look(reader, case_id).scenarios == ()
    with pytest.raises(CaseUnknown):
        what_if.look(reader, "nobody")


def test_scenarios_travel_with_their_case_and_leave_with_it(
    desk: Desk, case_id: str
) -> None:
    assert Purpose.COACHING in {c.purpose for c in cases.show(desk, case_id).consents}
    scenarios.keep(desk, case_id, CHEAPER, "Un")
    kept = scenarios.keep(desk, case_id, SHORTER, "Deux")
    scenarios.choose(desk, case_id, 2, expected_revision=kept.revision)
    text = cases.export_file(desk, case_id)
    arrived = cases.import_file(desk, case_file.parse(text)).id
    there = what_if.look(desk, arrived).scenarios
    here = what_if.look(desk, case_id).scenarios
    assert [(k.scenario, k.is_chosen) for k in there] == [
        (k.scenario, k.is_chosen) for k in here
    ]
    cases.erase(desk, case_id)
    with connect.reading(desk.database) as conn:
        left = conn.execute("SELECT DISTINCT case_id FROM scenarios").fetchall()
    assert [row[0] for row in left] == [arrived]
