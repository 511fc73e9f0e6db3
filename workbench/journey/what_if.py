"""What if: scenarios tried on the plan of a case, alone or side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.access.policy import Action
from workbench.finance import forecast
from workbench.finance.forecast import Forecast
from workbench.finance.scenarios import applying
from workbench.finance.scenarios.scenario import Scenario
from workbench.findings import Finding
from workbench.journey import followup, outlook, scenarios, state
from workbench.journey import parameters as parameter_desk
from workbench.journey.desk import Desk, act
from workbench.journey.outlook import DEFAULT_MONTHS, Assessment, Outlook
from workbench.journey.scenarios import Kept
from workbench.knowledge import shocks
from workbench.knowledge.parameters import Parameters
from workbench.plan.business_plan import BusinessPlan
from workbench.store.errors import ScenarioUnknown


@dataclass(frozen=True, slots=True)
class Tried:
    """A scenario with the forecast it makes, and what of it could not be applied."""

    scenario: Scenario
    forecast: Forecast
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A case with its plan as it stands, and every scenario applied to it.

    `tried` goes with `scenarios`; it is empty while the plan cannot be forecast.
    """

    base: Outlook
    scenarios: tuple[Kept, ...]
    tried: tuple[Tried, ...]


def try_out(
    plan: BusinessPlan, scenario: Scenario, parameters: Parameters, months: int
) -> Tried:
    """Return the forecast that a scenario makes of a plan over so many months.

    The plan is one that can be forecast; then so is what any scenario makes of it.
    """
    applied = applying.apply(plan, scenario, shocks.kinds(), months)
    projected = forecast.project(applied.plan, parameters, months)
    return Tried(scenario, projected, applied.findings)


def try_all(
    assessment: Assessment,
    given: Iterable[Scenario],
    parameters: Parameters,
    months: int,
) -> tuple[Tried, ...]:
    """Return each scenario tried; none while the plan cannot be forecast."""
    plan = assessment.plan
    if assessment.forecast is None or not isinstance(plan, BusinessPlan):
        return ()
    return tuple(try_out(plan, one, parameters, months) for one in given)


def named(tried: Iterable[Tried], name: str) -> Tried:
    """Return what was tried under a name, capitals or not; ScenarioUnknown."""
    for one in tried:
        if one.scenario.name.casefold() == name.casefold():
            return one
    raise ScenarioUnknown(scenario=name)


def look(desk: Desk, case_id: str, months: int = DEFAULT_MONTHS) -> Comparison:
    """Return the plan of a case and each of its scenarios, forecast exactly."""
    with act(desk, Action.SEE_FORECAST, case_id) as doing:
        case = state.load(doing.conn, case_id)
        parameters = parameter_desk.in_force(doing.conn, desk.today)
        kept = scenarios.listed(doing.conn, case_id)
        loan = followup.loan_under_way(doing.conn, case_id, desk.today)
    assessment = outlook.assess(
        case.questionnaire, case.answers, parameters, months=months, today=desk.today
    ).with_loan(loan)
    given = (one.scenario for one in kept)
    tried = try_all(assessment, given, parameters, months)
    return Comparison(Outlook(case, assessment, parameters), kept, tried)
