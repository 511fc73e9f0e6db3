"""The business plan built from answers, or the questions that still lack one."""

from decimal import Decimal
from typing import cast

from workbench.knowledge import catalogue
from workbench.knowledge.questions import Questionnaire
from workbench.money import ZERO
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan import answers as answering
from workbench.plan.answers import Answers, Row
from workbench.plan.business_plan import (
    WEEKS_PER_MONTH,
    Branch,
    BusinessPlan,
    Equipment,
    FixedCost,
    HouseholdLine,
    Incomplete,
    LaterLoan,
    LoanMethod,
    LoanTerms,
    MonthlyLine,
    Position,
    Product,
    Rhythm,
    Source,
    StartupCost,
)
from workbench.plan.conditions import Closure, Grant, VatBasis, VatFiling, VatTerms

PER_MONTH = {
    "day": Decimal(365) / 12,
    "week": WEEKS_PER_MONTH,
    "month": Decimal(1),
    "quarter": Decimal(1) / 3,
    "year": Decimal(1) / 12,
}
MONTHS_BETWEEN = {"month": 1, "quarter": 3, "year": 12}

MAKING = frozenset({"making", "food"})
NEEDED = (
    "actions.start_month",
    "legal.form",
    "legal.branch",
)
NEEDED_WITH_PRODUCTS = (
    "products.list",
    "rhythm.good_days",
    "rhythm.normal_days",
    "rhythm.slow_days",
    "rhythm.months",
)
TABLES = (
    "products.list",
    "fixed_costs.list",
    "staff.list",
    "equipment.list",
    "startup.list",
    "financing.sources",
    "budget.expenses",
    "budget.income",
    "monthly.list",
    "further_loans.list",
    "details.grant_tranches",
    "details.closures",
)
LOAN = ("loan.amount", "loan.rate_per_year", "loan.method", "loan.term_months")


def build(questionnaire: Questionnaire, answers: Answers) -> BusinessPlan | Incomplete:
    """Return the plan that the answers describe, or what they still lack.

    A plan known month by month (`monthly.list`) needs no products and no rhythm.
    Questions that were left open count as none: a draft can be looked at early,
    and `plan.consistency` says what is still to be answered.
    """
    lacking = _lacking(questionnaire, answers)
    if lacking:
        return Incomplete(lacking)
    branch = Branch(answers.text("legal.branch"))
    return BusinessPlan(
        start=cast("Month", answers.get("actions.start_month")),
        legal_form=answers.text("legal.form"),
        branch=branch,
        products=tuple(
            _product(row, branch, answers) for row in answers.rows("products.list")
        ),
        rhythm=_rhythm(questionnaire, answers),
        supplier_delay_months=int(answers.number("purchases.delay_months")),
        fixed_costs=tuple(
            _fixed_cost(row, answers) for row in answers.rows("fixed_costs.list")
        ),
        staff=_staff(answers),
        equipment=tuple(
            _equipment(row, answers) for row in answers.rows("equipment.list")
        ),
        startup_costs=tuple(
            _startup_cost(row, answers) for row in answers.rows("startup.list")
        ),
        working_cash=answers.number("startup.working_cash"),
        sources=tuple(s for s in _sources(answers) if not _is_late(s, answers)),
        loan=_loan(answers),
        household_expenses=tuple(map(_household, answers.rows("budget.expenses"))),
        household_income=tuple(map(_household, answers.rows("budget.income"))),
        household_contingency=_usual(
            questionnaire, answers, "budget.contingency_percent"
        ),
        monthly_lines=tuple(map(_monthly_line, answers.rows("monthly.list"))),
        largest_client_per_year=answers.number("legal.largest_client_per_year"),
        coefficient=_coefficient(answers),
        dependants=int(answers.number("household.children")),
        stock_days=_stock_days(answers),
        shrinkage=answers.number("details.shrinkage_percent") / 100,
        other_loans=_further_loans(answers),
        grants=_late_grants(answers),
        vat=_vat(answers),
        other_debts=answers.number("capacity.other_instalments"),
        makes_its_goods=answers.text("idea.kind") in MAKING,
    )


