"""The door of every act: the policy first, one transaction, one audit entry."""

import base64
import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from workbench import journey
from workbench.access import policy
from workbench.access.policy import Actor, NotAllowed, Role
from workbench.exchange import case_file
from workbench.finance.scenarios.scenario import Changes, Scenario
from workbench.finance.simulation.stress import Stress
from workbench.findings import Finding, Level
from workbench.followup.comparison import MonthFigures
from workbench.followup.loan_events import EventInFuture, Payment
from workbench.journey import (
    answers,
    archive,
    cases,
    checks,
    consents,
    decision,
    dossier,
    followup,
    holdings,
    outlook,
    parameters,
    payments,
    portfolio,
    remembered,
    risk,
    scenarios,
    tasks,
    what_if,
)
from workbench.journey.consents import CoachingNotAgreed
from workbench.journey.decision import Decision
from workbench.journey.desk import Desk
from workbench.journey.dossier import CaseChanged
from workbench.journey.followup import Sheet, VisitIncomplete
from workbench.journey.risk import Wish
from workbench.knowledge import funders
from workbench.knowledge.wording import words
from workbench.months import Month
from workbench.people.consent import Purpose
from workbench.people.path import Outcome
from workbench.store import audit, connect, seals
from workbench.store.errors import (
    BackupExists,
    CaseUnknown,
    DossierAltered,
    StaleAnswer,
)

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
ZERO = Decimal(0)
NO_FIGURES = MonthFigures(ZERO, ZERO, ZERO, ZERO, ZERO)
ASKED = Stress(Month(2027, 1), 12, (), runs=20, seed=1)
SCENARIO = Scenario("", Changes(price_percent=Decimal(-5)))
WARNING = Finding("market.few_competitors", Level.WARNING, "market.competitors")

Deed = Callable[[Desk, str], object]

# What can be done to a case, by name: every public act of the journey is here.
DEEDS: dict[str, Deed] = {
    "cases.listing": lambda d, _: cases.listing(d),
    "cases.overview": lambda d, _: cases.overview(d, looked_at=1),
    "cases.create": lambda d, _: cases.create(d),
    "cases.show": cases.show,
    "cases.find": cases.find,
    "cases.erase": cases.erase,
    "cases.import_file": lambda d, _: cases.import_file(d, sample("awa_coiffure")),
    "cases.export_file": cases.export_file,
    "cases.copy_for_person": lambda d, c: cases.copy_for_person(d, c, words("fr")),
    "answers.save": lambda d, c: answers.save(
        d, c, "idea.special", "x", expected_revision=revision(d, c, "idea.special")
    ),
    "answers.mark_unknown": lambda d, c: answers.mark_unknown(
        d, c, "idea.special", expected_revision=revision(d, c, "idea.special")
    ),
    "answers.clear": lambda d, c: answers.clear(
        d, c, "idea.special", expected_revision=revision(d, c, "idea.special")
    ),
    "consents.give": lambda d, c: consents.give(
        d, c, Purpose.STATISTICS, language="fr", read_aloud=True
    ),
    "consents.withdraw": lambda d, c: consents.withdraw(d, c, Purpose.COACHING),
    "outlook.look": outlook.look,
    "tasks.listing": tasks.listing,
    "checks.override": lambda d, c: checks.override(
        d, c, WARNING, "Une seule concurrente dans le quartier.", expected_revision=0
    ),
    "dossier.make": lambda d, c: dossier.make(d, c, "generic_microcredit", "fr"),
    "dossier.listing": dossier.listing,
    "dossier.document": lambda d, _: dossier.document(d, frozen(d)),
    "decision.record": lambda d, _: decision.record(
        d,
        undecided(d),
        Decision(Outcome.REFUSED, d.today, reasons="Le comité demande des devis."),
    ),
    "followup.view": followup.view,
    "followup.record": lambda d, _: followup.record(
        d, planned(d), Sheet(d.today, NO_FIGURES), expected_revision=1
    ),
    "parameters.listing": lambda d, _: parameters.listing(d),
    "parameters.enter": lambda d, _: parameters.enter(
        d, "microcredit.rate_per_year", Decimal(18)
    ),
    "what_if.look": what_if.look,
    "scenarios.keep": lambda d, c: scenarios.keep(d, c, SCENARIO, "Bon"),
    "scenarios.rewrite": lambda d, c: scenarios.rewrite(
        d, c, 1, SCENARIO, expected_revision=kept_at(d)
    ),
    "scenarios.copy": lambda d, c: scenarios.copy(d, c, 1, "Prudent bis"),
    "scenarios.rename": lambda d, c: scenarios.rename(
        d, c, 1, "Sage", expected_revision=kept_at(d)
    ),
    "scenarios.choose": lambda d, c: scenarios.choose(
        d, c, 1, expected_revision=kept_at(d)
    ),
    "scenarios.remove": lambda d, c: scenarios.remove(
        d, c, 1, expected_revision=kept_at(d)
    ),
    "archive.back_up": lambda d, _: archive.back_up(
        d, d.database.with_name("copy.sqlite3")
    ),
    "archive.restore": lambda d, _: archive.restore(d, backed_up(d)),
    "archive.discard_copies": lambda d, _: archive.discard_copies(d),
    "payments.view": payments.view,
    "payments.portfolio": lambda d, _: payments.portfolio(d),
    "payments.record": lambda d, c: payments.record(
        d, c, Payment(d.today, Decimal(100)), expected_revision=0
    ),
    "payments.reverse": lambda d, c: payments.reverse(
        d, c, paid(d, c), expected_revision=1
    ),
    "holdings.held": lambda d, _: holdings.held(d),
    "portfolio.prepare": lambda d, _: portfolio.prepare(d, ASKED),
    "risk.look": lambda d, c: risk.look(d, c, Wish(12, runs=50)),
}
# What takes a desk and is no act of its own: the door itself, a question of days, and
# what is made of two acts, reading the case and saving an answer.
PURE = {"desk.act", "decision.day_made", "risk.save_takings"}


