"""What could happen to a stored plan: its runs, and what follows from them.

Luck already drawn is shared by all sessions. What was found is kept as long as case,
figures and question are the same; what is not looked at is not worked out.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from workbench.access.policy import Action
from workbench.errors import WorkbenchError
from workbench.finance.scenarios import applying
from workbench.finance.simulation import (
    asked,
    history,
    history_file,
    montecarlo,
    risk,
    twins,
)
from workbench.finance.simulation.advice import Adviser, Proposal
from workbench.finance.simulation.draws import Cache
from workbench.finance.simulation.kernels import Kernel
from workbench.finance.simulation.montecarlo import Chance, Wanted
from workbench.findings import Finding
from workbench.funding.risk_told import RiskFound
from workbench.journey import answers as saving
from workbench.journey import cases, outlook, scenarios, state
from workbench.journey import parameters as parameter_desk
from workbench.journey.desk import Desk, act
from workbench.journey.remembered import RUNS, Found, Key
from workbench.journey.scenarios import Kept
from workbench.journey.state import CaseState
from workbench.knowledge import shocks
from workbench.knowledge.funders import Funder, RiskRules
from workbench.knowledge.parameters import Parameters
from workbench.knowledge.risk import usual
from workbench.plan import building, consistency
from workbench.plan.answers import Answers
from workbench.plan.business_plan import BusinessPlan
from workbench.store.errors import ScenarioUnknown

LEVEL: Final = float(RiskRules().most_shortfall_chance)
KEPT_LUCK: Final = Cache(96 * 1024 * 1024)


@dataclass(frozen=True)
class Runs:
    """The runs of a plan, with the figures they were made with.

    What follows from them is remembered under the id of the case and `key`; both are
    empty for a plan that no database holds, of which nothing is.
    """

    found: RiskFound
    parameters: Parameters
    case_id: str = ""
    key: Key = ()

    def remembered(self, what: str, find: Callable[[], Found]) -> Found:
        """Return what follows from the runs, found now where it is not known yet."""
        if not self.case_id:
            return find()
        return RUNS.get(self.case_id, (what, *self.key), find)

    @property
    def plan(self) -> BusinessPlan:
        """The plan that was run."""
        return self.found.risk.plan


@dataclass(frozen=True)
class RiskSeen:
    """A case with its runs, or why there are none.

    Neither `runs` nor `refused`: the plan lacks the answers of the questions named.
    `scenarios` are those the case keeps; `findings` are what of the one looked at can
    no longer be applied, and the ranges that no product has.
    """

    case: CaseState
    scenarios: tuple[Kept, ...]
    lacking: tuple[str, ...] = ()
    runs: Runs | None = None
    refused: WorkbenchError | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def found(self) -> RiskFound | None:
        """What came of the runs."""
        return self.runs.found if self.runs else None


@dataclass(frozen=True, slots=True)
class Advised:
    """What one question comes to, and the chance when that was run too."""

    proposal: Proposal
    chance: Chance


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a case: how far, how often, of which plan and which luck.

    `scenario` is the position of one that the case keeps, applied to the plan first.
    Without a seed, that of the case's number: the same as in its dossier.
    """

    months: int = outlook.DEFAULT_MONTHS
    runs: int = montecarlo.USUAL_RUNS
    scenario: int | None = None
    seed: int | None = None
    kernel: Kernel = Kernel.NUMPY

    def wanted(self, case: str = "") -> Wanted:
        """Return the runs wanted of a case by its number, "" for a file.

        Raises RunsImpossible.
        """
        seed = montecarlo.seed_of(case) if self.seed is None else self.seed
        return Wanted(seed, self.runs, keeps=True, kernel=self.kernel)


def look(
    desk: Desk, case_id: str, wish: Wish | None = None, funder: Funder | None = None
) -> RiskSeen:
    """Return what could happen to the plan of a case, at the level of a funder."""
    wish = wish or Wish()
    with act(desk, Action.SEE_FORECAST, case_id) as doing:
        case = state.load(doing.conn, case_id)
        parameters = parameter_desk.in_force(doing.conn, desk.today)
        kept = scenarios.listed(doing.conn, case_id)
    seen = RiskSeen(case, kept)
    plan = building.build(case.questionnaire, case.answers)
    if not isinstance(plan, BusinessPlan):
        return replace(seen, lacking=plan.questions)
    chosen = next((one for one in kept if one.position == wish.scenario), None)
    if wish.scenario is not None and chosen is None:
        return replace(seen, refused=ScenarioUnknown(scenario=wish.scenario))
    if chosen:
        applied = applying.apply(plan, chosen.scenario, shocks.kinds(), wish.months)
        plan, seen = applied.plan, replace(seen, findings=applied.findings)
    gone = consistency.of_ranges(plan, case.answers)
    seen = replace(seen, findings=(*seen.findings, *gone))
    key = (
        *(desk.database, case.row.revision, desk.today, wish),
        *(one.values for one in parameters if one.entered_by_organisation),
    )
    try:
        wanted = wish.wanted(case.row.number)
        found = RUNS.get(
            case_id,
            ("runs", *key),
            lambda: _run(plan, case.answers, parameters, wish.months, wanted),
        )
    except WorkbenchError as refused:
        return replace(seen, refused=refused)
    levelled = replace(found, level=_level(funder))
    return replace(seen, runs=Runs(levelled, parameters, case_id, key))


