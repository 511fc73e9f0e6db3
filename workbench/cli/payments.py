"""The commands on a granted loan: what was paid, one payment more, one taken back."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

import click

from workbench import money
from workbench.cli import grid
from workbench.cli.options import dated, pass_session
from workbench.cli.session import Session
from workbench.followup import loan_entries, loan_words
from workbench.followup.loan_events import Payment
from workbench.followup.loan_standing import Standing
from workbench.funding.content import END, START, Row, Table
from workbench.journey import cases
from workbench.journey import payments as paying
from workbench.journey.desk import Desk
from workbench.journey.payments import Line, Loan
from workbench.knowledge.wording import Words
from workbench.money import Understood


class Dirhams(click.ParamType[Decimal]):
    """An amount in dirhams that nobody can read in two ways."""

    name = "amount"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Return the amount; the command line is wrong where it is none."""
        read = money.parse(str(value))
        if not isinstance(read, Understood):
            self.fail(f"{value!r} is not an amount such as 1250.50", param, ctx)
        return read.amount


@click.group()
def payments() -> None:
    """List, add and reverse what is paid on the loan of a case."""


@payments.command("list")
@click.argument("reference", metavar="ID_OR_NUMBER")
@dated
@pass_session
def list_(session: Session, reference: str) -> None:
    """Show where a loan stands: what is owed, its schedule, what was recorded."""
    desk = session.opened_for(reference)
    _answer(session, paying.view(desk, _case_id(desk, reference)))


@payments.command()
@click.argument("reference", metavar="ID_OR_NUMBER")
@click.argument("amount", type=Dirhams())
@click.option(
    "--paid-on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Day of the payment, that of the command without it.",
)
@dated
@pass_session
def add(
    session: Session, reference: str, amount: Decimal, paid_on: datetime | None
) -> None:
    """Record a payment of AMOUNT dirhams, and show where the loan stands."""
    desk = session.opened_for(reference)
    case_id = _case_id(desk, reference)
    seen = paying.view(desk, case_id).revision
    payment = Payment(paid_on.date() if paid_on else session.today, amount)
    loan = paying.record(desk, case_id, payment, expected_revision=seen)
    _answer(session, loan)


@payments.command()
@click.argument("reference", metavar="ID_OR_NUMBER")
@click.argument("number", type=click.IntRange(min=1))
@dated
@pass_session
def reverse(session: Session, reference: str, number: int) -> None:
    """Take back entry NUMBER, made by mistake; it stays on record."""
    desk = session.opened_for(reference)
    case_id = _case_id(desk, reference)
    seen = paying.view(desk, case_id).revision
    loan = paying.reverse(desk, case_id, number, expected_revision=seen)
    _answer(session, loan)


def _case_id(desk: Desk, reference: str) -> str:
    return cases.find(desk, reference).row.id


def _answer(session: Session, loan: Loan) -> None:
    session.answer(_plain(loan), *_told(loan, session.words))


def _plain(loan: Loan) -> dict[str, object]:
    standing = loan.standing
    late = standing.arrears
    following = standing.next
    return {
        "funder": loan.funder,
        "lent": loan.contract.lent,
        "paid_out_on": loan.contract.paid_out_on,
        "on": standing.on,
        "due_now": standing.due_now,
        "next_due_on": following and following.due_on,
        "next_amount": following and following.unpaid.total,
        "paid": standing.account.received,
        "unpaid": asdict(standing.account.unpaid),
        "overpaid": standing.account.overpaid,
        "outstanding_principal": loan.outstanding,
        "days_past_due": loan.days_past_due,
        "overdue": late.overdue.total,
        "bucket": late.bucket and late.bucket.code,
        "schedule": [
            {
                "due_on": row.due_on,
                "due": row.due.total,
                "paid": row.paid.total,
                "unpaid": row.unpaid.total,
                "completed_on": row.completed_on,
            }
            for row in standing.account.rows
        ],
        "entries": [_plain_line(line) for line in loan.lines],
    }


def _plain_line(line: Line) -> dict[str, object]:
    return {
        "number": line.row.number,
        **loan_entries.plain(line.entry),
        "reversed_by": line.reversed_by,
        "recorded_at": line.row.recorded_at,
        "recorded_by": line.row.recorded_by,
    }


def _told(loan: Loan, words: Words) -> Iterator[str]:
    standing = loan.standing
    yield from grid.lines(_figures(standing, words))
    late = loan_words.lateness(standing, words)
    yield " ".join(late) if late else words.text("Nothing is late.")
    yield ""
    yield from grid.lines(_schedule(standing, words))
    if loan.lines:
        yield ""
        yield from grid.lines(_entries(loan, words))


def _figures(standing: Standing, words: Words) -> Table:
    figures = [(words.text("To pay today"), standing.due_now)]
    if standing.next:
        day = words.date(standing.next.due_on)
        name = words.text("Next instalment, {date}", date=day)
        figures.append((name, standing.next.unpaid.total))
    figures += [
        (words.text("Still owed in all"), standing.account.unpaid.total),
        (words.text("Paid so far"), standing.account.received),
    ]
    return Table(
        title=words.text("Repayment of the loan"),
        head=("", ""),
        sides=(START, END),
        rows=tuple(Row((name, words.money(amount))) for name, amount in figures),
    )


def _schedule(standing: Standing, words: Words) -> Table:
    return Table(
        title=words.text("Schedule"),
        head=(
            words.text("Due on"),
            words.text("Instalment"),
            words.text("Paid"),
            words.text("Left to pay"),
            words.text("Status"),
        ),
        sides=(START, END, END, END, START),
        rows=tuple(
            Row(
                (
                    words.date(row.due_on),
                    words.amount(row.due.total),
                    words.amount(row.paid.total),
                    words.amount(row.unpaid.total),
                    loan_words.row_state(row, standing, words),
                )
            )
            for row in standing.account.rows
        ),
    )


def _entries(loan: Loan, words: Words) -> Table:
    return Table(
        title=words.text("What was recorded"),
        head=(
            words.text("Entry"),
            words.text("Date"),
            words.text("What happened"),
            words.text("Amount"),
            words.text("Status"),
        ),
        sides=(END, START, START, END, START),
        rows=tuple(
            Row(
                (
                    str(line.row.number),
                    words.date(line.entry.on),
                    loan_words.entry_name(line.entry, words),
                    loan_words.entry_amount(line.entry, words),
                    words.text("Cancelled") if line.reversed_by else "",
                )
            )
            for line in loan.lines
        ),
    )
