"""A year's taxes under each legal form: by the year, at the borders, always rising."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import KNOWN, amounts

from workbench.errors import WorkbenchError
from workbench.finance.charges import (
    charges_auto_entrepreneur,
    charges_company,
    charges_cpu,
    charges_net_result,
    income_tax,
    losses,
    payroll,
    self_employed,
    yearly_charges,
)
from workbench.finance.charges.civil_year import (
    Activity,
    ChargesImpossible,
    CoefficientMissing,
    FormUnknown,
    YearFigures,
    YearlyTax,
)
from workbench.knowledge import catalogue
from workbench.knowledge.parameters import NoValueInForce, Parameters, Trace
from workbench.money import ZERO
from workbench.months import Month
from workbench.plan.business_plan import Branch

LONG_OPEN = Month(2010, 1)
FIVE_YEARS = {"self_employed.flat_income_per_month": Decimal(3000)}


def year(turnover: Decimal | int | str, on: int = 2026, **rest: Any) -> YearFigures:
    """One year of one activity, long open unless `opened` says otherwise."""
    coefficient = rest.get("coefficient", "0.20")
    share = None if coefficient is None else Decimal(coefficient)
    branch = rest.get("branch", Branch.SERVICES)
    return YearFigures(
        on,
        rest.get("opened", LONG_OPEN),
        (Activity(branch, Decimal(turnover), share),),
        net_result=Decimal(rest.get("profit", 0)),
        largest_client=Decimal(rest.get("client", 0)),
        dependants=rest.get("dependants", 0),
    )


def tax(form: str, figures: YearFigures, known: Parameters = KNOWN) -> YearlyTax:
    return yearly_charges.yearly_tax(form, figures, Trace(known))


# The same figures in three years


@pytest.mark.parametrize(
    ("on", "net", "company", "single", "auto"),
    [
        (2024, "22520.00", "18000.00", "8000.00", "1500.00"),
        (2025, "17300.00", "21000.00", "8000.00", "1500.00"),
        (2026, "17000.00", "24000.00", "8000.00", "1500.00"),
    ],
)
def test_the_same_turnover_owes_each_years_tax(
    on: int, net: str, company: str, single: str, auto: str
) -> None:
    figures = year(400_000, on, profit=120_000, dependants=3)
    assert tax("individual_net", figures).income_tax == Decimal(net)
    assert tax("sarl_au", figures).income_tax == Decimal(company)
    assert tax("individual_cpu", figures).income_tax == Decimal(single)
    assert tax("auto_entrepreneur", year(150_000, on)).income_tax == Decimal(auto)


@pytest.mark.parametrize(
    ("profit", "on", "owed"),
    [
        (300_000, 2023, "37500.00"),
        (300_000, 2024, "45000.00"),
        (300_000, 2025, "52500.00"),
        (300_000, 2026, "60000.00"),
        (300_001, 2024, "60000.20"),
        (1_000_000, 2025, "200000.00"),
        (2_000_000, 2023, "565000.00"),
        (2_000_000, 2024, "510000.00"),
        (2_000_000, 2025, "455000.00"),
        (2_000_000, 2026, "400000.00"),
    ],
)
def test_a_company_pays_one_rate_on_its_whole_profit(
    profit: int, on: int, owed: str
) -> None:
    assert tax("sarl", year(0, on, profit=profit)).income_tax == Decimal(owed)


@pytest.mark.parametrize(
    ("income", "day", "owed"),
    [
        (30_000, 2024, "0.00"),
        (50_000, 2024, "2000.00"),
        (60_000, 2024, "4000.00"),
        (80_000, 2024, "10000.00"),
        (180_000, 2024, "44000.00"),
        (200_000, 2024, "51600.00"),
        (40_000, 2025, "0.00"),
        (60_000, 2025, "2000.00"),
        (80_000, 2025, "6000.00"),
        (100_000, 2025, "12000.00"),
        (180_000, 2025, "39200.00"),
        (200_000, 2026, "46600.00"),
    ],
)
def test_the_scale_agrees_with_the_published_amounts_to_deduct(
    income: int, day: int, owed: str
) -> None:
    found = income_tax.on_scale(Decimal(income), date(day, 1, 1), Trace(KNOWN))
    assert found == Decimal(owed)


@pytest.mark.parametrize(
    ("dependants", "day", "relief"),
    [
        (1, 2024, 360),
        (2, 2025, 1000),
        (3, 2026, 1800),
        (6, 2026, 3600),
        (9, 2024, 2160),
        (9, 2025, 3000),
        (9, 2026, 3600),
    ],
)
def test_the_family_relief_is_dated_and_capped(
    dependants: int, day: int, relief: int
) -> None:
    found = income_tax.family_relief(dependants, date(day, 1, 1), Trace(KNOWN))
    assert found == relief


# Auto-entrepreneur and single contribution


@pytest.mark.parametrize(
    ("turnover", "branch", "health"),
    [
        (99_000, Branch.GOODS, 1200),
        (100_000, Branch.GOODS, 1560),
        (200_000, Branch.GOODS, 1560),
        (200_200, Branch.GOODS, 2280),
        (500_000, Branch.GOODS, 2280),
        (49_000, Branch.SERVICES, 1200),
        (50_000, Branch.SERVICES, 1560),
        (100_100, Branch.SERVICES, 2280),
    ],
)
def test_an_auto_entrepreneurs_health_duty_follows_turnover(
    turnover: int, branch: Branch, health: int
) -> None:
    figures = year(turnover, branch=branch)
    assert tax("auto_entrepreneur", figures).health == health


def test_services_to_one_client_above_the_threshold_bear_the_higher_rate() -> None:
    found = tax("auto_entrepreneur", year(120_000, client=100_000))
    assert found.income_tax is not None
    assert found.income_tax + found.withheld == 7000
    assert found.income_tax == 1000
    assert found.withheld == 6000


def test_goods_to_one_client_bear_the_ordinary_rate() -> None:
    figures = year(120_000, branch=Branch.GOODS, client=100_000)
    assert tax("auto_entrepreneur", figures).withheld == ZERO


def test_a_year_begun_in_november_owes_one_quarter_of_health_duty() -> None:
    figures = year(20_000, opened=Month(2026, 11))
    assert tax("auto_entrepreneur", figures).health == 300


@pytest.mark.parametrize(
    ("sector", "percent"),
    [
        ("grocery", 6),
        ("food_shop", 8),
        ("clothing_shop", 12),
        ("snack", 10),
        ("restaurant_cafe", 20),
        ("hair_beauty", 20),
        ("cleaning", 15),
        ("electronics_repair", 30),
        ("bakery", 8),
        ("tailoring", 10),
    ],
)
def test_the_single_contribution_takes_the_coefficient_of_the_trade(
    sector: str, percent: int
) -> None:
    coefficient = catalogue.sector(sector).cpu_coefficient
    owed = tax("individual_cpu", year(100_000, coefficient=coefficient)).income_tax
    assert owed == percent * 100


def test_several_trades_each_take_their_own_coefficient() -> None:
    figures = YearFigures(
        2026,
        LONG_OPEN,
        (
            Activity(Branch.GOODS, Decimal(100_000), Decimal("0.06")),
            Activity(Branch.SERVICES, Decimal(50_000), Decimal("0.20")),
        ),
    )
    assert tax("individual_cpu", figures).income_tax == 1600


def test_a_trade_without_coefficient_is_refused_by_name() -> None:
    with pytest.raises(CoefficientMissing) as refused:
        tax("individual_cpu", year(1000, coefficient=None))
    assert refused.value.facts == {"field": "idea.sector"}


def test_the_single_contribution_never_owes_business_tax() -> None:
    assert tax("individual_cpu", year(1000)).business_tax == ZERO


# Beginnings


@pytest.mark.parametrize(("on", "owed"), [(2026, 0), (2028, 0), (2029, 1500)])
def test_a_person_owes_no_minimum_in_three_financial_years(on: int, owed: int) -> None:
    figures = year(100_000, on, opened=Month(2026, 9))
    assert tax("individual_net", figures).income_tax == owed


@pytest.mark.parametrize(
    ("opened", "on", "owed"),
    [
        (Month(2026, 1), 2028, 0),
        (Month(2026, 1), 2029, 3000),
        (Month(2026, 7), 2028, 0),
        (Month(2026, 7), 2029, 3000),
    ],
)
def test_a_company_owes_no_minimum_in_thirty_six_months(
    opened: Month, on: int, owed: int
) -> None:
    assert tax("sarl_au", year(100_000, on, opened=opened)).income_tax == owed


def test_a_large_turnover_owes_a_share_of_it_even_at_a_loss() -> None:
    found = tax("sarl", year(4_000_000, profit=-5000))
    assert found.income_tax == 10_000
    assert found.basis == "minimum"


@pytest.mark.parametrize(("on", "owed"), [(2030, ZERO), (2031, None)])
@pytest.mark.parametrize("form", ["auto_entrepreneur", "individual_net", "sarl"])
def test_business_tax_is_nothing_for_five_years_and_then_to_be_asked(
    form: str, on: int, owed: Decimal | None
) -> None:
    found = tax(form, year(1000, on, opened=Month(2026, 12)))
    assert found.business_tax == owed
    assert (self_employed.ASK_BUSINESS_TAX in found.asked) is (owed is None)


def test_the_business_tax_entered_is_owed_after_five_years() -> None:
    known = KNOWN.with_entered({"business_tax.per_year": Decimal(1200)})
    fifth, sixth = (
        tax("individual_net", year(1000, on, opened=Month(2026, 12)), known)
        for on in (2030, 2031)
    )
    assert (fifth.business_tax, sixth.business_tax) == (ZERO, Decimal(1200))
    assert self_employed.ASK_BUSINESS_TAX not in sixth.asked


# Losses of a company


def company(*results: tuple[int, int]) -> list[tuple[Decimal, Decimal | None]]:
    """What losses take off each year's profit, and the tax; results and wear given."""
    years = [
        YearFigures(
            2026 + place,
            Month(2026, 1),
            net_result=Decimal(result),
            depreciation=Decimal(worn),
        )
        for place, (result, worn) in enumerate(results)
    ]
    trace = Trace(KNOWN)
    carried = losses.carried(years, trace)
    owed = yearly_charges.taxes_by_year("sarl_au", years, trace)
    return [
        (figures.losses_taken, tax.income_tax)
        for figures, tax in zip(carried, owed, strict=True)
    ]


