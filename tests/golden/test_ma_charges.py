"""Published Moroccan taxes, contributions and payslips against the engine."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from workbench.finance.charges import (
    charges,
    charges_auto_entrepreneur,
    charges_cpu,
    charges_vat,
    income_tax,
    minimum_contribution,
    payroll,
    self_employed,
    yearly_charges,
)
from workbench.finance.charges.civil_year import Activity, YearFigures
from workbench.knowledge import parameters
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.business_plan import Branch

HERE = Path(__file__).parent
FILE = "ma_charges.json"
KNOWN = parameters.load()
LONG_OPEN = Month(2018, 1)
YEAR = 2026

Case = dict[str, Any]
Found = dict[str, object]

NOT_REPRODUCED = {
    "ma-payslip-odoo-5000": "no professional-expense allowance; net less twice the tax",
    "ma-payslip-odoo-6000": "no professional-expense allowance; net less twice the tax",
    "ma-payslip-odoo-2025-inputs": "scale of 2024 in 2025; an advance added to net",
    "ma-ir-paiefacile-12000-tax": "published as 2025, computed on the scale of 2024",
    "ma-payslip-naboulsi-10000-tax": "1.33 below the scale; no rule was found for it",
    "ma-ir-script-6500": "438 is a month's contributions, not a year's tax",
    "ma-vat-clenzy-food-7": "the rate of 7 % no longer exists on that day",
    "ma-tourist-tax-clenzy": "a tax on nights is no part of the product",
}


def trace() -> Trace:
    return Trace(KNOWN)


def cases() -> list[Case]:
    text = (HERE / FILE).read_text(encoding="utf-8")
    found: list[Case] = json.loads(text, parse_float=Decimal)
    return found


def of_kind(*kinds: str) -> list[Any]:
    return [
        pytest.param(
            case,
            id=case["id"],
            marks=[
                pytest.mark.xfail(strict=True, reason=NOT_REPRODUCED[case["id"]]),
            ]
            if case["id"] in NOT_REPRODUCED
            else [],
        )
        for case in cases()
        if case["kind"] in kinds
    ]


def assert_published(case: Case, found: Found) -> None:
    """Compare every published figure that has a counterpart, and lack none."""
    tolerance = Decimal(case.get("tolerance", "0.005"))
    assert set(case["expected"]) <= set(found)
    for name, published in case["expected"].items():
        ours = found[name]
        if isinstance(published, bool | list):
            assert ours == published, name
        else:
            assert isinstance(ours, Decimal)
            assert abs(ours - Decimal(published)) <= tolerance, name


def figures(year: int, *activities: Activity, **rest: Any) -> YearFigures:
    return YearFigures(year, rest.pop("opened", LONG_OPEN), activities, **rest)


@pytest.mark.vectors(FILE)
@pytest.mark.parametrize("case", of_kind("ma_auto_entrepreneur"))
def test_a_published_year_of_an_auto_entrepreneur_comes_out(case: Case) -> None:
    given = case["inputs"]
    sold = Activity(Branch(given["activity"]), Decimal(given["turnover_collected"]))
    largest = Decimal(max(given["largest_clients"], default=0))
    year = figures(given["year"], sold, largest_client=largest)
    tax = charges_auto_entrepreneur.yearly(year, trace())
    is_above = yearly_charges.is_above_ceiling(
        charges_auto_entrepreneur.FORM, year, trace()
    )
    assert_published(
        case,
        {
            "ir_liberatory": tax.income_tax,
            "withheld": tax.withheld,
            "over_ceiling": is_above,
        },
    )


@pytest.mark.vectors(FILE)
@pytest.mark.parametrize("case", of_kind("ma_cpu"))
def test_a_published_year_of_single_contribution_comes_out(case: Case) -> None:
    given = case["inputs"]
    year, months = given["year"], given.get("months", MONTHS_PER_YEAR)
    client = given.get("one_client", {"month": 0, "months": 0})
    per_month = Decimal(client["month"])
    taxed = figures(
        year,
        *(
            Activity(Branch.SERVICES, Decimal(sold), Decimal(percent) / 100)
            for sold, percent in given["activities"]
        ),
        largest_client=per_month * client["months"],
        opened=LONG_OPEN if months == MONTHS_PER_YEAR else Month(year, 13 - months),
    )
    tax = charges_cpu.yearly(taxed, trace())
    assert tax.income_tax is not None
    assert tax.health is not None
    kept = [
        charges_auto_entrepreneur.withheld_from_payment(
            per_month * before, per_month, year, trace()
        )
        for before in range(client["months"])
    ]
    gain = Decimal(given.get("gain", 0))
    assert_published(
        case,
        {
            "income": charges_cpu.income(taxed, trace()),
            "ir": tax.income_tax,
            "ir_annualised": tax.income_tax * MONTHS_PER_YEAR / months,
            "droit": tax.health,
            "total": tax.income_tax + tax.health,
            "withheld": [amount for amount in kept if amount],
            "tax_with_withholding": tax.income_tax + tax.withheld,
            "gain_tax": charges_cpu.gains_tax(gain, year, trace()),
        },
    )
    assert sum(kept, ZERO) == tax.withheld


@pytest.mark.vectors(FILE)
@pytest.mark.parametrize("case", of_kind("ma_cpu_gain"))
def test_a_published_sale_on_retirement_comes_out(case: Case) -> None:
    given = case["inputs"]
    sold = given["equipment"]
    price, cost = Decimal(sold["price"]), Decimal(sold["cost"])
    gain = charges_cpu.equipment_gain(price, cost, sold["years"], YEAR, trace())
    intangible = Decimal(given["intangible"])
    relieved = charges_cpu.gain_on_retirement(intangible, YEAR, trace())
    taxable = gain + relieved
    assert_published(
        case,
        {
            "equipment_gain": gain,
            "intangible_taxable": relieved,
            "taxable": taxable,
            "tax": charges_cpu.gains_tax(taxable, YEAR, trace()),
        },
    )


@pytest.mark.vectors(FILE)
@pytest.mark.parametrize("case", of_kind("ma_ir_professional"))
def test_a_published_tax_on_a_net_result_comes_out(case: Case) -> None:
    given = case["inputs"]
    year = given.get("year", 2025)
    profit = given["net_profit"]
    taxed = figures(
        year,
        Activity(Branch.GOODS, Decimal(given["turnover_ht"])),
        net_result=Decimal(-1) if profit == "loss" else Decimal(profit),
        dependants=given.get("dependants", 0),
        opened=Month(year, 1) if given["new_business_exempt"] else LONG_OPEN,
    )
    tax = yearly_charges.yearly_tax("individual_net", taxed, trace())
    assert_published(
        case,
        {
            "scale": income_tax.on_scale(taxed.net_result, taxed.first_day, trace()),
            "minimum": minimum_contribution.of_person(taxed, trace()),
            "due": tax.income_tax,
        },
    )


def monthly_tax(
    taxable: Decimal, dependants: int, day: date
) -> tuple[Decimal, Decimal]:
    """The tax of one month before and after the family relief."""
    before = income_tax.on_scale(taxable * MONTHS_PER_YEAR, day, trace())
    after = income_tax.of_year(taxable * MONTHS_PER_YEAR, dependants, day, trace())
    return dirhams(before / MONTHS_PER_YEAR), dirhams(after / MONTHS_PER_YEAR)


@pytest.mark.vectors(FILE)
@pytest.mark.parametrize("case", of_kind("ma_ir"))
def test_a_published_monthly_tax_comes_out(case: Case) -> None:
    given = case["inputs"]
    claimed = given.get("year_claimed", given.get("year", given.get("scale")))
    day = date(claimed if isinstance(claimed, int) else 2024, 1, 1)
    taxable = Decimal(given.get("taxable_month", given.get("sni_month", 0)))
    dependants = given.get("dependants", 0)
    if "gross_month" in given:
        taxable = payroll.payslip(
            Decimal(given["gross_month"]), dependants, Month.of(day), trace()
        ).taxable
    before, after = monthly_tax(taxable, dependants, day)
    of_year = income_tax.of_year(taxable * 12, dependants, day, trace())
    found: Found = {"ir": after, "ir_month": after, "ir_gross": before, "ir_net": after}
    assert_published(case, {**found, "ir_year": of_year, "net": taxable - after})


@pytest.mark.vectors(FILE)
@pytest.mark.parametrize("case", of_kind("ma_payslip"))
def test_a_published_payslip_comes_out(case: Case) -> None:
    given = case["inputs"]
    base = Decimal(given.get("gross_month", given.get("base", 0)))
    seniority = base * Decimal(given.get("seniority_pct", 0)) / 100
    transport = Decimal(given.get("transport", 0))
    pension = (base + seniority) * Decimal(given.get("cimr_pct", 0)) / 100
    period = given.get("period", f"{given.get('year')}-06")
    slip = payroll.payslip(
        base + seniority + transport,
        given.get("dependants", 2),
        Month.parse(period),
        trace(),
        untaxed=transport,
        pension=dirhams(pension),
    )
    reduction = slip.tax_before_relief - slip.tax
    assert_published(
        case,
        {
            "seniority": seniority,
            "gross": slip.gross,
            "cnss": slip.social_benefits,
            "amo": slip.health,
            "cimr": slip.pension,
            "social": slip.contributions,
            "fp": slip.professional_expenses,
            "professional_expenses": slip.professional_expenses,
            "sni": slip.taxable,
            "ir_gross": slip.tax_before_relief,
            "ir_net": slip.tax,
            "family_reduction": reduction,
        },
    )


@pytest.mark.vectors(FILE)
@pytest.mark.parametrize("case", of_kind("ma_employer_cnss"))
def test_a_published_employers_share_comes_out(case: Case) -> None:
    gross, month = Decimal(case["inputs"]["gross_month"]), Month(YEAR, 6)

    def share(*names: str) -> Decimal:
        day = month.first_day
        return sum((gross * KNOWN[n].at(day).fraction for n in names), ZERO)

    family, amo, training = (share(name) for name in charges.UNCAPPED)
    assert_published(
        case,
        {
            "capped": share(*charges.CAPPED),
            "family": family,
            "amo": amo,
            "training": training,
            "total": charges.employer_contributions(gross, month, trace()),
        },
    )


@pytest.mark.vectors(FILE)
@pytest.mark.parametrize("case", of_kind("ma_tns"))
def test_published_contributions_on_a_flat_income_come_out(case: Case) -> None:
    given = case["inputs"]
    one_month = figures(YEAR, opened=Month(YEAR, 12))
    flat = {self_employed.FLAT_INCOME: Decimal(given["flat_base_month"])}
    rate = {self_employed.RETIREMENT: Decimal(given["retirement_pct"])}
    health = self_employed.contributions(one_month, Trace(KNOWN.with_entered(flat)))
    both = self_employed.contributions(
        one_month, Trace(KNOWN.with_entered(flat | rate))
    )
    assert health is not None
    assert both is not None
    assert_published(case, {"amo": health, "retirement": both - health, "total": both})


@pytest.mark.vectors(FILE)
@pytest.mark.parametrize("case", of_kind("ma_vat"))
def test_a_published_tax_on_a_sale_comes_out(case: Case) -> None:
    given = case["inputs"]
    day = date.fromisoformat(given.get("date", f"{given.get('year')}-01-01"))
    before = Decimal(given["base_ht"])
    tax = charges_vat.on(before, Decimal(given["rate_pct"]) / 100, day, trace())
    assert_published(case, {"vat": tax, "recoverable": tax, "ttc": before + tax})


@pytest.mark.vectors(FILE)
@pytest.mark.parametrize("case", of_kind("ma_local_tax"))
def test_a_published_tax_on_nights_comes_out(case: Case) -> None:
    assert_published(case, {})


def test_every_case_of_the_file_has_a_source_and_a_test() -> None:
    tested = {
        "ma_auto_entrepreneur",
        "ma_cpu",
        "ma_cpu_gain",
        "ma_ir_professional",
        "ma_ir",
        "ma_payslip",
        "ma_employer_cnss",
        "ma_tns",
        "ma_vat",
        "ma_local_tax",
    }
    assert {case["kind"] for case in cases()} == tested
    assert all(case["source"] for case in cases())
    assert set(NOT_REPRODUCED) <= {case["id"] for case in cases()}


def test_the_lines_of_a_wrong_payslip_that_follow_the_rules_come_out() -> None:
    """Of the payslips whose net is wrong, contributions and the tax on the scale."""
    for case in cases():
        published = case["expected"]
        if not case["id"].startswith("ma-payslip-odoo-") or "2025" in case["id"]:
            continue
        month = Month.parse(case["inputs"]["period"])
        benefits, health = payroll.contributions(
            Decimal(case["inputs"]["gross_month"]), month, trace()
        )
        assert benefits == dirhams(published["E_CNSS"])
        assert health == dirhams(published["MEDICAL_ALW"])
        taxable = Decimal(published["GROSS_TAXABLE"])
        _, tax = monthly_tax(taxable, 0, month.first_day)
        assert abs(tax - Decimal(published["GROSS_INCOME_TAX"])) <= Decimal("0.011")


def test_a_tax_published_as_2025_is_that_of_the_scale_before() -> None:
    case = next(c for c in cases() if c["id"] == "ma-ir-paiefacile-12000-tax")
    taxable = Decimal(case["inputs"]["taxable_month"])
    _, before = monthly_tax(taxable, 0, date(2024, 12, 31))
    _, since = monthly_tax(taxable, 0, date(2025, 1, 1))
    assert before == case["expected"]["ir_month"]
    assert since == Decimal("2063.07")


def test_a_rate_of_value_added_tax_that_is_gone_is_refused_by_name() -> None:
    gone, day = Decimal("0.07"), date(2026, 1, 15)
    with pytest.raises(charges_vat.RateNotInForce) as refused:
        charges_vat.on(Decimal(100), gone, day, trace())
    assert refused.value.facts["field"] == "vat_rate"
    assert charges_vat.on(Decimal(100), gone, date(2025, 12, 31), trace()) == 7
