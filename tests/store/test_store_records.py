import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from store_samples import LATER, NOW, dossier, freeze, open_case

from workbench.store import (
    cases,
    connect,
    consents,
    decisions,
    dossiers,
    overrides,
    settings,
    visits,
)
from workbench.store.connect import Connection
from workbench.store.errors import (
    ConsentUnknown,
    DossierUnknown,
    StaleOverride,
    StaleVisit,
    VisitUnknown,
)


def _consent(case_id: str, recipient: str = "tamwilcom") -> consents.NewConsent:
    return consents.NewConsent(
        case_id=case_id,
        purpose="sharing",
        recipient=recipient,
        text_version="2026-11",
        language="ar",
        read_aloud=True,
        mode="oral",
        given_at=NOW,
        given_by="samira",
    )


def test_a_consent_holds_until_it_is_withdrawn(conn: Connection) -> None:
    case = open_case(conn)
    given = consents.insert(conn, _consent(case.id))
    assert given.read_aloud is True
    assert consents.in_force(conn, case.id, "sharing", "tamwilcom") == given
    taken_back = consents.withdraw(conn, given.id, at=LATER, by="hamid")
    assert taken_back == replace(given, withdrawn_at=LATER, withdrawn_by="hamid")
    assert consents.in_force(conn, case.id, "sharing", "tamwilcom") is None
    assert consents.all_of(conn, case.id) == [taken_back]


def test_a_consent_is_for_one_recipient_and_one_purpose(conn: Connection) -> None:
    case = open_case(conn)
    consents.insert(conn, _consent(case.id))
    assert consents.in_force(conn, case.id, "sharing", "another") is None
    assert consents.in_force(conn, case.id, "photo", "tamwilcom") is None


def test_a_consent_given_again_holds_again(conn: Connection) -> None:
    case = open_case(conn)
    first = consents.insert(conn, _consent(case.id))
    consents.withdraw(conn, first.id, at=LATER, by="hamid")
    second = consents.insert(conn, _consent(case.id))
    assert consents.in_force(conn, case.id, "sharing", "tamwilcom") == second
    assert [c.id for c in consents.all_of(conn, case.id)] == [first.id, second.id]


def test_a_consent_is_withdrawn_only_once(conn: Connection) -> None:
    given = consents.insert(conn, _consent(open_case(conn).id))
    consents.withdraw(conn, given.id, at=LATER, by="hamid")
    with pytest.raises(ConsentUnknown):
        consents.withdraw(conn, given.id, at=LATER, by="samira")
    assert consents.all_of(conn, given.case_id)[0].withdrawn_by == "hamid"


def test_an_override_is_saved_changed_and_removed_by_who_has_seen_it(
    conn: Connection,
) -> None:
    case = open_case(conn)
    key = "cash.negative:2027-02"
    first = _override(conn, case.id, "Prêt familial", 0)
    assert first.revision == 2
    second = _override(conn, case.id, "Aide en mars", first.revision)
    assert overrides.all_of(conn, case.id) == {key: second}
    with pytest.raises(StaleOverride) as refused:
        _override(conn, case.id, "Autre", first.revision)
    assert refused.value.stored == second
    with pytest.raises(StaleOverride):
        overrides.remove(conn, case.id, key, expected_revision=2, at=NOW)
    assert overrides.remove(conn, case.id, key, expected_revision=3, at=NOW) == 4
    assert overrides.find(conn, case.id, key) is None


def _override(
    conn: Connection, case_id: str, reason: str, expected: int
) -> overrides.OverrideRow:
    return overrides.save(
        conn,
        case_id,
        "cash.negative:2027-02",
        reason=reason,
        said='{"fr": "Caisse à −250 DH."}',
        expected_revision=expected,
        at=NOW,
        by="samira",
    )


def test_an_override_written_before_sentences_were_kept_still_reads(
    database: Path,
) -> None:
    with connect.writing(database) as conn:
        case = open_case(conn)
    with closing(sqlite3.connect(database, isolation_level=None)) as raw:
        raw.execute("ALTER TABLE overrides DROP COLUMN said")
        raw.execute(
            "INSERT INTO overrides VALUES (?, 'k', 'Aide en mars', 1, ?, 's')",
            (case.id, NOW),
        )
        raw.execute("DELETE FROM _sqlite_migrations WHERE name = 'accepted_sentences'")
        raw.execute("PRAGMA user_version=3")
    connect.prepare(database)
    with connect.reading(database) as conn:
        (kept,) = overrides.all_of(conn, case.id).values()
    assert (kept.reason, kept.said) == ("Aide en mars", "{}")