def test_a_loss_comes_off_the_profits_that_follow() -> None:
    found = company((-10_000, 0), (4_000, 0), (8_000, 0))
    assert found == [(0, 0), (4_000, 0), (6_000, 400)]


def test_a_loss_lapses_after_four_years_but_for_its_depreciation() -> None:
    """Of 10 000, 3 000 are wear: only they reach the fifth year after."""
    nothing = [(0, 0)] * 4
    found = company((-10_000, 3_000), *nothing, (20_000, 0))
    assert found[-1][0] == 3_000
    within = company((-10_000, 3_000), *nothing[1:], (20_000, 0))
    assert within[-1][0] == 10_000


def test_what_would_lapse_is_used_first() -> None:
    """4 000 of profit use the loss that lapses; the wear is left for later."""
    found = company((-7_000, 3_000), (4_000, 0), *[(0, 0)] * 3, (9_000, 0))
    assert [taken for taken, _ in found] == [0, 4_000, 0, 0, 0, 3_000]


def test_a_sole_traders_loss_is_not_carried() -> None:
    years = [year(1000, on, profit=sum_) for on, sum_ in ((2026, -9000), (2027, 90000))]
    found = yearly_charges.taxes_by_year("individual_net", years, Trace(KNOWN))
    assert found[1] == tax("individual_net", years[1])


