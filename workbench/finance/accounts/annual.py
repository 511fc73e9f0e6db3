"""All the statements of a forecast, made from its monthly rows and from each other.

Years are years of activity: twelve months from opening, the last one as long as
the forecast allows. Nothing here is an official statement: what a funder is shown
is a forecast, and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from workbench.finance.accounts import (
    assets,
    balance_sheet,
    break_even,
    cpc,
    esg,
    financing_plan,
    informal,
    investment,
    ledger,
    ratios,
    tables,
    working_capital,
)
from workbench.finance.accounts.assets import AssetRow
from workbench.finance.accounts.break_even import BreakEvenView
from workbench.finance.accounts.informal import OnePage
from workbench.finance.accounts.investment import Project
from workbench.finance.accounts.ledger import Ledger
from workbench.finance.accounts.ratios import Figures, Ratio
from workbench.finance.accounts.tables import Table
from workbench.finance.accounts.working_capital import WorkingCapital
from workbench.finance.forecast import Forecast
from workbench.finance.model.series import Series, StartupTable, plus
from workbench.finance.model.vat import VatReturn
from workbench.knowledge import ratio_definitions
from workbench.money import ZERO
from workbench.plan.business_plan import BusinessPlan


@dataclass(frozen=True, slots=True)
class AnnualStatements:
    """The statements, in the order of a dossier; `months` are those of each year.

    `income_statement`, `balances`, `working_need` have a column a year;
    `financing_plan` has the opening first; `sheet` the opening, then every month,
    and `sheet_at_year_ends` its columns at the opening and at the end of each year.
    `operating_cash` is the surplus less the rise of the need; `growth` that of the
    turnover, None for the first year and from nothing.
    """

    months: tuple[int, ...]
    initial_plan: StartupTable
    depreciation: tuple[AssetRow, ...]
    income_statement: Table
    balances: Table
    working_need: WorkingCapital
    operating_cash: Series
    growth: tuple[Decimal | None, ...]
    financing_plan: Table
    vat: Table | None
    vat_returns: tuple[VatReturn, ...]
    sheet: Table
    sheet_at_year_ends: Mapping[str, Series]
    break_even: BreakEvenView
    ratios: tuple[Ratio, ...]
    project: Project
    one_page: OnePage


def annual_statements(
    plan: BusinessPlan, forecast: Forecast, rate: Decimal | None = None
) -> AnnualStatements:
    """Return every statement of a forecast of that plan, in dirhams.

    `rate` is the cost of money a year, a fraction of 1, by default the one of the
    data. Raises SheetDoesNotBalance when the rows contradict each other.
    """
    books = ledger.keep(plan, forecast)
    income = cpc.income_statement(books)
    sheet = balance_sheet.balance_sheet(books)
    draws = tables.by_year(books.gross(financing_plan.OWN, debit=True))
    drawn = books.source(financing_plan.OWN)
    balances = esg.management_balances(income, draws, drawn)
    money = financing_plan.financing_plan(books, sheet, balances["caf_added"])
    months = tuple(len(year) for year in tables.years(books.columns))
    figures = _figures(books, income, sheet, balances, money)
    need = working_capital.working_capital(books, sheet, income["turnover"])
    return AnnualStatements(
        months=months,
        initial_plan=forecast.startup,
        depreciation=assets.rows(plan, forecast),
        income_statement=income,
        balances=balances,
        working_need=need,
        operating_cash=working_capital.operating_cash(
            balances["gross_operating_surplus"], need.rise
        ),
        growth=_growth(income["turnover"]),
        financing_plan=money,
        vat=_vat(books),
        vat_returns=forecast.books.vat_returns,
        sheet=sheet,
        sheet_at_year_ends=_year_ends(sheet),
        break_even=break_even.view(plan, forecast, income.by_key["net_result"].source),
        ratios=ratios.compute(figures, months),
        project=investment.of_plan(
            income,
            balances,
            money,
            ratio_definitions.discount_rate() if rate is None else rate,
        ),
        one_page=informal.one_page(plan, forecast, sheet),
    )


def _growth(turnover: Series) -> tuple[Decimal | None, ...]:
    pairs = pairwise(turnover)
    return (None, *(ratios.growth(before, after) for before, after in pairs))


def _year_ends(sheet: Table) -> dict[str, Series]:
    return {
        row.key: (row.amounts[0], *tables.at_year_ends(row.amounts))
        for row in sheet.rows
    }


def _figures(
    books: Ledger, income: Table, sheet: Table, balances: Table, money: Table
) -> Figures:
    kept = books.forecast.books
    sold = plus(*kept.sold.values(), kept.sold_tax)
    bought = plus(kept.bought, kept.bought_tax)
    return {
        "cpc": {row.key: row.amounts for row in income.rows},
        "balance": {r.key: tables.at_year_ends(r.amounts) for r in sheet.rows},
        "esg": {row.key: row.amounts for row in balances.rows},
        "plan": {row.key: row.amounts[1:] for row in money.rows},
        "flows": {
            "sold_with_tax": tables.by_year((ZERO, *sold)),
            "bought_with_tax": tables.by_year((ZERO, *bought)),
        },
    }


def _vat(books: Ledger) -> Table | None:
    """The table of returns, one column each; None where the plan charges no tax."""
    returns = books.forecast.books.vat_returns
    if not returns:
        return None
    amounts = {
        "collected": tuple(r.collected for r in returns),
        "on_charges": tuple(r.deductible_on_charges for r in returns),
        "on_equipment": tuple(r.deductible_on_equipment for r in returns),
        "credit_before": tuple(r.credit_before for r in returns),
        "due": tuple(r.due for r in returns),
        "credit": tuple(r.credit for r in returns),
    }
    source = books.source(["4455", "4456", "3455"])
    return tables.filled("vat", amounts, dict.fromkeys(amounts, source))
