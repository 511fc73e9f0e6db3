"""The business plan as numbers, or the list of what lacks to make one.

Amounts are dirhams, rates are fractions of 1, months count from 1 (the month of
opening) with 0 for what happens before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.conditions import Closure, Disturbance, Grant, VatTerms

WEEKS_PER_MONTH = Decimal(52) / 12
OWN_MONEY = "own"
"""The kind of a source that is the person's own money."""


class Branch(StrEnum):
    """What is sold, in the sense of the auto-entrepreneur's two rates."""

    GOODS = "goods"
    SERVICES = "services"


class LoanMethod(StrEnum):
    """How interest and principal are spread."""

    EQUAL_INSTALMENTS = "declining_equal_instalments"
    EQUAL_PRINCIPAL = "declining_equal_principal"
    FLAT = "flat"


@dataclass(frozen=True, slots=True)
class Product:
    """What is sold: price and direct cost of one unit, units a day by kind of day.

    `ramp_up` holds the share of those units that the first months reach; the
    rates of value added tax count only where the plan charges it.
    """

    name: str
    unit: str
    price: Decimal
    unit_cost: Decimal
    per_good_day: Decimal
    per_normal_day: Decimal
    per_slow_day: Decimal
    branch: Branch
    ramp_up: tuple[Decimal, ...] = ()
    vat_rate: Decimal = ZERO
    cost_vat_rate: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Days a week by kind, the mark of each calendar month, what a mark weighs.

    A normal month weighs 1, because the week described is one of a normal month.
    `credit_parts`, where given, replace the one share paid late: what part of a
    sale is paid in its own month, in the next one, and so on.
    """

    good_days: int
    normal_days: int
    slow_days: int
    marks: tuple[str, ...]
    good_month: Decimal = Decimal("1.3")
    slow_month: Decimal = Decimal("0.7")
    credit_share: Decimal = ZERO
    credit_months: int = 0
    credit_parts: tuple[Decimal, ...] = ()
    closures: tuple[Closure, ...] = ()

    @property
    def days_per_week(self) -> int:
        """Days open in a week."""
        return self.good_days + self.normal_days + self.slow_days

    def units_per_week(self, product: Product) -> Decimal:
        """Units of a product sold in the week described, one of a normal month."""
        return (
            self.good_days * product.per_good_day
            + self.normal_days * product.per_normal_day
            + self.slow_days * product.per_slow_day
        )

    def weight(self, month: Month) -> Decimal:
        """What the month's sales are to those of a normal month."""
        weights = {
            "good": self.good_month,
            "normal": Decimal(1),
            "slow": self.slow_month,
            "closed": Decimal(0),
        }
        shut = sum((c.share for c in self.closures if c.month == month), ZERO)
        return weights[self.marks[month.number - 1]] * max(ZERO, 1 - shut)

    def marked(self, mark: str, months: Iterable[Month]) -> tuple[Month, ...]:
        """Those of the months that carry a mark, each once, in order."""
        return tuple(m for m in sorted({*months}) if self.marks[m.number - 1] == mark)


@dataclass(frozen=True, slots=True)
class FixedCost:
    """A cost that does not follow sales, paid in the first month of its period."""

    label: str
    amount: Decimal
    months_between: int = 1
    vat_rate: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Position:
    """Paid work, gross pay per month and head, from a month of activity on."""

    role: str
    headcount: int
    gross_per_month: Decimal
    is_declared: bool
    from_month: int = 1


@dataclass(frozen=True, slots=True)
class Equipment:
    """What lasts: bought in a month of activity (0 before opening) or owned.

    What is renewed is bought again at the same price when its life has run out.
    """

    item: str
    quantity: int
    unit_price: Decimal
    life_years: int
    month: int = 0
    is_owned: bool = False
    is_renewed: bool = False
    vat_rate: Decimal = ZERO

    @property
    def value(self) -> Decimal:
        """Price of all the pieces."""
        return self.quantity * self.unit_price


