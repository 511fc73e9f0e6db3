"""Whether the keys of a loan's terms go together: refused by name otherwise."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from workbench.finance.loans import loan_calendar
from workbench.finance.loans import loan_refusals as refusals
from workbench.finance.loans.terms import (
    Amortization,
    Cost,
    InterestCalculation,
    RateKind,
    Terms,
    Unit,
    When,
)

Clash = tuple[bool, str, str]
"""Whether two keys contradict each other, the key at fault, and the other."""

LONGEST_STEP: Final = {Unit.DAYS: 366, Unit.WEEKS: 52, Unit.MONTHS: 12}
MONTHS_PER_YEAR: Final = 12
PERCENT: Final = 100


def check(terms: Terms) -> None:
    """Return when a schedule can be made of the terms; a refusal is raised if not."""
    for verify in (_term, _pairs, _days, _graces, _lists, _rates, _costs, _decimals):
        verify(terms)


def _term(terms: Terms) -> None:
    """Some key must say how many instalments there are."""
    if terms.repay_every > LONGEST_STEP[terms.repay_unit]:
        raise refusals.FieldInvalid(field="repay_every")
    is_said = terms.number_of_repayments or terms.due_dates
    if is_said or (terms.installment_amount and not terms.installment_weights):
        return
    raise refusals.FieldMissing(field="number_of_repayments")


def _pairs(terms: Terms) -> None:
    """Keys that say two different things."""
    for is_clash, field, other in (*_of_schedule(terms), *_of_instalments(terms)):
        if is_clash:
            raise refusals.NotTogether(field=field, other=other)


def _of_schedule(terms: Terms) -> Iterator[Clash]:
    """Yield the clashes of dates, unit and rate."""
    is_effective = terms.rate_kind is RateKind.EFFECTIVE
    is_per_period = terms.interest_calculation is InterestCalculation.PER_PERIOD
    is_monthly = terms.repay_unit is Unit.MONTHS
    by_hand, at_end = bool(terms.due_dates), terms.due_on_month_end
    yield bool(terms.first_due_date) and by_hand, "first_due_date", "due_dates"
    yield at_end and by_hand, "due_on_month_end", "due_dates"
    yield at_end and not is_monthly, "due_on_month_end", "repay_unit"
    yield is_effective and not is_per_period, "rate_kind", "interest_calculation"


def _of_instalments(terms: Terms) -> Iterator[Clash]:
    """Yield the clashes of what is equal, stepped or given."""
    is_bullet = terms.amortization is Amortization.BULLET
    is_equal = terms.amortization is Amortization.EQUAL_INSTALLMENTS
    is_given = terms.installment_amount is not None
    shares, weights = bool(terms.principal_shares_pct), bool(terms.installment_weights)
    has_grace = terms.grace_on_principal > 0
    yield is_bullet and weights, "installment_weights", "amortization"
    yield is_bullet and shares, "principal_shares_pct", "amortization"
    yield is_given and not is_equal, "installment_amount", "amortization"
    yield shares and weights, "principal_shares_pct", "installment_weights"
    yield shares and is_given, "principal_shares_pct", "installment_amount"
    yield shares and has_grace, "principal_shares_pct", "grace_on_principal"


def _days(terms: Terms) -> None:
    """Days follow each other, from the start to the last instalment."""
    paid = [one.date for one in terms.disbursements]
    _in_order(paid, "disbursements.{}.date")
    changes = [one.date for one in terms.rate_changes]
    _in_order(changes, "rate_changes.{}.date", is_strict=True)
    if terms.start > paid[0]:
        raise refusals.DatesOutOfOrder(field="schedule_start_date")
    if terms.first_due_date and terms.first_due_date <= terms.start:
        raise refusals.DatesOutOfOrder(field="first_due_date")
    _in_order([terms.start, *terms.due_dates], "due_dates.{}", is_strict=True, offset=1)
    if paid[-1] >= loan_calendar.due_dates(terms)[-1]:
        raise refusals.DatesOutOfOrder(field=f"disbursements.{len(paid) - 1}.date")


def _in_order(
    days: Sequence[date], field: str, *, is_strict: bool = False, offset: int = 0
) -> None:
    for place, (before, after) in enumerate(pairwise(days), 1):
        if after < before or (is_strict and after == before):
            raise refusals.DatesOutOfOrder(field=field.format(place - offset))


def _graces(terms: Terms) -> None:
    """Every grace leaves an instalment after it."""
    for field in (
        "grace_on_principal",
        "grace_on_interest_payment",
        "grace_on_interest_charged",
    ):
        if getattr(terms, field) >= terms.count:
            raise refusals.GraceTooLong(field=field, instalments=terms.count)


def _lists(terms: Terms) -> None:
    """Lists have one entry an instalment, shares are 100 percent together."""
    for field in ("due_dates", "installment_weights", "principal_shares_pct"):
        given = getattr(terms, field)
        if given and len(given) != terms.count:
            raise refusals.LengthDiffers(field=field, instalments=terms.count)
    total = sum(terms.principal_shares_pct, Decimal(0))
    if terms.principal_shares_pct and total != PERCENT:
        raise refusals.SharesDoNotSum(
            field="principal_shares_pct", total=total / PERCENT
        )
    if terms.installment_weights and not any(terms.installment_weights):
        raise refusals.FieldInvalid(field="installment_weights")
    if len(set(terms.months_without_principal)) == MONTHS_PER_YEAR:
        raise refusals.FieldInvalid(field="months_without_principal")


def _rates(terms: Terms) -> None:
    """No rate is above the legal maximum, where one was entered."""
    if terms.maximum_rate_pct is None:
        return
    rates = {"annual_nominal_rate_pct": terms.annual_nominal_rate_pct}
    for place, change in enumerate(terms.rate_changes):
        field = f"rate_changes.{place}.annual_nominal_rate_pct"
        rates[field] = change.annual_nominal_rate_pct
    for field, rate in rates.items():
        if rate > terms.maximum_rate_pct:
            raise refusals.RateAboveMaximum(
                field=field,
                rate=rate / PERCENT,
                maximum=terms.maximum_rate_pct / PERCENT,
            )


def _costs(terms: Terms) -> None:
    """Each cost is an amount or a percentage, and has its day where it needs one."""
    end = loan_calendar.due_dates(terms)[-1]
    for field, cost in _listed(terms):
        if cost.amount is None and cost.pct is None:
            raise refusals.FieldMissing(field=f"{field}.amount")
        if cost.amount is not None and cost.pct is not None:
            raise refusals.NotTogether(field=f"{field}.pct", other=f"{field}.amount")
        if cost.when is When.ON_DATE and cost.date is None:
            raise refusals.FieldMissing(field=f"{field}.date")
        if cost.when is When.UP_FRONT and cost.date is not None:
            raise refusals.NotTogether(field=f"{field}.date", other=f"{field}.when")
        if cost.date is not None and cost.date > end:
            raise refusals.DatesOutOfOrder(field=f"{field}.date")


def _listed(terms: Terms) -> Iterator[tuple[str, Cost]]:
    for name, costs in (("fees", terms.fees), ("insurance", terms.insurance)):
        for place, cost in enumerate(costs):
            yield f"{name}.{place}", cost


def _decimals(terms: Terms) -> None:
    """No amount has more decimals than the currency."""
    unit = 10**terms.currency_decimals
    amounts: dict[str, Decimal | None] = {
        f"disbursements.{place}.amount": paid.amount
        for place, paid in enumerate(terms.disbursements)
    }
    amounts |= {f"{field}.amount": cost.amount for field, cost in _listed(terms)}
    saved = terms.compulsory_savings.amount_per_installment
    amounts["compulsory_savings.amount_per_installment"] = saved
    for field in (
        "installment_amount",
        "installment_rounded_to_multiple_of",
        "amounts_in_multiples_of",
    ):
        amounts[field] = getattr(terms, field)
    for field, amount in amounts.items():
        if amount is not None and amount * unit % 1:
            raise refusals.FieldInvalid(field=field)
