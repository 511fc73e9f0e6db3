"""Plans to forecast, one known by hand and any at random; and ways to look at them."""

from collections.abc import Iterable
from decimal import Decimal

from hypothesis import strategies as st

from workbench.finance import forecast
from workbench.finance.forecast import Forecast
from workbench.finance.model.series import Line, Series
from workbench.knowledge import parameters
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.business_plan import (
    Branch,
    BusinessPlan,
    Equipment,
    FixedCost,
    HouseholdLine,
    LoanMethod,
    LoanTerms,
    MonthlyLine,
    Position,
    Product,
    Rhythm,
    Source,
    StartupCost,
)

KNOWN = parameters.load()
NORMAL = ("normal",) * MONTHS_PER_YEAR
LEGAL_FORMS = (
    "auto_entrepreneur",
    "individual_cpu",
    "individual_net",
    "sarl_au",
    "sarl",
    "cooperative",
    "informal",
)

PLAIN = BusinessPlan(
    start=Month(2027, 1),
    legal_form="informal",
    branch=Branch.SERVICES,
    products=(
        Product(
            "Nattes",
            "tête",
            Decimal(100),
            Decimal(30),
            Decimal(4),
            Decimal(2),
            Decimal(1),
            Branch.SERVICES,
        ),
    ),
    rhythm=Rhythm(1, 2, 1, NORMAL),
    fixed_costs=(FixedCost("Loyer", Decimal(1000)),),
    equipment=(Equipment("Fauteuil", 1, Decimal(2400), 2),),
    startup_costs=(
        StartupCost("Papiers", Decimal(300), "expense"),
        StartupCost("Mèches", Decimal(1200), "stock"),
        StartupCost("Dépôt", Decimal(1000), "deposit"),
    ),
    working_cash=Decimal(2000),
    sources=(Source("own", "Épargne", Decimal(2900)),),
    loan=LoanTerms(
        Decimal(4000), Decimal("0.12"), LoanMethod.EQUAL_PRINCIPAL, 10, 0, Decimal(100)
    ),
    household_expenses=(HouseholdLine("Nourriture", Decimal(1500)),),
    household_income=(HouseholdLine("Salaire", Decimal(650)),),
)
"""Nine heads a week at 100, 39 a month: 3 900 of sales, 1 170 of direct costs."""


def amounts(high: int = 20_000) -> st.SearchStrategy[Decimal]:
    """Whole centimes up to `high` dirhams."""
    return st.integers(0, high * 100).map(lambda count: dirhams(Decimal(count) / 100))


def several(
    strategy: st.SearchStrategy[object], most: int = 2
) -> st.SearchStrategy[tuple[object, ...]]:
    """A tuple of up to `most` of them."""
    return st.lists(strategy, max_size=most).map(tuple)


LABELS = st.sampled_from(("a", "b", "c"))
QUANTITIES = st.integers(0, 8000).map(lambda count: Decimal(count) / 1000)
SHARES = st.integers(0, 100).map(lambda percent: Decimal(percent) / 100)
PRODUCTS = st.builds(
    Product,
    LABELS,
    st.just("pièce"),
    amounts(400),
    amounts(300),
    QUANTITIES,
    QUANTITIES,
    QUANTITIES,
    st.sampled_from(Branch),
)
RHYTHMS = st.builds(
    Rhythm,
    st.integers(0, 2),
    st.integers(0, 3),
    st.integers(0, 2),
    st.tuples(*[st.sampled_from(("good", "normal", "slow", "closed"))] * 12),
    good_month=SHARES.map(lambda share: 1 + share),
    slow_month=SHARES,
    credit_share=SHARES,
    credit_months=st.integers(0, 6),
)
FIXED_COSTS = st.builds(FixedCost, LABELS, amounts(3000), st.sampled_from((1, 3, 12)))
POSITIONS = st.builds(
    Position,
    LABELS,
    st.integers(1, 3),
    amounts(9000),
    is_declared=st.booleans(),
    from_month=st.integers(1, 36),
)
EQUIPMENT = st.builds(
    Equipment,
    LABELS,
    st.integers(1, 3),
    amounts(5000),
    st.integers(1, 20),
    month=st.integers(0, 36),
    is_owned=st.booleans(),
)
STARTUP_COSTS = st.builds(
    StartupCost, LABELS, amounts(5000), st.sampled_from(("expense", "stock", "deposit"))
)
SOURCES = st.builds(
    Source,
    st.sampled_from(("own", "family", "grant", "supplier_credit", "tontine", "other")),
    LABELS,
    amounts(),
    repay_months=st.integers(0, 60),
)
METHODS = st.sampled_from(LoanMethod)
RATES = st.integers(0, 10_000).map(lambda count: Decimal(count) / 10_000)


