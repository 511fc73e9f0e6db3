"""The loan after it is granted: payments recorded, mistakes reversed, plans changed.

A case has one loan at a time, the last that was granted on it. Its terms are those
of the frozen dossier, its amount and its day those of the decision; where it stands
is counted again from its entries each time.
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workbench import money
from workbench.access.policy import Action
from workbench.errors import WorkbenchError
from workbench.exchange import case_file
from workbench.followup import loan_entries, loan_standing
from workbench.followup.loan_account import Contract
from workbench.followup.loan_entries import Entry, Reversal
from workbench.followup.loan_events import Event
from workbench.followup.loan_standing import Standing
from workbench.journey.desk import Desk, act
from workbench.journey.remembered import LOANS
from workbench.knowledge import funders
from workbench.people.path import FUNDED, Outcome
from workbench.plan import building
from workbench.plan.business_plan import BusinessPlan, LoanTerms
from workbench.store import cases, decisions, dossiers, loan_events, seals
from workbench.store.cases import CaseRow
from workbench.store.connect import Connection
from workbench.store.decisions import DecisionRow
from workbench.store.dossiers import DossierRow
from workbench.store.loan_events import LoanEventRow, NewLoanEvent


class NoLoan(WorkbenchError):
    """No loan was granted on the case, or its dossier asked for none."""

    code = "loan_event.no_loan"


@dataclass(frozen=True, slots=True)
class Line:
    """An entry on record, and the number of the entry that reversed it."""

    row: LoanEventRow
    entry: Entry
    reversed_by: int | None = None

    @property
    def is_in_force(self) -> bool:
        """Whether it happened: neither reversed nor a reversal."""
        return self.reversed_by is None and not isinstance(self.entry, Reversal)


@dataclass(frozen=True, slots=True)
class Loan:
    """A granted loan with its entries; `revision` is what the next entry is made over.

    `lines` are the entries in their order, those of an earlier loan left out.
    """

    funder: str
    contract: Contract
    lines: tuple[Line, ...]
    standing: Standing
    revision: int

    @property
    def outstanding(self) -> Decimal:
        """The principal still owed, in dirhams."""
        return self.standing.account.unpaid.principal

    @property
    def days_past_due(self) -> int:
        """The days since the oldest unpaid due date."""
        return self.standing.arrears.days_past_due

    def days_late_on(self, day: date) -> int:
        """The days since the due date that was the oldest unpaid on a day."""
        events = [line.entry for line in self.lines if line.is_in_force]
        kept = [event for event in events if not isinstance(event, Reversal)]
        then = loan_standing.standing(self.contract, kept, day)
        return then.arrears.days_past_due


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Every granted loan with its case, and those that cannot be counted, with why."""

    loans: tuple[tuple[CaseRow, Loan], ...]
    uncounted: tuple[tuple[CaseRow, WorkbenchError], ...]


def view(desk: Desk, case_id: str) -> Loan:
    """Return the loan of a case as it stands today; NoLoan without one."""
    with act(desk, Action.OPEN_CASE, case_id) as doing:
        return _required(doing.conn, case_id, desk.today)


def portfolio(desk: Desk) -> Portfolio:
    """Return every loan that was granted, by case number, as it stands today."""
    with act(desk, Action.LIST_CASES) as doing:
        rows = sorted(cases.search(doing.conn), key=lambda case: case.number)
        found = [(row, load(doing.conn, row.id, desk.today)) for row in rows]
    return Portfolio(
        tuple((row, loan) for row, loan in found if isinstance(loan, Loan)),
        tuple((row, loan) for row, loan in found if isinstance(loan, WorkbenchError)),
    )


def record(
    desk: Desk,
    case_id: str,
    event: Event,
    *,
    expected_revision: int,
    request: str | None = None,
) -> Loan:
    """Record what happened to the loan of a case, and return where it stands then.

    `request` names this act of sending: sent twice, it counts once.
    NoLoan; an EventRefused that names the field; StaleLoan when somebody else
    recorded something since the revision that was seen.
    """
    return _keep(desk, case_id, event, expected_revision, request)


def reverse(
    desk: Desk,
    case_id: str,
    number: int,
    *,
    expected_revision: int,
    request: str | None = None,
) -> Loan:
    """Take back an entry made by mistake, and return where the loan stands then.

    Both stay on record.
    LoanEventUnknown, LoanEventReversed, StaleLoan; an EventRefused where what came
    after the entry cannot stand without it.
    """
    entry = Reversal(desk.today, number)
    return _keep(desk, case_id, entry, expected_revision, request)


def _keep(
    desk: Desk, case_id: str, entry: Entry, expected: int, request: str | None
) -> Loan:
    with act(desk, Action.RECORD_PAYMENT, case_id) as doing:
        if not isinstance(entry, Reversal):
            before = _required(doing.conn, case_id, desk.today)
            loan_entries.refuse_unfit(entry)
            loan_standing.refuse_unlikely(entry, before.contract, before.standing)
        row = loan_events.record(
            doing.conn,
            _new(desk, case_id, entry, request or str(uuid.uuid4())),
            expected_revision=expected,
        )
        doing.detail |= {"kind": row.kind, "seal": seals.of_loan_event(row)}
        return _required(doing.conn, case_id, desk.today)


