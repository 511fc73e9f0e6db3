"""The plan that a scenario makes of a plan, and what of it can no longer be applied.

Changes come first, all at once; then the shocks, in any order with the same outcome.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbench.finance.scenarios import changing, striking
from workbench.finance.scenarios.scenario import Scenario
from workbench.findings import Finding
from workbench.knowledge.shocks import ShockKind
from workbench.plan.business_plan import BusinessPlan


@dataclass(frozen=True, slots=True)
class Applied:
    """The plan that a scenario makes, and what of it could not be applied.

    `where` of a finding names the field: `changes.loan_amount`, `shocks.0.month`;
    `question` is the question of the plan that mends it, "" where none does.
    """

    plan: BusinessPlan
    findings: tuple[Finding, ...]


def apply(
    plan: BusinessPlan,
    scenario: Scenario,
    knowledge: Mapping[str, ShockKind],
    months: int,
) -> Applied:
    """Return the plan as the scenario has it over a horizon of so many months.

    What cannot be applied is left out and named in a finding, never an exception.
    `knowledge` is `knowledge.shocks.kinds()`.
    """
    changed, refused = changing.apply(plan, scenario.changes)
    found = striking.strike(changed, scenario.shocks, knowledge, months)
    disturbances = tuple(sorted((*plan.disturbances, *found.disturbances)))
    return Applied(
        plan=replace(changed, disturbances=disturbances),
        findings=(*refused, *found.findings),
    )
