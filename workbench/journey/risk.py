"""What could happen to a stored plan: its runs, and what follows from them.

Luck already drawn is shared by all sessions. What was found is kept as long as case,
figures and question are the same; what is not looked at is not worked out.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Final, TypeVar

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
from workbench.finance.simulation.montecarlo import Chance, Wanted
from workbench.findings import Finding
from workbench.funding.risk_told import RiskFound
from workbench.journey import answers as saving
from workbench.journey import cases, outlook, scenarios, state
from workbench.journey import parameters as parameter_desk
from workbench.journey.desk import Desk, act
from workbench.journey.scenarios import Kept
from workbench.journey.state import CaseState
from workbench.knowledge import shocks
from workbench.knowledge.funders import Funder, RiskRules
from workbench.knowledge.parameters import Parameters
from workbench.knowledge.risk import usual
from workbench.plan import building
from workbench.plan.answers import Answers
from workbench.plan.business_plan import BusinessPlan
from workbench.store.errors import ScenarioUnknown

LEVEL: Final = float(RiskRules().most_shortfall_chance)
DRIVER_RUNS: Final = 4_000
KEPT_LUCK: Final = Cache(96 * 1024 * 1024)
MOST_REMEMBERED: Final = 48

Found = TypeVar("Found")


class _Memory:
    """What was found last, for all sessions, the least recently used leaving first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """Return what is kept under the key, found now where nothing is."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[return-value]
        found = find()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > MOST_REMEMBERED:
                self._kept.popitem(last=False)
        return found


_MEMORY: Final = _Memory()


@dataclass(frozen=True)
class Runs:
    """The runs of a plan, with the figures they were made with, and their key."""

    found: RiskFound
    parameters: Parameters
    key: tuple[Hashable, ...]

    @property
    def plan(self) -> BusinessPlan:
        """The plan that was run."""
        return self.found.risk.plan


@dataclass(frozen=True)
class RiskSeen:
    """A case with its runs, or why there are none.

    Neither `runs` nor `refused`: the plan lacks the answers of the questions named.
    `scenarios` are those the case keeps, `findings` what of the one looked at can no
    longer be applied, `unknown_products` the ranges that no product has.
    """

    case: CaseState
    scenarios: tuple[Kept, ...]
    lacking: tuple[str, ...] = ()
    runs: Runs | None = None
    refused: WorkbenchError | None = None
    findings: tuple[Finding, ...] = ()
    unknown_products: tuple[str, ...] = ()

    @property
    def found(self) -> RiskFound | None:
        """What came of the runs."""
        return self.runs.found if self.runs else None


@dataclass(frozen=True, slots=True)
class Advised:
    """A proposal, its lowest cash exactly, and the chance when it was run too."""

    proposal: Proposal
    chance: Chance


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a case: how far, how often, of which plan and which luck.

    `scenario` is the position of one that the case keeps, applied to the plan first.
    Without a seed, that of the case's revision: the same as in its dossier.
    """

    months: int = outlook.DEFAULT_MONTHS
    runs: int = montecarlo.USUAL_RUNS
    scenario: int | None = None
    seed: int | None = None


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
    unknown = tuple(asked.unknown_products(case.answers, plan))
    seen = replace(seen, unknown_products=unknown)
    seed = wish.seed
    if seed is None:
        seed = montecarlo.seed_of(case.row.number, case.row.revision)
    key = (
        *(desk.database, case_id, case.row.revision, desk.today, wish, seed),
        *(one.values for one in parameters if one.entered_by_organisation),
    )
    try:
        wanted = Wanted(seed, wish.runs, keeps=True)
        found = _MEMORY.get(
            ("runs", *key),
            lambda: _run(plan, case.answers, parameters, wish.months, wanted),
        )
    except WorkbenchError as refused:
        return replace(seen, refused=refused)
    levelled = replace(found, level=_level(funder))
    return replace(seen, runs=Runs(levelled, parameters, key))


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
    wanted = Wanted(wish.seed or 0, wish.runs, keeps=True)
    found = _run(plan, answers, parameters, wish.months, wanted)
    return Runs(replace(found, level=_level(funder)), parameters, (object(),))


def with_drivers(runs: Runs) -> RiskFound:
    """Return what was found, with what weighs most."""
    found = runs.found
    ranked = _MEMORY.get(
        ("drivers", *runs.key), lambda: risk.drivers(found.risk, DRIVER_RUNS)
    )
    return replace(found, drivers=ranked)


def with_remedies(runs: Runs) -> RiskFound:
    """Return what was found, with what brings the chance to the level."""
    found = runs.found
    remedies = _MEMORY.get(
        ("remedies", found.level, *runs.key),
        lambda: risk.remedies(found.risk, runs.parameters, found.level, KEPT_LUCK),
    )
    return replace(found, remedies=remedies)


def advice(runs: Runs) -> tuple[Advised, ...]:
    """Return every proposal that a forecast keeps, with its chance on the same luck."""
    return _MEMORY.get(("advice", *runs.key), lambda: _advice(runs))


def _advice(runs: Runs) -> tuple[Advised, ...]:
    found, parameters = runs.found.risk, runs.parameters
    adviser = Adviser(found.plan, parameters, found.twin.months)
    return tuple(
        Advised(one, risk.chance_of(one.plan, found, parameters, KEPT_LUCK))
        for one in adviser.proposals()
    )


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
        drivers=risk.drivers(found.risk, DRIVER_RUNS),
        remedies=risk.remedies(found.risk, parameters, level, KEPT_LUCK),
    )
