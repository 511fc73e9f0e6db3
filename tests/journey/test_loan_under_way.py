"""A loan granted before: told by the next dossier and the checks of its own case."""

import dataclasses
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from workbench.access import policy
from workbench.exchange import case_file
from workbench.findings import Finding, Level
from workbench.followup.comparison import MonthFigures
from workbench.followup.loan_events import Payment, Reschedule, WriteOff
from workbench.journey import (
    answers,
    cases,
    checks,
    decision,
    dossier,
    followup,
    outlook,
    payments,
    tasks,
    what_if,
)
from workbench.journey.decision import Decision
from workbench.journey.desk import Desk
from workbench.journey.followup import Sheet
from workbench.knowledge.wording import words
from workbench.people.path import Outcome
from workbench.store import connect

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
FUNDER = "generic_microcredit"
GRANTED_ON, FIRST, SECOND = date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)


def desk_at(path: Path, days: int = 0) -> Desk:
    """A desk on 1 December 2026, or so many days later."""
    now = datetime(2026, 12, 1, 10, tzinfo=UTC) + timedelta(days=days)
    return Desk(path, policy.local_counsellor("Salma"), now)


def grant(desk: Desk, amount: int = 18_000) -> str:
    """Awa's case with a dossier and the loan granted on it."""
    case = case_file.read(SAMPLES / "awa_coiffure.case.json")
    case_id = cases.import_file(desk, case).id
    sent = dossier.make(desk, case_id, FUNDER, "fr")
    decided = Decision(Outcome.ACCEPTED, GRANTED_ON, Decimal(amount))
    decision.record(desk, sent.id, decided)
    return case_id


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    path = tmp_path_factory.mktemp("granted") / "workbench.sqlite3"
    connect.prepare(path)
    return path, grant(desk_at(path))


@pytest.fixture
def granted(made_once: tuple[Path, str], tmp_path: Path) -> tuple[Path, str]:
    """A database with one granted loan, and its case."""
    path, case_id = made_once
    return Path(shutil.copy(path, tmp_path / "workbench.sqlite3")), case_id


def enter(desk: Desk, case_id: str, event: Any) -> None:
    seen = payments.view(desk, case_id).revision
    payments.record(desk, case_id, event, expected_revision=seen)


def found(desk: Desk, case_id: str) -> dict[str, Finding]:
    """What the checks say of months gone by and of the loan."""
    seen = outlook.look(desk, case_id).assessment.findings
    return {f.code: f for f in seen if f.code.startswith(("loan_under", "start."))}


def told(desk: Desk, case_id: str, language: str = "fr") -> dict[str, Any]:
    row = dossier.make(desk, case_id, FUNDER, language)
    content: dict[str, Any] = json.loads(row.content)
    return content


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def pairs(section: dict[str, Any]) -> dict[str, str]:
    return {p["label"]: plain(p["text"]) for p in section["blocks"][0]["pairs"]}


def all_dues() -> Decimal:
    return sum(dues(), Decimal(0))


def dues() -> Iterator[Decimal]:
    """18 000 at 1.5 % a month over 18 months, the first of interest alone."""
    cent, rate, balance = Decimal("0.01"), Decimal("0.015"), Decimal(18_000)
    level = (balance * rate / (1 - (1 + rate) ** -17)).quantize(cent, ROUND_HALF_UP)
    yield balance * rate
    for left in range(16, -1, -1):
        interest = (balance * rate).quantize(cent, ROUND_HALF_UP)
        yield level if left else balance + interest
        balance -= level - interest


