"""Cases: who is accompanied, how far, and how the case is found again."""

import json
import unicodedata
from base64 import b64encode
from dataclasses import asdict, dataclass

from workbench.store import rows
from workbench.store.connect import Connection
from workbench.store.errors import CaseUnknown

_LETTERS = str.maketrans(
    {
        "ى": "ي",
        "ة": "ه",
        "ٱ": "ا",
        "ـ": None,
        "œ": "oe",
        "æ": "ae",
        "’": "'",
        "ʼ": "'",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """What is known of a case when it is opened; `id` is a UUID as text."""

    id: str
    number: str
    profile: str
    stage: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow(NewCase):
    """A case. `revision` grows by one with every change of what a plan is made of."""

    search: str
    revision: int
    created_at: str
    updated_at: str


def fold(text: str) -> str:
    """Return `text` as it is compared: no case, accents, hamza, tatweel or marks.

    أ إ آ become ا, ى becomes ي, ة becomes ه; digits of any script become 0-9;
    spaces are single.
    """
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    spread = unicodedata.normalize("NFKD", plain)
    kept = (c for c in spread if unicodedata.category(c) not in {"Mn", "Cf", "Cc"})
    digits = (str(unicodedata.decimal(c, c)) for c in kept)
    return " ".join("".join(digits).split())


def _search_text(label: str, number: str) -> str:
    return fold(f"{label} {number}")


def insert(conn: Connection, case: NewCase, *, at: str) -> CaseRow:
    """Open a case at revision 1 and return it."""
    row = CaseRow(
        **asdict(case),
        search=_search_text(case.label, case.number),
        revision=1,
        created_at=at,
        updated_at=at,
    )
    conn.execute(
        """
        INSERT INTO cases
        VALUES (:id, :number, :profile, :stage, :search, :label, :revision,
                :created_at, :updated_at)
        """,
        asdict(row),
    )
    return row


def get(conn: Connection, case_id: str) -> CaseRow:
    """Return the case with this id; CaseUnknown without one."""
    found = conn.execute("SELECT * FROM cases WHERE id = ?", (case_id,))
    return _known(rows.one(CaseRow, found), case_id)


def by_number(conn: Connection, number: str) -> CaseRow:
    """Return the case with this number; CaseUnknown without one."""
    found = conn.execute("SELECT * FROM cases WHERE number = ?", (number,))
    return _known(rows.one(CaseRow, found), number)


def _known(case: CaseRow | None, wanted: str) -> CaseRow:
    if case is None:
        raise CaseUnknown(case=wanted)
    return case


def search(conn: Connection, text: str = "", stage: str | None = None) -> list[CaseRow]:
    """Return the cases that hold every word of `text`, last changed first.

    Words are compared folded, anywhere in the name or the number.
    """
    words = json.dumps(fold(text).split(), ensure_ascii=False)
    found = conn.execute(
        """
        SELECT * FROM cases
        WHERE (:stage IS NULL OR stage = :stage)
        AND NOT EXISTS (
            SELECT 1 FROM json_each(:words) AS word
            WHERE instr(cases.search, word.value) = 0
        )
        ORDER BY updated_at DESC, number DESC
        """,
        {"stage": stage, "words": words},
    )
    return rows.every(CaseRow, found)


def next_number(conn: Connection, year: int) -> str:
    """Return and use up the next number of the year, such as `2026-0001`.

    A number is never given twice, even when its case was erased; one that was
    given in a transaction rolled back is given again.
    """
    row = conn.execute(
        """
        INSERT INTO numbers
        VALUES (:year, 1 + (SELECT coalesce(max(CAST(substr(number, 6) AS INTEGER)), 0)
                            FROM cases WHERE substr(number, 1, 4) = :written))
        ON CONFLICT (year) DO UPDATE SET last = max(last + 1, excluded.last)
        RETURNING last
        """,
        {"year": year, "written": f"{year:04d}"},
    ).fetchone()
    return f"{year:04d}-{row['last']:04d}"


def touch(conn: Connection, case_id: str, at: str) -> int:
    """Note a change of the case and return its new revision; CaseUnknown."""
    row = conn.execute(
        """
        UPDATE cases SET revision = revision + 1, updated_at = ? WHERE id = ?
        RETURNING revision
        """,
        (at, case_id),
    ).fetchone()
    if row is None:
        raise CaseUnknown(case=case_id)
    return int(row["revision"])


def set_label(conn: Connection, case_id: str, label: str) -> None:
    """Change the name shown in lists and found by `search`; CaseUnknown."""
    number = get(conn, case_id).number
    conn.execute(
        "UPDATE cases SET label = ?, search = ? WHERE id = ?",
        (label, _search_text(label, number), case_id),
    )


def set_stage(conn: Connection, case_id: str, stage: str) -> None:
    """Change the step of the journey the case stands at; CaseUnknown."""
    _changed(conn, case_id, "UPDATE cases SET stage = ? WHERE id = ?", stage)


def set_profile(conn: Connection, case_id: str, profile: str) -> None:
    """Change which questions the case is asked; CaseUnknown."""
    _changed(conn, case_id, "UPDATE cases SET profile = ? WHERE id = ?", profile)


def _changed(conn: Connection, case_id: str, statement: str, value: str) -> None:
    if conn.execute(statement, (value, case_id)).rowcount == 0:
        raise CaseUnknown(case=case_id)


def everything(conn: Connection, case_id: str) -> dict[str, list[dict[str, object]]]:
    """Return each row of each table that is about a case, as plain values by table.

    Documents are base64 text. CaseUnknown.
    """
    found = {"cases": [asdict(get(conn, case_id))]}
    tables = conn.execute(
        """
        SELECT kept.name FROM sqlite_schema AS kept
        JOIN pragma_table_info(kept.name) AS field
        WHERE kept.type = 'table' AND field.name = 'case_id' ORDER BY kept.name
        """
    ).fetchall()
    for (table,) in tables:
        rows_of = conn.execute(
            f'SELECT * FROM "{table}" WHERE case_id = ?',  # noqa: S608 - of the schema
            (case_id,),
        )
        found[table] = [_plain(dict(row)) for row in rows_of]
    return found


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {
        name: b64encode(value).decode() if isinstance(value, bytes) else value
        for name, value in row.items()
    }


def erase(conn: Connection, case_id: str) -> None:
    """Remove the case and all its rows, frozen dossiers too, but the audit's.

    Every table refers to the case with ON DELETE CASCADE; freed bytes are
    overwritten. Call `connect.settle` after the transaction. CaseUnknown.
    """
    if conn.execute("DELETE FROM cases WHERE id = ?", (case_id,)).rowcount == 0:
        raise CaseUnknown(case=case_id)
