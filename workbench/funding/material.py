"""What a dossier is made from, put together by whoever makes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workbench.finance.forecast import Forecast
from workbench.findings import Finding
from workbench.knowledge.funders import Funder
from workbench.knowledge.questions import Questionnaire
from workbench.plan.answers import Answers
from workbench.plan.business_plan import BusinessPlan


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a dossier is made from; `overrides` are reasons by finding key."""

    questionnaire: Questionnaire
    answers: Answers
    plan: BusinessPlan
    forecast: Forecast
    funder: Funder
    case_number: str
    version: int
    made_on: date
    findings: Sequence[Finding] = ()
    overrides: Mapping[str, str] = field(default_factory=dict)
    counsellor: str = ""
    organisation: str = ""

    @property
    def person(self) -> str:
        """Given and family name, or what there is of them."""
        names = ("person.given_name", "person.family_name")
        return " ".join(filter(None, map(self.answers.text, names)))
