"""What happens to a case's loan, entry after entry: none changes, none leaves.

Entries are numbered from 1 within their case, so that the last number is the
revision of the loan. A mistake is reversed by a further entry.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from workbench.store import rows
from workbench.store.connect import Connection
from workbench.store.errors import LoanEventReversed, LoanEventUnknown, StaleLoan

REVERSAL: Final = "reversal"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLoanEvent:
    """An entry to make; dates are ISO text, the amount integer centimes.

    `request` names the one act of sending it: sent again, it is the same entry.
    `details` is JSON text of what else the kind of event holds; `reverses` the
    number of the entry that a reversal takes back.
    """

    case_id: str
    request: str
    kind: str
    happened_on: str
    amount_centimes: int | None = None
    details: str = "{}"
    reverses: int | None = None
    recorded_at: str
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanEventRow(NewLoanEvent):
    """An entry on record."""

    number: int


def all_of(conn: Connection, case_id: str) -> list[LoanEventRow]:
    """Return the entries of a case in the order they were made."""
    found = conn.execute(
        "SELECT * FROM loan_events WHERE case_id = ? ORDER BY number", (case_id,)
    )
    return rows.every(LoanEventRow, found)


def record(
    conn: Connection, event: NewLoanEvent, *, expected_revision: int
) -> LoanEventRow:
    """Keep an entry made over the last one that was seen (0: none) and return it.

    The same request again returns the entry it made. StaleLoan when somebody else
    made one since; LoanEventUnknown or LoanEventReversed for a reversal of what is
    not there or was reversed already.
    """
    known = all_of(conn, event.case_id)
    again = next((row for row in known if row.request == event.request), None)
    if again is not None:
        return again
    _require_reversible(known, event.reverses)
    if len(known) != expected_revision:
        raise StaleLoan(expected=expected_revision, found=len(known))
    row = LoanEventRow(**asdict(event), number=len(known) + 1)
    conn.execute(
        """
        INSERT INTO loan_events
        VALUES (:case_id, :number, :request, :kind, :happened_on, :amount_centimes,
                :details, :reverses, :recorded_at, :recorded_by)
        """,
        asdict(row),
    )
    return row


def _require_reversible(known: Sequence[LoanEventRow], number: int | None) -> None:
    if number is None:
        return
    if number not in {row.number for row in known if row.kind != REVERSAL}:
        raise LoanEventUnknown(number=number)
    if number in {row.reverses for row in known}:
        raise LoanEventReversed(number=number)
