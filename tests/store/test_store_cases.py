import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_samples import LATER, NOW, freeze, open_case

from workbench.store import (
    answers,
    audit,
    cases,
    connect,
    consents,
    loan_events,
    overrides,
    scenarios,
    visits,
)
from workbench.store.connect import Connection
from workbench.store.errors import CaseUnknown
from workbench.store.loan_events import NewLoanEvent


def test_a_case_comes_back_as_it_was_opened(conn: Connection) -> None:
    opened = open_case(conn, "Awa Diallo")
    assert opened.revision == 1
    assert cases.get(conn, opened.id) == opened
    assert cases.by_number(conn, "2026-0001") == opened


def test_an_unknown_case_is_refused_by_name(conn: Connection) -> None:
    with pytest.raises(CaseUnknown) as by_id:
        cases.get(conn, "nobody")
    assert by_id.value.facts == {"case": "nobody"}
    with pytest.raises(CaseUnknown):
        cases.by_number(conn, "2026-0009")


@pytest.mark.parametrize(
    "change",
    [
        lambda conn: cases.touch(conn, "nobody", NOW),
        lambda conn: cases.set_label(conn, "nobody", "x"),
        lambda conn: cases.set_stage(conn, "nobody", "x"),
        lambda conn: cases.set_profile(conn, "nobody", "x"),
        lambda conn: cases.erase(conn, "nobody"),
    ],
)
def test_a_change_to_an_unknown_case_is_refused(
    conn: Connection, change: Callable[[Connection], object]
) -> None:
    with pytest.raises(CaseUnknown):
        change(conn)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Élodie  N'Guessan", "elodie n'guessan"),
        ("cœur d’Été", "coeur d'ete"),
        ("أَحْمَد إبراهيم آمنة", "احمد ابراهيم امنه"),
        ("مصطفى العـــربي", "مصطفي العربي"),
        ("٢٠٢٦-٠٠٠١", "2026-0001"),
        ("La\u200fmine", "lamine"),
        ("İSTANBUL ﬁls", "istanbul fils"),
    ],
)
def test_spellings_of_one_name_fold_to_one_text(written: str, folded: str) -> None:
    assert cases.fold(written) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert cases.fold(cases.fold(text)) == cases.fold(text)


@pytest.mark.parametrize(
    "typed", ["awa", "DIALLÓ", "diallo awa", "2026-0001", "0001 awa", "", "  "]
)
def test_a_case_is_found_by_any_part_of_name_or_number(
    conn: Connection, typed: str
) -> None:
    open_case(conn, "Awa Diallo")
    assert [case.label for case in cases.search(conn, typed)] == ["Awa Diallo"]


@pytest.mark.parametrize("typed", ["moussa", "awa moussa", "%", "a_a", "'; --", '"'])
def test_a_case_is_not_found_by_what_it_does_not_hold(
    conn: Connection, typed: str
) -> None:
    open_case(conn, "Awa Diallo")
    assert cases.search(conn, typed) == []


def test_an_arabic_name_is_found_without_its_hamza(conn: Connection) -> None:
    open_case(conn, "أمينة المصطفى")
    assert len(cases.search(conn, "امينه المصطفي")) == 1


def test_the_list_shows_the_last_changed_first_and_one_stage_when_asked(
    conn: Connection,
) -> None:
    first, second = open_case(conn, "Awa"), open_case(conn, "Ali", stage="plan")
    assert [c.id for c in cases.search(conn)] == [second.id, first.id]
    assert cases.touch(conn, first.id, LATER) == 2
    assert [c.id for c in cases.search(conn)] == [first.id, second.id]
    assert [c.id for c in cases.search(conn, "a", stage="plan")] == [second.id]


def test_a_new_name_is_shown_and_found_and_the_old_one_is_not(conn: Connection) -> None:
    case = open_case(conn, "Awa")
    cases.set_label(conn, case.id, "Aminata")
    cases.set_stage(conn, case.id, "plan")
    cases.set_profile(conn, case.id, "oral")
    changed = cases.get(conn, case.id)
    assert (changed.label, changed.stage, changed.profile) == (
        "Aminata",
        "plan",
        "oral",
    )
    assert cases.search(conn, "aminata 0001") == [changed]
    assert cases.search(conn, "awa") == []


