"""The spreads that the answers describe, the usual ones where nothing was answered."""

from collections.abc import Sequence

from workbench.finance.simulation.spreads import ProductSpread, Range, Spreads
from workbench.knowledge.risk import Usual
from workbench.months import MONTHS_PER_YEAR
from workbench.plan.answers import Answers, Row
from workbench.plan.business_plan import BusinessPlan

ASKED = ("volume", "price", "cost")
OF_PRODUCT = "risk.products"


def spreads_of(
    answers: Answers, plan: BusinessPlan, usual: Usual, products: int
) -> Spreads:
    """Return the spreads of so many products, the plan's first.

    A product named in `risk.products` has its own range of sales, the others the
    common one. Raises SpreadImpossible, naming the field, for what cannot be drawn.
    """
    volume = _range(answers, usual, "volume")
    price = _range(answers, usual, "price")
    own = {_name(row): row for row in answers.rows(OF_PRODUCT)}
    names = [product.name.strip() for product in plan.products]
    names += [""] * (products - len(names))
    return Spreads(
        products=tuple(
            ProductSpread(_of_row(own[name]) if name in own else volume, price)
            for name in names
        ),
        cost=_range(answers, usual, "cost"),
        late_most=_share(answers, usual, "late_most"),
        bad_chance=_number(answers, usual, "bad_months_per_year") / MONTHS_PER_YEAR,
        bad_left=_share(answers, usual, "bad_left"),
        together=usual.together / 100,
        lasting=usual.lasting / 100,
    )


def unknown_products(answers: Answers, plan: BusinessPlan) -> Sequence[str]:
    """Return the names in `risk.products` that no product of the plan has."""
    known = {product.name.strip() for product in plan.products}
    named = (_name(row) for row in answers.rows(OF_PRODUCT))
    return [name for name in named if name not in known]


def is_asked(answers: Answers) -> bool:
    """Whether any range was answered; otherwise all are the usual ones."""
    ids = [f"risk.{name}_{end}" for name in ASKED for end in ("low", "high")]
    ids += ["risk.late_most", "risk.bad_months_per_year", "risk.bad_left", OF_PRODUCT]
    return any(answers.get(question) is not None for question in ids)


def _name(row: Row) -> str:
    return str(row.get("product", "")).strip()


def _of_row(row: Row) -> Range:
    found = Range(float(str(row.get("low", 100))) / 100, float(str(row["high"])) / 100)
    found.check(OF_PRODUCT)
    return found


def _number(answers: Answers, usual: Usual, name: str) -> float:
    return float(answers.number(f"risk.{name}", getattr(usual, name)))


def _share(answers: Answers, usual: Usual, name: str) -> float:
    return _number(answers, usual, name) / 100


def _range(answers: Answers, usual: Usual, name: str) -> Range:
    low = _share(answers, usual, f"{name}_low")
    high = _share(answers, usual, f"{name}_high")
    found = Range(low, high)
    found.check(f"risk.{name}_low" if not 0 < low <= 1 else f"risk.{name}_high")
    return found