@given(st.lists(st.tuples(st.integers(-9000, 9000), st.integers(0, 5000)), max_size=8))
def test_losses_take_off_no_more_than_they_were(results: list[tuple[int, int]]) -> None:
    taken = [amount for amount, _ in company(*results)]
    for place, (result, _) in enumerate(results):
        before = sum(min(0, earlier) for earlier, _ in results[:place])
        assert 0 <= taken[place] <= max(0, result)
        assert sum(taken[: place + 1]) <= -before


def test_profit_that_makes_up_a_loss_cannot_be_paid_out() -> None:
    figures = [year(0, on, profit=sum_) for on, sum_ in ((2026, -5000), (2027, 9000))]
    found = yearly_charges.taxes_by_year("sarl", figures, Trace(KNOWN))[1]
    assert found.basis == "minimum"
    assert found.on_profit_paid == (9000 - 5000 - 3000) / Decimal(10)


# What is to be asked


def test_contributions_of_those_who_keep_accounts_are_asked_until_entered() -> None:
    figures = year(1000, opened=Month(2026, 1))
    assert tax("individual_net", figures).health is None
    known = KNOWN.with_entered(FIVE_YEARS)
    assert tax("individual_net", figures, known).health == Decimal("2293.20")
    assert tax("individual_net", figures, known).is_complete


