"""The terms of a loan: what is lent, at what price, and how it is given back.

Amounts are in the currency's unit, rates in percent a year, dates in ISO form, all
as `workbench schedule` reads them; docs/loans.md describes every key. Nothing is
computed here.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from workbench.finance.loans import loan_refusals as refusals

LARGEST: Final = Decimal(10) ** 10
MOST_INSTALMENTS: Final = 1200
MOST_DISBURSEMENTS: Final = 60
HIGHEST_RATE: Final = 1000
EARLIEST, LATEST = date(1950, 1, 1), date(2200, 12, 31)


class InterestMethod(StrEnum):
    """On what interest is charged: the amount lent, or what is still owed."""

    FLAT = "FLAT"
    DECLINING_BALANCE = "DECLINING_BALANCE"


class Amortization(StrEnum):
    """What is equal from one instalment to the next; BULLET repays all at the end."""

    EQUAL_INSTALLMENTS = "EQUAL_INSTALLMENTS"
    EQUAL_PRINCIPAL_PAYMENTS = "EQUAL_PRINCIPAL_PAYMENTS"
    BULLET = "BULLET"


class InterestCalculation(StrEnum):
    """How the interest of a period is measured."""

    PER_PERIOD = "PER_PERIOD"
    DAILY = "DAILY"
    PROGRESSIVE = "PROGRESSIVE"


class Unit(StrEnum):
    """What the time between two instalments is counted in."""

    DAYS = "DAYS"
    WEEKS = "WEEKS"
    MONTHS = "MONTHS"


class RateKind(StrEnum):
    """A rate shared out over the periods of a year, or compounded over them."""

    NOMINAL = "NOMINAL"
    EFFECTIVE = "EFFECTIVE"


class Rounding(StrEnum):
    """Where an amount between two steps goes."""

    HALF_EVEN = "HALF_EVEN"
    HALF_UP = "HALF_UP"
    CEILING = "CEILING"
    FLOOR = "FLOOR"


class FlatInterest(StrEnum):
    """Whether flat interest is rounded once for the loan, or in each instalment."""

    TOTAL = "TOTAL"
    EACH = "EACH"


class LastDifference(StrEnum):
    """What of the last instalment takes the rounding."""

    PRINCIPAL = "PRINCIPAL"
    INTEREST = "INTEREST"


class When(StrEnum):
    """When a cost is paid."""

    UP_FRONT = "UP_FRONT"
    PER_INSTALLMENT = "PER_INSTALLMENT"
    ON_DATE = "ON_DATE"


class Base(StrEnum):
    """What a percentage is taken of.

    LOAN is everything lent, OUTSTANDING what is owed before the instalment.
    """

    LOAN = "LOAN"
    OUTSTANDING = "OUTSTANDING"
    PRINCIPAL_PLUS_INTEREST = "PRINCIPAL_PLUS_INTEREST"


def _iso_day(given: object) -> object:
    """Take days in ISO form only, and not the numbers that could also be days."""
    if type(given) is date:
        return given
    if not isinstance(given, str):
        raise ValueError("not a day")  # noqa: TRY004 - what pydantic takes as invalid
    return date.fromisoformat(given)


def _number(given: object) -> object:
    """Refuse what Python alone would take for a number."""
    if isinstance(given, bool):
        raise ValueError("not a number")  # noqa: TRY004 - what pydantic takes
    return given


Day = Annotated[date, BeforeValidator(_iso_day), Field(ge=EARLIEST, le=LATEST)]
Amount = Annotated[
    Decimal, BeforeValidator(_number), Field(ge=0, le=LARGEST, decimal_places=10)
]
Positive = Annotated[Amount, Field(gt=0)]
Percent = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(ge=0, le=HIGHEST_RATE, decimal_places=10),
]
Share = Annotated[Percent, Field(lt=100)]
Count = Annotated[int, BeforeValidator(_number), Field(ge=0, le=MOST_INSTALMENTS)]
Text = Annotated[str, BeforeValidator(str)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Disbursement(_Strict):
    """Money paid out to the borrower on a day."""

    date: Day
    amount: Positive


class RateChange(_Strict):
    """The rate in force from a day on."""

    date: Day
    annual_nominal_rate_pct: Percent


class Cost(_Strict):
    """A fee or an insurance premium: an amount, or a percentage of a base."""

    when: When
    amount: Amount | None = None
    pct: Percent | None = None
    pct_of: Base = Base.LOAN
    date: Day | None = None


class Savings(_Strict):
    """Savings the lender asks for, given back with the last instalment."""

    up_front_pct: Share = Decimal(0)
    amount_per_installment: Amount = Decimal(0)
    annual_interest_pct: Percent = Decimal(0)


class Terms(_Strict):
    """Everything a schedule follows from. Made by `read`, which checks the whole.

    Periods count from `schedule_start_date`; the number of repayments includes the
    instalments of the grace, and not the down payment.
    """

    disbursements: Annotated[
        tuple[Disbursement, ...], Field(min_length=1, max_length=MOST_DISBURSEMENTS)
    ]
    annual_nominal_rate_pct: Percent
    rate_kind: RateKind = RateKind.NOMINAL
    rate_changes: Annotated[tuple[RateChange, ...], Field(max_length=100)] = ()
    interest_method: InterestMethod = InterestMethod.DECLINING_BALANCE
    amortization: Amortization = Amortization.EQUAL_INSTALLMENTS
    interest_calculation: InterestCalculation = InterestCalculation.PER_PERIOD
    flat_interest: FlatInterest = FlatInterest.TOTAL
    days_in_year: Annotated[Text, Field(pattern="^(360|364|365|ACTUAL)$")] | None = None
    days_in_month: Annotated[Text, Field(pattern="^(30|ACTUAL)$")] | None = None
    number_of_repayments: (
        Annotated[int, BeforeValidator(_number), Field(ge=1, le=MOST_INSTALMENTS)]
        | None
    ) = None
    repay_every: Annotated[int, BeforeValidator(_number), Field(ge=1, le=366)] = 1
    repay_unit: Unit = Unit.MONTHS
    schedule_start_date: Day | None = None
    first_due_date: Day | None = None
    due_dates: Annotated[tuple[Day, ...], Field(max_length=MOST_INSTALMENTS)] = ()
    due_on_month_end: bool = False
    grace_on_principal: Count = 0
    grace_on_interest_payment: Count = 0
    grace_on_interest_charged: Count = 0
    months_without_principal: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    installment_weights: tuple[Percent, ...] = ()
    principal_shares_pct: tuple[Percent, ...] = ()
    installment_amount: Positive | None = None
    currency_decimals: Annotated[int, Field(ge=0, le=10)] = 2
    rounding: Literal[Rounding.HALF_EVEN, Rounding.HALF_UP] = Rounding.HALF_UP
    installment_rounded_to_multiple_of: Positive | None = None
    installment_rounding: Rounding | None = None
    amounts_in_multiples_of: Positive | None = None
    last_difference_in: LastDifference = LastDifference.PRINCIPAL
    down_payment_pct: Share = Decimal(0)
    installment_fee_pct_of_principal_plus_interest: Share = Decimal(0)
    fees: Annotated[tuple[Cost, ...], Field(max_length=100)] = ()
    insurance: Annotated[tuple[Cost, ...], Field(max_length=100)] = ()
    compulsory_savings: Savings = Savings()
    maximum_rate_pct: Percent | None = None
    residence_permit_until: Day | None = None

    @property
    def start(self) -> date:
        """The day from which periods count: the first pay-out unless said."""
        return self.schedule_start_date or self.disbursements[0].date

    @property
    def amount(self) -> Decimal:
        """Everything lent, in the currency's unit."""
        return sum((paid.amount for paid in self.disbursements), Decimal(0))

    @property
    def count(self) -> int:
        """The number of repayments; the most there can be where it is sought."""
        return self.number_of_repayments or len(self.due_dates) or MOST_INSTALMENTS


