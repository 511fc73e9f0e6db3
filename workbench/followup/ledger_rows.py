"""One instalment while the events of its loan are applied to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workbench.followup.loan_account import NOTHING, AccountRow, Part, Parts
from workbench.money import ZERO


@dataclass(slots=True)
class LedgerRow:
    """What one instalment asks for and what has been paid or given up of it."""

    due_on: date
    due: Parts
    paid: Parts = NOTHING
    written_off: Parts = NOTHING
    in_advance: Decimal = ZERO
    late: Decimal = ZERO
    completed_on: date | None = None

    @property
    def unpaid(self) -> Parts:
        """What is still owed."""
        return self.due - self.paid - self.written_off

    def pay(self, on: date, amount: Decimal, order: Sequence[Part]) -> Parts:
        """Use what is needed of an amount, part by part, and return what was used."""
        used, left = NOTHING, amount
        for part in order:
            share = min(left, self.unpaid.of(part) - used.of(part))
            used += Parts.only(part, share)
            left -= share
        if not used.total:
            return NOTHING
        self.paid += used
        self.in_advance += used.total if on < self.due_on else ZERO
        self.late += used.total if on > self.due_on else ZERO
        self.close_if_nothing_owed(on)
        return used

    def ask(self, parts: Parts) -> None:
        """Ask for more."""
        self.due += parts
        self.completed_on = None

    def close_if_nothing_owed(self, on: date) -> None:
        """Note the day from which nothing is owed."""
        if self.completed_on is None and not self.unpaid.total:
            self.completed_on = on
        if self.unpaid.total:
            self.completed_on = None

    def shown(self, number: int, outstanding: Decimal) -> AccountRow:
        """Return the row as it stands."""
        return AccountRow(
            number=number,
            due_on=self.due_on,
            due=self.due,
            paid=self.paid,
            written_off=self.written_off,
            outstanding=outstanding,
            in_advance=self.in_advance,
            late=self.late,
            completed_on=self.completed_on,
        )
