"""The granted loans of a database: what is read of them, kept, resumed, tried again."""

import dataclasses
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from workbench.access import policy
from workbench.access.policy import Actor, NotAllowed, Role
from workbench.exchange import case_file, stress_files
from workbench.exchange.stress_files import ChunkNotWritten
from workbench.finance import forecast
from workbench.finance.simulation import portfolio as core
from workbench.finance.simulation.arrears import AT_RISK
from workbench.finance.simulation.portfolio import Exposure
from workbench.finance.simulation.spreads import Range
from workbench.finance.simulation.stress import CommonShock, Stress
from workbench.followup.loan_events import Payment
from workbench.journey import (
    cases,
    decision,
    dossier,
    holdings,
    payments,
    portfolio,
    stress_jobs,
)
from workbench.journey.decision import Decision
from workbench.journey.desk import Desk
from workbench.journey.holdings import NothingFunded
from workbench.journey.stress_engines import Chunk, Ended, Failure, Serial, Work
from workbench.knowledge import parameters
from workbench.months import Month
from workbench.people.path import Outcome
from workbench.plan import building
from workbench.plan.answers import Answer, Answers
from workbench.plan.business_plan import BusinessPlan
from workbench.store import audit, connect

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
GRANTED_ON = date(2026, 12, 1)
TODAY = datetime(2027, 3, 15, 10, tzinfo=UTC)
ASKED = Stress(Month(2027, 3), 6, (CommonShock("rainy_month"),), 60, seed=5)


def desk_at(path: Path, now: datetime = TODAY) -> Desk:
    return Desk(path, policy.local_counsellor("Salma"), now)


def send(desk: Desk, name: str = "awa_coiffure") -> str:
    case_id = cases.import_file(desk, case_file.read(SAMPLES / f"{name}.case.json")).id
    dossier.make(desk, case_id, "generic_microcredit", "fr")
    return case_id