def test_a_late_loan_leads_the_points_of_the_next_dossier(
    granted: tuple[Path, str],
) -> None:
    """1 270 paid: 270 + 1 000 of 1 207,43, of which 270 is interest."""
    path, case_id = granted
    today = desk_at(path, 75)
    enter(today, case_id, Payment(FIRST, Decimal(270)))
    enter(today, case_id, Payment(SECOND, Decimal(1000)))
    owed = all_dues() - 1270
    late = found(today, case_id)["loan_under_way.late"]
    assert late.level is Level.WARNING
    assert late.facts == {
        "granted": 18_000,
        "granted_on": GRANTED_ON,
        "since": SECOND,
        "overdue": Decimal("207.43"),
        "owed": owed,
    }
    content = told(today, case_id)
    first = plain(content["summary"]["points"][0])
    assert first.startswith("Grave : le prêt de 18 000 DH accordé le 01/12/2026")
    assert "en retard depuis le 01/02/2027 : 207,43 DH à payer" in first
    assert content["points"][0].startswith("Grave")
    section = content["sections"][0]
    assert section["title"] == "Prêt déjà accordé"
    assert pairs(section) == {
        "Accordé": "18 000 DH le 01/12/2026",
        "Payé jusqu'ici": "1 270 DH",
        "Reste dû au total": plain(
            f"{words('fr').money(owed)}, dont 17 270 DH de capital"
        ),
        "En retard": "207,43 DH depuis le 01/02/2027, 13 jours",
    }


def test_the_same_is_on_every_look_at_the_case(granted: tuple[Path, str]) -> None:
    path, case_id = granted
    today = desk_at(path, 75)
    code = "loan_under_way.late"
    assert code in found(today, case_id)
    seen = what_if.look(today, case_id).base.assessment
    assert seen.findings[0].code == code
    assert seen.loan_under_way == outlook.look(today, case_id).assessment.loan_under_way


def test_a_loan_on_time_is_a_point_too(granted: tuple[Path, str]) -> None:
    path, case_id = granted
    (running,) = found(desk_at(path, 3), case_id).values()
    assert running.code == "loan_under_way.running"
    assert running.facts["owed"] == all_dues()
    section = told(desk_at(path, 3), case_id, "en")["sections"][0]
    assert pairs(section)["Late"] == "Nothing is late."


def test_before_and_after_the_loan_nothing_is_said(granted: tuple[Path, str]) -> None:
    path, case_id = granted
    fresh = cases.import_file(
        desk_at(path), case_file.read(SAMPLES / "awa_coiffure.case.json")
    ).id
    assert found(desk_at(path), fresh) == {}
    assert told(desk_at(path), fresh)["sections"][0]["title"] != "Prêt déjà accordé"
    repaid = desk_at(path, 800)
    enter(repaid, case_id, Payment(date(2028, 6, 1), all_dues()))
    assert set(found(repaid, case_id)) == {"start.past"}
    loan = outlook.look(repaid, case_id).assessment.loan_under_way
    assert loan is not None
    assert loan.account is not None
    assert loan.account.owed == 0
    assert loan.account.late_since is None


def test_money_given_up_is_never_passed_over(granted: tuple[Path, str]) -> None:
    path, case_id = granted
    today = desk_at(path, 400)
    enter(today, case_id, Payment(FIRST, Decimal(270)))
    enter(today, case_id, WriteOff(date(2027, 12, 1), "Parti"))
    given_up = found(today, case_id)["loan_under_way.given_up"]
    assert given_up.facts["given_up"] == all_dues() - 270
    section = told(today, case_id)["sections"][0]
    assert pairs(section)["Reste dû au total"] == "Aucun"
    enter(today, case_id, Payment(today.today, Decimal(500)))
    less = found(today, case_id)["loan_under_way.given_up"]
    assert less.facts["given_up"] == all_dues() - 770