@st.composite
def loans(draw: st.DrawFn) -> LoanTerms:
    """Terms that a lender can offer."""
    term = draw(st.integers(1, 84))
    return LoanTerms(
        amount=draw(st.integers(1, 15_000_000)) / Decimal(100),
        rate_per_year=draw(RATES),
        method=draw(METHODS),
        term_months=term,
        grace_months=draw(st.integers(0, min(term - 1, 24))),
        fee=draw(amounts(500)),
    )


HOUSEHOLD_LINES = st.builds(HouseholdLine, LABELS, amounts(3000))
MONTHLY_LINES = st.builds(
    MonthlyLine,
    LABELS,
    is_receipt=st.booleans(),
    in_profit=st.booleans(),
    amounts=st.lists(amounts(9000), min_size=1, max_size=40).map(tuple),
)
PLANS = st.builds(
    BusinessPlan,
    start=st.builds(Month, st.integers(2026, 2028), st.integers(1, 12)),
    legal_form=st.sampled_from(LEGAL_FORMS),
    branch=st.sampled_from(Branch),
    products=several(PRODUCTS),
    rhythm=RHYTHMS,
    supplier_delay_months=st.integers(0, 4),
    fixed_costs=several(FIXED_COSTS),
    staff=several(POSITIONS),
    equipment=several(EQUIPMENT),
    startup_costs=several(STARTUP_COSTS),
    working_cash=amounts(),
    sources=several(SOURCES),
    loan=st.none() | loans(),
    household_expenses=several(HOUSEHOLD_LINES),
    household_income=several(HOUSEHOLD_LINES),
    household_contingency=SHARES,
    monthly_lines=several(MONTHLY_LINES),
    other_debts=amounts(600),
)
HORIZONS = st.integers(1, 36)


def project(plan: BusinessPlan, months: int = 24) -> Forecast:
    """The forecast of a plan with the figures in force."""
    return forecast.project(plan, KNOWN, months)


def total(lines: Iterable[Line], place: int) -> Decimal:
    """What the lines hold together in one month."""
    return sum((line.amounts[place] for line in lines), ZERO)


def summed(lines: Iterable[Line], key: str, months: int) -> Series:
    """All the lines of one key added, zeros when there is none."""
    found = [line.amounts for line in lines if line.key == key]
    return tuple(sum((a[m] for a in found), ZERO) for m in range(months))


def by_name(lines: Iterable[Line], months: int) -> dict[tuple[str, str], Series]:
    """The lines that hold something, those of one name added."""
    found: dict[tuple[str, str], Series] = {}
    for line in lines:
        name = (line.key, line.label)
        before = found.get(name, (ZERO,) * months)
        found[name] = tuple(a + b for a, b in zip(before, line.amounts, strict=True))
    return {name: series for name, series in found.items() if any(series)}


def all_lines(found: Forecast) -> tuple[Line, ...]:
    """Every line of the cash plan and of the profit plan."""
    cash, profit = found.cash, found.profit
    return (
        *cash.receipts,
        *cash.payments,
        *profit.income,
        *profit.direct_costs,
        *profit.costs,
    )
