"""Visits after funding: when they are due and what was found."""

from dataclasses import asdict, dataclass
from typing import Any

from workbench.store.connect import Connection
from workbench.store.errors import StaleVisit, VisitUnknown


@dataclass(frozen=True, kw_only=True)
class NewVisit:
    """A visit to make: `code` such as "M1", due within `window_days` of a date."""

    case_id: str
    dossier_id: str
    code: str
    due_on: str
    window_days: int


@dataclass(frozen=True, kw_only=True)
class VisitReport:
    """What was found, amounts in integer centimes; None where nothing is known."""

    done_on: str | None = None
    is_open: bool | None = None
    sales_centimes: int | None = None
    purchases_centimes: int | None = None
    costs_centimes: int | None = None
    draw_centimes: int | None = None
    cash_centimes: int | None = None
    instalment_days_late: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class VisitRow(NewVisit, VisitReport):
    """A visit with its report; `revision` counts the changes of this visit."""

    id: int
    revision: int
    recorded_at: str | None
    recorded_by: str | None


def insert(conn: Connection, visit: NewVisit) -> VisitRow:
    """Plan a visit at revision 1 and return it."""
    added = conn.execute(
        """
        INSERT INTO visits (case_id, dossier_id, code, due_on, window_days, note,
                            revision)
        VALUES (:case_id, :dossier_id, :code, :due_on, :window_days, '', 1)
        RETURNING *
        """,
        asdict(visit),
    )
    return _row(added.fetchone())


def drop_planned(conn: Connection, dossier_id: str) -> None:
    """Take out the visits of a dossier that were not made."""
    conn.execute(
        "DELETE FROM visits WHERE dossier_id = ? AND done_on IS NULL", (dossier_id,)
    )


def get(conn: Connection, visit_id: int) -> VisitRow:
    """Return a visit; VisitUnknown without one."""
    row = conn.execute("SELECT * FROM visits WHERE id = ?", (visit_id,)).fetchone()
    if row is None:
        raise VisitUnknown(visit=visit_id)
    return _row(row)


def all_of(conn: Connection, case_id: str) -> list[VisitRow]:
    """Return the visits of a case by due date."""
    found = conn.execute(
        "SELECT * FROM visits WHERE case_id = ? ORDER BY due_on, id", (case_id,)
    )
    return [_row(row) for row in found]


def due(conn: Connection, until: str) -> list[VisitRow]:
    """Return the visits of all cases not yet made and due by `until`, oldest first."""
    found = conn.execute(
        """
        SELECT * FROM visits WHERE due_on <= ? AND done_on IS NULL
        ORDER BY due_on, id
        """,
        (until,),
    )
    return [_row(row) for row in found]


def record(
    conn: Connection,
    visit_id: int,
    report: VisitReport,
    *,
    expected_revision: int,
    at: str,
    by: str,
) -> VisitRow:
    """Save a report over the revision it was read at and return the visit.

    StaleVisit, and nothing saved, when somebody else changed it since;
    VisitUnknown. The revision of the case stays: a visit is no part of the plan.
    """
    _require_fresh(conn, visit_id, expected_revision)
    changed = conn.execute(
        """
        UPDATE visits SET
            done_on = :done_on, is_open = :is_open,
            sales_centimes = :sales_centimes,
            purchases_centimes = :purchases_centimes,
            costs_centimes = :costs_centimes, draw_centimes = :draw_centimes,
            cash_centimes = :cash_centimes,
            instalment_days_late = :instalment_days_late, note = :note,
            revision = revision + 1, recorded_at = :at, recorded_by = :by
        WHERE id = :id
        RETURNING *
        """,
        {**asdict(report), "id": visit_id, "at": at, "by": by},
    )
    return _row(changed.fetchone())


def reschedule(
    conn: Connection, visit_id: int, *, due_on: str, expected_revision: int
) -> VisitRow:
    """Move a visit to another due date and return it; StaleVisit, VisitUnknown."""
    _require_fresh(conn, visit_id, expected_revision)
    changed = conn.execute(
        """
        UPDATE visits SET due_on = ?, revision = revision + 1 WHERE id = ?
        RETURNING *
        """,
        (due_on, visit_id),
    )
    return _row(changed.fetchone())


def _require_fresh(conn: Connection, visit_id: int, expected: int) -> None:
    stored = get(conn, visit_id)
    if stored.revision != expected:
        raise StaleVisit(expected, stored)


def _row(row: Any) -> VisitRow:  # noqa: ANN401 - a database row
    is_open = None if row["is_open"] is None else bool(row["is_open"])
    return VisitRow(**{**dict(row), "is_open": is_open})
