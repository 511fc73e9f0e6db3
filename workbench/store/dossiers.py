"""Dossiers as sent: frozen rows that triggers keep from ever changing."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Final

from workbench.store import rows
from workbench.store.connect import Connection
from workbench.store.errors import DossierAltered, DossierUnknown

_WITHOUT_DOCUMENT: Final = """
    SELECT id, case_id, version, funder, language, case_revision, frozen_at,
           frozen_by, inputs, parameters, content, forecast, template_sha256,
           inputs_sha256, content_sha256, document_sha256
    FROM dossiers
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRow:
    """A frozen dossier without its document; `inputs` to `forecast` are JSON text.

    `version` counts from 1 within the case; `case_revision` is the state of the
    answers it was made from; the hashes are hexadecimal sha256.
    """

    id: str
    case_id: str
    version: int
    funder: str
    language: str
    case_revision: int
    frozen_at: str
    frozen_by: str
    inputs: str
    parameters: str
    content: str
    forecast: str
    template_sha256: str
    inputs_sha256: str
    content_sha256: str
    document_sha256: str


def freeze(conn: Connection, dossier: DossierRow, document: bytes) -> None:
    """Keep a dossier and its document for good; a version is kept only once."""
    conn.execute(
        """
        INSERT INTO dossiers
        VALUES (:id, :case_id, :version, :funder, :language, :case_revision,
                :frozen_at, :frozen_by, :inputs, :parameters, :content, :forecast,
                :template_sha256, :inputs_sha256, :content_sha256, :document_sha256,
                :document)
        """,
        {**asdict(dossier), "document": document},
    )


def next_version(conn: Connection, case_id: str) -> int:
    """Return the version that the case's next dossier takes, 1 for the first."""
    row = conn.execute(
        "SELECT coalesce(max(version), 0) + 1 FROM dossiers WHERE case_id = ?",
        (case_id,),
    ).fetchone()
    return int(row[0])


def get(conn: Connection, dossier_id: str) -> DossierRow:
    """Return a dossier without its document; DossierUnknown without one."""
    found = conn.execute(_WITHOUT_DOCUMENT + "WHERE id = ?", (dossier_id,))
    row = rows.one(DossierRow, found)
    if row is None:
        raise DossierUnknown(dossier=dossier_id)
    return row


def all_of(conn: Connection, case_id: str) -> list[DossierRow]:
    """Return the dossiers of a case without their documents, by version."""
    found = conn.execute(
        _WITHOUT_DOCUMENT + "WHERE case_id = ? ORDER BY version", (case_id,)
    )
    return rows.every(DossierRow, found)


def document(conn: Connection, dossier_id: str) -> bytes:
    """Return the document as it was sent, byte for byte.

    DossierUnknown; DossierAltered where its hash says that it is another one.
    """
    row = conn.execute(
        "SELECT document, document_sha256 FROM dossiers WHERE id = ?", (dossier_id,)
    ).fetchone()
    if row is None:
        raise DossierUnknown(dossier=dossier_id)
    if sha256(row["document"]) != row["document_sha256"]:
        raise DossierAltered(dossier=dossier_id)
    return bytes(row["document"])


def altered(conn: Connection) -> list[str]:
    """Return the ids of dossiers that do not go with their hashes."""
    found = conn.execute("SELECT id FROM dossiers ORDER BY id").fetchall()
    return [row["id"] for row in found if not _is_as_frozen(conn, row["id"])]


def _is_as_frozen(conn: Connection, dossier_id: str) -> bool:
    try:
        document(conn, dossier_id)
    except DossierAltered:
        return False
    row = get(conn, dossier_id)
    return (
        sha256(row.inputs.encode()) == row.inputs_sha256
        and sha256(row.content.encode()) == row.content_sha256
    )


def sha256(content: bytes) -> str:
    """Return the hash under which a dossier's texts and document are frozen."""
    return hashlib.sha256(content).hexdigest()
