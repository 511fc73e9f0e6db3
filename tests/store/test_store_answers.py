import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import LATER, NOW, open_case

from workbench.store import answers, cases
from workbench.store.answers import AnswerRow
from workbench.store.connect import Connection
from workbench.store.errors import CaseUnknown, StaleAnswer


def _save(
    conn: Connection, case_id: str, typed: str, expected: int, by: str = "samira"
) -> AnswerRow:
    return answers.save(
        conn,
        case_id,
        "costs.rent",
        status="answered",
        value_json=f'"{typed}"',
        typed=typed,
        expected_revision=expected,
        at=LATER,
        by=by,
    )


def test_an_answer_is_kept_as_typed_with_the_revision_of_the_case(
    conn: Connection,
) -> None:
    case = open_case(conn)
    saved = _save(conn, case.id, "1 250,50", 0)
    assert saved.revision == 2
    assert answers.all_of(conn, case.id) == {"costs.rent": saved}
    assert answers.find(conn, case.id, "costs.rent") == saved
    changed = cases.get(conn, case.id)
    assert (changed.revision, changed.updated_at) == (2, LATER)


def test_an_answer_may_be_unknown_and_have_no_value(conn: Connection) -> None:
    case = open_case(conn)
    saved = answers.save(
        conn,
        case.id,
        "costs.rent",
        status="unknown",
        value_json=None,
        typed="",
        expected_revision=0,
        at=NOW,
        by="samira",
    )
    assert (saved.status, saved.value) == ("unknown", None)
    assert answers.find(conn, case.id, "costs.rent") == saved


def test_a_status_of_another_name_is_a_defect(conn: Connection) -> None:
    case = open_case(conn)
    with pytest.raises(sqlite3.IntegrityError):
        conn.execute(
            "INSERT INTO answers VALUES (?, 'q', 'maybe', NULL, '', 2, ?, 's')",
            (case.id, NOW),
        )


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_stale_save_is_refused_and_carries_what_is_stored(
    conn: Connection, expected: int
) -> None:
    case = open_case(conn)
    theirs = _save(conn, case.id, "900", 0, by="hamid")
    with pytest.raises(StaleAnswer) as refused:
        _save(conn, case.id, "800", expected)
    assert refused.value.stored == theirs
    assert refused.value.facts == {
        "question": "costs.rent",
        "expected": expected,
        "found": 2,
    }
    assert "900" not in str(refused.value)
    assert answers.all_of(conn, case.id) == {"costs.rent": theirs}
    assert cases.get(conn, case.id).revision == 2


def test_an_answer_removed_meanwhile_is_refused_with_nothing_stored(
    conn: Connection,
) -> None:
    case = open_case(conn)
    saved = _save(conn, case.id, "900", 0)
    removed = answers.remove(
        conn, case.id, "costs.rent", expected_revision=saved.revision, at=LATER
    )
    assert removed == 3
    assert answers.all_of(conn, case.id) == {}
    with pytest.raises(StaleAnswer) as refused:
        _save(conn, case.id, "800", saved.revision)
    assert refused.value.stored is None
    assert _save(conn, case.id, "800", 0).revision == 4


def test_a_stale_removal_is_refused(conn: Connection) -> None:
    case = open_case(conn)
    theirs = _save(conn, case.id, "900", 0)
    with pytest.raises(StaleAnswer):
        answers.remove(conn, case.id, "costs.rent", expected_revision=0, at=LATER)
    assert answers.all_of(conn, case.id) == {"costs.rent": theirs}


def test_an_answer_needs_its_case(conn: Connection) -> None:
    with pytest.raises(CaseUnknown):
        _save(conn, "nobody", "900", 0)
    assert answers.all_of(conn, "nobody") == {}


steps = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["read", "save", "remove"])),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_no_session_ever_overwrites_what_it_has_not_seen(
    conn: Connection, history: list[tuple[int, str]]
) -> None:
    conn.execute("SAVEPOINT history")
    case = open_case(conn)
    seen, stored = [0, 0, 0], 0
    for session, action in history:
        is_fresh = seen[session] == stored
        if action == "read":
            found = answers.find(conn, case.id, "costs.rent")
            assert (found.revision if found else 0) == stored
            seen[session] = stored
        elif not is_fresh:
            with pytest.raises(StaleAnswer):
                _change(conn, case.id, action, seen[session])
        else:
            stored = seen[session] = _change(conn, case.id, action, stored)
    conn.execute("ROLLBACK TO history")


def _change(conn: Connection, case_id: str, action: str, expected: int) -> int:
    if action == "save":
        return _save(conn, case_id, "900", expected).revision
    answers.remove(conn, case_id, "costs.rent", expected_revision=expected, at=LATER)
    return 0