def _lacking(questionnaire: Questionnaire, answers: Answers) -> tuple[str, ...]:
    needed = list(NEEDED)
    if not answers.rows("monthly.list") or answers.rows("products.list"):
        needed += NEEDED_WITH_PRODUCTS
    if answers.is_yes("loan.wanted"):
        needed += LOAN
    absent = [q for q in needed if not answers.get(q) and answers.get(q) != 0]
    if not answers.rows("products.list") and "products.list" in needed:
        absent.append("products.list")
    unclear = [
        table
        for table in TABLES
        if answering.incomplete_cells(questionnaire[table], answers.rows(table))
    ]
    order = [question.id for question in questionnaire.questions]
    return tuple(sorted({*absent, *unclear}, key=order.index))


def _usual(questionnaire: Questionnaire, answers: Answers, question: str) -> Decimal:
    """A percentage as a fraction; until it is known, the one that is usual."""
    return answers.number(question, questionnaire[question].usual or 0) / 100


def _coefficient(answers: Answers) -> Decimal | None:
    """The trade's share of income under the single contribution, None without one."""
    key = answers.text("idea.sector")
    return catalogue.sector(key).cpu_coefficient if key else None


def _text(row: Row, column: str) -> str:
    return str(row.get(column, ""))


def _number(row: Row, column: str, default: int = 0) -> Decimal:
    return Decimal(cast("Decimal | int", row.get(column, default)))


def _ramp_up(answers: Answers) -> tuple[Decimal, ...]:
    """The shares of the first months; none when no month was answered."""
    asked = [f"details.ramp_up_month_{number}" for number in (1, 2, 3)]
    if all(answers.get(question) is None for question in asked):
        return ()
    return tuple(answers.number(question, 100) / 100 for question in asked)


def _stock_days(answers: Answers) -> int | None:
    """The days of stock, None when they were not answered."""
    if answers.get("details.stock_days") is None:
        return None
    return int(answers.number("details.stock_days"))


def _sources(answers: Answers) -> tuple[Source, ...]:
    return tuple(map(_source, answers.rows("financing.sources")))


def _is_late(source: Source, answers: Answers) -> bool:
    """Whether it is a grant that comes only after opening."""
    return source.is_grant and answers.number("details.grant_delay_months") > 0


def _late_grants(answers: Answers) -> tuple[Grant, ...]:
    """Grants paid so many months after opening, which is in month 1."""
    delay = int(answers.number("details.grant_delay_months"))
    late = (s for s in _sources(answers) if _is_late(s, answers))
    whole = tuple(Grant(s.label, s.amount, delay_months=delay) for s in late)
    return whole + tuple(map(_tranche, answers.rows("details.grant_tranches")))


def _tranche(row: Row) -> Grant:
    return Grant(
        label=_text(row, "label"),
        amount=_number(row, "amount"),
        month=int(_number(row, "month", 1)),
        delay_months=int(_number(row, "delay_months")),
        is_running=row.get("use") == "running",
    )


def _vat(answers: Answers) -> VatTerms | None:
    """How value added tax is declared, None where none is charged."""
    if not answers.is_yes("vat.charged"):
        return None
    filing = VatFiling(answers.text("vat.filing") or VatFiling.QUARTERLY)
    basis = VatBasis(answers.text("vat.basis") or VatBasis.RECEIPTS)
    return VatTerms(filing, basis)


def _vat_rate(answers: Answers, what: str) -> Decimal:
    """The rate inside prices of one kind, zero where no tax is charged."""
    if not answers.is_yes("vat.charged"):
        return ZERO
    return answers.number(f"vat.{what}_rate") / 100


def _closure(row: Row) -> Closure:
    return Closure(cast("Month", row["month"]), _number(row, "share", 100) / 100)


def _product(row: Row, default: Branch, answers: Answers) -> Product:
    return Product(
        name=_text(row, "name"),
        unit=_text(row, "unit"),
        price=_number(row, "price"),
        unit_cost=_number(row, "unit_cost"),
        per_good_day=_number(row, "per_good_day"),
        per_normal_day=_number(row, "per_normal_day"),
        per_slow_day=_number(row, "per_slow_day"),
        branch=Branch(str(row.get("branch", default))),
        ramp_up=_ramp_up(answers),
        vat_rate=_vat_rate(answers, "sales"),
        cost_vat_rate=_vat_rate(answers, "goods"),
    )