@pytest.mark.parametrize(
    ("limit", "owed"), [(None, None), (500_000, ZERO), (400_000, 24_000)]
)
def test_a_cooperatives_tax_is_asked_until_its_limit_is_entered(
    limit: int | None, owed: Decimal | None
) -> None:
    figures = year(400_000, profit=120_000)
    entered = {} if limit is None else {"cooperative.tax_exempt_below": Decimal(limit)}
    found = tax("cooperative", figures, KNOWN.with_entered(entered))
    assert found.income_tax == owed
    assert (charges_company.ASK_CORPORATE_TAX in found.asked) is (limit is None)


def test_profit_paid_out_bears_the_rate_of_the_following_year() -> None:
    found = tax("sarl", year(500_000, profit=100_000))
    assert found.income_tax == 20_000
    assert found.on_profit_paid == 8000


def test_an_unregistered_business_is_shown_without_taxes() -> None:
    found = tax("informal", year(1000))
    assert (found.total, found.is_complete) == (ZERO, True)


# Leaving a regime


def forms(form: str, *turnovers: int, coefficient: str | None = "0.20") -> list[str]:
    years = [
        year(sold, 2026 + place, coefficient=coefficient)
        for place, sold in enumerate(turnovers)
    ]
    return list(yearly_charges.forms_by_year(form, years, Trace(KNOWN)))


def test_an_auto_entrepreneur_leaves_after_two_years_in_a_row_above() -> None:
    found = forms("auto_entrepreneur", 210_000, 220_000, 230_000)
    assert found == ["auto_entrepreneur", "auto_entrepreneur", "individual_cpu"]


def test_one_year_below_starts_the_count_again() -> None:
    found = forms("auto_entrepreneur", 210_000, 200_000, 210_000, 150_000)
    assert set(found) == {"auto_entrepreneur"}


def test_a_trade_outside_the_single_contribution_leaves_for_the_net_result() -> None:
    found = forms("auto_entrepreneur", 210_000, 210_000, 210_000, coefficient=None)
    assert found[-1] == "individual_net"


def test_a_single_contribution_is_left_for_the_net_result() -> None:
    found = forms("individual_cpu", 600_000, 600_000, 600_000)
    assert found == ["individual_cpu", "individual_cpu", "individual_net"]


def test_years_after_the_exit_owe_the_other_regimes_tax() -> None:
    years = [year(210_000, on) for on in (2026, 2027, 2028)]
    found = yearly_charges.taxes_by_year("auto_entrepreneur", years, Trace(KNOWN))
    assert [t.income_tax for t in found] == [2100, 2100, 4200]


@pytest.mark.parametrize(("turnover", "is_simple"), [(500_000, True), (500_001, False)])
def test_a_small_turnover_may_keep_simplified_accounts(
    turnover: int, *, is_simple: bool
) -> None:
    found = charges_net_result.may_be_simplified(year(turnover), Trace(KNOWN))
    assert found is is_simple


# Properties

TAXED = [form for form in yearly_charges.FORMS if form != "informal"]
ENTERED = KNOWN.with_entered(
    {**FIVE_YEARS, "cooperative.tax_exempt_below": Decimal(10**6)}
)


CONDITIONS = st.fixed_dictionaries(
    {
        "client": amounts(200_000),
        "on": st.integers(2023, 2026),
        "branch": st.sampled_from(Branch),
        "dependants": st.integers(0, 8),
    }
)


@pytest.mark.parametrize("form", TAXED)
@given(amounts(3_000_000), amounts(500_000), st.integers(0, 100), CONDITIONS)
def test_tax_never_falls_when_turnover_rises_within_a_regime(
    form: str, sold: Decimal, more: Decimal, share: int, rest: dict[str, Any]
) -> None:
    def owed(turnover: Decimal) -> Decimal:
        figures = year(turnover, profit=turnover * share / 100, **rest)
        return tax(form, figures, ENTERED).total

    assert owed(sold + more) >= owed(sold) >= 0


