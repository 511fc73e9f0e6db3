"""What a line is, is said once: every line has a nature, and all of them add up."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from plans import HORIZONS, PLAIN, PLANS, all_lines, project

from workbench.finance.accounts import annual, ledger, origins
from workbench.finance.charges import yearly_charges
from workbench.finance.charges.charges import CAPPED, UNCAPPED
from workbench.finance.model.nature import COSTS_OF_SALES, FIXED_COSTS, Nature
from workbench.finance.model.series import minus, plus
from workbench.money import ZERO
from workbench.plan.business_plan import (
    BusinessPlan,
    Equipment,
    LaterLoan,
    LoanMethod,
    LoanTerms,
    MonthlyLine,
    Position,
    Source,
    StartupCost,
)
from workbench.plan.conditions import Disturbance, Grant, VatTerms

FREE = LoanTerms(Decimal(600), ZERO, LoanMethod.EQUAL_PRINCIPAL, 6, 0, Decimal(20))
EVERYTHING = replace(
    PLAIN,
    legal_form="auto_entrepreneur",
    products=tuple(replace(p, vat_rate=Decimal("0.2")) for p in PLAIN.products),
    vat=VatTerms(),
    staff=(Position("Aide", 1, Decimal(2000), is_declared=True, from_month=1),),
    equipment=(Equipment("Casque", 1, Decimal(900), 1, month=2, is_renewed=True),),
    startup_costs=(
        *PLAIN.startup_costs,
        StartupCost("Caution", Decimal(200), "deposit", returned_month=5),
    ),
    sources=(
        Source("family", "Tante", Decimal(1200), repay_months=12),
        Source("grant", "Don", Decimal(500)),
    ),
    other_loans=(LaterLoan("Banque", FREE, 3),),
    grants=(Grant("a", Decimal(900), 2), Grant("b", Decimal(90), 3, is_running=True)),
    other_debts=Decimal(80),
    shrinkage=Decimal("0.1"),
    disturbances=(
        Disturbance(2, paid=Decimal(70), sent=Decimal(30), unpaid=Decimal("0.5")),
    ),
    monthly_lines=tuple(
        MonthlyLine("x", is_receipt=come, in_profit=earned, amounts=(Decimal(9),))
        for come in (True, False)
        for earned in (True, False)
    ),
)
SAID = {
    "sale": "sales sales_collected monthly",
    "purchase": "purchases cost_of_sales startup_stock",
    "loss": "shrinkage bad_debts",
    "operating": "fixed_cost wages social_contributions monthly",
    "unforeseen": "disturbance_paid",
    "opening": "opening_costs startup_expense",
    "wear": "depreciation",
    "investment": "equipment_later",
    "renewal": "equipment_renewed",
    "sales_tax": "income_tax",
    "health": "health_contribution",
    "vat": "vat_paid",
    "loan_fee": "loan_fee",
    "loan_interest": "loan_interest",
    "loan_principal": "loan_principal",
    "other_debt": "repay_family other_debts",
    "household": "draw disturbance_sent",
    "funding": "loan_received grant_received grant_income grant_to_income "
    "source_family source_grant source_loan",
    "deposit": "deposit_returned startup_deposit",
    "cash_kept": "working_cash cash_surplus",
    "outside": "monthly",
}
"""Every nature but the taxes on a profit, with the keys of its lines."""


def test_each_line_of_a_plan_that_has_them_all_is_what_it_is_called() -> None:
    found = project(EVERYTHING, 24)
    startup = found.startup
    lines = (*all_lines(found), *found.profit.other_income)
    named = {(li.nature, li.key) for li in (*lines, *startup.needs, *startup.sources)}
    assert named == {(n, key) for n, keys in SAID.items() for key in keys.split()}


def test_a_tax_on_profit_follows_no_sales() -> None:
    for form in yearly_charges.FORMS:
        rich = replace(PLAIN, legal_form=form, coefficient=Decimal("0.2"))
        taxes = {
            line.nature
            for line in project(rich, 36).profit.costs
            if line.key in {"income_tax", "corporate_tax"}
        }
        follows = form in {"auto_entrepreneur", "individual_cpu"}
        expected = Nature.SALES_TAX if follows else Nature.PROFIT_TAX
        assert taxes <= {expected}, form


@given(PLANS, HORIZONS)
def test_natures_of_any_plan_add_up_to_its_net(plan: BusinessPlan, months: int) -> None:
    found = project(plan, months)
    cash, profit = found.cash, found.profit
    come = plus(*(cash.received({nature}) for nature in Nature))
    gone = plus(*(cash.paid({nature}) for nature in Nature))
    assert minus(come, gone) == cash.net
    spent = [profit.spent(COSTS_OF_SALES), profit.spent(FIXED_COSTS)]
    spent.append(profit.spent({Nature.PROFIT_TAX}))
    assert plus(*spent) == plus(*(line.amounts for line in profit.costs))


def profitable(form: str) -> BusinessPlan:
    """Four times the plain plan's prices: below every ceiling, each tax is owed."""
    return replace(
        PLAIN,
        legal_form=form,
        products=tuple(replace(p, price=p.price * 4) for p in PLAIN.products),
        staff=EVERYTHING.staff,
        vat=VatTerms(),
        coefficient=Decimal("0.2"),
    )