def _rhythm(questionnaire: Questionnaire, answers: Answers) -> Rhythm:
    on_credit = answers.is_yes("marketing.sells_on_credit")
    return Rhythm(
        good_days=int(answers.number("rhythm.good_days")),
        normal_days=int(answers.number("rhythm.normal_days")),
        slow_days=int(answers.number("rhythm.slow_days")),
        marks=answers.choices("rhythm.months") or ("normal",) * MONTHS_PER_YEAR,
        good_month=_usual(questionnaire, answers, "rhythm.good_month_percent"),
        slow_month=_usual(questionnaire, answers, "rhythm.slow_month_percent"),
        credit_share=answers.number("rhythm.credit_share") / 100 if on_credit else ZERO,
        credit_months=int(answers.number("rhythm.credit_months")) if on_credit else 0,
        closures=tuple(map(_closure, answers.rows("details.closures"))),
    )


def _fixed_cost(row: Row, answers: Answers) -> FixedCost:
    return FixedCost(
        label=_text(row, "label"),
        amount=_number(row, "amount"),
        months_between=MONTHS_BETWEEN[_text(row, "frequency")],
        vat_rate=_vat_rate(answers, "costs"),
    )


def _staff(answers: Answers) -> tuple[Position, ...]:
    if not answers.is_yes("staff.has_staff"):
        return ()
    return tuple(map(_position, answers.rows("staff.list")))


def _position(row: Row) -> Position:
    return Position(
        role=_text(row, "role"),
        headcount=int(_number(row, "headcount", 1)),
        gross_per_month=_number(row, "gross_per_month"),
        is_declared=row.get("declared") is True,
        from_month=int(_number(row, "from_month", 1)),
    )


def _equipment(row: Row, answers: Answers) -> Equipment:
    return Equipment(
        item=_text(row, "item"),
        quantity=int(_number(row, "quantity", 1)),
        unit_price=_number(row, "unit_price"),
        life_years=int(_number(row, "life_years", 1)),
        month=int(_number(row, "month")),
        is_owned=row.get("owned") is True,
        is_renewed=row.get("renewed") is True,
        vat_rate=_vat_rate(answers, "equipment"),
    )


def _startup_cost(row: Row, answers: Answers) -> StartupCost:
    nature = _text(row, "nature")
    what = {"stock": "goods", "expense": "costs"}.get(nature)
    return StartupCost(
        label=_text(row, "label"),
        amount=_number(row, "amount"),
        nature=nature,
        returned_month=int(_number(row, "returned_month")),
        vat_rate=_vat_rate(answers, what) if what else ZERO,
    )


def _source(row: Row) -> Source:
    return Source(
        kind=_text(row, "kind"),
        label=_text(row, "label"),
        amount=_number(row, "amount"),
        repay_months=int(_number(row, "repay_months")),
    )


def _loan(answers: Answers) -> LoanTerms | None:
    amount = answers.number("loan.amount")
    if not answers.is_yes("loan.wanted") or amount == 0:
        return None
    return LoanTerms(
        amount=amount,
        rate_per_year=answers.number("loan.rate_per_year") / 100,
        method=LoanMethod(answers.text("loan.method")),
        term_months=int(answers.number("loan.term_months")),
        grace_months=int(answers.number("loan.grace_months")),
        fee=answers.number("loan.fees"),
    )


def _further_loans(answers: Answers) -> tuple[LaterLoan, ...]:
    rows = answers.rows("further_loans.list")
    return tuple(_further_loan(row) for row in rows if _number(row, "amount"))


def _further_loan(row: Row) -> LaterLoan:
    terms = LoanTerms(
        amount=_number(row, "amount"),
        rate_per_year=_number(row, "rate_per_year") / 100,
        method=LoanMethod(_text(row, "method")),
        term_months=int(_number(row, "term_months")),
        grace_months=int(_number(row, "grace_months")),
        fee=_number(row, "fee"),
    )
    return LaterLoan(_text(row, "label"), terms, int(_number(row, "month")))


def _household(row: Row) -> HouseholdLine:
    factor = PER_MONTH[_text(row, "frequency")]
    return HouseholdLine(_text(row, "label"), _number(row, "amount") * factor)


def _monthly_line(row: Row) -> MonthlyLine:
    return MonthlyLine(
        label=_text(row, "label"),
        is_receipt=row.get("flow") == "in",
        in_profit=row.get("in_profit") is True,
        amounts=cast("tuple[Decimal, ...]", row["amounts"]),
    )
