"""Where the figures of a line come from: questions answered and parameters used."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Source:
    """The ids of the questions a line follows from, and of the rules it uses."""

    questions: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()

    def __or__(self, other: "Source") -> "Source":
        """Both together, each id once, in the order in which they came."""
        return Source(
            tuple(dict.fromkeys(self.questions + other.questions)),
            tuple(dict.fromkeys(self.parameters + other.parameters)),
        )


_SALES: Final = (
    "products.list",
    "rhythm.good_days",
    "rhythm.months",
    "details.ramp_up_month_1",
    "details.closures",
)
_CREDIT: Final = (*_SALES, "marketing.sells_on_credit", "rhythm.credit_share")
_VAT: Final = (
    "vat.charged",
    "vat.filing",
    "vat.basis",
    "vat.sales_rate",
    "vat.goods_rate",
    "vat.costs_rate",
    "vat.equipment_rate",
    *_SALES,
    "fixed_costs.list",
    "equipment.list",
)
_LOAN: Final = (
    "loan.amount",
    "loan.rate_per_year",
    "loan.method",
    "loan.term_months",
    "loan.grace_months",
    "further_loans.list",
)
_BUDGET: Final = ("budget.expenses", "budget.income", "budget.contingency_percent")

QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "sales": _SALES,
    "collected": _CREDIT,
    "bought": (*_SALES, "details.stock_days"),
    "used": _SALES,
    "lost": (*_SALES, "details.shrinkage_percent"),
    "bad_debts": _CREDIT,
    "disturbance": (),
    "suppliers_paid": (*_SALES, "purchases.delay_months"),
    "fixed_cost": ("fixed_costs.list",),
    "monthly": ("monthly.list",),
    "wages": ("staff.list",),
    "social_contributions": ("staff.list",),
    "equipment": ("equipment.list",),
    "depreciation": ("equipment.list",),
    "startup": ("startup.list",),
    "deposit": ("startup.list",),
    "opening_costs": ("startup.list", "loan.fees"),
    "source": ("financing.sources",),
    "in_kind": ("equipment.list",),
    "repay": ("financing.sources",),
    "loan": ("loan.amount", "further_loans.list"),
    "loan_principal": _LOAN,
    "loan_interest": _LOAN,
    "loan_fee": ("loan.fees", "further_loans.list"),
    "grant": (
        "financing.sources",
        "details.grant_delay_months",
        "details.grant_tranches",
    ),
    "grant_to_income": (
        "financing.sources",
        "details.grant_tranches",
        "equipment.list",
    ),
    "income_tax": ("legal.form", "legal.branch", *_SALES),
    "health_contribution": ("legal.form", "legal.branch", *_SALES),
    "vat": _VAT,
    "draw": _BUDGET,
    "partners_tax": ("legal.form", *_SALES, *_BUDGET),
    "other_debts": ("capacity.other_instalments",),
}
"""The questions behind each kind of movement."""


def of(movement: str, rules: Mapping[str, tuple[str, ...]]) -> Source:
    """Return where a kind of movement comes from, with a forecast's rules for each.

    KeyError for a kind that has no questions here; most kinds use no rule.
    """
    return Source(QUESTIONS[movement], rules.get(movement, ()))
