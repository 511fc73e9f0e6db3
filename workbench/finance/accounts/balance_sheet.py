"""The balance sheet (bilan) on the day of opening and after every month."""

from decimal import Decimal

from workbench.errors import WorkbenchError
from workbench.finance.accounts import tables
from workbench.finance.accounts.ledger import Ledger
from workbench.finance.accounts.origins import Source
from workbench.finance.accounts.tables import Table
from workbench.finance.model.series import Series, minus, plus
from workbench.knowledge.statement_lines import StatementLine
from workbench.money import ZERO
from workbench.months import MONTHS_PER_YEAR

RESULT = ("6", "7")


class SheetDoesNotBalance(WorkbenchError):
    """What a business has and what it owes differ: nothing may be printed."""

    code = "statement.unbalanced"


def balance_sheet(ledger: Ledger) -> Table:
    """Return the sheet, column 0 for the opening, then one column a month.

    An account that can stand on either side, cash first of all, is shown on the
    side on which it stands: cash below zero is a debt. Raises SheetDoesNotBalance.
    """

    def leaf(line: StatementLine) -> tuple[Series, Source]:
        if line.accounts[0] in {"of_year", "before_year"}:
            amounts = _results(ledger, of_year=line.accounts[0] == "of_year")
            return amounts, ledger.source(RESULT)
        return _shown(ledger, line), ledger.source(line.accounts)

    sheet = tables.build("balance_sheet", leaf)
    require_balance(sheet["total_assets"], sheet["total_liabilities"])
    return sheet


def require_balance(assets: Series, liabilities: Series) -> None:
    """Refuse totals that differ, naming the first column and the gap."""
    for column, gap in enumerate(minus(assets, liabilities)):
        if gap:
            raise SheetDoesNotBalance(field="balance_sheet", column=column, gap=gap)


def _shown(ledger: Ledger, line: StatementLine) -> Series:
    """What the line shows of its accounts; each is on one side or on the other."""
    sign = -1 if line.shows in {"credit", "negative"} else 1
    total = (ZERO,) * ledger.columns
    for account in line.accounts:
        held = tuple(sign * amount for amount in ledger.balances([account]))
        if line.shows in {"positive", "negative"}:
            held = tuple(max(ZERO, amount) for amount in held)
        total = plus(total, held)
    return total


def _results(ledger: Ledger, *, of_year: bool) -> Series:
    """The result since the start of the year of activity, or that of years before."""
    shown: list[Decimal] = []
    before, current = ZERO, ZERO
    for column, amount in enumerate(ledger.debits(RESULT)):
        if column % MONTHS_PER_YEAR == 1:
            before, current = before + current, ZERO
        current -= amount
        shown.append(current if of_year else before)
    return tuple(shown)
