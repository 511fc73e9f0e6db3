"""All the statements together: what must hold between them for any plan."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from plans import HORIZONS, PLAIN, project
from statement_plans import RICH, few

from workbench.finance.accounts import annual, ledger, tables
from workbench.finance.accounts.annual import AnnualStatements
from workbench.finance.accounts.ratios import Standing
from workbench.money import ZERO
from workbench.months import Month
from workbench.plan.business_plan import BusinessPlan, FixedCost
from workbench.plan.conditions import VatTerms


def stated(plan: BusinessPlan, months: int = 36) -> AnnualStatements:
    return annual.annual_statements(plan, project(plan, months))


@few
@given(RICH, HORIZONS)
def test_any_plan_has_statements(plan: BusinessPlan, months: int) -> None:
    found = stated(plan, months)
    assert sum(found.months) == months
    assert found.initial_plan.total_needs == found.initial_plan.total_sources


@few
@given(RICH, HORIZONS)
def test_the_asset_table_adds_up_to_the_depreciation_of_the_cpc(
    plan: BusinessPlan, months: int
) -> None:
    found = stated(plan, months)
    for year, charge in enumerate(found.income_statement["depreciation"]):
        assert charge == sum((r.charges[year] for r in found.depreciation), ZERO)
    net = sum((row.net for row in found.depreciation), ZERO)
    sheet = found.sheet
    shown = sheet["start_up_costs"], sheet["equipment_gross"], sheet["equipment_worn"]
    assert net == sum((series[-1] for series in shown), ZERO)


@few
@given(RICH, HORIZONS)
def test_the_loans_of_the_sheet_are_what_the_schedules_leave(
    plan: BusinessPlan, months: int
) -> None:
    plan = replace(plan, sources=(), other_loans=())
    found = stated(plan, months)
    if plan.loan:
        rows = project(plan, months).instalments
        left = rows[months - 1].outstanding if months <= len(rows) else ZERO
        assert found.sheet["loans"][-1] == left


@few
@given(RICH, HORIZONS)
def test_the_last_tax_return_stands_in_the_sheet(
    plan: BusinessPlan, months: int
) -> None:
    found = stated(plan, months)
    if found.vat is None:
        assert plan.vat is None or not found.vat_returns
        return
    ended = [r for r in found.vat_returns if r.places[-1] == months - 1]
    held = ledger.keep(plan, project(plan, months)).balances(["4456"])[-1]
    for last in ended:
        assert held == last.credit - last.due


def test_a_tax_return_is_shown_once_all_its_months_are_there() -> None:
    """650 inside 3 900 of sales and 200 inside 1 200 of rent, three months a return."""
    product = replace(PLAIN.products[0], vat_rate=Decimal("0.20"))
    rent = FixedCost("Loyer", Decimal(1200), vat_rate=Decimal("0.20"))
    taxed = replace(PLAIN, products=(product,), fixed_costs=(rent,), vat=VatTerms())
    returns = stated(taxed, 14).vat_returns
    assert [one.places for one in returns] == [(p, p + 1, p + 2) for p in (0, 3, 6, 9)]
    assert {one.collected for one in returns} == {Decimal(1950)}
    assert {one.deductible_on_charges for one in returns} == {Decimal(600)}
    assert stated(taxed, 2).vat is None


def test_what_partners_take_is_no_capital_below_zero() -> None:
    """2 900 brought in; 1 000 a month taken, on a line of its own."""
    company = stated(replace(PLAIN, legal_form="sarl_au"), 12).sheet
    assert set(company["capital"]) == {2900}
    assert company["partners_drawn"][12] == -12_000
    person = stated(PLAIN, 12).sheet
    assert person["capital"][12] == 2900 - 12_000
    assert not any(person["partners_drawn"])


def test_a_business_that_pays_no_tax_has_no_table_of_it() -> None:
    assert stated(PLAIN).vat is None


def test_the_ratios_of_the_plain_plan() -> None:
    found = {r.definition.id: r for r in stated(PLAIN, 12).ratios}
    assert found["gross_margin"].values == (Decimal("0.7000"),)
    assert found["net_margin"].values == (
        (Decimal(18_940) / 46_800).quantize(Decimal("0.0001")),
    )
    cover = (Decimal(20_540) - 12 * 1000 + 220) / (4000 + 220)
    assert found["debt_service_cover"].values == (cover.quantize(Decimal("0.0001")),)
    assert found["debt_service_cover"].standings == (Standing.GOOD,)
    assert found["supplier_days"].values == (ZERO,)
    assert found["term_debt"].values == (ZERO,)


def test_a_ratio_without_a_denominator_is_not_defined() -> None:
    idle = replace(PLAIN, products=(), loan=None)
    found = {r.definition.id: r for r in stated(idle, 12).ratios}
    assert found["net_margin"].values == (None,)
    assert found["net_margin"].standings == (Standing.UNDEFINED,)
    assert found["debt_service_cover"].values == (None,)


def test_the_two_break_even_months_have_two_names() -> None:
    """Margin 2 730 against 1 100 and interest, after 400 of opening costs."""
    view = stated(PLAIN, 12).break_even
    assert view.covered_from == Month(2027, 1)
    assert view.repaid_in == Month(2027, 1)
    slow = replace(
        PLAIN, products=(replace(PLAIN.products[0], ramp_up=(Decimal("0.1"),) * 3),)
    )
    late = stated(slow, 12).break_even
    assert late.covered_from == Month(2027, 4)
    assert late.repaid_in == Month(2027, 5)


def test_the_project_of_the_plain_plan_earns_its_money_back() -> None:
    project_of = stated(PLAIN, 12).project
    assert project_of.flows[0] == -(2400 + 1000 + 400 + 1200)
    drawn, worn, at_the_end = 12 * 1000, 1200 + 400, 5000 - 1600
    assert project_of.flows[1] == 18_940 + 220 + worn - drawn + at_the_end
    assert project_of.net_present_value > 0
    assert project_of.payback_years is not None
    assert project_of.payback_years < 1


def test_the_page_without_accounts_speaks_of_one_month() -> None:
    page = stated(PLAIN, 12).one_page
    assert page.table["sales"] == (3900,)
    assert page.table["purchases"] == (1170,)
    assert page.table["business_costs"] == (1000,)
    assert page.table["net_income"] == (1730,)
    assert page.table["set_aside"] == (100,)
    assert page.table["household_costs"] == (1650,)
    assert page.table["stock"] == (1200,)
    assert page.table["debts"] == (4000,)
    assert page.markup == Decimal(2730) / 1170
    assert page.season == PLAIN.rhythm.marks


def test_the_labels_are_in_three_languages() -> None:
    found = stated(PLAIN)
    every = (found.income_statement, found.sheet, found.balances, found.financing_plan)
    for table in (*every, found.working_need.table, found.one_page.table):
        for row in table.rows:
            assert all(row.label[language] for language in ("fr", "en", "ar")), row.key


def test_years_are_years_of_activity() -> None:
    assert [len(year) for year in tables.years(31)] == [12, 12, 6]
    assert tables.by_year((Decimal(9), *[Decimal(1)] * 14)) == (12, 2)
