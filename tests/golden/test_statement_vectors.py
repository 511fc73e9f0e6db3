"""Corrected Moroccan and French exercises against the statements' functions."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from published_plans import USUAL, Case, agree, marked, per_cent, read

from workbench.finance.accounts import (
    balance_sheet,
    depreciation,
    esg,
    financing_plan,
    investment,
    tables,
    working_capital,
)
from workbench.finance.accounts.break_even import Threshold
from workbench.finance.accounts.depreciation import Charge
from workbench.finance.accounts.esg import Formation, NotCash
from workbench.finance.accounts.origins import Source
from workbench.finance.accounts.working_capital import Norm
from workbench.finance.model import supply, vat
from workbench.finance.model.series import Series, delayed, plus
from workbench.knowledge.statement_lines import StatementLine
from workbench.money import ZERO

FILE = "statement_examples.json"
Found = dict[str, object]

NOT_REPRODUCED = {
    "V-A7-year-before": "printed 55 560; the masses of the source give 55 566",
    "V-A18a-printed-day": "244.5 comes from a ratio rounded to 0.67",
    "V-A25-columns": "first balance printed -4 714; its own sums give -7 854",
}


def balances(given: Case) -> Found:
    formation = Formation(**given)
    names = (
        "trade_margin production consumption added_value gross_operating_surplus "
        "operating_result current_result net_result"
    )
    return {name: getattr(formation, name) for name in names.split()}


def capacity(given: Case) -> Found:
    caf = esg.caf_added(given["net_result"], NotCash(**given["items"]))
    return {
        "caf": caf,
        "self_financing": esg.self_financing(caf, given["given_out"]),
    }


def capacity_from_the_surplus(given: Case) -> Found:
    formation = Formation(**given["formation"])
    return {"caf": esg.caf_subtracted(formation, NotCash(**given["items"]))}


def norm(given: Case) -> Found:
    items = [
        Norm(i["key"], i["days"], i["share"], is_debt=i["debt"]) for i in given["items"]
    ]
    days = working_capital.norm_days(items)
    cash = given["cash"] * working_capital.DAYS_PER_YEAR / given["turnover"]
    return {
        "days": [item.days_of_turnover for item in items],
        "need_days": days,
        "cash_days": cash,
        "funds_days": days + cash,
        "need": working_capital.norm_amount(days, given["next_turnover"]),
    }


def norm_of_a_maker(given: Case) -> Found:
    materials, products = given["materials"], given["products"]
    mean = (materials["first"] + materials["last"]) / 2
    used = materials["bought"] + materials["first"] - materials["last"]
    mean_made = (products["first"] + products["last"]) / 2
    sold = products["made"] + products["first"] - products["last"]
    credit = working_capital.credit_days
    return {
        "mean_materials": mean,
        "used": used,
        "days_materials": working_capital.stock_days(mean, used),
        "share_materials": used / given["turnover"],
        "mean_products": mean_made,
        "sold": sold,
        "days_products": working_capital.stock_days(mean_made, sold),
        "share_products": sold / given["turnover"],
        "customers": credit(int(given["customers"]), end_of_month=True),
        "suppliers": credit(
            int(given["suppliers"]),
            end_of_month=True,
            paid_on_day=int(given["paid_on"]),
        ),
    }


def masses(given: Case) -> Found:
    """The three masses of the sheet's own sums, from totals that are given."""

    def leaf(line: StatementLine) -> tuple[tuple[Decimal, ...], Source]:
        given_as = {
            "equipment_gross": "fixed_assets",
            "stock": "current_assets",
            "capital": "permanent_funds",
            "suppliers": "current_debts",
        }
        name = given_as.get(line.key, line.key)
        nothing = (ZERO,) * len(given["cash_assets"])
        return tuple(given.get(name, nothing)), Source()

    sheet = tables.build("balance_sheet", leaf)
    balance_sheet.require_balance(sheet["total_assets"], sheet["total_liabilities"])
    return {key: sheet[key] for key in ("working_funds", "working_need", "net_cash")}


def returns(given: Case) -> Found:
    late = delayed(tuple(given["on_charges_paid"]), int(given["delay"]))
    found = vat.returns(
        [(0,), (1,), (2,)],
        tuple(given["collected"]),
        plus(given["opening"], late),
        tuple(given["on_equipment"]),
    )
    deductible = [r.deductible_on_charges + r.deductible_on_equipment for r in found]
    return {"due": [r.due for r in found], "deductible": deductible}


def parts(given: Case) -> Found:
    paid = supply.by_parts(tuple(given["amounts"]), given["parts"], "rhythm")
    return {"paid": paid, "left": sum(given["amounts"]) - sum(paid)}


