"""What a loan costs beside its interest: fees, insurance, savings asked for.

Amounts are whole units of the currency's last decimal. A cost on a date is
collected with the first instalment on or after it, or up front when no day lies
between the first pay-out and it. A percentage is of each instalment, not a year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from workbench.finance.loans import loan_calendar
from workbench.finance.loans.loan_course import Part
from workbench.finance.loans.loan_grid import Grid, grid
from workbench.finance.loans.terms import Base, Cost, Terms, When

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Costs:
    """Costs up front, and with each part of the schedule in its order."""

    up_front: int
    by_part: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """Savings paid in up front and by part, and given back with the last part."""

    up_front: int
    by_part: tuple[int, ...]
    returned: int


def fees(terms: Terms, parts: Sequence[Part]) -> Costs:
    """Return the fees, those on each instalment's principal and interest included."""
    listed = terms.fees
    if terms.installment_fee_pct_of_principal_plus_interest:
        on_each = Cost(
            when=When.PER_INSTALLMENT,
            pct=terms.installment_fee_pct_of_principal_plus_interest,
            pct_of=Base.PRINCIPAL_PLUS_INTEREST,
        )
        listed = (*listed, on_each)
    return _costs(terms, listed, parts)


def insurance(terms: Terms, parts: Sequence[Part]) -> Costs:
    """Return the premiums."""
    return _costs(terms, terms.insurance, parts)


def savings(terms: Terms, parts: Sequence[Part]) -> Saved:
    """Return the savings asked for; their interest is simple, by the year."""
    asked, steps = terms.compulsory_savings, grid(terms)
    share = Fraction(asked.up_front_pct) / PERCENT
    first = steps.amount(steps.units(terms.amount) * share)
    each = steps.units(asked.amount_per_installment)
    by_part = tuple(0 if part.is_down_payment else each for part in parts)
    rate, end = Fraction(asked.annual_interest_pct) / PERCENT, parts[-1].due
    days = [terms.disbursements[0].date, *(part.due for part in parts)]
    earned = sum(
        (
            amount * rate * Fraction((end - day).days, loan_calendar.DAYS_PER_YEAR)
            for day, amount in zip(days, (first, *by_part), strict=True)
            if amount
        ),
        Fraction(0),
    )
    returned = first + sum(by_part) + steps.amount(earned)
    return Saved(first, by_part, returned)


def _costs(terms: Terms, listed: Sequence[Cost], parts: Sequence[Part]) -> Costs:
    up_front, by_part, steps = 0, [0] * len(parts), grid(terms)
    lent = steps.units(terms.amount)
    for cost in listed:
        if _is_up_front(cost, terms):
            up_front += _amount(cost, steps, lent, None)
            continue
        for place, part in enumerate(parts):
            if part.is_down_payment:
                continue
            if cost.date is not None and part.due < cost.date:
                continue
            by_part[place] += _amount(cost, steps, lent, part)
            if cost.when is When.ON_DATE:
                break
    return Costs(up_front, tuple(by_part))


def _is_up_front(cost: Cost, terms: Terms) -> bool:
    paid_out = terms.disbursements[0].date
    return cost.when is When.UP_FRONT or (
        cost.when is When.ON_DATE and cost.date is not None and cost.date <= paid_out
    )


def _amount(cost: Cost, steps: Grid, lent: int, part: Part | None) -> int:
    """Return what one cost is, of the loan or of an instalment."""
    if cost.amount is not None:
        return steps.units(cost.amount)
    base = lent
    if part is not None and cost.pct_of is Base.OUTSTANDING:
        base = part.opening
    elif part is not None and cost.pct_of is Base.PRINCIPAL_PLUS_INTEREST:
        base = part.principal + part.interest
    return steps.amount(base * Fraction(cost.pct or 0) / PERCENT)
