"""The forecast of a case and everything that is wrong with it, for one funder or none.

`assess` is pure and serves files as well as stored cases; `look` reads a case.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Self

from workbench.access.policy import Action
from workbench.finance import checks, forecast
from workbench.finance.capacity import capacity, capacity_checks
from workbench.finance.capacity.capacity import CapacityFound
from workbench.finance.forecast import Forecast
from workbench.finance.loans import loans
from workbench.finance.simulation import asked
from workbench.finance.simulation.spreads import SpreadImpossible
from workbench.findings import Finding, Level
from workbench.funding import eligibility, loan_under_way
from workbench.funding.eligibility import Standing, Verdict
from workbench.funding.loan_under_way import LoanUnderWay
from workbench.journey import followup, state
from workbench.journey import parameters as parameter_desk
from workbench.journey.desk import Desk, act
from workbench.journey.state import CaseState
from workbench.knowledge import acceptance, funders
from workbench.knowledge.acceptance import Acceptances
from workbench.knowledge.funders import Funder
from workbench.knowledge.parameters import Parameters, Trace
from workbench.knowledge.questions import Questionnaire
from workbench.knowledge.risk import usual
from workbench.plan import building, consistency
from workbench.plan.answers import Answers
from workbench.plan.business_plan import BusinessPlan, Incomplete

DEFAULT_MONTHS: Final = 24


@dataclass(frozen=True, slots=True)
class Assessment:
    """The plan, its forecast when it can be made, and every finding."""

    plan: BusinessPlan | Incomplete
    forecast: Forecast | None
    findings: tuple[Finding, ...]
    verdict: Verdict | None
    capacity: CapacityFound | None = None
    loan_under_way: LoanUnderWay | None = None

    def with_loan(self, loan: LoanUnderWay | None) -> Self:
        """The same for a case on which that loan was granted before."""
        found = (*loan_under_way.findings(loan), *self.findings)
        return replace(self, loan_under_way=loan, findings=tuple(_once(found)))

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that no reason can set aside."""
        return tuple(f for f in self.findings if f.level is Level.BLOCKING)

    def warnings_open(self, accepted: Acceptances) -> tuple[Finding, ...]:
        """The warnings that nobody gave a reason for as they stand."""
        return tuple(
            f
            for f in self.findings
            if f.level is Level.WARNING and not acceptance.reason(f, accepted)
        )

    @property
    def lacking(self) -> tuple[str, ...]:
        """The questions a forecast still needs."""
        return self.plan.questions if isinstance(self.plan, Incomplete) else ()


def assess(
    questionnaire: Questionnaire,
    answers: Answers,
    parameters: Parameters,
    *,
    months: int,
    today: date,
    funder: Funder | None = None,
) -> Assessment:
    """Return plan, forecast, findings, and the verdict of the funder if one is named.

    Terms that no loan can have leave the forecast out and stand in the findings.
    """
    findings = consistency.of_answers(questionnaire, answers, today)
    plan = building.build(questionnaire, answers)
    projected = found = None
    if isinstance(plan, BusinessPlan):
        findings += consistency.of_plan(plan, answers, Trace(parameters))
        try:
            projected = forecast.project(plan, parameters, months)
            findings += checks.of_forecast(plan, projected, answers, parameters)
            found = _capacity(plan, answers, parameters, funder)
            findings += capacity_checks.of_capacity(found)
            findings += _ranges(plan, answers)
        except loans.LoanImpossible as impossible:
            findings.append(_impossible(impossible))
    verdict = None
    if funder is not None:
        verdict = eligibility.judge(questionnaire, answers, funder, today)
        findings += verdict.reasons
        if projected is not None:
            findings += eligibility.of_forecast(projected, funder)
    return Assessment(plan, projected, tuple(_once(findings)), verdict, found)


def _capacity(
    plan: BusinessPlan, answers: Answers, parameters: Parameters, funder: Funder | None
) -> CapacityFound:
    rules = funder.capacity if funder else funders.default_capacity()
    most = funder.max_amount if funder else None
    return capacity.assess(plan, answers, parameters, rules, most)


def _ranges(plan: BusinessPlan, answers: Answers) -> list[Finding]:
    """What is said of the risk and cannot be drawn: a dossier then tells of none."""
    try:
        asked.spreads_of(answers, plan, usual(), len(plan.products))
    except SpreadImpossible as impossible:
        field = str(impossible.facts["field"])
        return [Finding("risk.ranges", Level.WARNING, field, where=field)]
    return []


def _impossible(error: loans.LoanImpossible) -> Finding:
    field = str(error.facts["field"])
    return Finding("loan.impossible", Level.BLOCKING, field, where=field)


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """Blocking ones first; each key once."""
    ordered = sorted(findings, key=lambda f: f.level is not Level.BLOCKING)
    return list({finding.key: finding for finding in reversed(ordered)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A stored case with its assessment, and the figures it was made with."""

    case: CaseState
    assessment: Assessment
    parameters: Parameters


def look(
    desk: Desk,
    case_id: str,
    months: int = DEFAULT_MONTHS,
    funder: Funder | None = None,
) -> Outlook:
    """Return the case and what can be said of its plan today."""
    with act(desk, Action.SEE_FORECAST, case_id) as doing:
        case = state.load(doing.conn, case_id)
        parameters = parameter_desk.in_force(doing.conn, desk.today)
        loan = followup.loan_under_way(doing.conn, case_id, desk.today)
    assessment = assess(
        case.questionnaire,
        case.answers,
        parameters,
        months=months,
        today=desk.today,
        funder=funder,
    )
    return Outlook(case, assessment.with_loan(loan), parameters)


def is_ready(assessment: Assessment) -> bool:
    """Whether a dossier may be made: a forecast, nothing blocking, eligible."""
    eligible = assessment.verdict is None or (
        assessment.verdict.standing is Standing.ELIGIBLE
    )
    return assessment.forecast is not None and not assessment.blocking and eligible
