"""What page one says of the money: parts that add up, debts, sales that pay all."""

import re
from collections.abc import Sequence
from dataclasses import astuple, replace
from decimal import Decimal

import example
import pytest

from workbench.finance import forecast
from workbench.finance.accounts import annual
from workbench.finance.rates.rates import Answer
from workbench.funding import yearly
from workbench.funding.figures import Figures, Resources
from workbench.funding.material import Material
from workbench.knowledge import parameters
from workbench.knowledge.wording import words
from workbench.plan.business_plan import (
    BusinessPlan,
    LaterLoan,
    LoanMethod,
    LoanTerms,
    Source,
)

LOAN = example.material("generic_microcredit")
GRANT = example.material("inkind_grant")
FR = words("fr")
KNOWN = parameters.load()
OLD_LOAN = LaterLoan(
    "Crédit ancien",
    LoanTerms(Decimal(6000), Decimal(0), LoanMethod.EQUAL_PRINCIPAL, 12),
)


def changed(material: Material, **changes: object) -> Material:
    plan: BusinessPlan = replace(material.plan, **changes)  # type: ignore[arg-type]
    projected = forecast.project(plan, KNOWN, len(material.forecast.months))
    return replace(material, plan=plan, forecast=projected)


def figures(material: Material) -> Figures:
    return Figures.of(material.plan, material.forecast, material.funder)


def said(material: Material) -> dict[str, str]:
    shown = example.content(material).summary
    return {pair.label: pair.text for pair in (*shown.key_figures, *shown.figures)}


def amounts(text: str) -> Sequence[int]:
    found = re.findall(r"(\d+(?:\u202f\d+)*)(?:,00)?\u00a0DH", text)
    return [int(amount.replace("\u202f", "")) for amount in found]


WITH_MORE = {
    "a loan that runs already": {"other_loans": (OLD_LOAN,)},
    "nothing of one's own": {"sources": ()},
    "a savings group and a supplier": {
        "sources": (
            Source("tontine", "Daret", Decimal(2600), repay_months=10),
            Source("supplier_credit", "", Decimal(700)),
            Source("own", "", Decimal(1600)),
        )
    },
}


@pytest.mark.parametrize("material", [LOAN, GRANT], ids=["loan", "grant"])
@pytest.mark.parametrize("changes", WITH_MORE.values(), ids=WITH_MORE)
def test_the_sources_of_page_one_add_up_to_the_need(
    material: Material, changes: dict[str, object]
) -> None:
    for one in (material, changed(material, **changes)):
        total, *parts = amounts(said(one)["Besoin et ressources"])
        assert total == sum(parts) == one.forecast.startup.total_needs
        assert sum(astuple(figures(one).resources)) == total


def test_what_is_given_back_is_not_brought_in_by_the_person() -> None:
    """3 000 saved and a kit of 900; 2 000 of a sister, to be given back."""
    found = figures(LOAN).resources
    assert (found.own, found.given_back, found.loan) == (3900, 2000, 12_000)
    tontine = changed(GRANT, **WITH_MORE["a savings group and a supplier"])
    lent = Resources.of(tontine.plan, tontine.forecast)
    assert (lent.own, lent.given_back) == (1600 + 900, 3300)
    assert amounts(said(tontine)["Apporté par la personne"]) == [2500]


def test_a_loan_that_runs_already_is_another_debt_and_not_the_loan_asked_for() -> None:
    indebted = changed(LOAN, other_loans=(OLD_LOAN,), other_debts=Decimal(80))
    told = said(indebted)
    assert amounts(told["Montant demandé"]) == [12_000]
    assert "6\u202f000\u00a0DH d'autres crédits" in told["Besoin et ressources"]
    assert amounts(told["Autres dettes"]) == [500 + 200 + 80]
    assert "Autres dettes" not in said(changed(LOAN, sources=()))
    names = [line.key for line in indebted.forecast.startup.sources]
    assert names.count("source_loan") == names.count("source_other_loan") == 1


def test_the_sales_that_pay_everything_stand_beside_the_break_even() -> None:
    told = said(LOAN)
    needed = LOAN.forecast.break_even.sales_per_month_with_repayments
    assert needed is not None
    label = "Ventes qui paient aussi les dettes et le prélèvement du ménage"
    assert amounts(told[label]) == [round(needed)]
    assert "hors frais d'ouverture" in told["Seuil de rentabilité"]


@pytest.mark.parametrize(
    ("rate", "told"), [(3.9838, "plus de 100\u202f%"), (0.2345, "23\u202f%")]
)
def test_the_worth_of_a_project_is_told_no_finer_than_it_is_known(
    rate: float, told: str
) -> None:
    found = annual.annual_statements(LOAN.plan, forecast.project(LOAN.plan, KNOWN, 36))
    project = replace(
        found.project,
        net_present_value=Decimal("147027.66"),
        internal_rate=Answer(rate),
    )
    worth = yearly.worth(replace(found, project=project), FR)
    texts = [pair.text for pair in worth]
    assert told in texts
    assert "147\u202f000,00\u00a0DH" in texts or "147\u202f000\u00a0DH" in texts


@pytest.mark.parametrize(
    ("years", "told"),
    [("0.2", "3\u00a0mois"), ("1", "12\u00a0mois"), ("1.01", "13\u00a0mois")],
)
def test_the_time_to_pay_back_is_told_in_whole_months(years: str, told: str) -> None:
    found = annual.annual_statements(LOAN.plan, forecast.project(LOAN.plan, KNOWN, 36))
    project = replace(found.project, payback_years=Decimal(years))
    pairs = yearly.worth(replace(found, project=project), FR)
    (text,) = (p.text for p in pairs if p.label == "Temps pour récupérer la mise")
    assert text.replace(" ", "\u00a0") == told