def straight_line(given: Case) -> Found:
    rows = depreciation.straight_line(
        given["cost"],
        int(given["months"]),
        year=int(given["year"]),
        month=int(given["month"]),
    )
    return {"rate": rows[0].rate} | columns(rows)


def degressive(given: Case) -> Found:
    rows = depreciation.degressive(
        given["cost"], int(given["years"]), year=int(given["year"])
    )
    return columns(rows)


def columns(rows: tuple[Charge, ...]) -> Found:
    return {
        "charges": [row.charge for row in rows],
        "accumulated": [row.accumulated for row in rows],
        "net": [row.net for row in rows],
    }


def degressive_rates(given: Case) -> Found:
    rates = (depreciation.degressive_rate(int(years)) for years in given["years"])
    return {"pct": [rate * 100 for rate in rates]}


def tax_share(given: Case) -> Found:
    found = vat.deductible_share(vat.Turnover(**given))
    assert found is not None
    return {"pct": per_cent(found, Decimal(1))}


def tax_of_cash(given: Case) -> Found:
    return {
        "tax": vat.deductible_of_cash(
            given["per_day"],
            given["rate"],
            day_limit=given["day_limit"],
            month_limit=given["month_limit"],
        )
    }


def tax_back(given: Case) -> Found:
    years = int(given["first"]), int(given["sold"])
    return {"tax": vat.to_pay_back(given["deducted"], *years)}


def invested(given: Case) -> Found:
    out = sum(given["items"]) + given["need"]
    none = (ZERO,)
    flows = investment.flows((out, ZERO), none, none, none, ZERO)
    return {"invested": -flows[0]}


def project(given: Case) -> Found:
    found = investment.judge(given["flows"], given["rate"])
    assert found.internal_rate.value is not None
    return {
        "npv": found.net_present_value,
        "profitability": found.profitability,
        "irr_pct": Decimal(found.internal_rate.value) * 100,
    }


def threshold(given: Case) -> Found:
    turnover = given["turnover"]
    found = Threshold(turnover, turnover - given["margin"], given["fixed"])
    return {"amount": found.amount, "days": found.days(int(given["base"]))}


def funds_flow(given: Case) -> Found:
    """Equipment sold and money got back count as resources."""
    come = "self_financing sales receivables similar_capital debts"
    found = financing_plan.totals(
        [(given["bought"],), (given["repaid"],)],
        [(given[key],) for key in come.split()],
    )
    return {
        "resources": found["total_resources"][0],
        "uses": found["total_uses"][0],
        "gap": found["gap"][0],
    }


def plan_gaps(given: Case) -> Found:
    lines = max(len(column) for side in given.values() for column in side)

    def rows(columns: list[list[Decimal]]) -> list[Series]:
        filled = [column + [ZERO] * (lines - len(column)) for column in columns]
        return [tuple(row) for row in zip(*filled, strict=True)]

    found = financing_plan.totals(rows(given["uses"]), rows(given["resources"]))
    return {"resources": found["total_resources"], "gaps": found["gap"]}


def operating_cash(given: Case) -> Found:
    names = {"other_assets": "prepaid", "other_debts": "accrued"}
    pairs = {
        names.get(key, key): (given["before"][key], amount)
        for key, amount in given["year"].items()
    }
    before, now = tables.filled("balance_sheet", pairs, {})["working_need"]
    (cash,) = working_capital.operating_cash((given["surplus"],), (now - before,))
    return {"need": now, "need_before": before, "cash": cash}


ANSWERS: dict[str, Callable[[Case], Found]] = {
    "esg": balances,
    "caf": capacity,
    "caf_subtracted": capacity_from_the_surplus,
    "norm": norm,
    "norm_stock": norm_of_a_maker,
    "masses": masses,
    "funds_flow": funds_flow,
    "vat_returns": returns,
    "parts": parts,
    "straight_line": straight_line,
    "degressive": degressive,
    "degressive_rates": degressive_rates,
    "vat_share": tax_share,
    "vat_cash": tax_of_cash,
    "vat_back": tax_back,
    "invested": invested,
    "project": project,
    "threshold": threshold,
    "plan_gaps": plan_gaps,
    "operating_cash": operating_cash,
}


@pytest.mark.vectors(FILE)
@pytest.mark.parametrize("case", marked(read(FILE), NOT_REPRODUCED))
def test_a_corrected_exercise_comes_out(case: Case) -> None:
    found = ANSWERS[case["kind"]](case["inputs"])
    chosen = {key: found[key] for key in case["expected"]}
    agree(chosen, case["expected"], case.get("tolerance", USUAL))
