"""Payments and other events applied to a loan, in the order of their days.

A payment goes to the oldest instalment that is owed and, within it, to penalties,
fees, interest and principal in the order given; what is left goes to the next one,
due or not. What no instalment asks for is kept as overpaid and used when something
is asked again. Nothing is stored: every account is counted again from its events, so
a payment entered late lands where it would have, and two on one day in the order in
which they were entered.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from workbench.followup import replanning
from workbench.followup.ledger_rows import LedgerRow
from workbench.followup.loan_account import (
    ALLOCATION,
    Account,
    AccountRow,
    Allocation,
    Contract,
    Due,
    Part,
    Parts,
    Version,
    Window,
)
from workbench.followup.loan_events import (
    Advance,
    Charge,
    Chargeback,
    Event,
    Pause,
    Payment,
    Reage,
    Reamortise,
    Reschedule,
    Resume,
    WriteOff,
    refuse_impossible,
)
from workbench.money import ZERO


def replay(
    contract: Contract,
    events: Iterable[Event],
    on: date | None = None,
    order: Sequence[Part] = ALLOCATION,
) -> Account:
    """Return the account after the events up to and including the day `on`.

    Raises an EventRefused that names the field of the first impossible event.
    """
    ledger = _Ledger(contract, tuple(order))
    happened = sorted(
        (event for event in events if on is None or event.on <= on),
        key=lambda event: event.on,
    )
    for event in happened:
        refuse_impossible(event, contract.paid_out_on)
        ledger.apply(event)
    return ledger.account(happened)


class _Ledger:
    """The rows of one loan while its events are applied."""

    def __init__(self, contract: Contract, order: tuple[Part, ...]) -> None:
        self.contract = contract
        self.order = order
        self.rows = [LedgerRow(due.due_on, due.parts) for due in contract.dues]
        self.lent = [(contract.paid_out_on, contract.lent)]
        self.versions = [Version(contract.paid_out_on, "", contract.dues)]
        self.allocations: list[Allocation] = []
        self.received = self.overpaid = self.recovered = ZERO
        self.is_written_off = False

    def apply(self, event: Event) -> None:
        """Change the rows as one event asks."""
        match event:
            case Payment():
                self.received += event.amount
                self._use(event.on, event.amount)
            case Charge():
                part = Part.PENALTIES if event.is_penalty else Part.FEES
                self._ask(event.on, Parts.only(part, event.amount))
            case Chargeback():
                self.lent.append((event.on, event.amount))
                self._ask(event.on, Parts(principal=event.amount))
            case Advance() | Reschedule() | Reage() | Reamortise():
                if isinstance(event, Advance):
                    self.lent.append((event.on, event.amount))
                self._replan(event)
            case WriteOff():
                self._write_off(event.on)
            case Pause() | Resume():
                pass
        if not isinstance(event, Payment) and self.overpaid:
            kept, self.overpaid = self.overpaid, ZERO
            self._use(event.on, kept)

    def _use(self, on: date, amount: Decimal) -> None:
        """Pay what is owed, the oldest first; keep or recover the rest."""
        left = amount
        for row in self.rows:
            paid = row.pay(on, left, self.order)
            if paid.total:
                self.allocations.append(Allocation(on, row.due_on, paid))
                left -= paid.total
        if self.is_written_off:
            self.recovered += left
        else:
            self.overpaid += left

    def _ask(self, on: date, parts: Parts) -> None:
        """Ask for more with the first instalment due from a day on, or on that day."""
        row = next((row for row in self.rows if row.due_on >= on), None)
        if row is None:
            row = LedgerRow(on, Parts())
            self.rows.append(row)
        row.ask(parts)

    def _replan(self, event: replanning.Replan) -> None:
        """Put new rows in the place of the old ones, and keep both schedules."""
        self.rows = replanning.replanned(self.rows, event, self.contract)
        for row in self.rows:
            row.close_if_nothing_owed(event.on)
        dues = tuple(Due(row.due_on, row.due) for row in self.rows)
        reason = "" if isinstance(event, Advance) else event.reason
        extra = event.extra_interest if isinstance(event, Reschedule) else ZERO
        self.versions.append(Version(event.on, reason, dues, extra))

    def _write_off(self, on: date) -> None:
        for row in self.rows:
            row.written_off += row.unpaid
            row.close_if_nothing_owed(on)
        self.is_written_off = True

    def account(self, happened: Sequence[Event]) -> Account:
        """Return the rows as they stand."""
        return Account(
            rows=tuple(self._shown()),
            schedules=tuple(self.versions),
            allocations=tuple(self.allocations),
            pauses=pauses(happened),
            received=self.received,
            overpaid=self.overpaid,
            recovered=self.recovered,
        )

    def _shown(self) -> list[AccountRow]:
        shown, repaid = [], ZERO
        for number, row in enumerate(self.rows, 1):
            repaid += row.due.principal
            lent = sum((a for on, a in self.lent if on <= row.due_on), ZERO)
            shown.append(row.shown(number, lent - repaid))
        return shown


def pauses(events: Iterable[Event]) -> tuple[Window, ...]:
    """Return the pauses of a loan, each cut short by the resumption that ended it.

    Events come in the order of their days.
    """
    windows: list[Window] = []
    for event in events:
        if isinstance(event, Pause):
            windows.append(Window(event.on, event.last))
        if isinstance(event, Resume):
            windows = [
                Window(w.first, event.on) if w.first <= event.on <= w.last else w
                for w in windows
            ]
    return tuple(windows)
