"""From file to frozen dossier to visit; what was sent never changes."""

import dataclasses
import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from workbench.access import policy
from workbench.exchange import case_file
from workbench.followup.comparison import MonthFigures
from workbench.followup.visits import Due
from workbench.funding.eligibility import Standing
from workbench.journey import (
    answers,
    cases,
    consents,
    decision,
    dossier,
    followup,
    outlook,
    tasks,
)
from workbench.journey.consents import ConsentMissing
from workbench.journey.decision import Decision, DecisionIncomplete
from workbench.journey.desk import Desk
from workbench.journey.dossier import DossierBlocked
from workbench.journey.followup import Sheet
from workbench.journey.tasks import TaskStatus
from workbench.knowledge import funders
from workbench.people.consent import Purpose
from workbench.people.path import Outcome, Stage
from workbench.store import connect

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
FUNDER = "generic_microcredit"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "workbench.sqlite3"
    connect.prepare(path)
    actor = policy.local_counsellor("Salma")
    return Desk(path, actor, datetime(2026, 12, 1, 10, tzinfo=UTC))


def later(desk: Desk, days: int) -> Desk:
    return dataclasses.replace(desk, now=desk.now + timedelta(days=days))


def import_sample(desk: Desk, name: str) -> str:
    case = case_file.read(SAMPLES / f"{name}.case.json")
    return cases.import_file(desk, case).id


def edit(desk: Desk, case_id: str, question: str, typed: str) -> None:
    seen = cases.show(desk, case_id).revision_of(question)
    answers.save(desk, case_id, question, typed, expected_revision=seen)


def test_a_file_becomes_a_frozen_dossier_with_its_hashes(desk: Desk) -> None:
    case_id = import_sample(desk, "awa_coiffure")
    row = dossier.make(desk, case_id, FUNDER, "fr")
    document = dossier.document(desk, row.id)
    assert document[:2] == b"PK"
    assert hashlib.sha256(document).hexdigest() == row.document_sha256
    assert hashlib.sha256(row.inputs.encode()).hexdigest() == row.inputs_sha256
    assert cases.show(desk, case_id).row.stage == Stage.DECISION


def test_a_later_edit_makes_a_new_version_and_leaves_the_first(desk: Desk) -> None:
    case_id = import_sample(desk, "awa_coiffure")
    first = dossier.make(desk, case_id, FUNDER, "fr")
    sent = dossier.document(desk, first.id)
    edit(desk, case_id, "idea.special", "Je coiffe aussi le dimanche, dès 8 heures.")
    second = dossier.make(desk, case_id, FUNDER, "fr")
    assert (first.version, second.version) == (1, 2)
    assert dossier.document(desk, first.id) == sent
    assert second.inputs_sha256 != first.inputs_sha256


def test_without_consent_nothing_leaves(desk: Desk) -> None:
    case_id = import_sample(desk, "awa_coiffure")
    consents.withdraw(later(desk, 0), case_id, Purpose.FUNDER_SHARING)
    with pytest.raises(ConsentMissing):
        dossier.make(desk, case_id, FUNDER, "fr")
    with pytest.raises(ConsentMissing):
        cases.export_file(desk, case_id)
    assert dossier.listing(desk, case_id) == []


def test_a_case_without_a_valid_permit_is_told_why(desk: Desk) -> None:
    case_id = import_sample(desk, "ibrahim_telephone")
    funder = funders.get(FUNDER)
    found = outlook.look(desk, case_id, funder.horizon_months, funder).assessment
    assert found.verdict is not None
    assert found.verdict.standing is Standing.NOT_ELIGIBLE
    codes = {reason.code for reason in found.verdict.reasons}
    assert codes == {"funder.residence_not_accepted"}
    with pytest.raises(DossierBlocked):
        dossier.make(desk, case_id, FUNDER, "fr")


def test_an_agreement_brings_the_visits_of_the_funders_grid(desk: Desk) -> None:
    case_id = import_sample(desk, "awa_coiffure")
    sent = dossier.make(desk, case_id, FUNDER, "fr")
    agreed = Decision(Outcome.ACCEPTED, date(2026, 12, 1), Decimal(18000))
    decision.record(desk, sent.id, agreed)
    visits = followup.view(desk, case_id).visits
    grid = funders.get(FUNDER).visits
    assert [v.row.code for v in visits] == [rule.code for rule in grid]
    assert visits[1].row.due_on == "2027-01-01"
    assert cases.show(desk, case_id).row.stage == Stage.FOLLOW_UP


