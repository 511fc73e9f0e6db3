"""A loan as it stands: what was agreed, what is paid, what is owed and since when.

Amounts are dirhams. Fees hold everything that is asked beside principal and
interest: fees, insurance and the savings that the lender wants.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Self

from workbench.finance.loans import schedules
from workbench.finance.loans.terms import Terms, Unit
from workbench.money import ZERO


class Part(StrEnum):
    """What a payment can go to."""

    PENALTIES = "penalties"
    FEES = "fees"
    INTEREST = "interest"
    PRINCIPAL = "principal"


ALLOCATION = (Part.PENALTIES, Part.FEES, Part.INTEREST, Part.PRINCIPAL)
"""Within an instalment, the order in which a payment is used; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Parts:
    """An amount by what it is for."""

    principal: Decimal = ZERO
    interest: Decimal = ZERO
    fees: Decimal = ZERO
    penalties: Decimal = ZERO

    def of(self, part: Part) -> Decimal:
        """The amount of one part."""
        return Decimal(getattr(self, part.value))

    @classmethod
    def only(cls, part: Part, amount: Decimal) -> Self:
        """An amount that is all for one part."""
        return cls(**{part.value: amount})

    @property
    def total(self) -> Decimal:
        """The sum of the parts."""
        return self.principal + self.interest + self.fees + self.penalties

    def __add__(self, other: "Parts") -> "Parts":
        pairs = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in _ALL}
        return Parts(**pairs)

    def __sub__(self, other: "Parts") -> "Parts":
        pairs = {f.name: getattr(self, f.name) - getattr(other, f.name) for f in _ALL}
        return Parts(**pairs)


_ALL = fields(Parts)
NOTHING = Parts()


@dataclass(frozen=True, slots=True)
class Due:
    """One instalment of a schedule."""

    due_on: date
    parts: Parts


@dataclass(frozen=True, slots=True)
class Contract:
    """What was agreed: the amount, the day, the first schedule and its rhythm."""

    lent: Decimal
    paid_out_on: date
    dues: tuple[Due, ...]
    every: int = 1
    unit: Unit = Unit.MONTHS

    @classmethod
    def of_terms(cls, terms: Terms) -> Self:
        """The contract that a schedule of these terms makes."""
        dues = tuple(
            Due(
                row.due_date,
                Parts(
                    row.principal,
                    row.interest,
                    row.fees + row.insurance + row.savings,
                ),
            )
            for row in schedules.rows(terms)
        )
        first = terms.disbursements[0].date
        return cls(terms.amount, first, dues, terms.repay_every, terms.repay_unit)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One instalment as it stands; `outstanding` is the loan after it, if all is paid.

    `in_advance` and `late` are what was paid before and after its day;
    `completed_on` the day on which nothing of it was owed any more.
    """

    number: int
    due_on: date
    due: Parts
    paid: Parts
    written_off: Parts
    outstanding: Decimal
    in_advance: Decimal
    late: Decimal
    completed_on: date | None

    @property
    def unpaid(self) -> Parts:
        """What is still owed of it."""
        return self.due - self.paid - self.written_off


@dataclass(frozen=True, slots=True)
class Allocation:
    """What one payment paid: the day, the instalment by its due date, the parts."""

    on: date
    due_on: date
    parts: Parts


@dataclass(frozen=True, slots=True)
class Version:
    """A schedule and since when it has been in force; the first is the contract's."""

    since: date
    reason: str
    dues: tuple[Due, ...]
    extra_interest: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Window:
    """Days from first to last, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Account:
    """Where a loan stands after its events; schedules are all kept, oldest first."""

    rows: tuple[AccountRow, ...]
    schedules: tuple[Version, ...]
    allocations: tuple[Allocation, ...]
    pauses: tuple[Window, ...]
    received: Decimal
    overpaid: Decimal
    recovered: Decimal

    @property
    def unpaid(self) -> Parts:
        """Everything still owed, due or not."""
        return sum((row.unpaid for row in self.rows), NOTHING)

    @property
    def written_off(self) -> Parts:
        """Everything given up."""
        return sum((row.written_off for row in self.rows), NOTHING)

    @property
    def is_restructured(self) -> bool:
        """Whether the schedule in force is not the one first agreed."""
        return len(self.schedules) > 1


def total(dues: Sequence[Due]) -> Parts:
    """Return what a schedule asks in all."""
    return sum((due.parts for due in dues), NOTHING)
