"""One page for a business without accounts: the month, the household, the day.

The same monthly rows in plain words: no depreciation (what to set aside to replace
equipment is an advice beside it) and no value added tax taken off. Amounts are
dirhams, of a mean month of the first year or at its start.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_

from workbench.finance.accounts import origins, tables
from workbench.finance.accounts.tables import Table
from workbench.finance.forecast import Forecast
from workbench.finance.model.nature import DEBTS, Nature
from workbench.finance.model.series import Series, plus
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR
from workbench.plan.business_plan import BusinessPlan

SPENT = frozenset(Nature) - {Nature.WEAR, Nature.OPENING, Nature.LOAN_INTEREST}
TRADE = ("sales", "used")
COSTS = (
    *("fixed_cost", "monthly", "wages", "social_contributions", "lost", "bad_debts"),
    *("disturbance", "loan_fee", "income_tax", "health_contribution"),
)
REPAID = ("loan_principal", "loan_interest", "repay", "other_debts")
MOVEMENTS = {
    "sales": ("sales", "monthly"),
    "purchases": ("used",),
    "margin": TRADE,
    "business_costs": COSTS,
    "net_income": (*TRADE, *COSTS),
    "set_aside": ("equipment",),
    "other_household_income": ("draw",),
    "household_costs": ("draw",),
    "existing_instalments": REPAID,
    "available": (*TRADE, *COSTS, "draw", *REPAID),
    "cash": ("source",),
    "stock": ("startup",),
    "customers": ("collected",),
    "equipment": ("equipment",),
    "suppliers": ("suppliers_paid",),
    "debts": ("loan",),
    "net_worth": ("source",),
}
"""The kinds of movement behind each line."""


@dataclass(frozen=True, slots=True)
class OnePage:
    """The table, its season marks by calendar month, and two checks.

    `markup` is sales over purchases less one; `stock_days` how many days of
    purchases the stock of the day covers; None without purchases.
    """

    table: Table
    season: tuple[str, ...]
    markup: Decimal | None
    stock_days: Decimal | None


def one_page(plan: BusinessPlan, forecast: Forecast, sheet: Table) -> OnePage:
    """Return the page: `sheet` is the balance sheet, its opening the day's state."""
    month = _month(forecast) | _household(plan, forecast)
    income = month["net_income"] + month["other_household_income"]
    spent = month["household_costs"] + month["existing_instalments"]
    month["available"] = income - spent
    amounts = {key: (amount,) for key, amount in (month | _day(sheet)).items()}
    sources = {
        key: reduce(or_, (origins.of(movement, forecast.rules) for movement in behind))
        for key, behind in MOVEMENTS.items()
    }
    bought = month["purchases"]
    return OnePage(
        table=tables.filled("informal", amounts, sources),
        season=plan.rhythm.marks,
        markup=month["margin"] / bought if bought else None,
        stock_days=sheet["stock"][0] * 30 / bought if bought else None,
    )


def _month(forecast: Forecast) -> dict[str, Decimal]:
    profit = forecast.profit
    sales = _mean(plus(*(line.amounts for line in profit.income)))
    bought = _mean(plus(*(line.amounts for line in profit.direct_costs)))
    running = _mean(profit.spent(SPENT))
    return {
        "sales": sales,
        "purchases": bought,
        "margin": sales - bought,
        "business_costs": running,
        "net_income": sales - bought - running,
        "set_aside": _mean(profit.spent({Nature.WEAR})),
    }


def _household(plan: BusinessPlan, forecast: Forecast) -> dict[str, Decimal]:
    need = sum((line.per_month for line in plan.household_expenses), ZERO)
    income = sum((line.per_month for line in plan.household_income), ZERO)
    return {
        "other_household_income": dirhams(income),
        "household_costs": dirhams(
            need * (1 + plan.household_contingency) + plan.draw_change
        ),
        "existing_instalments": _mean(forecast.cash.paid(DEBTS)),
    }


def _day(sheet: Table) -> dict[str, Decimal]:
    first = {row.key: row.amounts[0] for row in sheet.rows}
    return {
        "cash": first["net_cash"],
        "stock": first["stock"],
        "customers": first["customers"],
        "equipment": first["equipment_gross"] + first["deposits"],
        "suppliers": first["suppliers"],
        "debts": first["loans"],
        "net_worth": net_worth(sheet),
    }


def net_worth(sheet: Table) -> Decimal:
    """Return what is left at opening of what one has less what one owes."""
    has = ("net_cash", "stock", "customers", "equipment_gross", "deposits")
    owes = ("suppliers", "loans")
    mine = sum((sheet[key][0] for key in has), ZERO)
    return mine - sum((sheet[key][0] for key in owes), ZERO)


def _mean(amounts: Series) -> Decimal:
    year = amounts[:MONTHS_PER_YEAR]
    return dirhams(sum(year, ZERO) / len(year))
