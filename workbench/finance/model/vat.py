"""Value added tax: the part of a price that is tax, and what each return comes to.

Amounts are dirhams, rates fractions of 1. A return counts what was collected less
what may be deducted less the credit of the return before; what is below zero is a
credit carried on, never refunded here. Rules: CGI art. 87 to 125.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.finance.model.series import Series
from workbench.money import ZERO, dirhams

FRACTIONS = 5


@dataclass(frozen=True, slots=True)
class VatReturn:
    """One return: the places of its months, its parts, and what comes of it."""

    places: tuple[int, ...]
    collected: Decimal
    deductible_on_charges: Decimal
    deductible_on_equipment: Decimal
    credit_before: Decimal

    @property
    def balance(self) -> Decimal:
        """Collected less deductible less the credit before; a credit is negative."""
        deductible = self.deductible_on_charges + self.deductible_on_equipment
        return self.collected - deductible - self.credit_before

    @property
    def due(self) -> Decimal:
        """What is to be paid, never below zero."""
        return max(ZERO, self.balance)

    @property
    def credit(self) -> Decimal:
        """What is carried to the next return, never below zero."""
        return max(ZERO, -self.balance)


def included(amount: Decimal, rate: Decimal) -> Decimal:
    """Return the tax inside an amount that includes it: amount x rate / (1 + rate)."""
    return dirhams(amount * rate / (1 + rate))


def returns(
    periods: Sequence[Sequence[int]],
    collected: Series,
    on_charges: Series,
    on_equipment: Series,
    opening_credit: Decimal = ZERO,
) -> tuple[VatReturn, ...]:
    """Return one return per period, each carrying the credit of the one before.

    The series hold the tax that becomes due, or deductible, in each month.
    """
    made: list[VatReturn] = []
    credit = opening_credit
    for places in periods:
        one = VatReturn(
            tuple(places),
            collected=sum((collected[p] for p in places), ZERO),
            deductible_on_charges=sum((on_charges[p] for p in places), ZERO),
            deductible_on_equipment=sum((on_equipment[p] for p in places), ZERO),
            credit_before=credit,
        )
        credit = one.credit
        made.append(one)
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Turnover:
    """A year's receipts by what the tax says of them; taxed sales tax included.

    Exempt sales with the right to deduct and sales under suspension count with
    the tax they would have borne (CGI art. 104), which the caller includes.
    """

    taxed: Decimal
    exempt_with_deduction: Decimal = ZERO
    suspended: Decimal = ZERO
    exempt_without_deduction: Decimal = ZERO
    out_of_scope: Decimal = ZERO


def deductible_share(turnover: Turnover) -> Decimal | None:
    """Return the share of tax on mixed purchases that may be deducted.

    A fraction of 1, not rounded (the return uses whole per cent, half up); None
    without turnover. Source: CGI art. 104.
    """
    entitled = turnover.taxed + turnover.exempt_with_deduction + turnover.suspended
    whole = entitled + turnover.exempt_without_deduction + turnover.out_of_scope
    return entitled / whole if whole else None


def deductible_of_cash(
    per_day: Sequence[Decimal],
    rate: Decimal,
    *,
    day_limit: Decimal,
    month_limit: Decimal,
) -> Decimal:
    """Return the tax deductible on one supplier's bills of a month paid in cash.

    `per_day` holds the amounts paid, tax included; what is above the limit of a
    day, or together above that of the month, gives no deduction (CGI art. 106).
    """
    counted = sum((min(paid, day_limit) for paid in per_day), ZERO)
    return included(min(counted, month_limit), rate)


def to_pay_back(deducted: Decimal, first_year: int, sold_year: int) -> Decimal:
    """Return the tax to pay back when equipment is sold within five years.

    One fifth for each year that lacks; the years of purchase and sale count
    whole (CGI art. 104-II, as taught).
    """
    kept = sold_year - first_year + 1
    return dirhams(deducted * max(0, FRACTIONS - kept) / FRACTIONS)
