"""The cases that are shipped to look at keep their promises."""

import json
from datetime import date
from typing import Any

import pytest

from workbench import paths
from workbench.exchange import case_file
from workbench.exchange.case_file import CaseFile
from workbench.finance.forecast import Forecast
from workbench.findings import Level
from workbench.funding.eligibility import Standing
from workbench.journey import dossier, outlook
from workbench.journey.checks import SHORTEST_REASON
from workbench.journey.dossier import Cover, DossierBlocked
from workbench.journey.outlook import Assessment
from workbench.knowledge import funders, parameters
from workbench.knowledge.acceptance import Acceptance
from workbench.knowledge.funders import Funder
from workbench.people import consent
from workbench.people.consent import Purpose
from workbench.plan import answers as answering

FOLDER = paths.data() / "samples"
NAMES = ("awa_coiffure", "mariam_plats", "thiam_couture", "ibrahim_telephone")
FUNDABLE = NAMES[:3]
ENOUGH_COVER = 1.2


def case(name: str) -> CaseFile:
    return case_file.read(FOLDER / f"{name}.case.json")


def steps(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(
        (FOLDER / f"{name}.steps.json").read_text(encoding="utf-8")
    )
    return read


def made_on(name: str) -> date:
    """The day a dossier is made: that of its decision, today without one."""
    told = steps(name)
    decided_on = told.get("decision", {}).get("decided_on", told["today"])
    return date.fromisoformat(told["dossier"].get("made_on", decided_on))


def funder(name: str) -> Funder:
    return funders.get(steps(name)["dossier"]["funder"])


def assessed(name: str) -> Assessment:
    found = case(name)
    return outlook.assess(
        found.questionnaire,
        found.answers,
        parameters.load().known_on(made_on(name)),
        months=24,
        today=made_on(name),
        funder=funder(name),
    )


def projected(name: str) -> Forecast:
    found = assessed(name).forecast
    assert found is not None
    return found


def test_the_shipped_cases_are_those_described() -> None:
    files = {path.name.partition(".")[0] for path in FOLDER.glob("*.json")}
    assert files == set(NAMES)
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in readme for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_required_question_is_answered(name: str) -> None:
    found = case(name)
    assert answering.missing(found.questionnaire, found.answers) == ()


@pytest.mark.parametrize("name", NAMES)
def test_nobody_real_is_in_them(name: str) -> None:
    answers = case(name).answers
    assert "(exemple)" in answers.text("person.family_name")
    assert "person.phone" not in answers
    assert "fictif" in case(name).note


@pytest.mark.parametrize("name", NAMES)
def test_the_person_agreed_to_coaching_sharing_and_visits(name: str) -> None:
    for purpose in (Purpose.COACHING, Purpose.FUNDER_SHARING, Purpose.FOLLOW_UP):
        assert consent.is_given(case(name).consents, purpose, made_on(name))


@pytest.mark.parametrize("name", FUNDABLE)
def test_nothing_blocks_and_every_warning_has_its_reason(name: str) -> None:
    assessment = assessed(name)
    assert assessment.blocking == ()
    assert assessment.warnings_open(case(name).overrides) == ()
    assert assessment.verdict is not None
    assert assessment.verdict.standing is Standing.ELIGIBLE


def test_one_case_shows_a_warning_set_aside_in_writing() -> None:
    reasons: dict[str, Acceptance] = {}
    for name in NAMES:
        keys = {f.key for f in assessed(name).findings if f.level is Level.WARNING}
        assert set(case(name).overrides) <= keys
        reasons |= case(name).overrides
    assert reasons
    assert all(len(kept.reason) >= SHORTEST_REASON for kept in reasons.values())


@pytest.mark.parametrize("name", NAMES)
def test_cash_never_goes_below_zero(name: str) -> None:
    assert projected(name).lowest_cash >= 0


@pytest.mark.parametrize("name", NAMES)
def test_the_business_earns_more_than_it_needs_and_than_the_household_draws(
    name: str,
) -> None:
    found = projected(name)
    sales = sum(sum(line.amounts[:12]) for line in found.profit.income) / 12
    needed = found.break_even.sales_per_month_with_repayments
    assert needed is not None
    assert needed < sales
    assert sum(found.profit.result[:12]) >= 12 * found.draw_per_month


@pytest.mark.parametrize("name", ["awa_coiffure", "thiam_couture", "ibrahim_telephone"])
def test_the_loan_is_covered(name: str) -> None:
    cover = projected(name).debt_service_cover
    assert cover is not None
    assert cover >= ENOUGH_COVER


@pytest.mark.parametrize("name", FUNDABLE)
def test_a_dossier_comes_out(name: str) -> None:
    made, found = dossier.from_file(
        case(name),
        parameters.load().known_on(made_on(name)),
        funder(name),
        "fr",
        Cover("2026-0001", 1, made_on(name), "Conseillère (exemple)"),
    )
    assert made.document.startswith(b"PK")
    assert len(found.months) == funder(name).horizon_months


def test_the_refused_case_is_refused_for_its_residence_alone() -> None:
    name = "ibrahim_telephone"
    verdict = assessed(name).verdict
    assert steps(name)["expect"] == "not_eligible"
    assert verdict is not None
    assert verdict.standing is Standing.NOT_ELIGIBLE
    assert [f.code for f in verdict.reasons] == ["funder.residence_not_accepted"]
    assert [f.code for f in assessed(name).blocking] == [verdict.reasons[0].code]
    with pytest.raises(DossierBlocked):
        dossier.from_file(
            case(name),
            parameters.load(),
            funder(name),
            "fr",
            Cover("2026-0001", 1, made_on(name), ""),
        )


def test_the_visits_are_those_of_the_funders_calendar_and_in_the_past() -> None:
    told = steps("awa_coiffure")
    codes = [visit.code for visit in funder("awa_coiffure").visits]
    made = [visit["code"] for visit in told["visits"]]
    assert made == codes[: len(made)]
    assert all(visit["visited_on"] <= told["today"] for visit in told["visits"])
    assert told["decision"]["decided_on"] <= told["visits"][0]["visited_on"]


def test_the_amount_agreed_is_the_amount_asked() -> None:
    agreed = steps("awa_coiffure")["decision"]["amount"]
    assert str(case("awa_coiffure").answers.get("loan.amount")) == agreed


COMPANY_ALONE = {
    "vat_paid",
    "grant_received",
    "grant_income",
    "loan_received",
    "deposit_returned",
    "equipment_later",
    "equipment_renewed",
    "corporate_tax",
    "partners_tax",
}


def test_the_companys_case_shows_every_line_that_the_others_have_not() -> None:
    def lines(name: str) -> set[str]:
        cash = projected(name).cash
        shown = (*cash.receipts, *cash.payments)
        return {line.key for line in shown if any(line.amounts)}

    others = {key for name in NAMES if name != "thiam_couture" for key in lines(name)}
    assert lines("thiam_couture") >= COMPANY_ALONE
    assert not COMPANY_ALONE & others


def test_the_company_sells_half_in_the_month_it_is_half_closed() -> None:
    sold = sum(line.amounts[5] for line in projected("thiam_couture").profit.income)
    whole = sum(line.amounts[17] for line in projected("thiam_couture").profit.income)
    assert case("thiam_couture").answers.rows("details.closures")
    assert sold * 2 == whole


def test_the_company_renews_what_is_worn_after_a_year() -> None:
    payments = projected("thiam_couture").cash.payments
    (line,) = (line for line in payments if line.key == "equipment_renewed")
    assert line.amounts[12] == 1800
