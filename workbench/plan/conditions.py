"""What a plan may add to the plain case: closures, grants by tranche, value added tax.

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
