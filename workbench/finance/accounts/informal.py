"""One page for a business without accounts: the month, the household, the day.

The same monthly rows in plain words: no depreciation (what to set aside to replace
equipment is an advice beside it) and no value added tax taken off. Amounts are
dirhams, of a mean month of the first year or at its start.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from workbench.finance.accounts import origins, tables
from workbench.finance.accounts.origins import Source
from workbench.finance.accounts.tables import Table
from workbench.finance.forecast import Forecast
from workbench.finance.model.series import Line
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR
from workbench.plan.business_plan import BusinessPlan

NOT_RUNNING = frozenset({"depreciation", "opening_costs", "loan_interest"})
QUESTIONS = {
    "sales": "sales",
    "purchases": "used",
    "margin": "used",
    "business_costs": "fixed_cost",
    "net_income": "fixed_cost",
    "set_aside": "equipment",
    "other_household_income": "draw",
    "household_costs": "draw",
    "existing_instalments": "loan_principal",
    "available": "draw",
    "cash": "source",
    "stock": "startup",
    "customers": "collected",
    "equipment": "equipment",
    "suppliers": "suppliers_paid",
    "debts": "loan",
    "net_worth": "source",
}


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
        key: Source(origins.QUESTIONS[movement]) for key, movement in QUESTIONS.items()
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
    costs = (line for line in profit.costs if line.key not in NOT_RUNNING)
    worn = (line for line in profit.costs if line.key == "depreciation")
    sales = _mean(profit.income)
    bought = _mean(profit.direct_costs)
    running = _mean(costs)
    return {
        "sales": sales,
        "purchases": bought,
        "margin": sales - bought,
        "business_costs": running,
        "net_income": sales - bought - running,
        "set_aside": _mean(worn),
    }


def _household(plan: BusinessPlan, forecast: Forecast) -> dict[str, Decimal]:
    need = sum((line.per_month for line in plan.household_expenses), ZERO)
    income = sum((line.per_month for line in plan.household_income), ZERO)
    repaid = (
        line
        for line in forecast.cash.payments
        if line.key.startswith(("loan_interest", "loan_principal", "repay_"))
    )
    return {
        "other_household_income": dirhams(income),
        "household_costs": dirhams(
            need * (1 + plan.household_contingency) + plan.draw_change
        ),
        "existing_instalments": _mean(repaid),
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


def _mean(lines: Iterable[Line]) -> Decimal:
    total, count = ZERO, 1
    for line in lines:
        year = line.amounts[:MONTHS_PER_YEAR]
        count = len(year)
        total += sum(year, ZERO)
    return dirhams(total / count)