def acts() -> set[str]:
    """Every public function of the journey that is given a desk first."""
    found = set()
    for each in pkgutil.iter_modules(journey.__path__):
        module = importlib.import_module(f"{journey.__name__}.{each.name}")
        for name, value in vars(module).items():
            is_own = getattr(value, "__module__", "") == module.__name__
            if is_own and inspect.isfunction(value) and not name.startswith("_"):
                first = next(iter(inspect.signature(value).parameters.values()), None)
                if first is not None and first.annotation is Desk:
                    found.add(f"{each.name}.{name}")
    return found


def sample(name: str) -> case_file.CaseFile:
    return case_file.read(SAMPLES / f"{name}.case.json")


def revision(desk: Desk, case_id: str, question: str) -> int:
    with connect.reading(desk.database) as conn:
        row = conn.execute(
            "SELECT revision FROM answers WHERE case_id = ? AND question_id = ?",
            (case_id, question),
        ).fetchone()
    return int(row[0]) if row else 0


_PREPARED: dict[Path, str] = {}


def frozen(desk: Desk) -> str:
    return _PREPARED[desk.database]


def undecided(desk: Desk) -> str:
    with connect.reading(desk.database) as conn:
        found = conn.execute("SELECT id FROM dossiers WHERE version = 2")
        return str(found.fetchone()[0])


def planned(desk: Desk) -> int:
    with connect.reading(desk.database) as conn:
        return int(conn.execute("SELECT min(id) FROM visits").fetchone()[0])


def kept_at(desk: Desk) -> int:
    with connect.reading(desk.database) as conn:
        return int(conn.execute("SELECT revision FROM scenarios").fetchone()[0])


def paid(desk: Desk, case_id: str) -> int:
    with connect.writing(desk.database) as conn:
        payments.keep_entries(conn, desk, case_id, [Payment(desk.today, Decimal(200))])
    return 1


