"""A loan granted on the same case before: where it stands when a dossier is made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from workbench.findings import Finding, Level
from workbench.funding.content import Block, Pair, Section
from workbench.knowledge.wording import Words
from workbench.money import ZERO

WHOLE_PERCENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Account:
    """What is paid and owed of a loan on a day, in dirhams.

    `owed` is everything still to be paid, due or not, of which `principal`; `overdue`
    what was due before that day, since `late_since`, the oldest day unpaid. What is
    `given_up` is owed no more, and was not paid afterwards either.
    """

    paid: Decimal
    owed: Decimal
    principal: Decimal
    overdue: Decimal = ZERO
    late_since: date | None = None
    days_late: int = 0
    given_up: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class SalesSeen:
    """Sales that visits found in so many months, and what the plan had: not nothing."""

    months: int
    found: Decimal
    promised: Decimal


@dataclass(frozen=True, slots=True)
class LoanUnderWay:
    """A granted loan: dirhams, the day, its account, what visits saw of sales.

    Without an account, where the loan stands cannot be counted.
    """

    granted: Decimal
    granted_on: date
    account: Account | None
    sales: SalesSeen | None = None


def findings(loan: LoanUnderWay | None) -> Iterator[Finding]:
    """Yield what whoever lends again has to know first; nothing once it is repaid.

    It says no number of days, so that a reason given for it holds the day after.
    """
    if loan is None:
        return
    account, granted, day = loan.account, loan.granted, loan.granted_on
    if account is None:
        yield Finding(
            "loan_under_way.not_counted",
            Level.WARNING,
            "",
            facts={"granted": granted, "granted_on": day},
        )
    elif account.given_up:
        yield Finding(
            "loan_under_way.given_up",
            Level.WARNING,
            "",
            facts={
                "granted": granted,
                "granted_on": day,
                "given_up": account.given_up,
            },
        )
    elif account.late_since:
        yield Finding(
            "loan_under_way.late",
            Level.WARNING,
            "",
            facts={
                "granted": granted,
                "granted_on": day,
                "since": account.late_since,
                "overdue": account.overdue,
                "owed": account.owed,
            },
        )
    elif account.owed:
        yield Finding(
            "loan_under_way.running",
            Level.WARNING,
            "",
            facts={"granted": granted, "granted_on": day, "owed": account.owed},
        )


def sections(loan: LoanUnderWay | None, words: Words) -> tuple[Section, ...]:
    """Return what a dossier tells of the loan, under a heading; none without one."""
    if loan is None:
        return ()
    granted = words.text(
        "{amount} on {day}",
        amount=words.money(loan.granted),
        day=words.date(loan.granted_on),
    )
    pairs = (
        Pair(words.text("Granted"), granted),
        *_standing(loan.account, words),
        *_seen(loan.sales, words),
    )
    return (Section(words.text("Loan already granted"), (Block(pairs),)),)


def _standing(account: Account | None, words: Words) -> Iterator[Pair]:
    if account is None:
        unknown = words.text("Cannot be counted from what is on record")
        yield Pair(words.text("Where it stands"), unknown)
        return
    owed = words.text(
        "{amount}, of which {principal} of principal",
        amount=words.money(account.owed),
        principal=words.money(account.principal),
    )
    yield Pair(words.text("Paid so far"), words.money(account.paid))
    yield Pair(
        words.text("Still owed in all"),
        owed if account.owed else words.text("None"),
    )
    yield Pair(words.text("Late"), _lateness(account, words))
    if account.given_up:
        given_up = words.money(account.given_up)
        yield Pair(words.text("Given up, never repaid"), given_up)


def _lateness(account: Account, words: Words) -> str:
    if account.late_since is None:
        return words.text("Nothing is late.")
    return words.text(
        "{amount} since {day}, {days}",
        amount=words.money(account.overdue),
        day=words.date(account.late_since),
        days=words.days(account.days_late),
    )


def _seen(sales: SalesSeen | None, words: Words) -> Iterator[Pair]:
    if sales is None:
        return
    said = words.text(
        "{found} where the plan had {promised}: {share}, over {months}",
        found=words.money(sales.found),
        promised=words.money(sales.promised),
        share=words.percent((sales.found / sales.promised).quantize(WHOLE_PERCENT)),
        months=words.months(sales.months),
    )
    yield Pair(words.text("Sales seen at the visits"), said)
