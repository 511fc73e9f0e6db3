"""The risk of a stored case, and of a dossier made from a file."""

import gc
import json
import weakref
from dataclasses import replace
from datetime import date, datetime
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
from workbench.funding import risk_told
from workbench.journey import (
    answers,
    cases,
    dossier,
    outlook,
    remembered,
    risk,
    scenarios,
)
from workbench.journey import parameters as parameter_desk
from workbench.journey.desk import Desk
from workbench.journey.dossier import Cover
from workbench.journey.risk import Wish
from workbench.knowledge import funders, parameters, wording
from workbench.knowledge.funders import RiskRules
from workbench.plan import building
from workbench.plan.business_plan import BusinessPlan
from workbench.store import connect
from workbench.store.errors import ScenarioUnknown, StaleAnswer

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
    return Desk(database, policy.local_counsellor(), datetime.now().astimezone())


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
    seed = montecarlo.seed_of(COVER.case_number)
    again = " ".join(said["Pour refaire les mêmes tirages"].split())
    assert again == f"10 000 tirages de 24 mois depuis janvier 2027, graine {seed}"
    assert "−" not in annex.note.split(".")[0]
    assert said["Ventes d'un mois, pour 100 prévues"] == "60 à 130"
    assert said["Un prêt plus grand"].startswith("le meilleur essai (")


def test_the_same_file_is_made_again_in_any_language_with_the_same_runs() -> None:
    first, again = made(with_ranges()), made(with_ranges())
    assert first.content.as_dict() == again.content.as_dict()
    arabic = made(with_ranges(), "ar").content
    assert arabic.charts["fan"]["low"] == first.content.charts["fan"]["low"]


def test_the_page_and_the_dossier_of_a_case_meet_the_same_luck(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    seen = risk.look(desk, row.id)
    assert seen.found is not None
    content = dossier.make(desk, row.id, "generic_microcredit", "fr").content
    assert f"graine {seen.found.simulation.seed}" in content


def test_a_change_of_an_answer_is_never_a_change_of_luck(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    before = risk.look(desk, row.id).found
    seen = cases.show(desk, row.id).revision_of("legal.form_reason")
    told = "Le plus simple."
    answers.save(desk, row.id, "legal.form_reason", told, expected_revision=seen)
    after = risk.look(desk, row.id).found
    assert before is not None
    assert after is not None
    assert before is not after
    assert after.simulation.seed == before.simulation.seed
    assert (after.simulation.lowest == before.simulation.lowest).all()


def test_files_meet_the_luck_of_no_case_in_dossier_and_runs_alike() -> None:
    case = with_ranges()
    plan = building.build(case.questionnaire, case.answers)
    assert isinstance(plan, BusinessPlan)
    found = risk.of_plan(plan, case.answers, KNOWN, Wish()).found
    unnumbered = replace(COVER, case_number="")
    content = dossier.from_file(case, KNOWN, LOAN, "fr", unnumbered)[0].content
    told = json.dumps(content.as_dict(), ensure_ascii=False)
    assert f"graine {found.simulation.seed}" in told
    assert content.as_dict()["cover"]["case_number"] == "non enregistré"  # type: ignore[index]


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


@pytest.mark.parametrize(
    "name", ["awa_coiffure", "mariam_plats", "ibrahim_telephone", "thiam_couture"]
)
@pytest.mark.parametrize("level", ["0.02", "0.10", "0.60"])
def test_nothing_proposed_raises_the_chance_nor_goes_above_the_level(
    desk: Desk, name: str, level: str
) -> None:
    rules = RiskRules(most_shortfall_chance=Decimal(level))
    funder = LOAN.model_copy(update={"risk": rules})
    file = case_file.read(SAMPLE.parent / f"{name}.case.json")
    case_id = cases.import_file(desk, file).id
    runs = risk.look(desk, case_id, Wish(runs=500), funder).runs
    assert runs is not None
    today = runs.found.simulation.shortfall.share
    advised = {one.proposal.key: one for one in risk.advice(runs)}
    assert {key for key, one in advised.items() if one.proposal.is_limit} >= {"draw"}
    for one in advised.values():
        if one.proposal.is_found:
            assert one.chance.share <= today
        if one.proposal.is_limit and one.proposal.is_found:
            assert one.chance.share <= float(level)


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
    for seed in range(remembered.MOST + 5):
        seen = risk.look(desk, row.id, Wish(months=12, runs=100, seed=seed))
        assert seen.found is not None
        assert seen.found.simulation.closing is None
    first = risk.look(desk, row.id, Wish(months=12, runs=100, seed=0)).found
    assert first is not None
    assert first.simulation.runs == 100
    assert risk.KEPT_LUCK.size <= 96 * 1024 * 1024


def test_nothing_of_a_case_outlives_its_erasure(desk: Desk) -> None:
    gone, stays = (cases.import_file(desk, with_ranges()).id for _ in "ab")
    found, kept = risk.look(desk, gone).found, risk.look(desk, stays).found
    assert found is not None
    assert kept is not None
    trace = weakref.ref(found.risk)
    cases.erase(desk, gone)
    del found
    gc.collect()
    assert trace() is None
    again = risk.look(desk, stays).found
    assert again is not None
    assert again.simulation is kept.simulation


def test_everything_of_a_case_is_forgotten_and_of_no_other() -> None:
    memory = remembered.Memory(9)
    asked = [("a", ("runs", 1)), ("a", ("drivers", 1)), ("b", ("runs", 1))]
    for case_id, key in asked:
        memory.get(case_id, key, lambda: "first")
    memory.forget("a")
    found = [memory.get(case_id, key, lambda: "again") for case_id, key in asked]
    assert found == ["again", "again", "first"]


def test_what_is_being_found_while_a_case_is_erased_is_not_kept() -> None:
    memory = remembered.Memory(2)

    def finding() -> str:
        memory.forget("a")
        return "early"

    assert memory.get("a", (1,), finding) == "early"
    assert memory.get("a", (1,), lambda: "late") == "late"
    assert memory.get("a", (1,), finding) == "late"


def test_the_least_recently_used_is_forgotten_first() -> None:
    memory = remembered.Memory(2)
    for place in (1, 2, 1, 3):
        memory.get("a", (place,), lambda: "first")
    again = {place: memory.get("a", (place,), lambda: "again") for place in (1, 3, 2)}
    assert again == {1: "first", 3: "first", 2: "again"}


def test_a_range_of_a_product_that_is_gone_is_a_finding_of_every_check(
    desk: Desk,
) -> None:
    read = json.loads(SAMPLE.read_text(encoding="utf-8"))
    row = {"product": "Vendu autrefois", "low": 50, "high": 150}
    read["answers"]["risk.products"] = [row]
    case_id = cases.import_file(desk, case_file.parse(json.dumps(read))).id
    (finding,) = risk.look(desk, case_id).findings
    assert finding.facts["product"] == "Vendu autrefois"
    checked = outlook.look(desk, case_id).assessment
    assert finding in checked.findings
    assert outlook.is_ready(checked)


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


def test_a_notebook_is_named_as_the_source_of_the_ranges(desk: Desk) -> None:
    row = cases.import_file(desk, with_ranges())
    risk.save_takings(desk, row.id, NOTEBOOK, expected_revision=0)
    found = risk.look(desk, row.id).found
    assert found is not None
    (source,) = (
        pair.text
        for pair in risk_told.assumptions(found, wording.words("fr"))
        if pair.label == "Source des fourchettes"
    )
    assert "8 mois (janvier 2025 à août 2025)" in source.replace("\u00a0", " ")


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
