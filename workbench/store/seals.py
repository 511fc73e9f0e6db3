"""Seals: the trail's hashes of rows that never change.

An act that makes such a row writes its seal into the audit. `broken` names what no
longer goes with its seal. A seal gives nothing away once its case is erased: what it
is a hash of holds a random word or a person's answers, which went with the case.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Final

from workbench.store import audit, decisions, dossiers, loan_events
from workbench.store.connect import Connection
from workbench.store.decisions import DecisionRow
from workbench.store.dossiers import DossierRow
from workbench.store.loan_events import LoanEventRow

Seal = dict[str, object]
"""What is sealed (`of`, `id`) and the hexadecimal sha256; JSON for an audit detail."""

_DOSSIER: Final = (
    *("id", "case_id", "version", "funder", "language", "case_revision"),
    *("frozen_at", "frozen_by", "parameters", "forecast", "template_sha256"),
    *("inputs_sha256", "content_sha256", "document_sha256"),
)
_DECISION: Final = (
    *("id", "case_id", "dossier_id", "outcome", "decided_on", "amount_centimes"),
    *("conditions", "reasons", "first_instalment_on", "recorded_at", "recorded_by"),
)
_LOAN_EVENT: Final = (
    *("case_id", "number", "request", "kind", "happened_on", "amount_centimes"),
    *("details", "reverses", "recorded_at", "recorded_by"),
)


def of_dossier(row: DossierRow) -> Seal:
    """Return the seal of a frozen dossier."""
    return _seal("dossier", row.id, row, _DOSSIER)


def of_decision(row: DecisionRow, sent: DossierRow) -> Seal:
    """Return the seal of a decision on a dossier."""
    return _seal("decision", row.id, row, _DECISION, sent.inputs_sha256)


def of_loan_event(row: LoanEventRow) -> Seal:
    """Return the seal of an entry of a loan."""
    return _seal("loan_event", row.number, row, _LOAN_EVENT)


def _seal(
    kind: str, name: str | int, row: object, fields: Sequence[str], salt: str = ""
) -> Seal:
    """Hash these fields only: a column of a later version is in no earlier seal."""
    said = json.dumps([salt, *(getattr(row, field) for field in fields)])
    return {
        "of": kind,
        "id": name,
        "sha256": hashlib.sha256(said.encode()).hexdigest(),
    }


def broken(conn: Connection) -> list[Seal]:
    """Return the seals whose row was changed or taken out while its case stayed."""
    kept = {case_id for (case_id,) in conn.execute("SELECT id FROM cases")}
    sealed = [
        (entry.case_id, json.loads(entry.detail).get("seal"))
        for entry in audit.entries(conn)
        if entry.case_id is not None and entry.case_id in kept
    ]
    return [
        seal
        for case_id, seal in sealed
        if seal and seal not in _TODAY[seal["of"]](conn, case_id)
    ]


def _dossiers(conn: Connection, case_id: str) -> list[Seal]:
    return [of_dossier(row) for row in dossiers.all_of(conn, case_id)]


def _decisions(conn: Connection, case_id: str) -> list[Seal]:
    sent = {row.id: row for row in dossiers.all_of(conn, case_id)}
    found = decisions.all_of(conn, case_id)
    return [of_decision(row, sent[row.dossier_id]) for row in found]


def _loan_events(conn: Connection, case_id: str) -> list[Seal]:
    return [of_loan_event(row) for row in loan_events.all_of(conn, case_id)]


_TODAY: Final[dict[str, Callable[[Connection, str], list[Seal]]]] = {
    "dossier": _dossiers,
    "decision": _decisions,
    "loan_event": _loan_events,
}
