"""The entries of a loan: numbered, made over what was seen, never changed."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from store_samples import LATER, NOW, freeze, open_case

from workbench.store import cases, connect, dossiers, identity, loan_events
from workbench.store.connect import Connection
from workbench.store.errors import LoanEventReversed, LoanEventUnknown, StaleLoan
from workbench.store.loan_events import NewLoanEvent


def payment(case_id: str, request: str = "one") -> NewLoanEvent:
    return NewLoanEvent(
        case_id=case_id,
        request=request,
        kind="payment",
        happened_on="2027-01-05",
        amount_centimes=50_000,
        recorded_at=LATER,
        recorded_by="samira",
    )


def reversal(case_id: str, number: int, request: str = "back") -> NewLoanEvent:
    made = payment(case_id, request)
    return replace(made, kind="reversal", amount_centimes=None, reverses=number)


def test_entries_are_numbered_within_their_case(conn: Connection) -> None:
    one, other = open_case(conn), open_case(conn)
    first = loan_events.record(conn, payment(one.id), expected_revision=0)
    second = loan_events.record(conn, payment(one.id, "two"), expected_revision=1)
    apart = loan_events.record(conn, payment(other.id, "three"), expected_revision=0)
    assert [row.number for row in (first, second, apart)] == [1, 2, 1]
    assert loan_events.all_of(conn, one.id) == [first, second]


def test_the_same_request_sent_twice_is_one_entry(conn: Connection) -> None:
    case = open_case(conn)
    first = loan_events.record(conn, payment(case.id), expected_revision=0)
    assert loan_events.record(conn, payment(case.id), expected_revision=0) == first
    assert loan_events.record(conn, payment(case.id), expected_revision=7) == first
    assert loan_events.all_of(conn, case.id) == [first]


def test_an_entry_over_an_older_view_is_refused(conn: Connection) -> None:
    case = open_case(conn)
    loan_events.record(conn, payment(case.id), expected_revision=0)
    with pytest.raises(StaleLoan) as refused:
        loan_events.record(conn, payment(case.id, "two"), expected_revision=0)
    assert refused.value.facts == {"expected": 0, "found": 1}
    assert len(loan_events.all_of(conn, case.id)) == 1


def test_an_entry_is_reversed_once_and_stays(conn: Connection) -> None:
    case = open_case(conn)
    paid = loan_events.record(conn, payment(case.id), expected_revision=0)
    back = loan_events.record(conn, reversal(case.id, 1), expected_revision=1)
    assert loan_events.all_of(conn, case.id) == [paid, back]
    with pytest.raises(LoanEventReversed):
        loan_events.record(conn, reversal(case.id, 1, "again"), expected_revision=2)


@pytest.mark.parametrize("number", [2, 3, 0])
def test_what_is_not_there_or_is_a_reversal_cannot_be_reversed(
    conn: Connection, number: int
) -> None:
    case = open_case(conn)
    loan_events.record(conn, payment(case.id), expected_revision=0)
    loan_events.record(conn, reversal(case.id, 1), expected_revision=1)
    with pytest.raises(LoanEventUnknown):
        loan_events.record(conn, reversal(case.id, number, "x"), expected_revision=2)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE loan_events SET amount_centimes = 1", "never changes"),
        ("DELETE FROM loan_events", "only with its case"),
        (
            """
            INSERT OR REPLACE INTO loan_events
            SELECT case_id, number, request, kind, happened_on, 1, details,
                   reverses, recorded_at, recorded_by
            FROM loan_events
            """,
            "never replaced",
        ),
    ],
)
def test_no_statement_changes_an_entry(
    conn: Connection, statement: str, reason: str
) -> None:
    case = open_case(conn)
    loan_events.record(conn, payment(case.id), expected_revision=0)
    with pytest.raises(sqlite3.IntegrityError, match=reason):
        conn.execute(statement)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"amount_centimes": 0},
        {"happened_on": "2027-02-30"},
        {"kind": "reversal"},
        {"recorded_at": "yesterday"},
    ],
)
def test_the_table_refuses_what_is_no_entry(
    conn: Connection, spoilt: dict[str, object]
) -> None:
    case = open_case(conn)
    wrong = replace(payment(case.id), **spoilt)  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        loan_events.record(conn, wrong, expected_revision=0)


def _as_first_version(path: Path) -> None:
    """Take back what the second migration made."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("DROP TABLE loan_events")
        raw.execute("DELETE FROM _sqlite_migrations WHERE name = 'loan_events'")
        raw.execute("PRAGMA user_version=1")


def test_a_database_of_the_first_version_is_upgraded_and_keeps_its_rows(
    database: Path,
) -> None:
    with connect.writing(database) as conn:
        case = open_case(conn, "Awa Diallo")
        sent = freeze(conn, case.id, b"PK as sent")
    _as_first_version(database)
    connect.prepare(database)
    assert connect.examine(database) == identity.VERSION
    with connect.writing(database) as conn:
        assert cases.get(conn, case.id) == case
        assert dossiers.document(conn, sent.id) == b"PK as sent"
        made = loan_events.record(conn, payment(case.id), expected_revision=0)
        assert loan_events.all_of(conn, case.id) == [made]
    kept = identity.beside(database, ".before-upgrade-v1")
    assert connect.examine(kept) == 1


def test_the_time_of_an_entry_is_kept_beside_its_day(conn: Connection) -> None:
    case = open_case(conn)
    row = loan_events.record(conn, payment(case.id), expected_revision=0)
    assert (row.happened_on, row.recorded_at) == ("2027-01-05", LATER)
    assert row.recorded_at != NOW