@pytest.mark.parametrize(
    ("decided", "field"),
    [
        (Decision(Outcome.ACCEPTED, date(2026, 12, 1)), "amount"),
        (Decision(Outcome.REFUSED, date(2026, 12, 1)), "reasons"),
        (Decision(Outcome.ACCEPTED, date(2026, 12, 2), Decimal(1)), "decided_on"),
    ],
)
def test_a_decision_without_what_must_be_told_is_refused(
    desk: Desk, decided: Decision, field: str
) -> None:
    case_id = import_sample(desk, "awa_coiffure")
    sent = dossier.make(desk, case_id, FUNDER, "fr")
    with pytest.raises(DecisionIncomplete) as refused:
        decision.record(desk, sent.id, decided)
    assert refused.value.facts["field"] == field


def test_a_visit_is_read_against_the_forecast_that_was_sent(desk: Desk) -> None:
    """Edits after sending do not move what was promised."""
    case_id = import_sample(desk, "awa_coiffure")
    funder = funders.get(FUNDER)
    seen = outlook.look(desk, case_id, funder.horizon_months, funder)
    promised = seen.assessment.forecast
    assert promised is not None
    sent = dossier.make(desk, case_id, FUNDER, "fr")
    agreed = Decision(Outcome.ACCEPTED, date(2026, 12, 1), Decimal(18000))
    decision.record(desk, sent.id, agreed)
    edit(desk, case_id, "rhythm.slow_month_percent", "10")
    visited = later(desk, 75)
    visit = followup.view(visited, case_id).visits[1].row
    half = promised.cash.total_in[0] / 2
    figures = MonthFigures(half, Decimal(500), Decimal(900), Decimal(0), Decimal(10))
    sheet = Sheet(visited.today, figures, days_late=9)
    followup.record(visited, visit.id, sheet, expected_revision=visit.revision)
    made = followup.view(visited, case_id).visits[1]
    assert made.due is Due.DONE
    assert made.month == promised.months[0]
    sales = next(v for v in made.variances if v.figure == "sales")
    assert sales.promised == promised.cash.total_in[0]
    assert sales.difference == half - promised.cash.total_in[0]
    codes = {alert.code for alert in made.alerts}
    assert {"visit.sales_low", "visit.instalment_late", "visit.cash_low"} <= codes


def test_the_task_list_says_what_is_next(desk: Desk) -> None:
    row = cases.create(desk)
    listed = tasks.listing(desk, row.id)
    assert listed.next is not None
    assert listed.next.id == "consent"
    assert listed.complete == 0
    consents.give(desk, row.id, Purpose.COACHING, language="fr", read_aloud=True)
    edit(desk, row.id, "person.given_name", "Awa")
    listed = tasks.listing(desk, row.id)
    by_id = {task.id: task for task in listed.tasks}
    assert by_id["consent"].status is TaskStatus.COMPLETE
    assert by_id["person"].status is TaskStatus.IN_PROGRESS
    assert by_id["forecast"].status is TaskStatus.BLOCKED
    assert "products" in by_id["forecast"].blocked_by
    assert listed.next is not None
    assert listed.next.id == "person"


def test_a_complete_case_has_nothing_left_but_its_dossier(desk: Desk) -> None:
    case_id = import_sample(desk, "awa_coiffure")
    listed = tasks.listing(desk, case_id)
    assert listed.next is not None
    assert listed.next.id == "dossier"
    dossier.make(desk, case_id, FUNDER, "fr")
    listed = tasks.listing(desk, case_id)
    assert listed.next is not None
    assert listed.next.id == "decision"


def test_erasing_a_case_leaves_no_word_of_it(desk: Desk) -> None:
    case_id = import_sample(desk, "awa_coiffure")
    edit(desk, case_id, "person.given_name", "Canarineunique")
    dossier.make(desk, case_id, FUNDER, "fr")
    cases.erase(desk, case_id)
    left = b"".join(p.read_bytes() for p in desk.database.parent.glob("workbench*"))
    assert b"Canarineunique" not in left