def _level(funder: Funder | None) -> float:
    return float(funder.risk.most_shortfall_chance) if funder else LEVEL


def of_plan(
    plan: BusinessPlan,
    answers: Answers,
    parameters: Parameters,
    wish: Wish,
    funder: Funder | None = None,
) -> Runs:
    """Return the runs of a plan that no database holds; the scenario is left out.

    Raises SpreadImpossible, RunsImpossible, LoanImpossible.
    """
    found = _run(plan, answers, parameters, wish.months, wish.wanted())
    return Runs(replace(found, level=_level(funder)), parameters)


def with_drivers(runs: Runs) -> RiskFound:
    """Return what was found, with what weighs most."""
    found = runs.found
    ranked = runs.remembered("drivers", lambda: risk.drivers(found.risk))
    return replace(found, drivers=ranked)


def with_remedies(runs: Runs) -> RiskFound:
    """Return what was found, with what brings the chance to the level."""
    found = runs.found
    remedies = runs.remembered(
        f"remedies to {found.level}",
        lambda: risk.remedies(found.risk, runs.parameters, found.level, KEPT_LUCK),
    )
    return replace(found, remedies=remedies)


def advice(runs: Runs) -> tuple[Advised, ...]:
    """Return what each question comes to, with its chance on the same luck."""
    return runs.remembered(f"advice at {runs.found.bearable}", lambda: _advice(runs))


def _advice(runs: Runs) -> tuple[Advised, ...]:
    found, parameters = runs.found.risk, runs.parameters
    today = found.simulation.shortfall

    def chance(plan: BusinessPlan) -> Chance:
        if plan is found.plan:
            return today
        return risk.chance_of(plan, found, parameters, KEPT_LUCK)

    def is_safe(plan: BusinessPlan) -> bool:
        most = runs.found.bearable
        return risk.is_within(plan, found, parameters, most, KEPT_LUCK)

    def advised(one: Proposal) -> Advised:
        then = chance(one.plan)
        is_worse = one.key == "start" and one.is_found and then.count > today.count
        return Advised(replace(one, reason="riskier") if is_worse else one, then)

    adviser = Adviser(found.plan, parameters, found.twin.months, is_safe)
    return tuple(map(advised, adviser.proposals()))


def save_takings(
    desk: Desk, case_id: str, content: bytes, *, expected_revision: int
) -> None:
    """Save the last whole months of a notebook as past takings; the file is not kept.

    Raises HistoryRefused when it says nothing sure, StaleAnswer when somebody else
    saved the answer since; nothing is saved then.
    """
    noted = history_file.read(content, desk.today)
    history.learn(noted)
    question = cases.show(desk, case_id).questionnaire[history.FIELD]
    rows = asked.rows_of(noted, question.max_rows)
    saving.save(desk, case_id, question.id, rows, expected_revision=expected_revision)


def _run(
    plan: BusinessPlan,
    answers: Answers,
    parameters: Parameters,
    months: int,
    wanted: Wanted,
) -> RiskFound:
    """The runs of a plan, neither drivers nor remedies looked for yet."""
    twin = twins.of(plan, parameters, months)
    spreads = asked.spreads_of(answers, plan, usual(), twin.products)
    return RiskFound(
        risk=risk.of(twin, plan, spreads, wanted, KEPT_LUCK),
        level=LEVEL,
        drivers=(),
        remedies=(),
        is_asked=asked.is_asked(answers),
        usual=usual(),
        notebook=asked.noted(answers),
    )


def find(
    plan: BusinessPlan,
    answers: Answers,
    parameters: Parameters,
    months: int,
    wanted: Wanted,
    level: float = LEVEL,
) -> RiskFound:
    """Return the whole risk of a plan; raises SpreadImpossible or RunsImpossible."""
    found = _run(plan, answers, parameters, months, wanted)
    return replace(
        found,
        level=level,
        drivers=risk.drivers(found.risk),
        remedies=risk.remedies(found.risk, parameters, level, KEPT_LUCK),
    )