def grant(desk: Desk, case_id: str, amount: int = 15_000) -> None:
    sent = dossier.listing(desk, case_id)[-1]
    decided = Decision(
        Outcome.ACCEPTED, GRANTED_ON, Decimal(amount), is_before_dossier=True
    )
    decision.record(desk, sent.id, decided)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A database with three granted loans, and one case without a decision."""
    path = tmp_path_factory.mktemp("portfolio") / "workbench.sqlite3"
    connect.prepare(path)
    desk = desk_at(path, datetime(2026, 12, 1, 10, tzinfo=UTC))
    ids = [send(desk) for _ in range(4)]
    for place, case_id in enumerate(ids[:3]):
        grant(desk, case_id, 15_000 + 1_000 * place)
    return path, ids


@pytest.fixture
def desk(made_once: tuple[Path, list[str]], tmp_path: Path) -> Desk:
    path = tmp_path / "workbench.sqlite3"
    shutil.copy(made_once[0], path)
    return desk_at(path)


@pytest.fixture
def ids(made_once: tuple[Path, list[str]]) -> list[str]:
    return made_once[1]


class Counting(Serial):
    """The serial engine, with the cases it was given; the first `fails` turns fail."""

    def __init__(self, fails: int = 0, of: str = "") -> None:
        self.worked: list[str] = []
        self._left, self._of = fails, of

    def run(self, work: Work, chunks: Iterable[Chunk]) -> Iterator[Ended]:
        for chunk, found in super().run(work, chunks):
            self.worked += chunk.cases
            is_hit = self._left > 0 and self._of in chunk.cases
            self._left -= is_hit
            yield chunk, Failure("Broken") if is_hit else found


def test_only_granted_loans_are_held_by_the_ids_of_their_cases(
    desk: Desk, ids: list[str]
) -> None:
    held = holdings.held(desk)
    assert [one.key for one in held.exposures] == sorted(ids[:3])
    assert (held.left_out, held.settled) == ((), 0)
    by_case = {one.key: one for one in held.exposures}
    assert [by_case[key].loan.amount for key in ids[:3]] == [15_000, 16_000, 17_000]
    assert {one.plan.start for one in held.exposures} == {Month(2027, 1)}
    assert {one.region for one in held.exposures} == {"04"}


def test_no_word_that_a_person_typed_goes_out(desk: Desk) -> None:
    case = case_file.read(SAMPLES / "awa_coiffure.case.json")
    plan = building.build(case.questionnaire, case.answers)
    assert isinstance(plan, BusinessPlan)
    typed = {
        *(p.name for p in plan.products),
        *(c.label for c in plan.fixed_costs),
        *(line.label for line in plan.household_expenses),
        *(asset.item for asset in plan.equipment),
        case.answers.text("person.family_name"),
    }
    told = repr(holdings.held(desk).exposures)
    assert len(typed) > 10
    assert not [word for word in typed if word in told]


def test_a_plan_without_its_words_has_the_same_forecast() -> None:
    known = parameters.load()
    for file in sorted(SAMPLES.glob("*.case.json")):
        case = case_file.read(file)
        plan = building.build(case.questionnaire, case.answers)
        assert isinstance(plan, BusinessPlan)
        said = forecast.project(plan, known, 24)
        mute = forecast.project(holdings.wordless(plan), known, 24)
        assert said.cash.closing == mute.cash.closing
        assert holdings.wordless(plan).draw_per_month == plan.draw_per_month
        assert len(holdings.wordless(plan).household_expenses) == 1


def test_a_business_opens_after_its_loan_is_granted(desk: Desk, ids: list[str]) -> None:
    sent = dossier.listing(desk, ids[3])[-1]
    later = Decision(Outcome.ACCEPTED, date(2027, 2, 20), Decimal(10_000))
    decision.record(desk, sent.id, later)
    (found,) = (one for one in holdings.held(desk).exposures if one.key == ids[3])
    assert found.plan.start == Month(2027, 3)


def test_a_repaid_loan_is_settled(desk: Desk, ids: list[str]) -> None:
    owed = payments.view(desk, ids[0]).standing.account.unpaid.total
    payments.record(desk, ids[0], Payment(TODAY.date(), owed), expected_revision=0)
    held = holdings.held(desk)
    assert held.settled == 1
    assert [one.key for one in held.exposures] == sorted(ids[1:3])


def test_a_plan_that_cannot_be_built_any_more_is_named(
    desk: Desk, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build, first = building.build, iter([True])

    def lacking(*given: object) -> object:
        if next(first, False):
            return building.Incomplete(("loan.amount", "products.list"))
        return build(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(holdings.building, "build", lacking)
    report = portfolio.run(portfolio.prepare(desk, ASKED), Serial())
    (left,) = report.left_out
    assert left.key == min(ids[:3])
    assert (left.code, dict(left.facts)) == (
        "plan.incomplete",
        {"questions": "loan.amount, products.list"},
    )
    assert report.sums.count == 2


def test_reading_leaves_one_entry_and_changes_nothing_else(desk: Desk) -> None:
    with connect.reading(desk.database) as conn:
        before = list(conn.iterdump())
    portfolio.run(portfolio.prepare(desk, ASKED), Serial())
    with connect.reading(desk.database) as conn:
        entry = max(audit.entries(conn), key=lambda entry: entry.seq)
        added = [line for line in conn.iterdump() if line not in before]
    assert (entry.action, entry.case_id) == ("forecast.see", None)
    assert all("audit" in line or "sqlite_sequence" in line for line in added)


def test_who_may_not_see_forecasts_sees_no_portfolio(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = dataclasses.replace(desk, actor=Actor("x", "", Role.READER))
    assert portfolio.prepare(reader, ASKED).lacking
    monkeypatch.setitem(policy.RIGHTS, Role.READER, frozenset())
    with pytest.raises(NotAllowed):
        portfolio.prepare(reader, ASKED)


def test_without_a_granted_loan_there_is_no_portfolio(tmp_path: Path) -> None:
    path = tmp_path / "workbench.sqlite3"
    connect.prepare(path)
    with pytest.raises(NothingFunded):
        portfolio.prepare(desk_at(path), ASKED)


def test_a_second_call_computes_only_what_lacks(desk: Desk) -> None:
    first = portfolio.run(portfolio.prepare(desk, ASKED, 1), Counting())
    assert (first.made, first.kept) == (3, 0)
    files = sorted(first.folder.glob("chunk-*.json"))
    assert len(files) == 3
    files[1].unlink()
    again, engine = portfolio.prepare(desk, ASKED, 1), Counting()
    second = portfolio.run(again, engine)
    assert (second.made, second.kept, len(engine.worked)) == (1, 2, 1)
    assert all(
        np.array_equal(first.sums.of[g], second.sums.of[g]) for g in first.sums.of
    )
    assert first.sums.loans == second.sums.loans


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"cases": []}', b"\xff\xfe"])
def test_a_damaged_chunk_is_computed_again(desk: Desk, content: bytes) -> None:
    first = portfolio.run(portfolio.prepare(desk, ASKED), Serial())
    (file,) = first.folder.glob("chunk-*.json")
    file.write_bytes(content)
    second = portfolio.run(portfolio.prepare(desk, ASKED), Serial())
    assert (second.made, second.kept) == (1, 0)
    assert stress_files.read(file, json.loads(file.read_text())["cases"])


def test_a_chunk_file_holds_no_name(desk: Desk) -> None:
    report = portfolio.run(portfolio.prepare(desk, ASKED), Serial())
    case = case_file.read(SAMPLES / "awa_coiffure.case.json")
    name = case.answers.text("person.family_name")
    told = "".join(file.read_text() for file in report.folder.iterdir())
    assert name
    assert name not in told


def test_another_question_has_another_folder(desk: Desk, ids: list[str]) -> None:
    folder = portfolio.prepare(desk, ASKED).folder
    others = [
        replace(ASKED, seed=6),
        replace(ASKED, runs=61),
        replace(ASKED, months=7),
        replace(ASKED, shocks=()),
    ]
    asked = [portfolio.prepare(desk, other).folder for other in others]
    grant(desk, ids[3])
    asked.append(portfolio.prepare(desk, ASKED).folder)
    assert len({folder, *asked}) == 6


def aged(folder: Path, days: float) -> Path:
    """Make a folder as if nobody had worked in it for so many days."""
    then = folder.stat().st_mtime - days * 24 * 60 * 60
    for each in (*folder.iterdir(), folder):
        os.utime(each, (then, then))
    return folder


def done(desk: Desk, **asked: Any) -> Path:
    """Run a job to its end and return its folder."""
    prepared = portfolio.prepare(desk, replace(ASKED, **asked))
    return portfolio.run(prepared, Serial()).folder


def test_jobs_over_for_a_month_go_at_the_next_run_and_others_stay(desk: Desk) -> None:
    old = aged(done(desk, seed=1), stress_jobs.KEPT_DAYS + 1)
    young = aged(done(desk, seed=2), stress_jobs.KEPT_DAYS - 1)
    foreign = young.parent / "notes"
    foreign.mkdir()
    aged(foreign, 400)
    own = done(desk)
    assert not old.exists()
    assert all(folder.exists() for folder in (young, foreign, own))
    assert done(desk, seed=1).exists()


def test_a_job_asked_again_after_a_month_is_its_own_to_keep(desk: Desk) -> None:
    folder = aged(done(desk), stress_jobs.KEPT_DAYS + 1)
    again = portfolio.run(portfolio.prepare(desk, ASKED), Serial())
    assert (again.folder, again.made, again.kept) == (folder, 0, 1)
    assert done(desk, seed=2).exists()
    assert list(folder.glob("chunk-*.json"))


def test_a_job_that_runs_is_never_removed(desk: Desk) -> None:
    folder = done(desk)
    with stress_jobs.at_work(folder):
        aged(folder, stress_jobs.KEPT_DAYS + 1)
        done(desk, seed=2)
        assert list(folder.glob("chunk-*.json"))
    done(desk, seed=2)
    assert not folder.exists()


def test_two_processes_may_work_at_the_same_job(desk: Desk) -> None:
    folder = portfolio.prepare(desk, ASKED).folder
    with stress_jobs.at_work(folder), stress_jobs.at_work(folder):
        assert done(desk) == folder


def test_a_job_whose_results_are_all_kept_needs_no_disk_to_write_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(desk)

    def full(*_given: object) -> None:
        raise OSError

    monkeypatch.setattr(stress_jobs.os, "utime", full)
    assert portfolio.run(portfolio.prepare(desk, ASKED), Serial()).kept == 1


def test_chunks_of_another_size_come_to_the_same(desk: Desk) -> None:
    one, three = (
        portfolio.run(portfolio.prepare(desk, ASKED, size), Serial()).sums
        for size in (1, 3)
    )
    assert all(np.array_equal(one.of[group], three.of[group]) for group in one.of)


def test_a_chunk_that_fails_twice_is_tried_a_third_time(
    desk: Desk, ids: list[str]
) -> None:
    engine = Counting(fails=2, of=ids[0])
    report = portfolio.run(portfolio.prepare(desk, ASKED, 1), engine)
    assert report.failed == ()
    assert engine.worked.count(ids[0]) == 3
    assert len(engine.worked) == 5


def test_a_chunk_that_fails_each_time_is_named_and_the_rest_goes_on(
    desk: Desk, ids: list[str]
) -> None:
    ended: list[int] = []
    report = portfolio.run(
        portfolio.prepare(desk, ASKED, 1),
        Counting(fails=9, of=ids[0]),
        lambda: ended.append(1),
    )
    assert [(one.cases, one.trace) for one in report.failed] == [((ids[0],), "Broken")]
    assert (report.sums.count, report.made, len(ended)) == (2, 2, 2)
    mended = portfolio.run(portfolio.prepare(desk, ASKED, 1), Serial())
    assert (mended.made, mended.kept, mended.sums.count) == (1, 2, 3)


def test_results_that_cannot_be_kept_are_refused_by_name(desk: Desk) -> None:
    (desk.database.parent / "stress").write_text("in the way")
    with pytest.raises(ChunkNotWritten):
        portfolio.run(portfolio.prepare(desk, ASKED), Serial())


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path, desk: Desk) -> None:
    held = holdings.held(desk)
    sky = core.sky_over(ASKED, held.exposures)
    old = replace(held.exposures[0], plan=replace(held.exposures[0].plan, loan=None))
    sums = core.count(ASKED, sky, held.parameters, (old, *held.exposures[1:]))
    file = tmp_path / "stress" / "x" / "chunk-000000-1.json"
    stress_files.write(file, ["a", "b"], sums)
    found = stress_files.read(file, ["a", "b"])
    assert found is not None
    assert (found.loans, found.struck, found.left_out) == (
        sums.loans,
        sums.struck,
        sums.left_out,
    )
    assert sums.left_out
    assert stress_files.read(file, ["a", "c"]) is None
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_ranges_that_were_answered_count_and_the_usual_ones_otherwise(
    desk: Desk,
) -> None:
    case = case_file.read(SAMPLES / "awa_coiffure.case.json")
    answered = {"risk.volume_low": Decimal(40), "risk.volume_high": Decimal(130)}
    given = {name: Answer.of(value) for name, value in answered.items()}
    told = replace(case, answers=Answers({**case.answers.by_question, **given}))
    case_id = cases.import_file(desk, told).id
    dossier.make(desk, case_id, "generic_microcredit", "fr")
    grant(desk, case_id)
    ranges = {one.key: one.spreads.products[0].volume for one in _held(desk)}
    assert ranges.pop(case_id) == Range(0.4, 1.3)
    assert set(ranges.values()) == {Range(0.7, 1.25)}


def _held(desk: Desk) -> Iterable[Exposure]:
    return holdings.held(desk).exposures


def record(desk: Desk, case_id: str, amount: Decimal) -> Exposure:
    """Record a payment of today; return the business as it is held then."""
    loan = payments.view(desk, case_id)
    paid = Payment(TODAY.date(), amount)
    payments.record(desk, case_id, paid, expected_revision=loan.revision)
    (found,) = (one for one in _held(desk) if one.key == case_id)
    return found


def at_risk_first(exposure: Exposure) -> float:
    """The share of runs in which the loan is at risk at the end of this month."""
    sky = core.sky_over(ASKED, [exposure])
    sums = core.count(ASKED, sky, parameters.load(), [exposure])
    return float((sums.whole[core.BASE, AT_RISK, 0] > 0).mean())


def test_a_loan_starts_from_its_record_where_there_is_one(
    desk: Desk, ids: list[str]
) -> None:
    (unrecorded,) = (one for one in _held(desk) if one.key == ids[0])
    assert unrecorded.unpaid is None
    standing = payments.view(desk, ids[0]).standing
    assert standing.due_now > 1
    late = record(desk, ids[0], Decimal(1))
    assert late.unpaid is not None
    assert late.unpaid[0].month < ASKED.first
    whole = sum(row.principal + row.other for row in late.unpaid)
    assert whole == standing.account.unpaid.total - 1
    paid = record(desk, ids[0], standing.due_now - 1)
    assert paid.unpaid is not None
    assert paid.unpaid[0].month > ASKED.first
    assert at_risk_first(late) > 0
    assert at_risk_first(paid) == 0


def test_a_payment_that_was_taken_back_is_no_record(desk: Desk, ids: list[str]) -> None:
    record(desk, ids[0], Decimal(50))
    payments.reverse(desk, ids[0], 1, expected_revision=1)
    (found,) = (one for one in _held(desk) if one.key == ids[0])
    assert found.unpaid is None


def test_loans_with_the_usual_ranges_are_counted(desk: Desk) -> None:
    assert holdings.held(desk).by_usual == 3
