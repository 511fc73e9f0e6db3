from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from server_process import Served

from workbench import paths
from workbench.access import policy
from workbench.journey import dossier
from workbench.journey.desk import Desk
from workbench.store import cases, connect, dossiers
from workbench.ui import downloads

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FROZEN_AT = "2026-11-23T10:00:00+00:00"
DOCUMENT = b"PK\x03\x04 the Word file as it was frozen"


def token() -> str:
    return downloads.grant("one-dossier", "2026-0007", 3, NOW)


@pytest.fixture
def frozen(served: Served) -> str:
    """Return the id of a dossier in the served home."""
    database = paths.database(served.home)
    connect.prepare(database)
    with connect.writing(database) as conn:
        number = cases.next_number(conn, 2026)
        new = cases.NewCase(
            id=f"case-{number}",
            number=number,
            profile="full",
            stage="dossier",
            label="Awa Diallo",
        )
        cases.insert(conn, new, at=FROZEN_AT)
        row = _row(f"{number}-v1", new.id)
        dossiers.freeze(conn, row, DOCUMENT)
    return row.id


def _row(dossier_id: str, case_id: str) -> dossiers.DossierRow:
    return dossiers.DossierRow(
        id=dossier_id,
        case_id=case_id,
        version=1,
        funder="generic_microcredit",
        language="fr",
        case_revision=1,
        frozen_at=FROZEN_AT,
        frozen_by="local",
        inputs="{}",
        parameters="[]",
        content="{}",
        forecast="{}",
        template_sha256="a" * 64,
        inputs_sha256="b" * 64,
        content_sha256="c" * 64,
        document_sha256=sha256(DOCUMENT).hexdigest(),
    )


def test_a_link_opens_what_it_names_for_ten_minutes() -> None:
    granted = downloads.open_grant(token(), NOW + timedelta(minutes=9, seconds=59))
    assert granted
    assert (granted.dossier_id, granted.version) == ("one-dossier", 3)
    assert downloads.open_grant(token(), NOW + timedelta(minutes=10)) is None


def test_a_link_names_nobody() -> None:
    granted = downloads.open_grant(token(), NOW)
    assert granted
    assert granted.file_name == "dossier-2026-0007-v3.docx"


@given(st.text())
def test_a_file_name_is_plain_whatever_the_number(number: str) -> None:
    name = downloads.Grant("x", number, 1, 0).file_name
    assert name.isascii()
    assert not set(name) & set('/\\";\r\n ')


def test_no_character_of_a_link_can_be_changed() -> None:
    good = token()
    for place, character in enumerate(good):
        other = "A" if character != "A" else "B"
        forged = good[:place] + other + good[place + 1 :]
        assert downloads.open_grant(forged, NOW) is None


@given(st.text())
def test_no_text_is_a_link(text: str) -> None:
    assert downloads.open_grant(text, NOW) is None


def test_a_restart_ends_every_link(monkeypatch: pytest.MonkeyPatch) -> None:
    good = token()
    monkeypatch.setattr(downloads, "_KEY", bytes(32))
    assert downloads.open_grant(good, NOW) is None


def test_a_link_brings_the_document_as_it_was_frozen(
    served: Served, frozen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "_KEY", served.key)
    now = datetime.now(UTC)
    link = downloads.address(downloads.grant(frozen, "2026-0007", 1, now))
    answer = served.get(link)
    assert answer.status == 200
    assert answer.body == DOCUMENT
    desk = Desk(paths.database(served.home), policy.local_counsellor(), now)
    assert answer.body == dossier.document(desk, frozen)
    disposition = answer.headers["content-disposition"]
    assert disposition == 'attachment; filename="dossier-2026-0007-v1.docx"'
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    assert answer.headers["cache-control"] == "no-store"


def test_an_expired_link_brings_words_instead(
    served: Served, frozen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "_KEY", served.key)
    before = datetime.now(UTC) - timedelta(hours=1)
    answer = served.get(downloads.address(downloads.grant(frozen, "n", 1, before)))
    assert answer.status == 403
    assert "rechargez" in answer.text
    assert "content-disposition" not in answer.headers


def test_a_dossier_that_is_gone_is_told_in_words(
    served: Served, frozen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "_KEY", served.key)
    gone = downloads.grant(frozen + "x", "2026-0007", 1, datetime.now(UTC))
    answer = served.get(downloads.address(gone))
    assert answer.status == 409
    assert len(answer.text.splitlines()) == 3
