"""What a line of a plan is: said where the line is made, asked by all who read it."""

from enum import StrEnum
from typing import Final


class Nature(StrEnum):
    """One kind of money; a line has exactly one, whatever it is called.

    `LOSS` is stock lost and sales never paid, `OPERATING` every cost of the trade
    that no other nature tells of, `OUTSIDE` what is known month by month and is
    neither income nor cost. `FUNDING` are loans, grants and sources, `OTHER_DEBT`
    all that is paid back but the loans of the plan, interest included.
    """

    SALE = "sale"
    PURCHASE = "purchase"
    LOSS = "loss"
    OPERATING = "operating"
    UNFORESEEN = "unforeseen"
    OPENING = "opening"
    WEAR = "wear"
    INVESTMENT = "investment"
    RENEWAL = "renewal"
    SALES_TAX = "sales_tax"
    PROFIT_TAX = "profit_tax"
    PARTNERS_TAX = "partners_tax"
    HEALTH = "health"
    VAT = "vat"
    LOAN_FEE = "loan_fee"
    LOAN_INTEREST = "loan_interest"
    LOAN_PRINCIPAL = "loan_principal"
    OTHER_DEBT = "other_debt"
    HOUSEHOLD = "household"
    FUNDING = "funding"
    DEPOSIT = "deposit"
    CASH_KEPT = "cash_kept"
    OUTSIDE = "outside"


COSTS_OF_SALES: Final = frozenset({Nature.LOSS, Nature.SALES_TAX})
"""Costs that rise with sales, besides what is bought for them."""

FIXED_COSTS: Final = frozenset(
    {Nature.OPERATING, Nature.UNFORESEEN, Nature.OPENING, Nature.WEAR, Nature.HEALTH}
    | {Nature.LOAN_FEE, Nature.LOAN_INTEREST}
)
"""Costs that do not; a tax on profit is neither."""

DEBTS: Final = frozenset(
    {Nature.LOAN_INTEREST, Nature.LOAN_PRINCIPAL, Nature.OTHER_DEBT}
)
"""What instalments are made of, the fee of a loan left out."""
