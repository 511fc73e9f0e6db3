"""The door of every act: the policy first, one transaction, one audit entry."""

import inspect
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from workbench.access import policy
from workbench.access.policy import Actor, NotAllowed, Role
from workbench.exchange import case_file
from workbench.finance.scenarios.scenario import Changes, Scenario
from workbench.findings import Finding, Level
from workbench.followup.comparison import MonthFigures
from workbench.journey import (
    answers,
    archive,
    cases,
    checks,
    consents,
    decision,
    dossier,
    followup,
    outlook,
    parameters,
    scenarios,
    tasks,
    what_if,
)
from workbench.journey.decision import Decision
from workbench.journey.desk import Desk
from workbench.journey.followup import Sheet
from workbench.people.consent import Purpose
from workbench.people.path import Outcome
from workbench.store import audit, connect
from workbench.store.errors import StaleAnswer

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
ZERO = Decimal(0)
NO_FIGURES = MonthFigures(ZERO, ZERO, ZERO, ZERO, ZERO)
SCENARIO = Scenario("", Changes(price_percent=Decimal(-5)))
WARNING = Finding("market.few_competitors", Level.WARNING, "market.competitors")

Deed = Callable[[Desk, str], object]

# What can be done to a case, by name: every public act of the journey is here.
DEEDS: dict[str, Deed] = {
    "cases.listing": lambda d, _: cases.listing(d),
    "cases.create": lambda d, _: cases.create(d),
    "cases.show": cases.show,
    "cases.find": cases.find,
    "cases.erase": cases.erase,
    "cases.import_file": lambda d, _: cases.import_file(d, sample("awa_coiffure")),
    "cases.export_file": cases.export_file,
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
        frozen(d),
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
}
PURE = {
    "cases": set(),
    "consents": {"require"},
    "dossier": {"from_file"},
    "outlook": {"assess", "is_ready"},
    "parameters": {"in_force"},
    "scenarios": {"keep_all", "listed"},
    "tasks": {"section_task"},
    "what_if": {"named", "try_all", "try_out"},
}
MODULES = (
    answers,
    archive,
    cases,
    checks,
    consents,
    decision,
    dossier,
    followup,
    outlook,
    parameters,
    scenarios,
    tasks,
    what_if,
)


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


def planned(desk: Desk) -> int:
    with connect.reading(desk.database) as conn:
        return int(conn.execute("SELECT min(id) FROM visits").fetchone()[0])


def kept_at(desk: Desk) -> int:
    with connect.reading(desk.database) as conn:
        return int(conn.execute("SELECT revision FROM scenarios").fetchone()[0])


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
        desk, made.id, Decision(Outcome.ACCEPTED, date(2026, 12, 18), Decimal(18000))
    )
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
    for module in MODULES:
        name = module.__name__.rpartition(".")[2]
        acts = {
            function
            for function, value in vars(module).items()
            if inspect.isfunction(value)
            and value.__module__ == module.__name__
            and not function.startswith("_")
        }
        listed = {d.partition(".")[2] for d in DEEDS if d.startswith(f"{name}.")}
        assert acts - PURE.get(name, set()) == listed


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
