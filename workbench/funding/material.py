"""What a dossier is made from, put together by whoever makes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from workbench.finance.capacity.capacity import CapacityFound
from workbench.finance.forecast import Forecast
from workbench.finance.forms.legal_forms import FormView
from workbench.findings import Finding
from workbench.funding.loan_under_way import LoanUnderWay
from workbench.funding.risk_told import RiskFound
from workbench.funding.scenario_told import ScenarioShown
from workbench.knowledge.acceptance import Acceptances
from workbench.knowledge.funders import AnnexName, Funder
from workbench.knowledge.parameters import Use
from workbench.knowledge.questions import Questionnaire
from workbench.plan.answers import Answers
from workbench.plan.business_plan import BusinessPlan


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a dossier is made from; `overrides` is what was accepted.

    `long_forecast` covers the three years of the statements, by default what the
    forecast covers; `forms` are the legal forms compared, none by default.
    """

    questionnaire: Questionnaire
    answers: Answers
    plan: BusinessPlan
    forecast: Forecast
    funder: Funder
    case_number: str
    version: int
    made_on: date
    findings: Sequence[Finding] = ()
    overrides: Acceptances = field(default_factory=dict)
    counsellor: str = ""
    organisation: str = ""
    long_forecast: Forecast | None = None
    capacity: CapacityFound | None = None
    forms: tuple[FormView, ...] = ()
    risk: RiskFound | None = None
    scenario: ScenarioShown | None = None
    loan_under_way: LoanUnderWay | None = None

    @property
    def person(self) -> str:
        """Given and family name, or what there is of them."""
        names = ("person.given_name", "person.family_name")
        return " ".join(filter(None, map(self.answers.text, names)))

    @property
    def of_years(self) -> Forecast:
        """The forecast that the yearly statements are made from."""
        return self.long_forecast or self.forecast

    @property
    def has_risk(self) -> bool:
        """Whether there are runs, of ranges that somebody gave."""
        return self.risk is not None and self.risk.is_asked

    def holds(self, annex: AnnexName) -> bool:
        """Whether the funder wants an annex and there is something to put in it."""
        has_loan = self.plan.loan is not None
        is_there = {
            "loan": has_loan,
            "capacity": has_loan and self.capacity is not None,
            "risk": self.has_risk or self.scenario is not None,
            "legal_forms": bool(self.forms),
        }
        return annex in self.funder.annexes and is_there.get(annex, True)

    @property
    def uses(self) -> tuple[Use, ...]:
        """Every rule and rate behind what the dossier prints, each value once."""
        forms = (
            view for view in self.forms if view.is_chosen or self.holds("legal_forms")
        )
        lists = (
            self.forecast.uses,
            self.of_years.uses,
            *(view.uses for view in forms),
        )
        found = {(use.parameter, use.valid_from): use for uses in lists for use in uses}
        return tuple(found.values())
