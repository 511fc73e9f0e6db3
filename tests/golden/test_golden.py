"""Published plans and exercises: what others printed, against what comes out here."""

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from workbench.exchange import case_file
from workbench.exchange.case_file import CaseFile
from workbench.finance import checks, forecast
from workbench.finance.charges import charges
from workbench.finance.forecast import Forecast
from workbench.finance.loans import loans
from workbench.findings import Level
from workbench.journey import dossier, outlook
from workbench.journey.dossier import Cover
from workbench.journey.outlook import Assessment
from workbench.knowledge import funders, parameters
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan import consistency
from workbench.plan.answers import Answers
from workbench.plan.business_plan import (
    Branch,
    BusinessPlan,
    Equipment,
    FixedCost,
    LoanMethod,
    LoanTerms,
    MonthlyLine,
    Product,
    Rhythm,
    Source,
    StartupCost,
)

HERE = Path(__file__).parent
MADE_ON = date(2026, 11, 25)
JANUARY = Month(2027, 1)
NORMAL = ("normal",) * 12
KNOWN = parameters.load()

Entry = dict[str, Any]


def read(name: str) -> Entry:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def entries(file: str, kind: str) -> list[Any]:
    """One parameter set an entry; those that cannot come out are expected to fail."""
    return [
        pytest.param(
            entry,
            id=entry.get("id", str(place)),
            marks=[pytest.mark.xfail(strict=True, reason=entry["differs"])]
            if "differs" in entry
            else [],
        )
        for place, entry in enumerate(read(file)[kind])
    ]


def tolerance(entry: Entry) -> Decimal:
    return Decimal(entry.get("tolerance", "0"))


def near(found: Decimal, published: str, entry: Entry) -> bool:
    return abs(found - Decimal(published)) <= tolerance(entry)


def case(name: str) -> CaseFile:
    return case_file.read(HERE / f"{name}.case.json")


def assessed(name: str, funder: str | None = None) -> Assessment:
    found = case(name)
    return outlook.assess(
        found.questionnaire,
        found.answers,
        KNOWN,
        months=12,
        today=MADE_ON,
        funder=funders.get(funder) if funder else None,
    )


def projected(assessment: Assessment) -> Forecast:
    assert assessment.forecast is not None
    return assessment.forecast


def lines(amounts: list[list[str]], *, is_receipt: bool) -> tuple[MonthlyLine, ...]:
    return tuple(
        MonthlyLine(
            label=str(place),
            is_receipt=is_receipt,
            in_profit=False,
            amounts=tuple(map(dirhams, series)),
        )
        for place, series in enumerate(amounts)
    )


def plan(**parts: Any) -> BusinessPlan:
    return replace(BusinessPlan(JANUARY, "informal", Branch.GOODS), **parts)


# A company's twelve months


def test_a_companys_cash_plan_comes_out_to_the_dirham() -> None:
    expected = read("alami_cash_plan.expected.toml")
    found = projected(assessed("alami_cash_plan"))
    assert list(found.cash.total_in) == expected["total_in"]
    assert list(found.cash.total_out) == expected["total_out"]
    assert list(found.cash.closing) == expected["closing"]
    assert sum(found.cash.total_in) == expected["year_in"]
    assert sum(found.cash.total_out) == expected["year_out"]


def test_a_companys_deepest_month_is_found_and_named() -> None:
    expected = read("alami_cash_plan.expected.toml")
    assessment = assessed("alami_cash_plan")
    assert projected(assessment).lowest_cash == expected["lowest"]
    assert str(projected(assessment).lowest_month) == expected["lowest_month"]
    red = next(f for f in assessment.findings if f.code == "cash.negative")
    assert red.facts["first"] == JANUARY
    assert red.facts["lowest"] == expected["lowest"]


# A restaurant's whole plan


def test_a_published_plan_starts_with_the_cash_its_tables_leave() -> None:
    expected = read("dakar_restaurant.expected.toml")
    found = projected(assessed("dakar_restaurant"))
    assert found.startup.total_needs == Decimal(expected["total_needs"])
    assert found.startup.total_sources == Decimal(expected["total_needs"])
    assert found.startup.gap == 0
    assert found.cash.opening[0] == Decimal(expected["opening_cash"])


def test_a_published_cash_plan_differs_only_by_its_wrong_instalment() -> None:
    expected = read("dakar_restaurant.expected.toml")
    found = projected(assessed("dakar_restaurant"))
    assert found.instalments[0].due == Decimal(expected["instalment"])
    short = Decimal(expected["short_by"])
    corrected = [
        Decimal(published) - (place + 1) * short
        for place, published in enumerate(expected["published_closing"])
    ]
    assert list(found.cash.closing) == corrected


