"""Making a dossier: judged, written, frozen with everything it was made from."""

import dataclasses
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from workbench.access import policy
from workbench.access.policy import Action
from workbench.errors import WorkbenchError
from workbench.exchange import case_file
from workbench.exchange.case_file import CaseFile
from workbench.finance.forecast import Forecast, project
from workbench.finance.forms import legal_forms
from workbench.finance.simulation import asked, montecarlo
from workbench.finance.simulation.montecarlo import Wanted
from workbench.finance.simulation.spreads import SpreadImpossible
from workbench.followup import comparison
from workbench.funding import dossier
from workbench.funding.content import DossierContent
from workbench.funding.dossier import Material
from workbench.funding.loan_under_way import LoanUnderWay
from workbench.funding.risk_told import RiskFound
from workbench.funding.scenario_told import ScenarioShown
from workbench.journey import (
    consents,
    followup,
    outlook,
    risk,
    scenarios,
    state,
    what_if,
)
from workbench.journey import parameters as parameter_desk
from workbench.journey.desk import Desk, act
from workbench.journey.outlook import Assessment
from workbench.journey.state import CaseState
from workbench.knowledge import funders, shocks, wording
from workbench.knowledge.funders import Funder
from workbench.knowledge.parameters import Parameters, Use
from workbench.months import MONTHS_PER_YEAR
from workbench.people import path
from workbench.people.path import Stage
from workbench.plan.business_plan import BusinessPlan
from workbench.render import letters
from workbench.store import cases, connect, dossiers, seals
from workbench.store.dossiers import DossierRow

YEARS = 3
"""What the yearly statements of a dossier cover."""


class DossierBlocked(WorkbenchError):
    """Something must be mended first; the findings say what."""

    code = "dossier.blocked"