def test_numbers_run_from_one_in_each_year(conn: Connection) -> None:
    given = [cases.next_number(conn, year) for year in (2026, 2026, 2027)]
    assert given == ["2026-0001", "2026-0002", "2027-0001"]


def test_a_number_is_never_given_twice(conn: Connection) -> None:
    case = open_case(conn)
    cases.erase(conn, case.id)
    assert cases.next_number(conn, 2026) == "2026-0002"


def test_a_number_brought_in_from_elsewhere_is_passed_over(conn: Connection) -> None:
    open_case(conn, number="2026-9999")
    assert cases.next_number(conn, 2026) == "2026-10000"
    assert cases.next_number(conn, 2026) == "2026-10001"


def test_a_number_of_a_failed_save_is_given_again(database: Path) -> None:
    def fail() -> None:
        with connect.writing(database) as conn:
            assert cases.next_number(conn, 2026) == "2026-0001"
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with connect.writing(database) as conn:
        assert cases.next_number(conn, 2026) == "2026-0001"


def _fill(conn: Connection, case_id: str, dossier_id: str, mark: str) -> None:
    answers.save(
        conn,
        case_id,
        "person.name",
        status="answered",
        value_json=f'"{mark}"',
        typed=mark,
        expected_revision=0,
        at=NOW,
        by="samira",
    )
    overrides.save(
        conn,
        case_id,
        "cash.negative",
        reason=mark,
        said=f'{{"fr": "{mark}"}}',
        expected_revision=0,
        at=NOW,
        by="samira",
    )
    consents.insert(
        conn,
        consents.NewConsent(
            case_id=case_id,
            purpose="sharing",
            recipient=mark,
            text_version="1",
            language="fr",
            read_aloud=True,
            mode="oral",
            given_at=NOW,
            given_by="samira",
        ),
    )
    visit = visits.insert(
        conn,
        visits.NewVisit(
            case_id=case_id,
            dossier_id=dossier_id,
            code="M1",
            due_on="2027-01-05",
            window_days=7,
        ),
    )
    visits.record(
        conn,
        visit.id,
        visits.VisitReport(note=mark),
        expected_revision=1,
        at=NOW,
        by="samira",
    )
    moved = NewLoanEvent(
        case_id=case_id,
        request="once",
        kind="reschedule",
        happened_on="2027-02-01",
        details=f'{{"reason":"{mark}"}}',
        recorded_at=NOW,
        recorded_by="samira",
    )
    loan_events.record(conn, moved, expected_revision=0)
    taken_back = replace(
        moved, request="twice", kind="reversal", details="{}", reverses=1
    )
    loan_events.record(conn, taken_back, expected_revision=1)
    scenarios.insert(conn, case_id, mark, "{}", at=NOW, by="samira")


def test_an_erased_case_leaves_nothing_in_the_file_but_its_audit(
    database: Path,
) -> None:
    mark = "Zineb-Canary-7431"
    with connect.writing(database) as conn:
        case = open_case(conn, mark)
        frozen = freeze(conn, case.id, mark.encode())
        _fill(conn, case.id, frozen.id, mark)
        audit.append(conn, at=NOW, actor="s", action="case.open", case_id=case.id)
    assert mark.encode() in database.read_bytes()

    with connect.writing(database) as conn:
        cases.erase(conn, case.id)
    connect.settle(database)

    left = b"".join(p.read_bytes() for p in database.parent.iterdir()).lower()
    assert mark.lower().encode() not in left
    with connect.reading(database) as conn:
        tables = conn.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'table'"
        ).fetchall()
        of_a_case = {name for name, sql in tables if re.search(r"\bcase_id\b", sql)}
        counts = {
            name: conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in of_a_case | {"cases"}
        }
    assert counts.pop("audit") == 1
    assert len(counts) == 9
    assert set(counts.values()) == {0}