def test_a_published_plan_is_told_which_of_its_figures_do_not_follow() -> None:
    expected = read("dakar_restaurant.expected.toml")
    assessment = assessed("dakar_restaurant")
    differing = [f for f in assessment.findings if f.code == "announced.differs"]
    assert [f.where for f in differing] == expected["differ"]
    assert {f.level for f in differing} == {Level.WARNING}
    computed = checks.computed_figures(projected(assessment))
    for figure in expected["agree"]:
        assert computed[figure] == Decimal(expected["total_needs"])
    assert computed["sales_year_1"] == Decimal(expected["sales_year_1"])


def test_a_published_balance_sheet_that_does_not_balance_is_noticed() -> None:
    found = [
        f
        for f in assessed("dakar_restaurant").findings
        if f.code == "announced.unbalanced"
    ]
    assert [f.level for f in found] == [Level.WARNING]
    assert found[0].facts == {
        "assets": Decimal("379278.76"),
        "liabilities": Decimal("370800.00"),
    }


def test_a_published_plan_depreciates_as_its_source_says() -> None:
    expected = read("dakar_restaurant.expected.toml")
    found = projected(assessed("dakar_restaurant"))
    year = next(li.total for li in found.profit.costs if li.key == "depreciation")
    assert year == Decimal(expected["depreciation_per_year"])


def test_a_published_plan_goes_from_its_file_to_a_word_dossier() -> None:
    assessment = assessed("dakar_restaurant", "generic_microcredit")
    assert assessment.blocking == ()
    made, found = dossier.from_file(
        case("dakar_restaurant"),
        KNOWN,
        funders.get("generic_microcredit"),
        "fr",
        Cover("2026-0001", 1, MADE_ON, "Conseillère (exemple)"),
    )
    assert len(found.months) == funders.get("generic_microcredit").horizon_months
    with ZipFile(BytesIO(made.document)) as word:
        text = word.read("word/document.xml").decode()
    assert "Restaurant Chez Fatou" in text
    assert "{{" not in text


# Loans


def terms(entry: Entry) -> LoanTerms:
    return LoanTerms(
        amount=dirhams(entry["amount"]),
        rate_per_year=Decimal(entry["rate"]) / 100,
        method=LoanMethod(entry["method"]),
        term_months=entry["term"],
        grace_months=entry.get("grace", 0),
        fee=dirhams(entry.get("fee", "0")),
    )


@pytest.mark.parametrize("entry", entries("loans.toml", "loan"))
def test_a_published_schedule_comes_out(entry: Entry) -> None:
    rows = loans.schedule(terms(entry))
    for number, *parts in entry.get("rows", ()):
        row = rows[number - 1]
        found = (row.principal, row.interest, row.outstanding)
        for ours, published in zip(found, parts, strict=True):
            assert near(ours, published, entry), (number, ours, published)
    paying = next(row for row in rows if row.principal)
    assert near(paying.due, entry.get("payment", str(paying.due)), entry)
    assert near(rows[-1].due, entry.get("last_payment", str(rows[-1].due)), entry)
    interest = sum((row.interest for row in rows), ZERO)
    assert near(interest, entry.get("total_interest", str(interest)), entry)
    of_year = sum((row.interest for row in rows[:MONTHS_PER_YEAR]), ZERO)
    assert near(of_year, entry.get("interest_year_1", str(of_year)), entry)


def test_every_loan_here_holds_a_figure_to_compare_and_its_source() -> None:
    compared = {"rows", "payment", "last_payment", "total_interest", "interest_year_1"}
    for entry in read("loans.toml")["loan"]:
        assert compared & set(entry), entry["id"]
        assert entry["source"].startswith("https://"), entry["id"]


def test_a_published_effective_rate_with_a_fee_comes_out() -> None:
    found = [e for e in read("loans.toml")["loan"] if "effective_rate" in e]
    assert found
    for entry in found:
        rate = loans.effective_rate_per_year(terms(entry))
        assert rate == pytest.approx(float(entry["effective_rate"]), abs=1e-6)


# Small plans


@pytest.mark.parametrize("entry", entries("small_plans.toml", "cash"))
def test_a_published_cash_balance_comes_out(entry: Entry) -> None:
    receipts = lines(entry["receipts"], is_receipt=True)
    payments = lines(entry["payments"], is_receipt=False)
    own = Source("own", "", dirhams(entry["opening"]))
    found = forecast.project(
        plan(sources=(own,), monthly_lines=receipts + payments),
        KNOWN,
        len(entry["closing"]),
    )
    assert found.cash.closing == tuple(map(dirhams, entry["closing"]))