def test_a_dossier_comes_back_as_it_was_frozen(conn: Connection) -> None:
    case = open_case(conn)
    first = freeze(conn, case.id, b"PK\x03\x04 un")
    second = freeze(conn, case.id, b"PK\x03\x04 deux")
    assert (first.version, second.version) == (1, 2)
    assert dossiers.get(conn, first.id) == first
    assert dossiers.all_of(conn, case.id) == [first, second]
    assert dossiers.document(conn, first.id) == b"PK\x03\x04 un"


def test_an_unknown_dossier_is_refused(conn: Connection) -> None:
    with pytest.raises(DossierUnknown):
        dossiers.get(conn, "none")
    with pytest.raises(DossierUnknown):
        dossiers.document(conn, "none")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dossiers SET content = '{}'",
        "UPDATE dossiers SET document = x'00'",
        "UPDATE dossiers SET case_id = case_id",
        "DELETE FROM dossiers",
        "INSERT OR REPLACE INTO dossiers SELECT * FROM dossiers",
        "INSERT OR IGNORE INTO dossiers SELECT * FROM dossiers",
    ],
)
def test_no_statement_changes_a_frozen_dossier(
    conn: Connection, statement: str
) -> None:
    case = open_case(conn)
    frozen = freeze(conn, case.id)
    with pytest.raises(sqlite3.IntegrityError, match="a frozen dossier"):
        conn.execute(statement)
    assert dossiers.all_of(conn, case.id) == [frozen]


def test_a_version_of_a_case_is_frozen_only_once(conn: Connection) -> None:
    case = open_case(conn)
    again = replace(dossier(conn, case.id), id="another")
    freeze(conn, case.id)
    with pytest.raises(sqlite3.IntegrityError, match="never replaced"):
        dossiers.freeze(conn, again, b"")


def test_dossiers_leave_with_their_case_and_others_stay(conn: Connection) -> None:
    gone, stays = open_case(conn), open_case(conn)
    freeze(conn, gone.id)
    kept = freeze(conn, stays.id)
    cases.erase(conn, gone.id)
    assert dossiers.all_of(conn, gone.id) == []
    assert dossiers.all_of(conn, stays.id) == [kept]


def _decision(dossier_id: str, case_id: str) -> decisions.NewDecision:
    return decisions.NewDecision(
        case_id=case_id,
        dossier_id=dossier_id,
        outcome="deferred",
        decided_on="2026-12-10",
        recorded_at=NOW,
        recorded_by="samira",
    )


def test_the_last_recorded_decision_counts_and_all_stay(conn: Connection) -> None:
    case = open_case(conn)
    frozen = freeze(conn, case.id)
    assert decisions.latest(conn, frozen.id) is None
    deferred = decisions.insert(conn, _decision(frozen.id, case.id))
    accepted = decisions.insert(
        conn,
        replace(
            _decision(frozen.id, case.id),
            outcome="accepted",
            amount_centimes=2_000_050,
            first_instalment_on="2027-02-28",
        ),
    )
    assert accepted.amount_centimes == 2_000_050
    assert decisions.latest(conn, frozen.id) == accepted
    assert decisions.all_of(conn, case.id) == [deferred, accepted]


def test_of_two_decisions_on_a_dossier_the_last_is_in_force(conn: Connection) -> None:
    case, other = open_case(conn), open_case(conn)
    first = freeze(conn, case.id)
    decisions.insert(conn, _decision(freeze(conn, other.id).id, other.id))
    decisions.insert(conn, _decision(first.id, case.id))
    right = replace(_decision(first.id, case.id), outcome="accepted")
    kept = decisions.insert(conn, right)
    assert decisions.in_force(conn, case.id) == [kept]


def test_a_decision_is_on_a_dossier_of_its_own_case(conn: Connection) -> None:
    case, other = open_case(conn), open_case(conn)
    frozen = freeze(conn, case.id)
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        decisions.insert(conn, _decision(frozen.id, other.id))


@pytest.mark.parametrize("day", ["2026-02-30", "10/12/2026", "2026-12", ""])
def test_a_date_that_does_not_exist_is_refused(conn: Connection, day: str) -> None:
    case = open_case(conn)
    frozen = freeze(conn, case.id)
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        decisions.insert(conn, replace(_decision(frozen.id, case.id), decided_on=day))


@pytest.mark.parametrize("amount", [10.5, "10.50", "dix"])
def test_money_in_parts_of_a_centime_is_refused(
    conn: Connection, amount: object
) -> None:
    case = open_case(conn)
    frozen = freeze(conn, case.id)
    decisions.insert(conn, _decision(frozen.id, case.id))
    with pytest.raises(sqlite3.IntegrityError, match="INTEGER"):
        conn.execute("UPDATE decisions SET amount_centimes = ?", (amount,))


