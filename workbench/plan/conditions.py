"""What a plan may add: closures, grants by tranche, value added tax, disturbances.

Every one of them is absent by default; a plan without them gives the same figures
as if this module did not exist. Amounts are dirhams, shares fractions of 1, months
count from 1, the month of opening.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from workbench.months import Month


@dataclass(frozen=True, slots=True)
class Closure:
    """One calendar month in which the business is shut, whole or for a share of it."""

    month: Month
    share: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Grant:
    """One tranche of a grant: promised for a month, paid so many months later.

    A grant for equipment stands among the capital and follows the wear of what it
    bought; a running grant is income of the month in which it is paid.
    """

    label: str
    amount: Decimal
    month: int = 1
    delay_months: int = 0
    is_running: bool = False

    @property
    def paid_in(self) -> int:
        """The month of activity in which the money comes."""
        return max(1, self.month) + self.delay_months


class VatFiling(StrEnum):
    """How often value added tax is declared."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class VatBasis(StrEnum):
    """When tax on a sale is due: at receipt (the rule) or at invoice (the option)."""

    RECEIPTS = "receipts"
    INVOICES = "invoices"


@dataclass(frozen=True, slots=True)
class VatTerms:
    """How the business declares value added tax; amounts of the plan include it.

    `deduction_delay_months` is 0 today; courses written before the delay of one
    month was abolished use 1.
    """

    filing: VatFiling = VatFiling.QUARTERLY
    basis: VatBasis = VatBasis.RECEIPTS
    deduction_delay_months: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Disturbance:
    """What one month of activity has that the plan did not foresee.

    `sales` is a factor on the quantities sold, `cost` on the direct costs of a unit.
    `unpaid` is the share of the month's sales that is never paid, `late` the share
    of what would be collected in the month that comes one month later, `stock_lost`
    the share of the month's use of goods that is lost and bought again,
    `supplier_cash` the share of what is bought that has to be paid at once. `paid`
    is spent by the business and lowers its profit, `sent` is taken by the household.

    Several in one month combine: factors multiply, shares add up to at most 1,
    amounts add up.
    """

    month: int
    sales: Decimal = Decimal(1)
    cost: Decimal = Decimal(1)
    unpaid: Decimal = Decimal(0)
    late: Decimal = Decimal(0)
    stock_lost: Decimal = Decimal(0)
    supplier_cash: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    sent: Decimal = Decimal(0)