OF_TAX = {
    "auto_entrepreneur": "auto_entrepreneur.income_tax_services "
    "auto_entrepreneur.declaration_months_after_quarter "
    "auto_entrepreneur.ceiling_services",
    "individual_cpu": "cpu.income_tax_rate cpu.payment_months_after_year "
    "cpu.ceiling_services",
    "individual_net": "income_tax.scale income_tax.payment_months_after_year "
    "minimum_contribution.exempt_years",
    "sarl": "corporate_tax.rate corporate_tax.instalment "
    "corporate_tax.balance_months_after_year minimum_contribution.exempt_months",
}
OF_HEALTH = {
    "auto_entrepreneur": "auto_entrepreneur.amo_bands "
    "auto_entrepreneur.declaration_months_after_quarter",
    "individual_cpu": "auto_entrepreneur.amo_bands cpu.payment_months_after_year",
}
OF_PARTNERS = (
    "company.dividend_withholding company.dividend_withholding_months_after "
    "company.accounts_voted_months_after_year"
)


@pytest.mark.parametrize("form", OF_TAX)
def test_the_line_of_a_tax_carries_the_rules_that_made_it(form: str) -> None:
    """Staff costs hold the health insurance, and contributions on declared wages."""
    plan = profitable(form)
    found = annual.annual_statements(plan, project(plan, 36))
    rows = found.income_statement.by_key
    assert {*rows["income_tax"].source.parameters} == {*OF_TAX[form].split()}
    social = {r for r in rows["staff"].source.parameters if r.startswith("cnss.")}
    assert len(social) == len((*CAPPED, *UNCAPPED, "the ceiling", "the delay"))
    health = {*rows["staff"].source.parameters} - social
    assert health == {*OF_HEALTH.get(form, "").split()}
    drawn = {*found.balances.by_key["draw"].source.parameters}
    assert drawn == ({*OF_PARTNERS.split()} if form == "sarl" else set())


@pytest.mark.parametrize("form", yearly_charges.FORMS)
def test_every_rule_of_a_forecast_is_carried_by_a_movement(form: str) -> None:
    """The business tax has no line: its rules say that none is owed yet."""
    found = project(profitable(form), 36)
    carried = {rule for rules in found.rules.values() for rule in rules}
    assert carried == {use.parameter for use in found.uses}
    assert {*found.rules} <= {*origins.QUESTIONS, "business_tax"}


def test_an_unknown_movement_is_refused() -> None:
    for entry in ledger.keep(EVERYTHING, project(EVERYTHING, 24)).entries:
        assert origins.of(entry.movement, {}).parameters == ()
    with pytest.raises(KeyError):
        origins.of("gift", {})