def test_a_loan_that_cannot_be_counted_is_said_to_be_so(tmp_path: Path) -> None:
    """A file brings a change of schedule from a day that this loan does not have."""
    path = tmp_path / "workbench.sqlite3"
    connect.prepare(path)
    case = case_file.read(SAMPLES / "awa_coiffure.case.json")
    moved = Reschedule(GRANTED_ON, date(2040, 1, 1), "x", extra_terms=1)
    brought = dataclasses.replace(case, loan_entries=(moved,))
    desk = desk_at(path)
    case_id = cases.import_file(desk, brought).id
    sent = dossier.make(desk, case_id, FUNDER, "fr")
    decided = Decision(Outcome.ACCEPTED, GRANTED_ON, Decimal(17_000))
    decision.record(desk, sent.id, decided)
    (unknown,) = found(desk, case_id).values()
    assert unknown.code == "loan_under_way.not_counted"
    assert unknown.facts["granted"] == 17_000
    section = told(desk, case_id)["sections"][0]
    assert set(pairs(section)) == {"Accordé", "Où en est le prêt"}


def test_the_sales_that_visits_saw_stand_beside_those_of_the_plan(
    granted: tuple[Path, str],
) -> None:
    """A week of Awa brings 2 350 DH: 52/12 weeks are 10 183,34 with each rounding."""
    path, case_id = granted
    desk = desk_at(path, 64)
    planned = {v.row.code: v.row for v in followup.view(desk, case_id).visits}
    figures = MonthFigures(*map(Decimal, ("9420", "2760", "2560", "2900", "5970")))
    for code, day in (("D7", date(2026, 12, 8)), ("M1", date(2027, 2, 3))):
        row = planned[code]
        sheet = Sheet(day, figures)
        followup.record(desk, row.id, sheet, expected_revision=row.revision)
    section = told(desk, case_id)["sections"][0]
    assert pairs(section)["Ventes constatées aux visites"] == (
        "9 420 DH pour 10 183,34 DH prévus dans le plan, soit 93 %, sur 1 mois"
    )


def test_a_dossier_tells_of_the_loan_of_its_own_case_alone(
    granted: tuple[Path, str],
) -> None:
    path, case_id = granted
    other = grant(desk_at(path), 7_000)
    today = desk_at(path, 75)
    enter(today, other, Payment(SECOND, Decimal("431.19")))
    section = json.dumps(told(today, case_id), ensure_ascii=False)
    assert "431,19" not in section
    assert "18\u202f000\u00a0DH le 01/12/2026" in section
    fresh = cases.import_file(
        today, case_file.read(SAMPLES / "mariam_plats.case.json")
    ).id
    assert outlook.look(today, fresh).assessment.loan_under_way is None


def test_a_reason_for_a_late_loan_holds_until_the_loan_moves(
    granted: tuple[Path, str],
) -> None:
    path, case_id = granted
    late = found(desk_at(path, 65), case_id)["loan_under_way.late"]
    reason = "Le retard est convenu avec l'organisme."
    checks.override(desk_at(path, 65), case_id, late, reason, expected_revision=0)

    def is_open(days: int) -> bool:
        seen = outlook.look(desk_at(path, days), case_id)
        still = seen.assessment.warnings_open(seen.case.overrides)
        return "loan_under_way.late" in {f.code for f in still}

    assert not is_open(66)
    assert is_open(95)


def test_the_first_month_of_a_plan_is_past_the_day_after_it(
    granted: tuple[Path, str],
) -> None:
    path, case_id = granted
    assert "start.past" not in found(desk_at(path, 61), case_id)
    past = found(desk_at(path, 62), case_id)["start.past"]
    assert past.level is Level.WARNING
    assert past.question == "actions.start_month"
    content = told(desk_at(path, 62), case_id)
    assert any("janvier 2027, est passé" in point for point in content["points"])


def test_what_is_found_after_the_loan_is_no_task_until_the_plan_changes(
    granted: tuple[Path, str],
) -> None:
    path, case_id = granted
    today = desk_at(path, 75)

    def status() -> str:
        listed = tasks.listing(today, case_id).tasks
        return next(task.status for task in listed if task.id == "checks")

    assert status() == "complete"
    seen = cases.show(today, case_id).revision_of("idea.special")
    answers.save(today, case_id, "idea.special", "Encore", expected_revision=seen)
    assert status() == "in_progress"
