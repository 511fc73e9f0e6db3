from dataclasses import replace

from workbench.store import cases, dossiers
from workbench.store.connect import Connection
from workbench.store.dossiers import sha256

NOW = "2026-11-23T10:00:00Z"
LATER = "2026-11-24T09:00:00Z"


def open_case(
    conn: Connection, label: str = "Awa Diallo", **other: str
) -> cases.CaseRow:
    number = other.pop("number", None) or cases.next_number(conn, 2026)
    new = cases.NewCase(
        id=f"case-{number}", number=number, profile="full", stage="idea", label=label
    )
    return cases.insert(conn, replace(new, **other), at=NOW)


def dossier(
    conn: Connection, case_id: str, document: bytes = b"PK"
) -> dossiers.DossierRow:
    version = dossiers.next_version(conn, case_id)
    return dossiers.DossierRow(
        id=f"{case_id}-v{version}",
        case_id=case_id,
        version=version,
        funder="tamwilcom",
        language="fr",
        case_revision=cases.get(conn, case_id).revision,
        frozen_at=NOW,
        frozen_by="samira",
        inputs="{}",
        parameters="{}",
        content='{"loan":"20000.00"}',
        forecast="[]",
        template_sha256="a" * 64,
        inputs_sha256=sha256(b"{}"),
        content_sha256=sha256(b'{"loan":"20000.00"}'),
        document_sha256=sha256(document),
    )


def freeze(
    conn: Connection, case_id: str, document: bytes = b"PK"
) -> dossiers.DossierRow:
    row = dossier(conn, case_id, document)
    dossiers.freeze(conn, row, document)
    return row