def parse(raw: object) -> Terms:
    """Return the terms that an object from JSON holds, each key checked by itself.

    Raises one of `loan_refusals`, whose `field` is the first key at fault.
    """
    if not isinstance(raw, Mapping):
        raise refusals.TermsRefused(field="")
    given = {key: value for key, value in raw.items() if value is not None}
    try:
        return Terms.model_validate(given)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False)[0]
        raise _refusal(first["type"], first["loc"]) from None


def _refusal(kind: str, place: tuple[int | str, ...]) -> refusals.TermsRefused:
    """Name what pydantic found by the field it found it at."""
    field = ".".join(map(str, place))
    if kind == "missing":
        return refusals.FieldMissing(field=field)
    if kind == "extra_forbidden":
        return refusals.FieldUnknown(field=field)
    is_out_of_bounds = kind.startswith(("greater_than", "less_than"))
    last = str(place[-1]) if place else ""
    if is_out_of_bounds and (last == "amount" or field == "installment_amount"):
        return refusals.AmountImpossible(field=field)
    if is_out_of_bounds and last == "annual_nominal_rate_pct":
        return refusals.RateImpossible(field=field)
    if is_out_of_bounds and last == "number_of_repayments":
        return refusals.TermImpossible(field=field)
    return refusals.FieldInvalid(field=field)
