"""The financing plan over the years: uses, resources, and the cash they leave.

By variation: the working-capital need counts for what it rises or falls. Column 0
is the opening, then one column per year of activity. Amounts are dirhams.
"""

from collections.abc import Sequence
from itertools import accumulate

from workbench.finance.accounts import tables
from workbench.finance.accounts.ledger import CASH, Ledger
from workbench.finance.accounts.origins import Source
from workbench.finance.accounts.tables import Table
from workbench.finance.model.series import Series, minus, plus
from workbench.money import ZERO

OWN = ("111", "118")
USES = (
    "equipment",
    "start_up_costs",
    "deposits",
    "working_need_up",
    "loans_repaid",
    "draw",
)
RESOURCES = (
    "caf",
    "capital",
    "new_loans",
    "grants",
    "deposits_back",
    "working_need_down",
)
ACCOUNTS = {
    "equipment": ("23",),
    "start_up_costs": ("211",),
    "deposits": ("2486",),
    "deposits_back": ("2486",),
    "working_need_up": ("31", "342", "349", "345", "441", "444", "445"),
    "working_need_down": ("31", "342", "349", "345", "441", "444", "445"),
    "loans_repaid": ("148",),
    "new_loans": ("148",),
    "draw": OWN,
    "capital": OWN,
    "grants": ("131",),
    "caf": ("6", "7"),
}


def financing_plan(ledger: Ledger, sheet: Table, caf: Series) -> Table:
    """Return the plan; `sheet` gives the need by month, `caf` the yearly capacity.

    What the owner brings in kind is a use and a resource. Closing cash is the sum
    of all that came less all that went, and equals the cash of the balance sheet.
    """
    amounts = {
        "equipment": _years(ledger.debits(["23"])),
        "start_up_costs": _years(ledger.debits(["211"])),
        "deposits": _years(ledger.gross(["2486"], debit=True)),
        "loans_repaid": _years(ledger.gross(["148"], debit=True)),
        "draw": _years(ledger.gross(OWN, debit=True)),
        "caf": (ZERO, *caf),
        "capital": _years(ledger.gross(OWN, debit=False)),
        "new_loans": _years(ledger.gross(["148"], debit=False)),
        "grants": _years(ledger.gross(["131"], debit=False)),
        "deposits_back": _years(ledger.gross(["2486"], debit=False)),
    }
    amounts |= _need(sheet["working_need"])
    amounts |= totals(
        [amounts[key] for key in USES], [amounts[key] for key in RESOURCES]
    )
    return tables.filled("financing_plan", amounts, _sources(ledger))


def _years(monthly: Series) -> Series:
    """The opening column, then what each year adds up to."""
    return (monthly[0], *tables.by_year(monthly))


def _need(level: Series) -> dict[str, Series]:
    ends = (level[0], *tables.at_year_ends(level))
    change = minus(ends, (ZERO, *ends[:-1]))
    return {
        "working_need_up": tuple(max(ZERO, amount) for amount in change),
        "working_need_down": tuple(max(ZERO, -amount) for amount in change),
    }


def totals(uses: Sequence[Series], resources: Sequence[Series]) -> dict[str, Series]:
    """Return both totals, the gap of each column and the cash that gaps add up to."""
    gone, come = plus(*uses), plus(*resources)
    gap = minus(come, gone)
    closing = tuple(accumulate(gap))
    return {
        "total_uses": gone,
        "total_resources": come,
        "gap": gap,
        "opening_cash": (ZERO, *closing[:-1]),
        "closing_cash": closing,
    }


def _sources(ledger: Ledger) -> dict[str, Source]:
    found = {key: ledger.source(accounts) for key, accounts in ACCOUNTS.items()}
    whole = ledger.source([CASH])
    return found | dict.fromkeys(
        ("total_uses", "total_resources", "gap", "opening_cash", "closing_cash"), whole
    )