def _required(conn: Connection, case_id: str, today: date) -> Loan:
    cases.get(conn, case_id)
    loan = load(conn, case_id, today)
    if isinstance(loan, WorkbenchError):
        raise loan
    if loan is None:
        raise NoLoan
    return loan


def load(conn: Connection, case_id: str, today: date) -> Loan | WorkbenchError | None:
    """Return the loan of a case, None when none was granted.

    Where it cannot be counted, what stands in the way is returned: the frozen
    dossier cannot be read any more, or the entries cannot have happened to it.
    """
    agreement = granted(conn, case_id)
    if agreement is None:
        return None
    sent = dossiers.get(conn, agreement.dossier_id)
    try:
        agreed = _contract(agreement, sent)
        return _counted(conn, sent, agreed, today) if agreed else None
    except WorkbenchError as refusal:
        return refusal


def granted(conn: Connection, case_id: str) -> DecisionRow | None:
    """Return the last agreement that still holds, None without one.

    A later decision on the same dossier corrects the one before.
    """
    latest = decisions.in_force(conn, case_id)
    held = [row for row in latest if Outcome(row.outcome) in FUNDED]
    return max(held, key=lambda row: row.id, default=None)


def _contract(granted: DecisionRow, sent: DossierRow) -> Contract | None:
    if not funders.get(sent.funder).is_loan:
        return None
    asked = LOANS.get(sent.case_id, (sent.id,), lambda: _asked(sent.inputs))
    if asked is None or not granted.amount_centimes:
        return None
    amount = money.from_centimes(granted.amount_centimes)
    day = date.fromisoformat(granted.decided_on)
    return loan_standing.contract(asked, amount, day)


def _counted(conn: Connection, sent: DossierRow, agreed: Contract, today: date) -> Loan:
    rows = loan_events.all_of(conn, sent.case_id)
    entries = tuple(map(_entry, rows))
    events = loan_entries.in_force(entries)
    return Loan(
        sent.funder,
        agreed,
        tuple(_lines(rows, entries, agreed.paid_out_on)),
        loan_standing.standing(agreed, events, today),
        len(rows),
    )


def _asked(inputs: str) -> LoanTerms | None:
    """The loan that a frozen dossier asks for."""
    case = case_file.parse_frozen(inputs)
    plan = building.build(case.questionnaire, case.answers)
    return plan.loan if isinstance(plan, BusinessPlan) else None


def _lines(
    rows: Sequence[LoanEventRow], entries: Sequence[Entry], since: date
) -> Iterable[Line]:
    reversals = {row.reverses: row.number for row in rows if row.reverses}
    earlier = {r.number for r, e in zip(rows, entries, strict=True) if e.on < since}
    for row, entry in zip(rows, entries, strict=True):
        if row.number not in earlier and row.reverses not in earlier:
            yield Line(row, entry, reversals.get(row.number))


def counts_since(conn: Connection, case_id: str, day: date) -> bool:
    """Whether something that happened to the loan of a case on or after a day counts.

    An entry that was taken back does not.
    """
    entries = loan_entries.in_force(entries_of(conn, case_id))
    return any(entry.on >= day for entry in entries)


def entries_of(conn: Connection, case_id: str) -> tuple[Entry, ...]:
    """Return the entries of a case in their order, as a case file carries them."""
    return tuple(map(_entry, loan_events.all_of(conn, case_id)))


def keep_entries(
    conn: Connection, desk: Desk, case_id: str, entries: Iterable[Entry]
) -> None:
    """Record the entries of a case file on a case that has none."""
    for seen, entry in enumerate(entries):
        new = _new(desk, case_id, entry, str(uuid.uuid4()))
        loan_events.record(conn, new, expected_revision=seen)


def _new(desk: Desk, case_id: str, entry: Entry, request: str) -> NewLoanEvent:
    values = loan_entries.plain(entry)
    kind, day = str(values.pop("kind")), str(values.pop("on"))
    amount = values.pop("amount", None)
    return NewLoanEvent(
        case_id=case_id,
        request=request,
        kind=kind,
        happened_on=day,
        amount_centimes=None
        if amount is None
        else money.centimes(Decimal(str(amount))),
        reverses=entry.reverses if isinstance(entry, Reversal) else None,
        details=json.dumps(values, ensure_ascii=False, sort_keys=True),
        recorded_at=desk.at,
        recorded_by=desk.actor.id,
    )


def _entry(row: LoanEventRow) -> Entry:
    values = {"kind": row.kind, "on": row.happened_on, **json.loads(row.details)}
    if row.amount_centimes is not None:
        values["amount"] = str(money.from_centimes(row.amount_centimes))
    return loan_entries.read(values)