ABSURD = st.fixed_dictionaries(
    {
        "turnover": st.decimals(),
        "profit": st.decimals(),
        "client": st.decimals(),
        "coefficient": st.none() | st.decimals(),
        "on": st.integers(-5, 12_000),
        "opened": st.integers(-5, 12_000).map(lambda opened: Month(opened, 1)),
        "dependants": st.integers(-2, 10),
    }
)


@given(ABSURD, st.sampled_from((*yearly_charges.FORMS, "", "gmbh")))
def test_absurd_figures_are_refused_by_name(figures: dict[str, Any], form: str) -> None:
    try:
        owed = tax(form, year(**figures)).total
    except WorkbenchError as refused:
        assert_named(refused)
    else:
        assert owed >= 0


def assert_named(refused: WorkbenchError) -> None:
    assert isinstance(refused, NoValueInForce) or "field" in refused.facts


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"turnover": -1}, "activities"),
        ({"turnover": "NaN"}, "activities"),
        ({"turnover": 1, "coefficient": "1.5"}, "coefficient"),
        ({"turnover": 1, "client": -1}, "largest_client"),
        ({"turnover": 1, "dependants": -1}, "dependants"),
        ({"turnover": 1, "opened": Month(2027, 1)}, "opened"),
        ({"turnover": 1, "on": 0}, "year"),
        ({"turnover": 1, "profit": Decimal("Infinity")}, "net_result"),
    ],
)
def test_each_wrong_figure_is_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ChargesImpossible) as refused:
        year(**changes)
    assert refused.value.facts["field"] == field


def test_an_unknown_form_is_named() -> None:
    with pytest.raises(FormUnknown) as refused:
        tax("gmbh", year(1))
    assert refused.value.facts == {"field": "legal.form", "form": "gmbh"}


def test_before_the_rules_are_known_no_tax_is_made_up() -> None:
    with pytest.raises(NoValueInForce):
        tax("individual_net", year(1, 2019))


@given(st.decimals(), st.decimals(), st.decimals(), st.integers(-2, 9))
def test_an_absurd_payslip_is_refused_by_name(
    gross: Decimal, untaxed: Decimal, pension: Decimal, dependants: int
) -> None:
    month = Month(2026, 3)
    try:
        slip = payroll.payslip(
            gross, dependants, month, Trace(KNOWN), untaxed=untaxed, pension=pension
        )
    except ChargesImpossible as refused:
        assert_named(refused)
    else:
        assert slip.tax >= 0


@given(amounts(60_000), amounts(5_000))
def test_a_higher_gross_never_bears_less_contributions(
    gross: Decimal, more: Decimal
) -> None:
    month, trace = Month(2026, 3), Trace(KNOWN)
    lower = payroll.payslip(gross, 0, month, trace)
    higher = payroll.payslip(gross + more, 0, month, trace)
    assert higher.contributions >= lower.contributions


@given(amounts(2000), st.integers(1, 24))
def test_what_one_client_keeps_back_sums_to_the_years_withholding(
    payment: Decimal, count: int
) -> None:
    trace = Trace(KNOWN)
    month = payment * 10
    kept = [
        charges_auto_entrepreneur.withheld_from_payment(month * k, month, 2026, trace)
        for k in range(count)
    ]
    figures = year(month * count, client=month * count)
    excess = charges_auto_entrepreneur.excess_of_one_client(figures, trace)
    of_year = charges_auto_entrepreneur.withheld_on(excess, figures, trace)
    assert abs(sum(kept, ZERO) - of_year) <= Decimal("0.01") * count


def test_every_rule_of_a_year_is_traced() -> None:
    trace = Trace(KNOWN)
    yearly_charges.yearly_tax("individual_net", year(1000, dependants=1), trace)
    used = {use.parameter for use in trace.uses()}
    assert {
        income_tax.SCALE,
        income_tax.RELIEF,
        income_tax.MOST_RELIEF,
        "minimum_contribution.rate",
        "minimum_contribution.floor_income_tax",
        "minimum_contribution.exempt_years",
        "business_tax.exempt_years",
    } == used


def test_equipment_is_deemed_worn_out_after_ten_years() -> None:
    trace = Trace(KNOWN)
    price, cost = Decimal(50_000), Decimal(100_000)
    found = [
        charges_cpu.equipment_gain(price, cost, years, 2026, trace)
        for years in (0, 4, 5, 6, 10, 30)
    ]
    assert found == [0, 0, 0, 10_000, 50_000, 50_000]