def backed_up(desk: Desk) -> Path:
    return desk.database.with_name("kept.sqlite3")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, str]:
    """A case with a frozen, accepted dossier, planned visits and a backup."""
    path = tmp_path_factory.mktemp("home") / "workbench.sqlite3"
    connect.prepare(path)
    actor = policy.local_counsellor("Salma")
    desk = Desk(path, actor, datetime(2026, 12, 20, 10, tzinfo=UTC))
    row = cases.import_file(desk, sample("awa_coiffure"))
    made = dossier.make(desk, row.id, "generic_microcredit", "fr")
    decision.record(
        desk, made.id, Decision(Outcome.ACCEPTED, date(2026, 12, 20), Decimal(18000))
    )
    dossier.make(desk, row.id, "generic_microcredit", "fr")
    scenarios.keep(desk, row.id, SCENARIO, "Prudent")
    _PREPARED[path] = made.id
    archive.back_up(desk, path.with_name("kept.sqlite3"))
    return desk, row.id


@pytest.fixture
def copy(world: tuple[Desk, str], tmp_path: Path) -> tuple[Desk, str]:
    """The same world in a database of one's own."""
    desk, case_id = world
    path = tmp_path / "workbench.sqlite3"
    path.write_bytes(desk.database.with_name("kept.sqlite3").read_bytes())
    path.with_name("kept.sqlite3").write_bytes(path.read_bytes())
    _PREPARED[path] = _PREPARED[desk.database]
    connect.prepare(path)
    return Desk(path, desk.actor, desk.now), case_id


def entries(desk: Desk) -> list[audit.AuditRow]:
    with connect.reading(desk.database) as conn:
        return audit.entries(conn)


def test_every_public_act_of_the_journey_is_listed_here() -> None:
    assert acts() - PURE == DEEDS.keys()


