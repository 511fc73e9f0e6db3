"""What was sealed in the trail is compared with what the tables hold."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from store_samples import NOW, freeze, open_case

from workbench.store import (
    audit,
    backup,
    cases,
    connect,
    decisions,
    loan_events,
    seals,
)
from workbench.store.connect import Connection
from workbench.store.decisions import NewDecision
from workbench.store.errors import BackupAltered
from workbench.store.loan_events import NewLoanEvent


def _note(conn: Connection, case_id: str, seal: seals.Seal) -> None:
    audit.append(
        conn, at=NOW, actor="s", action="x", case_id=case_id, detail={"seal": seal}
    )


@pytest.fixture
def sealed(database: Path) -> Path:
    """A case with a dossier, a decision and a payment, each with its seal."""
    with connect.writing(database) as conn:
        case = open_case(conn)
        sent = freeze(conn, case.id)
        decided = decisions.insert(
            conn,
            NewDecision(
                case_id=case.id,
                dossier_id=sent.id,
                outcome="accepted",
                decided_on="2026-11-20",
                amount_centimes=1_800_000,
                recorded_at=NOW,
                recorded_by="s",
            ),
        )
        paid = loan_events.record(
            conn,
            NewLoanEvent(
                case_id=case.id,
                request="r",
                kind="payment",
                happened_on="2026-12-20",
                amount_centimes=50_000,
                recorded_at=NOW,
                recorded_by="s",
            ),
            expected_revision=0,
        )
        _note(conn, case.id, seals.of_dossier(sent))
        _note(conn, case.id, seals.of_decision(decided, sent))
        _note(conn, case.id, seals.of_loan_event(paid))
    return database


def _broken(path: Path) -> list[object]:
    with connect.reading(path) as conn:
        return [seal["of"] for seal in seals.broken(conn)]


def test_what_nobody_touched_goes_with_its_seal(sealed: Path) -> None:
    assert _broken(sealed) == []


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("UPDATE decisions SET amount_centimes = 9900000", "decision"),
        ("UPDATE decisions SET reasons = 'x'", "decision"),
        ("DELETE FROM decisions", "decision"),
        ("UPDATE dossiers SET forecast = '{}'", "dossier"),
        ("UPDATE loan_events SET amount_centimes = 1", "loan_event"),
        ("DELETE FROM loan_events", "loan_event"),
    ],
)
def test_a_change_of_what_was_sealed_shows_and_its_backup_is_refused(
    sealed: Path, tmp_path: Path, statement: str, shown: str
) -> None:
    copy = tmp_path / "copy.sqlite3"
    backup.backup(sealed, copy)
    with closing(sqlite3.connect(copy)) as raw, raw:
        guards = raw.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in guards:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(statement)
        for _, sql in guards:
            raw.execute(sql)
    assert _broken(copy) == [shown]
    with pytest.raises(BackupAltered) as refused:
        backup.restore(copy, sealed, at="T")
    assert refused.value.facts == {"file": str(copy), "marks": ["seal"]}


def test_an_erased_case_breaks_no_seal(sealed: Path) -> None:
    with connect.writing(sealed) as conn:
        cases.erase(conn, cases.search(conn)[0].id)
    assert _broken(sealed) == []


def test_the_seal_of_a_decision_cannot_be_guessed_from_the_decision(
    sealed: Path,
) -> None:
    with connect.reading(sealed) as conn:
        (decided,) = decisions.all_of(conn, cases.search(conn)[0].id)
        (entry,) = [e for e in audit.entries(conn) if '"decision"' in e.detail]
    other = freeze_like(sealed, decided.dossier_id)
    assert seals.of_decision(decided, other)["sha256"] not in entry.detail


def freeze_like(path: Path, dossier_id: str) -> "seals.DossierRow":
    """The dossier of a case, made from other answers."""
    with connect.reading(path) as conn:
        return replace(seals.dossiers.get(conn, dossier_id), inputs_sha256="0" * 64)
