"""Loans of a plan over its months: the first one, further ones, and what they cost.

The first loan is paid out just before opening; a further one before opening or in
a month of activity. Instalment k falls k months after the money.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from workbench.finance.loans import loans
from workbench.finance.loans.loans import Instalment
from workbench.finance.model.horizon import Horizon
from workbench.finance.model.series import Series
from workbench.money import ZERO
from workbench.plan.business_plan import BusinessPlan


@dataclass(frozen=True, slots=True)
class Borrowed:
    """One loan in the plan: when it is paid out, and its instalments."""

    label: str
    amount: Decimal
    fee: Decimal
    month: int
    instalments: tuple[Instalment, ...]


@dataclass(frozen=True)
class Borrowing:
    """All the loans of a plan over one horizon, in dirhams."""

    plan: BusinessPlan
    horizon: Horizon

    @cached_property
    def loans(self) -> tuple[Borrowed, ...]:
        """Every loan that the months see, the main one first."""
        return tuple(self._all())

    def _all(self) -> Iterator[Borrowed]:
        if self.plan.loan:
            terms = self.plan.loan
            rows = loans.schedule(terms)
            yield Borrowed("", terms.amount, terms.fee, 0, rows)
        for later in self.plan.other_loans:
            if later.month <= self.horizon.count:
                terms = later.terms
                rows = loans.schedule(terms)
                yield Borrowed(later.label, terms.amount, terms.fee, later.month, rows)

    def interest(self) -> Series:
        """The interest of all instalments."""
        return self._of_instalments(lambda row: row.interest)

    def principal(self) -> Series:
        """The principal of all instalments."""
        return self._of_instalments(lambda row: row.principal)

    def received(self) -> Series:
        """What is paid out in the months of activity."""
        return self._in_their_month(lambda loan: loan.amount)

    def fees(self) -> Series:
        """The fees kept in the months of activity."""
        return self._in_their_month(lambda loan: loan.fee)

    @property
    def opening_fees(self) -> Decimal:
        """The fees kept before opening."""
        return sum((loan.fee for loan in self.loans if loan.month == 0), ZERO)

    def _in_their_month(self, amount: Callable[[Borrowed], Decimal]) -> Series:
        total = [ZERO] * self.horizon.count
        for loan in self.loans:
            if loan.month:
                total[loan.month - 1] += amount(loan)
        return tuple(total)

    def _of_instalments(self, part: Callable[[Instalment], Decimal]) -> Series:
        total = [ZERO] * self.horizon.count
        for loan in self.loans:
            for place, row in enumerate(loan.instalments, loan.month):
                if place < self.horizon.count:
                    total[place] += part(row)
        return tuple(total)
