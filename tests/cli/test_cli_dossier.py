import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from cli_terminal import AWA, IBRAHIM, Terminal, edited

LOAN = ("--funder", "generic_microcredit")


def text_of(document: Path) -> str:
    with zipfile.ZipFile(document) as parts:
        return parts.read("word/document.xml").decode()


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dossier.docx"


def test_a_file_becomes_a_dossier_without_a_database(
    terminal: Terminal, out: Path
) -> None:
    told = terminal.given("dossier", AWA, *LOAN, "--out", out)
    assert told["sha256"] == sha256(out)
    assert (told["number"], told["version"]) == (None, 1)
    assert "Awa Tresses" in text_of(out)
    assert not terminal.home.exists()


def test_the_same_file_on_the_same_day_gives_the_same_document(
    terminal: Terminal, tmp_path: Path
) -> None:
    first, second = (
        terminal.given("dossier", AWA, *LOAN, "--out", tmp_path / name)["sha256"]
        for name in ("a.docx", "b.docx")
    )
    assert first == second
    later = ("dossier", AWA, *LOAN, "--out", tmp_path / "c.docx")
    assert terminal.given(*later, on="2026-12-16")["sha256"] != first


def test_a_case_on_record_gets_its_next_version_frozen(
    walked: Terminal, tmp_path: Path
) -> None:
    out = tmp_path / "two.docx"
    told = walked.given("dossier", "2026-0001", *LOAN, "--out", out)
    assert (told["number"], told["version"]) == ("2026-0001", 2)
    shown = walked.given("case", "show", "2026-0001")
    assert [row["version"] for row in shown["dossiers"]] == [1, 2]
    assert shown["dossiers"][1]["sha256"] == told["sha256"] == sha256(out)


def test_the_version_and_the_fingerprint_are_told(
    walked: Terminal, tmp_path: Path
) -> None:
    out = tmp_path / "told.docx"
    told = walked.told("dossier", "2026-0001", *LOAN, "--out", out)
    assert "2026-0001 · Version 2" in told
    assert sha256(out) in told


def test_a_file_in_the_way_is_kept_and_nothing_is_frozen(
    walked: Terminal, out: Path
) -> None:
    out.write_bytes(b"mine")
    command = ("dossier", "2026-0001", *LOAN, "--out", out)
    assert walked.refused(*command) == "file.exists"
    assert out.read_bytes() == b"mine"
    assert len(walked.given("case", "show", "2026-0001")["dossiers"]) == 1
    assert walked.given(*command, "--force")["sha256"] == sha256(out)


def test_a_place_that_cannot_be_written_freezes_nothing(
    walked: Terminal, tmp_path: Path
) -> None:
    for place in (tmp_path / "no" / "where.docx", walked.database / "x.docx"):
        command = ("dossier", "2026-0001", *LOAN, "--out", place)
        assert walked.refused(*command) == "file.not_written"
    assert walked.refused(*command[:-1], tmp_path, "--force") == "file.not_written"
    assert len(walked.given("case", "show", "2026-0001")["dossiers"]) == 1


@pytest.mark.parametrize("is_stored", [False, True])
def test_what_is_in_the_way_of_a_dossier_is_listed(
    terminal: Terminal, out: Path, *, is_stored: bool
) -> None:
    subject: object = IBRAHIM
    if is_stored:
        subject = terminal.given("case", "import", IBRAHIM)["number"]
    command = ("dossier", subject, *LOAN, "--out", out)
    refusal = terminal.refusal(*command)
    assert refusal["error"]["code"] == "dossier.blocked"
    codes = {finding["code"] for finding in refusal["findings"]}
    assert codes == {"funder.residence_not_accepted"}
    done = terminal.run(*command)
    assert done.exit_code == 1
    assert refusal["findings"][0]["message"] in done.stderr
    assert not out.exists()


def test_answers_a_funder_still_needs_are_listed(
    terminal: Terminal, tmp_path: Path, out: Path
) -> None:
    unknown = {"unknown": True}
    file = edited(AWA, tmp_path / "lacking.json", legal__form_reason=unknown)
    refusal = terminal.refusal("dossier", file, *LOAN, "--out", out)
    assert refusal["missing"] == ["legal.form_reason"]
    assert refusal["error"]["facts"] == {"count": 1}


def test_a_dossier_is_not_made_against_the_persons_will(
    terminal: Terminal, tmp_path: Path, out: Path
) -> None:
    case = json.loads(AWA.read_text(encoding="utf-8"))
    silent = tmp_path / "silent.json"
    silent.write_text(json.dumps(case | {"consents": []}), encoding="utf-8")
    command = ("dossier", silent, *LOAN, "--out", out)
    assert terminal.refused(*command) == "consent.missing"
    assert sorted(tmp_path.iterdir()) == [silent]


def test_a_funder_or_case_that_does_not_exist_is_named(
    terminal: Terminal, out: Path
) -> None:
    nobody = ("dossier", AWA, "--funder", "nobody", "--out", out)
    assert terminal.refused(*nobody) == "funder.unknown"
    assert terminal.refused("dossier", "2026-0009", *LOAN, "--out", out) == (
        "case.unknown"
    )
    assert not out.exists()