def _visit(conn: Connection, code: str = "M1") -> visits.VisitRow:
    case = open_case(conn)
    frozen = freeze(conn, case.id)
    return visits.insert(
        conn,
        visits.NewVisit(
            case_id=case.id,
            dossier_id=frozen.id,
            code=code,
            due_on="2027-01-15",
            window_days=7,
        ),
    )


def test_a_planned_visit_has_no_report_yet(conn: Connection) -> None:
    planned = _visit(conn)
    assert (planned.revision, planned.done_on, planned.is_open) == (1, None, None)
    assert planned.recorded_at is None
    assert visits.get(conn, planned.id) == planned
    assert visits.all_of(conn, planned.case_id) == [planned]


def test_a_report_is_kept_and_a_stale_one_refused(conn: Connection) -> None:
    planned = _visit(conn)
    case_before = cases.get(conn, planned.case_id)
    report = visits.VisitReport(
        done_on="2027-01-14",
        is_open=False,
        sales_centimes=450_000,
        cash_centimes=-1_250,
        instalment_days_late=3,
        note="Fermé le lundi",
    )
    done = visits.record(
        conn, planned.id, report, expected_revision=1, at=LATER, by="hamid"
    )
    assert (done.revision, done.is_open, done.cash_centimes) == (2, False, -1_250)
    assert (done.recorded_at, done.recorded_by) == (LATER, "hamid")
    with pytest.raises(StaleVisit) as refused:
        visits.record(
            conn,
            planned.id,
            visits.VisitReport(note="Autre"),
            expected_revision=1,
            at=LATER,
            by="samira",
        )
    assert refused.value.stored == done
    assert visits.get(conn, planned.id) == done
    assert cases.get(conn, planned.case_id) == case_before


def test_visits_due_are_those_not_made_oldest_first(conn: Connection) -> None:
    later, sooner, made = _visit(conn), _visit(conn), _visit(conn)
    sooner = visits.reschedule(
        conn, sooner.id, due_on="2027-01-10", expected_revision=1
    )
    visits.record(
        conn,
        made.id,
        visits.VisitReport(done_on="2027-01-14"),
        expected_revision=1,
        at=LATER,
        by="samira",
    )
    assert visits.due(conn, "2027-01-15") == [sooner, later]
    assert visits.due(conn, "2027-01-14") == [sooner]


def test_visits_not_made_are_taken_out_for_one_dossier(conn: Connection) -> None:
    planned, other = _visit(conn), _visit(conn)
    made = visits.insert(
        conn,
        visits.NewVisit(
            case_id=planned.case_id,
            dossier_id=planned.dossier_id,
            code="M9",
            due_on="2027-09-15",
            window_days=7,
        ),
    )
    report = visits.VisitReport(done_on="2027-09-15")
    visits.record(conn, made.id, report, expected_revision=1, at=LATER, by="samira")
    visits.drop_planned(conn, planned.dossier_id)
    assert [v.code for v in visits.all_of(conn, planned.case_id)] == ["M9"]
    assert visits.get(conn, other.id) == other


def test_a_visit_is_moved_only_by_who_has_seen_it(conn: Connection) -> None:
    planned = _visit(conn)
    with pytest.raises(StaleVisit):
        visits.reschedule(conn, planned.id, due_on="2027-01-20", expected_revision=2)
    with pytest.raises(VisitUnknown):
        visits.reschedule(conn, 999, due_on="2027-01-20", expected_revision=1)


def test_one_visit_of_a_code_per_dossier(conn: Connection) -> None:
    planned = _visit(conn)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        visits.insert(
            conn,
            visits.NewVisit(
                case_id=planned.case_id,
                dossier_id=planned.dossier_id,
                code="M1",
                due_on="2027-03-15",
                window_days=7,
            ),
        )


def test_a_setting_is_entered_replaced_and_taken_out(conn: Connection) -> None:
    assert settings.get(conn, "loan.rate_per_year") is None
    settings.put(conn, "loan.rate_per_year", '"0.02"', at=NOW, by="samira")
    entered = settings.put(conn, "loan.rate_per_year", '"0.03"', at=LATER, by="hamid")
    assert (entered.value, entered.updated_by) == ('"0.03"', "hamid")
    assert settings.get(conn, "loan.rate_per_year") == entered
    assert settings.all_of(conn) == {"loan.rate_per_year": entered}
    settings.remove(conn, "loan.rate_per_year")
    assert settings.all_of(conn) == {}
