"""Management balances (ESG) and self-financing capacity (CAF) by both methods.

Amounts are dirhams of one year; costs are given as positive amounts. Lines, signs
and the two methods: CGNC, état des soldes de gestion, tables TFR and CAF.
"""

from dataclasses import dataclass, fields
from decimal import Decimal

from workbench.finance.accounts import tables
from workbench.finance.accounts.origins import Source
from workbench.finance.accounts.tables import Table
from workbench.finance.model.series import Series
from workbench.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Formation:
    """What the results of a year are formed of (TFR)."""

    sales_goods: Decimal = ZERO
    goods_resold: Decimal = ZERO
    sales_made: Decimal = ZERO
    stock_change: Decimal = ZERO
    own_assets: Decimal = ZERO
    materials_used: Decimal = ZERO
    external_costs: Decimal = ZERO
    running_grants: Decimal = ZERO
    taxes: Decimal = ZERO
    staff: Decimal = ZERO
    other_income: Decimal = ZERO
    other_costs: Decimal = ZERO
    reversals: Decimal = ZERO
    depreciation: Decimal = ZERO
    financial_result: Decimal = ZERO
    non_current_result: Decimal = ZERO
    income_tax: Decimal = ZERO

    @property
    def trade_margin(self) -> Decimal:
        """Gross margin on goods resold as they are."""
        return self.sales_goods - self.goods_resold

    @property
    def production(self) -> Decimal:
        """What is sold of one's own making, put in stock, or made for oneself."""
        return self.sales_made + self.stock_change + self.own_assets

    @property
    def consumption(self) -> Decimal:
        """Materials used and external costs."""
        return self.materials_used + self.external_costs

    @property
    def added_value(self) -> Decimal:
        """Margin and production less consumption."""
        return self.trade_margin + self.production - self.consumption

    @property
    def gross_operating_surplus(self) -> Decimal:
        """EBE; a deficit (IBE) is negative."""
        return self.added_value + self.running_grants - self.taxes - self.staff

    @property
    def operating_result(self) -> Decimal:
        """The surplus with other operating items and depreciation."""
        other = self.other_income - self.other_costs
        return self.gross_operating_surplus + other + self.reversals - self.depreciation

    @property
    def current_result(self) -> Decimal:
        """Operating and financial result."""
        return self.operating_result + self.financial_result

    @property
    def net_result(self) -> Decimal:
        """What is left after tax."""
        return self.current_result + self.non_current_result - self.income_tax


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCash:
    """Items of the result that are no cash, or belong to equipment sold.

    Depreciation and reversals of fixed and financing items only: those on stock,
    customers and cash stay inside the capacity.
    """

    depreciation: Decimal = ZERO
    financial_depreciation: Decimal = ZERO
    non_current_depreciation: Decimal = ZERO
    reversals: Decimal = ZERO
    financial_reversals: Decimal = ZERO
    non_current_reversals: Decimal = ZERO
    asset_sales: Decimal = ZERO
    book_value_sold: Decimal = ZERO

    @property
    def financial(self) -> Decimal:
        """What to add to the financial result to make it cash."""
        return self.financial_depreciation - self.financial_reversals

    @property
    def non_current(self) -> Decimal:
        """What to add to the non-current result to make it cash."""
        kept = self.non_current_depreciation - self.non_current_reversals
        return kept + self.book_value_sold - self.asset_sales


def caf_added(net_result: Decimal, items: NotCash) -> Decimal:
    """Return the capacity from the net result, adding back what is no cash."""
    operating = items.depreciation - items.reversals
    return net_result + operating + items.financial + items.non_current


def caf_subtracted(formation: Formation, items: NotCash) -> Decimal:
    """Return the capacity from the operating surplus, taking off what is paid."""
    other = formation.other_income - formation.other_costs
    on_current = (formation.reversals - items.reversals) - (
        formation.depreciation - items.depreciation
    )
    operating = formation.gross_operating_surplus + other + on_current
    financial = formation.financial_result + items.financial
    non_current = formation.non_current_result + items.non_current
    return operating + financial + non_current - formation.income_tax


def self_financing(caf: Decimal, given_out: Decimal) -> Decimal:
    """Return what stays after dividends, or after the owner's draw."""
    return caf - given_out


def management_balances(income_statement: Table, draws: Series, drawn: Source) -> Table:
    """Return the ESG of each year of an income statement, with both capacities.

    `drawn` is where the owner's draws come from.
    """
    columns: dict[str, list[Decimal]] = {}
    for place, draw in enumerate(draws):
        formation = _formation(income_statement, place)
        items = NotCash(
            depreciation=formation.depreciation,
            non_current_reversals=income_statement["grant_to_income"][place],
            asset_sales=income_statement["asset_sales"][place],
            book_value_sold=income_statement["book_value_sold"][place],
        )
        for key, amount in _column(formation, items, draw).items():
            columns.setdefault(key, []).append(amount)
    series = {key: tuple(amounts) for key, amounts in columns.items()}
    return tables.filled("esg", series, _sources(income_statement, drawn))


def _formation(income_statement: Table, place: int) -> Formation:
    names = (field.name for field in fields(Formation))
    return Formation(**{name: income_statement[name][place] for name in names})


def _column(formation: Formation, items: NotCash, draw: Decimal) -> dict[str, Decimal]:
    balances = (
        "sales_goods goods_resold trade_margin production consumption added_value "
        "running_grants taxes staff gross_operating_surplus other_income other_costs "
        "reversals depreciation operating_result financial_result current_result "
        "non_current_result income_tax net_result"
    )
    found: dict[str, Decimal] = {k: getattr(formation, k) for k in balances.split()}
    added = caf_added(formation.net_result, items)
    found["caf_added"] = added
    found["caf_subtracted"] = caf_subtracted(formation, items)
    found["draw"] = draw
    found["self_financing"] = self_financing(added, draw)
    return found


def _sources(income_statement: Table, drawn: Source) -> dict[str, Source]:
    whole = income_statement.by_key["net_result"].source
    made = (
        "trade_margin production consumption added_value gross_operating_surplus "
        "caf_added caf_subtracted"
    )
    sources = {row.key: row.source for row in income_statement.rows}
    sources |= dict.fromkeys(made.split(), whole)
    return sources | {"draw": drawn, "self_financing": whole | drawn}
