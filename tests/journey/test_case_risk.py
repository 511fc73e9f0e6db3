"""The risk of a stored case, and of a dossier made from a file."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from workbench import paths
from workbench.access import policy
from workbench.exchange import case_file
from workbench.exchange.case_file import CaseFile
from workbench.finance.loans.loans import LoanImpossible
from workbench.finance.scenarios.scenario import Changes, Scenario
from workbench.finance.simulation import montecarlo, twins
from workbench.finance.simulation.history import HistoryTooShort
from workbench.finance.simulation.montecarlo import RunsImpossible, Wanted
from workbench.finance.simulation.spreads import Range
from workbench.journey import answers, cases, dossier, risk, scenarios
from workbench.journey import parameters as parameter_desk
from workbench.journey.desk import Desk
from workbench.journey.dossier import Cover
from workbench.journey.risk import Wish
from workbench.knowledge import funders, parameters
from workbench.knowledge.funders import RiskRules
from workbench.store import connect
from workbench.store.errors import ScenarioUnknown, StaleAnswer
from workbench.ui import context

SAMPLE = paths.data() / "samples" / "awa_coiffure.case.json"
DAY = date(2026, 11, 25)
KNOWN = parameters.load().known_on(DAY)
LOAN = funders.get("generic_microcredit")
COVER = Cover("2026-0001", 1, DAY, "")
RANGES = {"risk.volume_low": 60, "risk.volume_high": 130}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    database = paths.database(tmp_path)
    connect.prepare(database)
    return Desk(database, policy.local_counsellor(), context.desk().now)


def with_ranges() -> CaseFile:
    read = json.loads(SAMPLE.read_text(encoding="utf-8"))
    read["answers"] |= RANGES
    return case_file.parse(json.dumps(read))


def made(case: CaseFile, language: str = "fr") -> dossier.Made:
    return dossier.from_file(case, KNOWN, LOAN, language, COVER)[0]


def test_without_ranges_the_dossier_holds_no_risk_that_nobody_spoke_of() -> None:
    content = made(case_file.read(SAMPLE)).content
    assert "risk" not in [annex.mark for annex in content.annexes]
    assert "fan" not in content.charts


def test_with_ranges_the_annex_names_runs_seed_and_source() -> None:
    content = made(with_ranges()).content
    (annex,) = [annex for annex in content.annexes if annex.mark == "risk"]
    assert annex.picture == "fan"
    assert annex.note.startswith("Sur 10 projets comme celui-ci, environ ")
    said = {p.label: p.text for s in annex.sections for b in s.blocks for p in b.pairs}
    assert "graine" in said["Tirages et graine"]
    assert said["Ventes d'un mois, pour 100 prévues"] == "60 à 130"


def test_the_same_file_is_made_again_in_any_language_with_the_same_runs() -> None:
    first, again = made(with_ranges()), made(with_ranges())
    assert first.content.as_dict() == again.content.as_dict()
    arabic = made(with_ranges(), "ar").content
    assert arabic.charts["fan"]["low"] == first.content.charts["fan"]["low"]


def test_the_page_and_the_dossier_of_a_revision_meet_the_same_luck(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    seen = risk.look(desk, row.id)
    assert seen.found is not None
    revision = cases.show(desk, row.id).row.revision
    cover = replace(COVER, case_number=row.number, revision=revision)
    content = dossier.from_file(with_ranges(), KNOWN, LOAN, "fr", cover)[0].content
    seed = str(seen.found.simulation.seed)
    assert seed in json.dumps(content.as_dict(), ensure_ascii=False)


def test_a_revision_is_worked_out_once(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    first, again = risk.look(desk, row.id), risk.look(desk, row.id)
    assert first.found is not None
    assert again.found is not None
    assert first.found.simulation is again.found.simulation
    seen = cases.show(desk, row.id).revision_of("risk.volume_low")
    answers.save(desk, row.id, "risk.volume_low", "40", expected_revision=seen)
    edited = risk.look(desk, row.id)
    assert edited.found is not None
    worse = edited.found.simulation.shortfall.share
    assert worse > first.found.simulation.shortfall.share


def test_too_many_runs_are_refused_by_name(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    for runs in (0, 10_000_000):
        refused = risk.look(desk, row.id, Wish(runs=runs)).refused
        assert isinstance(refused, RunsImpossible)


def test_a_case_without_a_forecast_has_no_risk_yet(desk: Desk) -> None:
    read = json.loads(SAMPLE.read_text(encoding="utf-8"))
    del read["answers"]["rhythm.months"]
    row = cases.import_file(desk, case_file.parse(json.dumps(read)))
    seen = risk.look(desk, row.id)
    assert seen.found is None
    assert seen.refused is None
    assert seen.lacking == ("rhythm.months",)


def test_looking_at_the_risk_leaves_one_trace_and_needs_the_right(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    risk.look(desk, row.id)
    with connect.reading(desk.database) as conn:
        (count,) = conn.execute(
            "SELECT count(*) FROM audit WHERE action = 'forecast.see'"
        ).fetchone()
    assert count == 1


def test_the_level_is_the_funders_own(desk: Desk) -> None:
    strict = LOAN.model_copy(
        update={"risk": RiskRules(most_shortfall_chance=Decimal("0.02"))}
    )
    row = cases.import_file(desk, with_ranges())
    reserves = []
    for funder in (None, strict):
        runs = risk.look(desk, row.id, funder=funder).runs
        assert runs is not None
        found = risk.with_remedies(runs)
        reserve = next(one for one in found.remedies if one.key == "reserve")
        assert reserve.chance.share <= found.level
        reserves.append(reserve.amount)
    assert reserves[1] > reserves[0]


def test_a_scenario_meets_the_luck_of_the_plan(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    more = Changes(opening_cash=Decimal(5000))
    kept = scenarios.keep(desk, row.id, Scenario("", more), "Plus d'apport")
    plan = risk.look(desk, row.id).found
    tried = risk.look(desk, row.id, Wish(scenario=kept.position)).found
    assert plan is not None
    assert tried is not None
    assert tried.simulation.seed == plan.simulation.seed
    gained = tried.simulation.lowest - plan.simulation.lowest
    assert gained == pytest.approx(5000)


def test_a_scenario_that_the_case_does_not_keep_is_refused(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    seen = risk.look(desk, row.id, Wish(scenario=3))
    assert isinstance(seen.refused, ScenarioUnknown)


def test_a_loan_that_cannot_be_repaid_is_refused_by_name(desk: Desk) -> None:
    read = json.loads(SAMPLE.read_text(encoding="utf-8"))
    read["answers"] |= {"loan.term_months": 6, "loan.grace_months": 6}
    row = cases.import_file(desk, case_file.parse(json.dumps(read)))
    assert isinstance(risk.look(desk, row.id).refused, LoanImpossible)


def test_each_advice_has_its_chance_on_the_same_luck(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    runs = risk.look(desk, row.id).runs
    assert runs is not None
    for one in risk.advice(runs):
        twin = twins.of(one.proposal.plan, runs.parameters, 24)
        simulation = runs.found.simulation
        wanted = Wanted(simulation.seed, simulation.runs)
        again = montecarlo.simulate(twin, runs.found.risk.spreads, wanted)
        assert again.shortfall == one.chance


def test_what_is_remembered_holds_no_balances_and_is_bounded(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    for seed in range(risk.MOST_REMEMBERED + 5):
        seen = risk.look(desk, row.id, Wish(months=12, runs=100, seed=seed))
        assert seen.found is not None
        assert seen.found.simulation.closing is None
    first = risk.look(desk, row.id, Wish(months=12, runs=100, seed=0)).found
    assert first is not None
    assert first.simulation.runs == 100
    assert risk.KEPT_LUCK.size <= 96 * 1024 * 1024


def test_a_figure_the_organisation_enters_is_counted_at_once(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    before = risk.look(desk, row.id).runs
    entered = next(p for p in parameters.load() if p.entered_by_organisation)
    parameter_desk.enter(desk, entered.id, Decimal(7))
    after = risk.look(desk, row.id).runs
    assert before is not None
    assert after is not None
    assert before.key != after.key


NOTEBOOK = "\n".join(f"2025-{n:02};{9000 + 300 * n}" for n in range(1, 9)).encode()


def test_a_notebook_becomes_an_answer_in_one_act(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    risk.save_takings(desk, row.id, NOTEBOOK, expected_revision=0)
    case = cases.show(desk, row.id)
    assert len(case.answers.rows("risk.takings")) == 8
    seen = risk.look(desk, row.id)
    assert seen.found is not None
    assert seen.found.risk.spreads.products[0].volume != Range(0.6, 1.3)


def test_a_notebook_over_a_newer_answer_changes_nothing(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    risk.save_takings(desk, row.id, NOTEBOOK, expected_revision=0)
    with pytest.raises(StaleAnswer):
        risk.save_takings(desk, row.id, NOTEBOOK, expected_revision=0)


def test_a_notebook_that_is_too_short_is_not_saved(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    with pytest.raises(HistoryTooShort):
        risk.save_takings(desk, row.id, b"2025-01;100", expected_revision=0)
    assert not cases.show(desk, row.id).answers.rows("risk.takings")


def test_the_dossier_shows_the_scenario_chosen_for_it_beside_the_plan(
    desk: Desk,
) -> None:
    row = cases.import_file(desk, case_file.read(SAMPLE))
    dearer = Scenario("Achats chers", Changes(cost_percent=Decimal(20)))
    kept = scenarios.keep(desk, row.id, dearer, "Achats chers")
    scenarios.choose(
        desk, row.id, kept.position, is_chosen=True, expected_revision=kept.revision
    )
    made_row = dossier.make(desk, row.id, "generic_microcredit", "fr")
    content = json.loads(made_row.content)
    (annex,) = [a for a in content["annexes"] if a["mark"] == "risk"]
    (told,) = [s for s in annex["sections"] if s["title"].startswith("Un scénario")]
    texts = json.dumps(told, ensure_ascii=False)
    assert "Achats chers" in texts
    assert "+20" in texts
    assert "fan" not in content["charts"]
    assert "Achats chers" in made_row.inputs


def test_the_dossier_says_what_of_its_scenario_the_plan_no_longer_allows(
    desk: Desk,
) -> None:
    row = cases.import_file(desk, case_file.read(SAMPLE))
    poorer = Scenario("", Changes(draw_per_month=Decimal(-100_000)))
    kept = scenarios.keep(desk, row.id, poorer, "Rien pour la famille")
    scenarios.choose(desk, row.id, kept.position, expected_revision=kept.revision)
    content = dossier.make(desk, row.id, "generic_microcredit", "fr").content
    assert "Ce qui n'a pas pu être appliqué" in content
