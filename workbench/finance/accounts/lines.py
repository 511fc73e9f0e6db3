"""What the lines of a forecast are called, by key: English messages to translate."""

from collections.abc import Mapping
from typing import Final

from workbench.knowledge.wording import mark

LABELS: Final[Mapping[str, str]] = {
    "sales": mark("Sales"),
    "sales_collected": mark("Sales collected"),
    "cost_of_sales": mark("Purchases for what is sold"),
    "purchases": mark("Purchases paid"),
    "wages": mark("Wages"),
    "social_contributions": mark("Employer's contributions (CNSS)"),
    "equipment_later": mark("Equipment bought later"),
    "equipment_renewed": mark("Equipment bought again"),
    "income_tax": mark("Income tax"),
    "corporate_tax": mark("Corporate tax"),
    "health_contribution": mark("Health insurance (AMO)"),
    "opening_costs": mark("Costs of opening"),
    "shrinkage": mark("Stock lost or spoilt"),
    "bad_debts": mark("Sales never paid"),
    "disturbance_paid": mark("Unforeseen cost"),
    "disturbance_sent": mark("Unforeseen household cost"),
    "vat_paid": mark("Value added tax paid"),
    "loan_received": mark("Loan paid out"),
    "grant_received": mark("Grant for equipment"),
    "grant_income": mark("Running grant"),
    "grant_to_income": mark("Part of equipment grants that comes to the result"),
    "deposit_returned": mark("Deposit given back"),
    "depreciation": mark("Wear of equipment (depreciation)"),
    "loan_interest": mark("Loan interest"),
    "loan_principal": mark("Loan principal"),
    "loan_fee": mark("Loan fee"),
    "draw": mark("Household's draw"),
    "partners_tax": mark("Tax on profit taken by the partners"),
    "working_cash": mark("Cash kept for the first weeks"),
    "cash_surplus": mark("Cash beyond the need"),
    "to_be_found": mark("Still to be found"),
    "source_own": mark("Own money"),
    "source_family": mark("Family and friends"),
    "source_grant": mark("Grant"),
    "source_supplier_credit": mark("Supplier credit"),
    "source_tontine": mark("Savings group (tontine)"),
    "source_other": mark("Other source"),
    "source_in_kind": mark("Equipment already owned"),
    "source_loan": mark("Loan asked for"),
    "source_other_loan": mark("Other loan"),
    "other_debts": mark("Other debts"),
    "repay_own": mark("Own money taken back"),
    "repay_family": mark("Family and friends paid back"),
    "repay_grant": mark("Grant paid back"),
    "repay_supplier_credit": mark("Supplier credit paid back"),
    "repay_tontine": mark("Savings group paid back"),
    "repay_other": mark("Other source paid back"),
    "fixed_cost": mark("Fixed cost"),
    "monthly": mark("Other"),
    "equipment": mark("Equipment"),
    "startup_expense": mark("Expenses before opening"),
    "startup_stock": mark("First stock"),
    "startup_deposit": mark("Deposits"),
}

NAMED_BY_THE_PERSON: Final = frozenset(
    {"fixed_cost", "monthly", "equipment"}
    | {"startup_expense", "startup_stock", "startup_deposit"}
)
"""Keys of lines that carry the person's own words instead."""
