"""The working-capital need in dirhams and in days of turnover; norms by item.

A year counts 360 days, a month 30. The need is stocks and receivables less the
debts of the trade; cash and loans stay out of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from workbench.finance.accounts import tables
from workbench.finance.accounts.ledger import Ledger
from workbench.finance.accounts.origins import Source
from workbench.finance.accounts.tables import Table
from workbench.finance.model.series import Series, minus, plus
from workbench.money import dirhams

DAYS_PER_YEAR = 360
DAYS_PER_MONTH = 30
HALF_MONTH = 15

Days = tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Norm:
    """One item of a norm: its delay in days, its yearly flow per dirham of turnover.

    Debts of the trade count negative.
    """

    key: str
    days: Decimal
    share: Decimal
    is_debt: bool = False

    @property
    def days_of_turnover(self) -> Decimal:
        """Days x share, below zero for a debt."""
        return (-1 if self.is_debt else 1) * self.days * self.share


def norm_days(items: Iterable[Norm]) -> Decimal:
    """Return the need in days of turnover: the items added up."""
    return sum((item.days_of_turnover for item in items), Decimal(0))


def norm_amount(days: Decimal, turnover: Decimal) -> Decimal:
    """Return the need in dirhams of so many days of a yearly turnover."""
    return dirhams(days * turnover / DAYS_PER_YEAR)


def stock_days(average: Decimal, used: Decimal) -> Decimal:
    """Return how many days a stock lasts: average x 360 / use of the year."""
    return average * DAYS_PER_YEAR / used


def credit_days(days: int, *, end_of_month: bool, paid_on_day: int = 0) -> int:
    """Return the mean delay of a credit of so many days.

    To the end of the month adds half a month; a fixed day of the next month adds
    that day: 30 days, end of month, the 10th is 55.
    """
    return days + (HALF_MONTH if end_of_month else 0) + paid_on_day


def cash_cycle(*, stock: Decimal, customers: Decimal, suppliers: Decimal) -> Decimal:
    """Return the days between paying for goods and being paid: all three in days."""
    return stock + customers - suppliers


def balance_at(days: Decimal, yearly_flow: Decimal, year: int = 365) -> Decimal:
    """Return what stands open of a yearly flow that is settled after so many days."""
    return yearly_flow * days / year


def operating_cash(surplus: Series, rise: Series) -> Series:
    """Return the cash of the trade (ETE): the surplus less the rise of the need."""
    return minus(surplus, rise)


@dataclass(frozen=True, slots=True)
class WorkingCapital:
    """The need at the end of each year: items in dirhams, each in days of turnover.

    `rise` is the variation from the year before, the opening counting for year 1.
    Days are None in a year without turnover.
    """

    table: Table
    days: Mapping[str, Days]
    rise: Series


def working_capital(ledger: Ledger, sheet: Table, turnover: Series) -> WorkingCapital:
    """Return the need by year of activity; a short last year counts its own days."""
    at = tables.at_year_ends
    others = minus(sheet["current_assets"], plus(sheet["stock"], sheet["customers"]))
    debts = plus(sheet["suppliers"], sheet["social_bodies"])
    amounts = {
        "stock": at(sheet["stock"]),
        "customers": at(sheet["customers"]),
        "other_assets": at(others),
        "suppliers": at(sheet["suppliers"]),
        "social_bodies": at(sheet["social_bodies"]),
        "other_debts": at(minus(sheet["current_debts"], debts)),
        "need": at(sheet["working_need"]),
    }
    lengths = [len(year) * DAYS_PER_MONTH for year in tables.years(ledger.columns)]
    days = {key: _days(a, turnover, lengths) for key, a in amounts.items()}
    before = (sheet["working_need"][0], *amounts["need"][:-1])
    table = tables.filled("working_capital", amounts, _sources(sheet))
    return WorkingCapital(table, days, minus(amounts["need"], before))


def _days(amounts: Series, turnover: Series, lengths: Iterable[int]) -> Days:
    return tuple(
        (amount * length / sold).quantize(Decimal("0.1")) if sold else None
        for amount, sold, length in zip(amounts, turnover, lengths, strict=True)
    )


def _sources(sheet: Table) -> dict[str, Source]:
    rows = sheet.by_key
    return {
        "stock": rows["stock"].source,
        "customers": rows["customers"].source,
        "other_assets": rows["current_assets"].source,
        "suppliers": rows["suppliers"].source,
        "social_bodies": rows["social_bodies"].source,
        "other_debts": rows["current_debts"].source,
        "need": rows["working_need"].source,
    }
