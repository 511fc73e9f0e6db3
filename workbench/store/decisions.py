"""Decisions of funders on dossiers, as they were told."""

from dataclasses import asdict, dataclass

from workbench.store import rows
from workbench.store.connect import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """A decision; dates are ISO text, the amount integer centimes of a dirham."""

    case_id: str
    dossier_id: str
    outcome: str
    decided_on: str
    amount_centimes: int | None = None
    conditions: str = ""
    reasons: str = ""
    first_instalment_on: str | None = None
    recorded_at: str
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow(NewDecision):
    """A decision on record. A correction is a later row, never a change."""

    id: int


def insert(conn: Connection, decision: NewDecision) -> DecisionRow:
    """Record a decision and return it with its id."""
    added = conn.execute(
        """
        INSERT INTO decisions (case_id, dossier_id, outcome, decided_on,
                               amount_centimes, conditions, reasons,
                               first_instalment_on, recorded_at, recorded_by)
        VALUES (:case_id, :dossier_id, :outcome, :decided_on, :amount_centimes,
                :conditions, :reasons, :first_instalment_on, :recorded_at,
                :recorded_by)
        RETURNING *
        """,
        asdict(decision),
    )
    return DecisionRow(**dict(added.fetchone()))


def all_of(conn: Connection, case_id: str) -> list[DecisionRow]:
    """Return the decisions of a case in the order they were recorded."""
    found = conn.execute(
        "SELECT * FROM decisions WHERE case_id = ? ORDER BY id", (case_id,)
    )
    return rows.every(DecisionRow, found)


def in_force(conn: Connection, case_id: str) -> list[DecisionRow]:
    """Return the last decision on each dossier of a case, by dossier first decided."""
    return list({row.dossier_id: row for row in all_of(conn, case_id)}.values())


def latest(conn: Connection, dossier_id: str) -> DecisionRow | None:
    """Return the last recorded decision on a dossier, None before the first."""
    found = conn.execute(
        "SELECT * FROM decisions WHERE dossier_id = ? ORDER BY id DESC LIMIT 1",
        (dossier_id,),
    )
    return rows.one(DecisionRow, found)