@pytest.mark.parametrize("name", DEEDS)
def test_who_has_no_right_is_refused_and_leaves_no_trace(
    name: str, copy: tuple[Desk, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, case_id = copy
    nobody = Actor("nobody", "", Role.READER)
    monkeypatch.setattr(policy, "RIGHTS", {})
    before = len(entries(desk))
    with pytest.raises(NotAllowed):
        DEEDS[name](Desk(desk.database, nobody, desk.now), case_id)
    assert len(entries(desk)) == before


@pytest.mark.parametrize("name", sorted(DEEDS.keys() - {"archive.restore"}))
def test_each_act_writes_one_audit_entry(name: str, copy: tuple[Desk, str]) -> None:
    desk, case_id = copy
    before = len(entries(desk))
    DEEDS[name](desk, case_id)
    after = entries(desk)
    assert len(after) == before + 1
    assert after[-1].actor == "local"
    with connect.reading(desk.database) as conn:
        assert audit.verify(conn) == []


def test_a_restore_is_noted_in_the_database_that_it_brings_back(
    copy: tuple[Desk, str],
) -> None:
    desk, _ = copy
    before = len(entries(desk))
    archive.restore(desk, backed_up(desk))
    after = entries(desk)
    assert len(after) == before + 1
    assert (after[-1].action, after[-1].actor) == ("database.restore", "local")


def test_a_backup_that_fails_is_not_noted_as_made(copy: tuple[Desk, str]) -> None:
    desk, _ = copy
    before = len(entries(desk))
    with pytest.raises(BackupExists):
        archive.back_up(desk, backed_up(desk))
    assert len(entries(desk)) == before
    sha256 = archive.back_up(desk, desk.database.with_name("new.sqlite3"))
    assert json.loads(entries(desk)[-1].detail) == {"sha256": sha256}


def test_the_trail_takes_its_times_from_the_clock_alone(
    copy: tuple[Desk, str],
) -> None:
    desk, case_id = copy
    chosen = replace(desk, on=date(2027, 3, 1))
    loan = payments.record(
        chosen, case_id, Payment(date(2027, 2, 1), Decimal(100)), expected_revision=0
    )
    row = loan.lines[-1].row
    assert (row.happened_on, row.recorded_at) == ("2027-02-01", desk.at)
    assert entries(desk)[-1].at == desk.at
    with pytest.raises(EventInFuture):
        payments.record(
            desk, case_id, Payment(date(2027, 2, 1), Decimal(1)), expected_revision=1
        )


def test_a_decision_a_dossier_and_a_payment_are_sealed(copy: tuple[Desk, str]) -> None:
    desk, case_id = copy
    DEEDS["payments.record"](desk, case_id)
    sealed = [json.loads(e.detail).get("seal", {}).get("of") for e in entries(desk)]
    assert [of for of in sealed if of] == [
        "dossier",
        "decision",
        "dossier",
        "loan_event",
    ]
    with connect.reading(desk.database) as conn:
        assert seals.broken(conn) == []


def test_an_altered_dossier_is_not_handed_out(copy: tuple[Desk, str]) -> None:
    desk, _ = copy
    with connect.writing(desk.database) as conn:
        conn.execute("DROP TRIGGER frozen_no_update")
        conn.execute("UPDATE dossiers SET document = x'00'")
    with pytest.raises(DossierAltered):
        dossier.document(desk, frozen(desk))


def test_an_erasure_says_what_is_left_and_never_that_it_did_not_happen(
    copy: tuple[Desk, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, case_id = copy
    log = desk.database.with_name(desk.database.name + "-wal")
    kept = desk.database.with_name(desk.database.name + ".before-upgrade-v1")
    kept.write_bytes(b"")
    monkeypatch.setattr(connect, "PATIENCE", 0.1)
    with connect.reading(desk.database) as reader:
        reader.execute("SELECT count(*) FROM cases").fetchone()
        erased = cases.erase(desk, case_id)
        assert log.stat().st_size > 0
    assert erased == cases.Erased(is_settled=False, copies=(kept,))
    with pytest.raises(CaseUnknown):
        cases.show(desk, case_id)


def test_nothing_of_an_erased_loan_stays_in_memory(copy: tuple[Desk, str]) -> None:
    desk, case_id = copy
    payments.view(desk, case_id)
    key = (frozen(desk),)
    assert remembered.LOANS.get(case_id, key, lambda: None) is not None
    cases.erase(desk, case_id)
    assert remembered.LOANS.get(case_id, key, lambda: None) is None


def test_an_erasure_empties_the_log(copy: tuple[Desk, str]) -> None:
    desk, case_id = copy
    log = desk.database.with_name(desk.database.name + "-wal")
    with connect.reading(desk.database) as other:
        other.execute("SELECT count(*) FROM cases").fetchone()
        other.execute("COMMIT")
        assert cases.erase(desk, case_id).is_settled
        assert not log.exists() or log.stat().st_size == 0


def test_the_copies_beside_the_database_are_deleted_when_asked(
    copy: tuple[Desk, str],
) -> None:
    desk, _ = copy
    kept = archive.restore(desk, backed_up(desk))
    assert kept is not None
    archive.discard_copies(desk)
    assert not kept.exists()
    assert backed_up(desk).exists()


def test_without_the_first_agreement_nothing_more_is_kept(
    copy: tuple[Desk, str],
) -> None:
    desk, _ = copy
    case_id = cases.create(desk).id
    with pytest.raises(CoachingNotAgreed):
        answers.save(desk, case_id, "person.family_name", "Diallo", expected_revision=0)
    with pytest.raises(CoachingNotAgreed):
        answers.mark_unknown(desk, case_id, "idea.special", expected_revision=0)
    consents.give(desk, case_id, Purpose.COACHING, language="fr", read_aloud=True)
    saved = answers.save(
        desk, case_id, "person.family_name", "Diallo", expected_revision=0
    )
    consents.withdraw(desk, case_id, Purpose.COACHING)
    with pytest.raises(CoachingNotAgreed):
        answers.save(
            desk,
            case_id,
            "person.family_name",
            "Ba",
            expected_revision=saved.stored.revision,
        )
    answers.clear(
        desk, case_id, "person.family_name", expected_revision=saved.stored.revision
    )
    assert cases.show(desk, case_id).answers.text("person.family_name") == ""


def test_a_person_gets_all_that_is_kept_about_them_without_agreeing_to_share(
    copy: tuple[Desk, str],
) -> None:
    desk, case_id = copy
    consents.withdraw(desk, case_id, Purpose.FUNDER_SHARING)
    with connect.writing(desk.database) as conn:
        conn.execute(
            "UPDATE answers SET question_id = 'person.old_question'"
            " WHERE case_id = ? AND question_id = 'idea.special'",
            (case_id,),
        )
    held = json.loads(cases.copy_for_person(desk, case_id, words("fr")))
    assert held["case"]["format"]
    records = held["records"]
    assert records.keys() == {
        *("cases", "answers", "audit", "consents", "decisions", "dossiers"),
        *("loan_events", "overrides", "scenarios", "visits"),
    }
    with connect.reading(desk.database) as conn:
        for table, rows in records.items():
            column = "id" if table == "cases" else "case_id"
            (count,) = conn.execute(
                f"SELECT count(*) FROM {table} WHERE {column} = ?", (case_id,)
            ).fetchone()
            assert len(rows) == count - (table == "audit"), table
    assert "person.old_question" in {row["question_id"] for row in records["answers"]}
    document = base64.b64decode(records["dossiers"][0]["document"])
    assert document == dossier.document(desk, frozen(desk))
    assert set(held["questions"]) == set(cases.show(desk, case_id).answers)


def test_a_visit_of_tomorrow_or_with_negative_figures_is_refused(
    copy: tuple[Desk, str],
) -> None:
    desk, _ = copy
    tomorrow = desk.today + timedelta(days=1)
    minus = MonthFigures(ZERO, ZERO, ZERO, ZERO, Decimal(-1))
    for sheet in (Sheet(tomorrow, NO_FIGURES), Sheet(desk.today, minus)):
        with pytest.raises(VisitIncomplete):
            followup.record(desk, planned(desk), sheet, expected_revision=1)


def test_a_version_that_somebody_else_made_meanwhile_is_no_longer_free(
    copy: tuple[Desk, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, case_id = copy
    draft = dossier._draft(desk, case_id, funders.get("generic_microcredit"), "fr")
    dossier.make(desk, case_id, "generic_microcredit", "fr")
    monkeypatch.setattr(dossier, "_draft", lambda *_: draft)
    with pytest.raises(CaseChanged):
        dossier.make(desk, case_id, "generic_microcredit", "fr")


def test_a_reader_sees_but_changes_nothing(copy: tuple[Desk, str]) -> None:
    desk, case_id = copy
    reader = Desk(desk.database, Actor("r", "", Role.READER), desk.now)
    assert cases.show(reader, case_id).row.id == case_id
    with pytest.raises(NotAllowed):
        answers.mark_unknown(reader, case_id, "idea.origin", expected_revision=0)


def test_what_fails_leaves_neither_change_nor_entry(copy: tuple[Desk, str]) -> None:
    desk, case_id = copy
    before = len(entries(desk))
    with pytest.raises(StaleAnswer):
        answers.save(desk, case_id, "idea.special", "Autre", expected_revision=1)
    assert len(entries(desk)) == before
    assert cases.show(desk, case_id).answers.text("idea.special") != "Autre"


def test_the_trail_holds_no_name_and_no_words(copy: tuple[Desk, str]) -> None:
    desk, case_id = copy
    answers.save(
        desk,
        case_id,
        "person.given_name",
        "Canarine",
        expected_revision=revision(desk, case_id, "person.given_name"),
    )
    trail = json.dumps([e.detail for e in entries(desk)])
    assert "Canarine" not in trail
    assert "Awa" not in trail
