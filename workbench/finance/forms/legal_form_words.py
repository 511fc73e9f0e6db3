"""What legal forms and what is said of them are called: messages to translate."""

from collections.abc import Mapping
from typing import Final

from workbench.knowledge.wording import mark

FORMS: Final[Mapping[str, str]] = {
    "auto_entrepreneur": mark("Auto-entrepreneur"),
    "individual_cpu": mark("Sole trader, single contribution (CPU)"),
    "individual_net": mark("Sole trader, net result"),
    "sarl_au": mark("Company of one partner (SARL AU)"),
    "sarl": mark("Company of several partners (SARL)"),
    "cooperative": mark("Cooperative"),
    "informal": mark("Not registered"),
}

STANDINGS: Final[Mapping[str, str]] = {
    "open": mark("Possible"),
    "closed": mark("Not as things are"),
    "ask": mark("Ask first"),
}

POINTS: Final[Mapping[str, str]] = {
    "permit_bars": mark("The reason written on the permit bars self-employment."),
    "permit_needed": mark("A residence permit is needed first."),
    "permit_ended": mark("The permit ends on {ends}, before the business opens."),
    "staff_forbidden": mark("No employee is allowed; employees planned: {staff}."),
    "trade_excluded": mark("The trade is excluded from this regime."),
    "farming_apart": mark("Farming income has its own tax rules."),
    "above_ceiling": mark(
        "Sales of {turnover} a year pass the ceiling of {ceiling}; "
        "years in a row above it before the regime is lost: {years}."
    ),
    "no_cover": mark("No health cover, no invoice, no proof of income."),
    "identity": mark("National identity card."),
    "permit_and_domicile": mark("Valid residence permit and tax domicile in Morocco."),
    "permit_and_register": mark(
        "Valid residence permit or card, and the business-tax certificate."
    ),
    "registration_card": mark(
        "Registration card of a resident, or passport of a non-resident."
    ),
    "activity_listed": mark("The activity must be on the list of rn.ae.gov.ma."),
    "national_register": mark(
        "Registration at rn.ae.gov.ma, file handed in at the post office's bank."
    ),
    "quarterly_return": mark("A return every quarter, even without sales."),
    "trade_register": mark("Trade register and business-tax roll."),
    "health_cover_first": mark("Membership of the health cover is a condition."),
    "simplified_accounts": mark("Simplified accounts with every voucher kept."),
    "full_accounts": mark("Full accounts, kept by an accountant."),
    "company_capital": mark(
        "Capital from {least}; above {paid_in}, a quarter is paid in at a bank."
    ),
    "formation_cost": mark("Setting it up costs about {cost}."),
    "statutes": mark("Name certificate, statutes, lease or domiciliation."),
    "shared": mark("What is left belongs to all the partners or members."),
    "cooperative_capital": mark("Capital from {capital}, shares from {share}."),
    "members": mark("Founding members, at least: {members}."),
    "cooperative_register": mark(
        "Name agreed by ODCO, statutes, bank account, register at the court."
    ),
    "tax_at_a_loss": mark("Tax is due on sales even in a year of loss."),
    "client_withholds": mark("The largest client withholds {withheld} a year."),
    "charges_vat": mark(
        "VAT is charged: up to {most} a year if prices stay the same, "
        "less the VAT on purchases."
    ),
    "personal_liability": mark("Debts engage the person's own goods."),
    "limited_liability": mark("Debts engage the capital, unless one stands surety."),
}

ASKED: Final[Mapping[str, str]] = {
    "corporate_tax": mark("Corporate tax: exempt or not"),
    "surplus": mark("Tax on the members' share of the surplus"),
    "health": mark("Social contributions of the category"),
    "business_tax": mark("Business tax (taxe professionnelle) of later years"),
    "coefficient": mark("The coefficient of the trade, not named in the table"),
    "trade": mark("The coefficient of the trade: none is known"),
    "vat": mark("Whether VAT is charged"),
    "formation_cost": mark("Cost of setting up the company"),
    "members": mark("How many founding members"),
    "card_accepted": mark("Whether the card held is accepted"),
    "papers": mark("Which papers are accepted for this form"),
    "mention": mark("Whether the reason on the permit allows this form"),
}

WHOM: Final[Mapping[str, str]] = {
    "tax_office": mark("the tax office (DGI)"),
    "social_security": mark("CNSS"),
    "cooperative_office": mark("ODCO"),
    "investment_centre": mark("the investment centre (CRI)"),
    "legal_help": mark("a legal aid service"),
}
