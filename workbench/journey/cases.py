"""Opening, finding and erasing cases."""

import dataclasses
import json
import uuid
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workbench.access.policy import Action
from workbench.exchange import case_file
from workbench.exchange.case_file import CaseFile
from workbench.journey import consents as consenting
from workbench.journey import followup, payments, remembered, scenarios, state
from workbench.journey.desk import Desk, act
from workbench.journey.state import CaseState
from workbench.knowledge.wording import Words
from workbench.people.path import Stage
from workbench.store import answers as answer_store
from workbench.store import backup, cases, connect, consents, overrides
from workbench.store.cases import CaseRow, NewCase
from workbench.store.connect import Connection
from workbench.store.errors import DatabaseBusy


def listing(desk: Desk, text: str = "", stage: str | None = None) -> list[CaseRow]:
    """Return the cases whose name or number holds `text`, latest change first."""
    with act(desk, Action.LIST_CASES) as doing:
        return cases.search(doing.conn, text, stage)


@dataclass(frozen=True, slots=True)
class Listed:
    """The cases found, latest change first; `late` are the ids of those that wait.

    Only the first `looked_at` were looked at for that.
    """

    rows: tuple[CaseRow, ...]
    late: frozenset[str]


def overview(
    desk: Desk, text: str = "", stage: str | None = None, *, looked_at: int
) -> Listed:
    """Return the cases found, and which wait for an overdue visit or instalment."""
    with act(desk, Action.LIST_CASES) as doing:
        conn = doing.conn
        rows = cases.search(conn, text, stage)
        followed = (r for r in rows[:looked_at] if r.stage == Stage.FOLLOW_UP)
        late = (r.id for r in followed if followup.is_late(conn, r.id, desk.today))
        return Listed(tuple(rows), frozenset(late))


def create(desk: Desk, profile: str = "short") -> CaseRow:
    """Open a case with the next number of the year and return it."""
    with act(desk, Action.CREATE_CASE) as doing:
        row = _insert(doing.conn, desk, profile, label="")
        doing.case_id = row.id
        return row


def show(desk: Desk, case_id: str) -> CaseState:
    """Return a case; CaseUnknown without one."""
    with act(desk, Action.OPEN_CASE, case_id) as doing:
        return state.load(doing.conn, case_id)


def find(desk: Desk, reference: str) -> CaseState:
    """Return the case with this id or number; CaseUnknown without one."""
    with act(desk, Action.OPEN_CASE) as doing:
        is_number = "-" in reference and len(reference) < len(str(uuid.UUID(int=0)))
        look_up = cases.by_number if is_number else cases.get
        row = look_up(doing.conn, reference)
        doing.case_id = row.id
        return state.load(doing.conn, row.id)


@dataclass(frozen=True, slots=True)
class Erased:
    """What is left of a case once it is erased from the database.

    `is_settled` is False while a reader keeps the log, and in it the old pages, from
    being emptied: that is done at the next start at the latest. `copies` are the
    whole databases kept beside the live one, which may still hold the case.
    """

    is_settled: bool
    copies: tuple[Path, ...]


def erase(desk: Desk, case_id: str) -> Erased:
    """Delete everything of a case but the trail of who did what."""
    with act(desk, Action.ERASE_CASE, case_id) as doing:
        cases.erase(doing.conn, case_id)
    remembered.forget(case_id)
    return Erased(_is_settled(desk.database), backup.kept_copies(desk.database))


def _is_settled(database: Path) -> bool:
    try:
        connect.settle(database)
    except DatabaseBusy:
        return False
    return True


def import_file(desk: Desk, case: CaseFile) -> CaseRow:
    """Store a case file as a new case and return it."""
    with act(desk, Action.IMPORT_CASE) as doing:
        conn = doing.conn
        row = _insert(conn, desk, case.profile, state.label_of(case.answers))
        doing.case_id = row.id
        _keep_answers(conn, desk, row.id, case)
        _keep_consents(conn, desk, row.id, case)
        _keep_overrides(conn, desk, row.id, case)
        payments.keep_entries(conn, desk, row.id, case.loan_entries)
        scenarios.keep_all(conn, desk, row.id, case)
        if state.is_planned(case.questionnaire, case.answers):
            cases.set_stage(conn, row.id, Stage.PLAN.value)
        return cases.get(conn, row.id)


def _keep_answers(conn: Connection, desk: Desk, case_id: str, case: CaseFile) -> None:
    for question_id, answer in case.answers.by_question.items():
        value, typed = state.to_store(case.questionnaire[question_id], answer)
        answer_store.save(
            conn,
            case_id,
            question_id,
            status=answer.status.value,
            value_json=value,
            typed=typed,
            expected_revision=0,
            at=desk.at,
            by=desk.actor.id,
        )


def _keep_consents(conn: Connection, desk: Desk, case_id: str, case: CaseFile) -> None:
    for consent in case.consents:
        given = consents.insert(
            conn,
            consents.NewConsent(
                case_id=case_id,
                purpose=consent.purpose.value,
                recipient="",
                text_version=consent.text_version,
                language=consent.language,
                read_aloud=consent.read_aloud,
                mode="imported",
                given_at=_midnight(consent.given_on),
                given_by=desk.actor.id,
            ),
        )
        if consent.withdrawn_on:
            at = _midnight(consent.withdrawn_on)
            consents.withdraw(conn, given.id, at=at, by=desk.actor.id)


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+00:00"


def _keep_overrides(conn: Connection, desk: Desk, case_id: str, case: CaseFile) -> None:
    for key, accepted in case.overrides.items():
        overrides.save(
            conn,
            case_id,
            key,
            reason=accepted.reason,
            said=state.said_to_store(accepted),
            expected_revision=0,
            at=desk.at,
            by=desk.actor.id,
        )


def export_file(desk: Desk, case_id: str) -> str:
    """Return the case as a case file; ConsentMissing without the person's word."""
    with act(desk, Action.EXPORT_CASE, case_id) as doing:
        case = state.load(doing.conn, case_id)
        consenting.require(case, desk.today)
        return case_file.write(_as_file(doing.conn, case))


def copy_for_person(desk: Desk, case_id: str, words: Words) -> str:
    """Return as JSON text all that is kept about a person, for that person.

    `case` is the case file, with amounts in dirhams; `questions` says in the reader's
    language what was asked; `records` are the rows of the database as they are,
    dossiers, decisions, visits, payments and the trail among them, in centimes. It
    takes no agreement to share: nothing goes to anybody else.
    """
    with act(desk, Action.EXPORT_CASE, case_id, to="person") as doing:
        records = cases.everything(doing.conn, case_id)
        case = state.load(doing.conn, case_id)
        file = _as_file(doing.conn, case)
    asked = case.questionnaire
    whole = {
        "case": json.loads(case_file.write(file)),
        "questions": {
            name: words.localised(asked[name].label) for name in file.answers
        },
        "records": records,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _as_file(conn: Connection, case: CaseState) -> CaseFile:
    kept = scenarios.listed(conn, case.row.id)
    return dataclasses.replace(
        case.as_file(),
        loan_entries=payments.entries_of(conn, case.row.id),
        scenarios=tuple(one.scenario for one in kept),
        chosen_scenario="".join(one.scenario.name for one in kept if one.is_chosen),
    )


def _insert(conn: Connection, desk: Desk, profile: str, label: str) -> CaseRow:
    case = NewCase(
        id=str(uuid.uuid4()),
        number=cases.next_number(conn, desk.today.year),
        profile=profile,
        stage=Stage.RECEPTION.value,
        label=label,
    )
    return cases.insert(conn, case, at=desk.at)