class CaseChanged(WorkbenchError):
    """Somebody edited the case while its dossier was being written."""

    code = "dossier.case_changed"


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the cover beside the plan.

    `case_number` is "" for a file, which is not on record.
    """

    case_number: str
    version: int
    made_on: date
    counsellor: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A dossier ready to be frozen or written to a file, with the rules it used."""

    content: DossierContent
    document: bytes
    template: Path
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A dossier made from one revision of a case, not frozen yet."""

    case: CaseState
    file: CaseFile
    version: int
    funder: Funder
    language: str
    made: Made
    forecast: Forecast


def make(desk: Desk, case_id: str, funder_id: str, language: str) -> DossierRow:
    """Make and freeze the next version of a case's dossier.

    ConsentMissing without the person's word; DossierBlocked while something must
    be mended; CaseChanged when somebody edited the case while it was written.
    What is frozen never changes: a later edit makes a new version.
    """
    policy.require(desk.actor, Action.MAKE_DOSSIER)
    draft = _draft(desk, case_id, funders.get(funder_id), language)
    with act(desk, Action.MAKE_DOSSIER, case_id, funder=funder_id) as doing:
        conn = doing.conn
        now = cases.get(conn, case_id)
        is_next = dossiers.next_version(conn, case_id) == draft.version
        if now.revision != draft.case.row.revision or not is_next:
            raise CaseChanged(case=now.number)
        row = _frozen(desk, draft)
        dossiers.freeze(conn, row, draft.made.document)
        stage = path.move(Stage(now.stage), Stage.DECISION)
        cases.set_stage(conn, case_id, stage.value)
        doing.detail |= {"version": row.version, "seal": seals.of_dossier(row)}
        return row


def _draft(desk: Desk, case_id: str, funder: Funder, language: str) -> _Draft:
    """Write the dossier while others go on working: it takes a second or two."""
    with connect.reading(desk.database) as conn:
        case = state.load(conn, case_id)
        parameters = parameter_desk.in_force(conn, desk.today)
        version = dossiers.next_version(conn, case_id)
        kept = scenarios.listed(conn, case_id)
        loan = followup.loan_under_way(conn, case_id, desk.today)
    file = replace(
        case.as_file(),
        scenarios=tuple(one.scenario for one in kept),
        chosen_scenario=next((o.scenario.name for o in kept if o.is_chosen), ""),
    )
    cover = Cover(case.row.number, version, desk.today, desk.actor.name)
    made, forecast = from_file(file, parameters, funder, language, cover, loan)
    return _Draft(case, file, version, funder, language, made, forecast)


def from_file(
    case: CaseFile,
    parameters: Parameters,
    funder: Funder,
    language: str,
    cover: Cover,
    loan: LoanUnderWay | None = None,
) -> tuple[Made, Forecast]:
    """Return the dossier of a case, and the forecast in it.

    `loan` is one that was granted on the same case before.
    Raises ConsentMissing, DossierBlocked (with how much is in the way), or
    NoTemplateInLanguage.
    """
    consents.require(case, cover.made_on)
    template = funders.template(funder, language)
    assessment = outlook.assess(
        case.questionnaire,
        case.answers,
        parameters,
        months=funder.horizon_months,
        today=cover.made_on,
        funder=funder,
    ).with_loan(loan)
    plan, forecast = assessment.plan, assessment.forecast
    if (
        not isinstance(plan, BusinessPlan)
        or forecast is None
        or not outlook.is_ready(assessment)
    ):
        raise DossierBlocked(count=_in_the_way(assessment))
    words = wording.words(language)
    material = Material(
        questionnaire=case.questionnaire,
        answers=case.answers,
        plan=plan,
        forecast=forecast,
        funder=funder,
        case_number=cover.case_number or words.text("not on record"),
        version=cover.version,
        made_on=cover.made_on,
        findings=assessment.findings,
        overrides=case.overrides,
        counsellor=cover.counsellor,
        organisation=cover.organisation,
        long_forecast=project(plan, parameters, YEARS * MONTHS_PER_YEAR),
        capacity=assessment.capacity,
        forms=legal_forms.compare(
            plan, forecast, parameters, legal_forms.holder(case.answers)
        ),
        risk=_risk(plan, case, parameters, funder, cover),
        scenario=_scenario(plan, case, parameters, funder),
        loan_under_way=loan,
    )
    content = dossier.compose(
        material,
        words,
        lambda amount: letters.amount_in_words(amount, language),
    )
    document = _render(content, template)
    return Made(content, document, template, material.uses), forecast


def _risk(
    plan: BusinessPlan,
    case: CaseFile,
    parameters: Parameters,
    funder: Funder,
    cover: Cover,
) -> RiskFound | None:
    """The runs of the plan, None where nobody said how much may change."""
    if not asked.is_asked(case.answers):
        return None
    wanted = Wanted(montecarlo.seed_of(cover.case_number))
    months = funder.horizon_months
    try:
        level = float(funder.risk.most_shortfall_chance)
        return risk.find(plan, case.answers, parameters, months, wanted, level)
    except SpreadImpossible:
        return None


def _scenario(
    plan: BusinessPlan, case: CaseFile, parameters: Parameters, funder: Funder
) -> ScenarioShown | None:
    """The scenario chosen for the dossier, applied to the plan; None without one."""
    named = (one for one in case.scenarios if one.name == case.chosen_scenario)
    chosen = next(named, None)
    if chosen is None:
        return None
    tried = what_if.try_out(plan, chosen, parameters, funder.horizon_months)
    sector = case.answers.text("idea.sector")
    return ScenarioShown(chosen, tried.forecast, shocks.kinds(), sector, tried.findings)


def _in_the_way(assessment: Assessment) -> int:
    missing = assessment.verdict.missing if assessment.verdict else ()
    return len(assessment.blocking) + len(missing) or 1


def _render(content: DossierContent, template: Path) -> bytes:
    from workbench.render import charts, word  # noqa: PLC0415 - heavy, and rarely used

    plain = content.as_dict()
    return word.render(plain, template, charts.draw(plain))


def _frozen(desk: Desk, draft: _Draft) -> DossierRow:
    inputs = case_file.write(draft.file)
    content = _json(draft.made.content.as_dict())
    return DossierRow(
        id=str(uuid.uuid4()),
        case_id=draft.case.row.id,
        version=draft.version,
        funder=draft.funder.id,
        language=draft.language,
        case_revision=draft.case.row.revision,
        frozen_at=desk.at,
        frozen_by=desk.actor.id,
        inputs=inputs,
        parameters=_json([_use(use) for use in draft.made.uses]),
        content=content,
        forecast=_json(_promises(draft.forecast)),
        template_sha256=dossiers.sha256(draft.made.template.read_bytes()),
        inputs_sha256=dossiers.sha256(inputs.encode()),
        content_sha256=dossiers.sha256(content.encode()),
        document_sha256=dossiers.sha256(draft.made.document),
    )


def _promises(forecast: Forecast) -> dict[str, Mapping[str, str]]:
    promised = comparison.promises(forecast)
    return {str(month): figures.as_plain() for month, figures in promised.items()}


def _use(use: Use) -> dict[str, object]:
    brackets = [bracket.model_dump() for bracket in use.brackets]
    plain = {
        field.name: getattr(use, field.name)
        for field in dataclasses.fields(use)
        if field.name != "brackets"
    }
    return plain | {"label": dict(use.label), "brackets": brackets}


def _json(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str)


def listing(desk: Desk, case_id: str) -> list[DossierRow]:
    """Return the dossiers of a case, oldest first, without their documents."""
    with act(desk, Action.READ_DOSSIER, case_id) as doing:
        return dossiers.all_of(doing.conn, case_id)


def document(desk: Desk, dossier_id: str) -> bytes:
    """Return the Word file as it was frozen; DossierUnknown, DossierAltered."""
    with act(desk, Action.READ_DOSSIER, dossier=dossier_id) as doing:
        doing.case_id = dossiers.get(doing.conn, dossier_id).case_id
        return dossiers.document(doing.conn, dossier_id)