@pytest.mark.parametrize("entry", entries("small_plans.toml", "break_even"))
def test_a_published_break_even_comes_out(entry: Entry) -> None:
    three_days_a_week = Rhythm(0, 3, 0, NORMAL)
    sold = Product(
        "",
        "",
        dirhams(entry["price"]),
        dirhams(entry["unit_cost"]),
        ZERO,
        Decimal(1),
        ZERO,
        Branch.GOODS,
    )
    found = forecast.project(
        plan(
            products=(sold,),
            rhythm=three_days_a_week,
            fixed_costs=(FixedCost("", dirhams(entry["fixed"])),),
        ),
        KNOWN,
        12,
    )
    needed = found.break_even.sales_per_month
    assert needed is not None
    assert near(needed, entry["sales"], entry)


@pytest.mark.parametrize("entry", entries("small_plans.toml", "depreciation"))
def test_a_published_depreciation_comes_out(entry: Entry) -> None:
    assets = tuple(
        Equipment("", 1, dirhams(price), life, month)
        for price, life, month in entry["assets"]
    )
    years = len(entry["years"])
    found = forecast.project(plan(equipment=assets), KNOWN, years * MONTHS_PER_YEAR)
    amounts = next(li.amounts for li in found.profit.costs if li.key == "depreciation")
    sums = [
        sum(amounts[MONTHS_PER_YEAR * year : MONTHS_PER_YEAR * (year + 1)])
        for year in range(years)
    ]
    assert sums == list(map(dirhams, entry["years"]))


def test_published_start_up_needs_and_the_gap_come_out() -> None:
    entry = read("small_plans.toml")["start_up"]
    found = forecast.project(
        plan(
            startup_costs=tuple(
                StartupCost(label, dirhams(amount), nature)
                for label, amount, nature in entry["costs"]
            ),
            equipment=(Equipment("", 1, dirhams(entry["equipment"]), 5),),
            working_cash=dirhams(entry["working_cash"]),
            sources=(Source("own", "", dirhams(entry["own"])),),
        ),
        KNOWN,
        12,
    ).startup
    assert found.total_needs == dirhams(entry["total_needs"])
    assert found.gap == dirhams(entry["gap"])
    assert found.total_sources == found.total_needs


def test_three_published_years_of_cash_come_out() -> None:
    entry = read("small_plans.toml")["three_years"]
    at_year_end = [
        [part for amount in series for part in ["0"] * (MONTHS_PER_YEAR - 1) + [amount]]
        for series in [entry["sales"], *entry["payments"]]
    ]
    found = forecast.project(
        plan(
            sources=(Source("own", "", dirhams(entry["own"])),),
            monthly_lines=lines(at_year_end[:1], is_receipt=True)
            + lines(at_year_end[1:], is_receipt=False),
        ),
        KNOWN,
        36,
    )
    ends = found.cash.closing[MONTHS_PER_YEAR - 1 :: MONTHS_PER_YEAR]
    assert ends == tuple(map(dirhams, entry["closing"]))


# Charges


@pytest.mark.parametrize("entry", entries("charges.toml", "auto_entrepreneur"))
def test_a_published_year_of_tax_and_health_cover_comes_out(entry: Entry) -> None:
    per_month = dirhams(Decimal(entry["sales"]) / 12)
    amounts = (per_month,) * 11 + (Decimal(entry["sales"]) - 11 * per_month,)
    found = forecast.project(
        plan(
            legal_form="auto_entrepreneur",
            branch=Branch(entry["branch"]),
            monthly_lines=(
                MonthlyLine("", is_receipt=True, in_profit=True, amounts=amounts),
            ),
        ),
        KNOWN,
        12,
    )
    costs = {line.key: line.total for line in found.profit.costs}
    assert costs.get("income_tax", ZERO) == Decimal(entry["income_tax"])
    assert costs["health_contribution"] == Decimal(entry["health"])


@pytest.mark.parametrize("entry", entries("charges.toml", "single_client"))
def test_a_published_withholding_of_one_large_client_comes_out(entry: Entry) -> None:
    one_client = plan(
        legal_form="auto_entrepreneur",
        branch=Branch.SERVICES,
        largest_client_per_year=dirhams(entry["from_one_client"]),
    )
    found = consistency.of_plan(one_client, Answers(), Trace(KNOWN))
    warned = next(f for f in found if f.code == "client.too_large")
    assert warned.facts["withheld"] == Decimal(entry["withheld"])


@pytest.mark.parametrize("entry", entries("charges.toml", "employer"))
def test_a_published_employers_contribution_comes_out(entry: Entry) -> None:
    owed = charges.employer_contributions(
        Decimal(entry["gross"]), Month(2026, 6), Trace(KNOWN)
    )
    assert owed == Decimal(entry["owed"])
