"""The income statement of the CGNC (CPC): products, costs and results by year."""

from workbench.finance.accounts import tables
from workbench.finance.accounts.ledger import Ledger
from workbench.finance.accounts.origins import Source
from workbench.finance.accounts.tables import Table
from workbench.finance.model.series import Series
from workbench.knowledge.statement_lines import StatementLine


def income_statement(ledger: Ledger) -> Table:
    """Return the CPC, one column per year of activity, in dirhams.

    Without value added tax where it comes back, otherwise with it. The owner's
    draw is no cost. The net result is that of the profit plan.
    """

    def leaf(line: StatementLine) -> tuple[Series, Source]:
        moved = tables.by_year(ledger.debits(line.accounts))
        sign = -1 if line.shows == "credit" else 1
        amounts = tuple(sign * amount for amount in moved)
        return amounts, ledger.source(line.accounts)

    return tables.build("cpc", leaf)
