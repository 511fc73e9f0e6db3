"""A civil year as the tax rules look at it, and what the year comes to owe.

Amounts are dirhams, before any tax on income; turnover is what was collected, as
the auto-entrepreneur's and the single contribution's rules count it. Every rule of
a year is read at the value in force on its 1 January.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workbench.errors import WorkbenchError
from workbench.money import TOO_LARGE, ZERO
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.business_plan import Branch

MONTHS_PER_QUARTER = 3
LARGEST = TOO_LARGE * 1000

TAX_OFFICE = "tax_office"
SOCIAL_SECURITY = "social_security"
COOPERATIVE_OFFICE = "cooperative_office"
INVESTMENT_CENTRE = "investment_centre"
LEGAL_HELP = "legal_help"


class ChargesImpossible(WorkbenchError):
    """Figures no year can have; `field` names the one that is wrong."""

    code = "charges.impossible"


class CoefficientMissing(WorkbenchError):
    """The single contribution needs the coefficient of the trade, and has none."""

    code = "charges.coefficient_missing"


class FormUnknown(WorkbenchError):
    """No rules are known under this name of a legal form."""

    code = "charges.form_unknown"


def refuse_absurd(field: str, *amounts: Decimal, is_signed: bool = False) -> None:
    """Raise ChargesImpossible for what is no number, too large or negative."""
    for amount in amounts:
        if not amount.is_finite() or abs(amount) > LARGEST:
            raise ChargesImpossible(field=field)
        if amount < 0 and not is_signed:
            raise ChargesImpossible(field=field)


def first_day_of(year: int) -> date:
    """Return 1 January, whose rules hold for the year; ChargesImpossible if none."""
    if not date.min.year <= year < date.max.year:
        raise ChargesImpossible(field="year")
    return date(year, 1, 1)


@dataclass(frozen=True, slots=True)
class Activity:
    """What one activity collected in a year; `coefficient` is its share of income.

    The coefficient (a fraction, CGI art. 40-I) counts under the single
    professional contribution only; None where the trade has none.
    """

    branch: Branch
    turnover: Decimal
    coefficient: Decimal | None = None


@dataclass(frozen=True, slots=True)
class YearFigures:
    """One civil year of a business, for every regime; dirhams.

    `net_result` is the profit before tax on it, negative for a loss, after
    `depreciation`; `losses_taken` is what losses of earlier years take off it (see
    `losses`); `largest_client` what one same client paid for services in the year;
    `main_branch` the one whose ceiling counts, the largest when None.
    """

    year: int
    opened: Month
    activities: tuple[Activity, ...] = ()
    net_result: Decimal = ZERO
    largest_client: Decimal = ZERO
    dependants: int = 0
    main_branch: Branch | None = None
    depreciation: Decimal = ZERO
    losses_taken: Decimal = ZERO

    def __post_init__(self) -> None:
        """Refuse by name what no year can have."""
        first_day_of(self.year)
        if not date.min.year <= self.opened.year <= self.year:
            raise ChargesImpossible(field="opened")
        if self.dependants < 0:
            raise ChargesImpossible(field="dependants")
        refuse_absurd("activities", *(a.turnover for a in self.activities))
        refuse_absurd("net_result", self.net_result, is_signed=True)
        refuse_absurd("largest_client", self.largest_client)
        refuse_absurd("depreciation", self.depreciation)
        refuse_absurd("losses_taken", self.losses_taken)
        given = (activity.coefficient for activity in self.activities)
        coefficients = [c for c in given if c is not None]
        refuse_absurd("coefficient", *coefficients)
        if any(coefficient > 1 for coefficient in coefficients):
            raise ChargesImpossible(field="coefficient")

    @property
    def first_day(self) -> date:
        """The day whose rules hold for the year."""
        return first_day_of(self.year)

    @property
    def turnover(self) -> Decimal:
        """Everything collected in the year."""
        return sum((activity.turnover for activity in self.activities), ZERO)

    @property
    def by_branch(self) -> Mapping[Branch, Decimal]:
        """What each branch collected."""
        found = dict.fromkeys(Branch, ZERO)
        for activity in self.activities:
            found[activity.branch] += activity.turnover
        return found

    @property
    def ceiling_branch(self) -> Branch:
        """The branch whose ceiling counts: the main one, else the largest."""
        sold = self.by_branch
        return self.main_branch or max(Branch, key=lambda branch: sold[branch])

    @property
    def months(self) -> int:
        """Months of activity in the year: it runs to the end of December."""
        if self.opened.year < self.year:
            return MONTHS_PER_YEAR
        return MONTHS_PER_YEAR + 1 - self.opened.number

    @property
    def quarters(self) -> int:
        """Civil quarters of the year with activity."""
        return -(-self.months // MONTHS_PER_QUARTER)

    @property
    def years_before(self) -> int:
        """Civil years begun before this one: 0 in the year of opening."""
        return self.year - self.opened.year

    @property
    def months_open_at_end(self) -> int:
        """Months since opening at the end of the year, this year's included."""
        return self.opened.until(Month(self.year, MONTHS_PER_YEAR)) + 1


@dataclass(frozen=True, slots=True)
class Ask:
    """A figure that no text found gives: what it is, and who knows."""

    what: str
    whom: str


@dataclass(frozen=True, slots=True)
class YearlyTax:
    """What one year owes, in dirhams; None where the figure must be asked.

    `withheld` is what the largest client keeps back for the state, `on_profit_paid`
    what is withheld when the whole profit is paid out to partners, `basis` the rule
    that decided the income tax, `months` those of activity in the year.
    """

    form: str
    year: int
    income_tax: Decimal | None = ZERO
    health: Decimal | None = ZERO
    business_tax: Decimal | None = ZERO
    withheld: Decimal = ZERO
    on_profit_paid: Decimal = ZERO
    basis: str = "none"
    asked: tuple[Ask, ...] = ()
    months: int = MONTHS_PER_YEAR

    @property
    def total(self) -> Decimal:
        """Everything known to be owed; what is to be asked comes on top."""
        known = (self.income_tax, self.health, self.business_tax)
        owed = sum((amount for amount in known if amount is not None), ZERO)
        return owed + self.withheld + self.on_profit_paid

    @property
    def is_complete(self) -> bool:
        """Whether every part is known."""
        return not self.asked