@dataclass(frozen=True, slots=True)
class StartupCost:
    """A cost before opening: an expense, first stock, or a deposit one gets back.

    A deposit comes back in `returned_month` of activity; 0: not within the plan.
    """

    label: str
    amount: Decimal
    nature: str
    returned_month: int = 0
    vat_rate: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Source:
    """Money brought in before opening, given back over `repay_months` (0: never)."""

    kind: str
    label: str
    amount: Decimal
    repay_months: int = 0

    @property
    def is_grant(self) -> bool:
        """Whether it is given for equipment, never to be given back."""
        return self.kind == "grant" and not self.repay_months


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """The microcredit asked for; the fee is paid when the loan is."""

    amount: Decimal
    rate_per_year: Decimal
    method: LoanMethod
    term_months: int
    grace_months: int = 0
    fee: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class LaterLoan:
    """A further loan, paid out before opening (0) or in a month of activity.

    Its first instalment falls in the month after; its fee is kept at payment.
    """

    label: str
    terms: LoanTerms
    month: int = 0


@dataclass(frozen=True, slots=True)
class HouseholdLine:
    """One line of the family budget, per month."""

    label: str
    per_month: Decimal


@dataclass(frozen=True, slots=True)
class MonthlyLine:
    """Amounts known month by month, from the first month of activity on."""

    label: str
    is_receipt: bool
    in_profit: bool
    amounts: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class BusinessPlan:
    """Everything a forecast needs to know, and nothing of who the person is.

    `supplier_parts`, where given, replace the one delay: what part of a purchase
    is paid in its own month, in the next one, and so on. `stock_days` None leaves
    the first stock as it is; a number keeps so many days of the next month's
    sales in stock. `shrinkage` is what is lost, as a share of what is used.
    `draw_change` is added to what the household lacks each month; `other_debts` is
    paid each month on debts that stand nowhere else in the plan. Goods that are made,
    not resold, are taxed as goods and stand in the accounts as production.
    """

    start: Month
    legal_form: str
    branch: Branch
    products: tuple[Product, ...] = ()
    rhythm: Rhythm = Rhythm(0, 0, 0, ("normal",) * MONTHS_PER_YEAR)
    supplier_delay_months: int = 0
    fixed_costs: tuple[FixedCost, ...] = ()
    staff: tuple[Position, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    startup_costs: tuple[StartupCost, ...] = ()
    working_cash: Decimal = ZERO
    sources: tuple[Source, ...] = ()
    loan: LoanTerms | None = None
    household_expenses: tuple[HouseholdLine, ...] = ()
    household_income: tuple[HouseholdLine, ...] = ()
    household_contingency: Decimal = Decimal("0.10")
    monthly_lines: tuple[MonthlyLine, ...] = ()
    largest_client_per_year: Decimal = ZERO
    coefficient: Decimal | None = None
    dependants: int = 0
    supplier_parts: tuple[Decimal, ...] = ()
    stock_days: int | None = None
    shrinkage: Decimal = ZERO
    other_loans: tuple[LaterLoan, ...] = ()
    grants: tuple[Grant, ...] = ()
    vat: VatTerms | None = None
    draw_change: Decimal = ZERO
    other_debts: Decimal = ZERO
    makes_its_goods: bool = False
    disturbances: tuple[Disturbance, ...] = ()

    @property
    def draw_per_month(self) -> Decimal:
        """What the household takes each month: what it lacks, contingencies included.

        Never below zero.
        """
        need = sum((line.per_month for line in self.household_expenses), ZERO)
        income = sum((line.per_month for line in self.household_income), ZERO)
        lacking = max(ZERO, need * (1 + self.household_contingency) - income)
        return dirhams(max(ZERO, lacking + self.draw_change))

    def with_own_money(self, amount: Decimal) -> "BusinessPlan":
        """The same plan with so much more of the person's own money before opening."""
        own = Source(OWN_MONEY, "", amount)
        return replace(self, sources=(*self.sources, own))

    @property
    def is_registered_form(self) -> bool:
        """Whether the chosen form is a registered one."""
        return self.legal_form != "informal"


@dataclass(frozen=True, slots=True)
class Incomplete:
    """What a forecast still lacks: ids of questions, in the order of the pages."""

    questions: tuple[str, ...]
