"""Legal forms beside each other for one plan: what is left, required, asked."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from plans import KNOWN, LEGAL_FORMS, NORMAL, PLAIN, PLANS, project

from workbench.exchange import case_file
from workbench.finance.charges import yearly_charges
from workbench.finance.forms import legal_form_words, legal_forms
from workbench.finance.forms.legal_form_points import Holder
from workbench.finance.forms.legal_forms import FormView, Standing
from workbench.knowledge.parameters import Parameters
from workbench.paths import data
from workbench.plan.answers import Answers
from workbench.plan.business_plan import BusinessPlan, FixedCost, Position, Rhythm
from workbench.plan.conditions import VatTerms

NATIONAL = Holder("moroccan_national", coefficient=Decimal("0.20"))
RESIDENT = replace(NATIONAL, residence="residence_permit", mention="family")
HELPER = Position("Aide", 1, Decimal(3500), is_declared=True)


def views(
    plan: BusinessPlan = PLAIN, holder: Holder = NATIONAL, known: Parameters = KNOWN
) -> dict[str, FormView]:
    found = legal_forms.compare(plan, project(plan, 12), known, holder)
    return {view.form: view for view in found}


def codes(view: FormView) -> set[str]:
    return {point.code for point in (*view.obstacles, *view.requires)}


def asks(view: FormView) -> set[str]:
    return {ask.what for ask in view.asked}


def test_every_form_of_the_question_is_compared_in_its_order() -> None:
    found = legal_forms.compare(PLAIN, project(PLAIN, 12), KNOWN, NATIONAL)
    assert [view.form for view in found] == list(LEGAL_FORMS)
    assert [view.form for view in found if view.is_chosen] == ["informal"]


def test_what_is_left_is_the_result_less_taxes_and_contributions() -> None:
    found = views()
    before = sum(project(PLAIN, 12).profit.result)
    assert found["informal"].first_year.left == before
    auto = found["auto_entrepreneur"].first_year
    assert auto.turnover == 46_800
    assert auto.tax is not None
    assert auto.tax.income_tax == 468
    assert auto.tax.health == 1200
    assert auto.left == before - 1668
    single = found["individual_cpu"].first_year
    assert single.tax is not None
    assert single.tax.income_tax == 936
    assert single.left == before - 936 - 1560


@pytest.mark.parametrize("form", LEGAL_FORMS)
def test_the_form_chosen_changes_nothing_in_what_is_left(form: str) -> None:
    for plain, chosen in zip(
        views().values(), views(replace(PLAIN, legal_form=form)).values(), strict=True
    ):
        assert plain.first_year == chosen.first_year
        assert plain.later == chosen.later


def test_a_later_year_has_lost_the_exemptions_of_a_beginning() -> None:
    rent = FixedCost("Loyer", Decimal(2500))
    company = views(replace(PLAIN, fixed_costs=(rent,)))["sarl_au"]
    assert company.first_year.tax is not None
    assert company.later.tax is not None
    assert company.first_year.tax.business_tax == 0
    assert company.later.tax.business_tax is None
    assert company.first_year.tax.income_tax == 188
    assert company.later.tax.income_tax == 3000


def test_registering_opens_the_higher_microcredit_ceiling() -> None:
    ceilings = {form: view.microcredit_ceiling for form, view in views().items()}
    assert ceilings.pop("informal") == 50_000
    assert set(ceilings.values()) == {Decimal(150_000)}


def test_staff_closes_the_auto_entrepreneur_only() -> None:
    found = views(replace(PLAIN, staff=(HELPER,)))
    closed = {form for form, view in found.items() if view.standing is Standing.CLOSED}
    assert closed == {"auto_entrepreneur"}
    assert "staff_forbidden" in codes(found["auto_entrepreneur"])


def test_sales_above_a_ceiling_close_the_form_with_both_figures() -> None:
    busy = Rhythm(7, 0, 0, NORMAL)
    found = views(replace(PLAIN, rhythm=busy, products=PLAIN.products * 2))
    (point,) = found["auto_entrepreneur"].obstacles
    assert point.code == "above_ceiling"
    assert point.facts["ceiling"] == 200_000
    assert point.facts["years"] == 2
    assert found["individual_cpu"].obstacles == ()


def test_a_large_client_is_told_with_what_it_withholds() -> None:
    busy = Rhythm(6, 0, 0, NORMAL)
    found = views(replace(PLAIN, rhythm=busy, largest_client_per_year=Decimal(100_000)))
    point = next(
        p for p in found["auto_entrepreneur"].requires if p.code == "client_withholds"
    )
    assert point.facts["withheld"] == 6000
    assert "client_withholds" not in codes(found["individual_net"])


@pytest.mark.parametrize(
    ("holder", "form", "standing"),
    [
        (NATIONAL, "auto_entrepreneur", Standing.OPEN),
        (RESIDENT, "auto_entrepreneur", Standing.OPEN),
        (RESIDENT, "cooperative", Standing.OPEN),
        (replace(RESIDENT, mention="visitor"), "sarl_au", Standing.CLOSED),
        (replace(RESIDENT, mention="visitor"), "informal", Standing.OPEN),
        (replace(RESIDENT, mention="student"), "auto_entrepreneur", Standing.ASK),
        (Holder("refugee_card"), "auto_entrepreneur", Standing.CLOSED),
        (Holder("refugee_card"), "cooperative", Standing.ASK),
        (Holder("asylum_seeker"), "sarl", Standing.ASK),
        (Holder("permit_pending"), "individual_net", Standing.ASK),
        (Holder(), "auto_entrepreneur", Standing.ASK),
        (
            replace(RESIDENT, permit_ends=date(2026, 12, 31)),
            "auto_entrepreneur",
            Standing.CLOSED,
        ),
        (
            replace(RESIDENT, permit_ends=date(2027, 1, 1)),
            "auto_entrepreneur",
            Standing.OPEN,
        ),
        (
            replace(NATIONAL, coefficient=None, is_excluded=True),
            "individual_cpu",
            Standing.CLOSED,
        ),
        (replace(NATIONAL, coefficient=None), "individual_cpu", Standing.ASK),
        (replace(NATIONAL, is_farming=True), "auto_entrepreneur", Standing.CLOSED),
    ],
)
def test_papers_and_trade_decide_which_forms_are_open(
    holder: Holder, form: str, standing: Standing
) -> None:
    assert views(holder=holder)[form].standing is standing


def test_a_trade_without_coefficient_leaves_its_tax_unsaid() -> None:
    found = views(holder=replace(NATIONAL, coefficient=None))["individual_cpu"]
    assert found.first_year.tax is None
    assert found.first_year.left is None


def test_what_no_text_gives_is_asked_of_somebody() -> None:
    found = views()
    assert {"corporate_tax", "members", "health", "vat"} <= asks(found["cooperative"])
    assert {"formation_cost", "health"} <= asks(found["sarl"])
    assert asks(found["auto_entrepreneur"]) == {"business_tax"}
    assert asks(found["individual_cpu"]) == set()
    assert all(
        ask.whom in legal_form_words.WHOM for v in found.values() for ask in v.asked
    )


def test_what_the_organisation_enters_is_no_longer_asked() -> None:
    entered = {
        "cooperative.minimum_members": Decimal(5),
        "cooperative.tax_exempt_below": Decimal(5_000_000),
        "self_employed.flat_income_per_month": Decimal(3000),
    }
    found = views(known=KNOWN.with_entered(entered))["cooperative"]
    assert asks(found) == {"surplus", "business_tax", "vat"}
    assert "members" in codes(found)
    cost = {"company.formation_cost": Decimal(8000)}
    company = views(known=KNOWN.with_entered(cost))["sarl"]
    assert "formation_cost" in codes(company)
    assert "formation_cost" not in asks(company)


def test_a_company_of_services_is_told_the_most_that_vat_can_take() -> None:
    point = next(p for p in views()["sarl_au"].requires if p.code == "charges_vat")
    assert point.facts["most"] == 7800
    assert "charges_vat" not in codes(views()["individual_cpu"])


def test_a_plan_that_files_vat_does_not_ask_whether_it_is_due() -> None:
    doubtful = {form for form, view in views().items() if "vat" in asks(view)}
    assert doubtful
    filed = views(replace(PLAIN, vat=VatTerms()))
    assert not any("vat" in asks(view) for view in filed.values())


def test_each_form_lists_the_rules_it_used() -> None:
    used = {use.parameter for use in views()["sarl_au"].uses}
    assert {
        "corporate_tax.rate",
        "company.dividend_withholding",
        "minimum_contribution.rate",
        "microcredit.ceiling_formal",
        "vat.exemption_threshold_services",
    } <= used


def test_the_holder_is_read_from_the_answers() -> None:
    file = case_file.read(data() / "samples" / "awa_coiffure.case.json")
    found = legal_forms.holder(file.answers)
    assert found.coefficient == Decimal("0.20")
    assert found.residence == file.answers.text("residence.status")
    assert found.dependants == file.answers.number("household.children")
    assert legal_forms.holder(Answers()) == Holder()


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(PLANS)
def test_any_plan_can_be_compared_and_every_point_has_words(plan: BusinessPlan) -> None:
    found = views(plan)
    assert list(found) == list(yearly_charges.FORMS)
    for view in found.values():
        assert codes(view) <= set(legal_form_words.POINTS)
        assert asks(view) <= set(legal_form_words.ASKED)
        for year in (view.first_year, view.later):
            assert year.left is not None
            assert year.left <= year.before
