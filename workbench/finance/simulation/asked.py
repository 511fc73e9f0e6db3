"""The spreads that the answers describe, the usual ones where nothing was answered."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import cast

from workbench.finance.simulation import history
from workbench.finance.simulation.history import FIELD, History, Learned
from workbench.finance.simulation.spreads import (
    ProductSpread,
    Range,
    Spreads,
    of_percent,
)
from workbench.knowledge.risk import Usual
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.answers import Answers, Row, Unclear
from workbench.plan.business_plan import BusinessPlan

ASKED = ("volume", "price", "cost")
OF_PRODUCT = "risk.products"


def spreads_of(
    answers: Answers, plan: BusinessPlan, usual: Usual, products: int
) -> Spreads:
    """Return the spreads of so many products, the plan's first.

    A product named in `risk.products` has its own range of sales, the others the
    common one: that of past takings where they are known, whose variation is that of
    all products together. Bad months that they hold count instead of what was asked.
    Raises SpreadImpossible (HistoryRefused for takings), naming the field.
    """
    seen = learned(answers, plan)
    usual = usual.in_trade(answers.text("idea.sector"))
    volume = seen.volume if seen else _range(answers, usual, "volume")
    price = _range(answers, usual, "price")
    own = {_name(row): row for row in _own_ranges(answers)}
    names = [product.name.strip() for product in plan.products]
    names += [""] * (products - len(names))
    bad_chance = _number(answers, usual, "bad_months_per_year") / MONTHS_PER_YEAR
    bad_left = _share(answers, usual, "bad_left")
    if seen and seen.left is not None:
        bad_chance, bad_left = seen.bad_chance, seen.left
    return Spreads(
        products=tuple(
            ProductSpread(_of_row(own[name]) if name in own else volume, price)
            for name in names
        ),
        cost=_range(answers, usual, "cost"),
        late_most=_share(answers, usual, "late_most"),
        bad_chance=bad_chance,
        bad_left=bad_left,
        together=1.0 if seen else usual.together / 100,
        lasting=usual.lasting / 100,
    )


def learned(answers: Answers, plan: BusinessPlan) -> Learned | None:
    """Return what the takings in `risk.takings` say, None where there are none.

    Good and slow months are those of the plan. Raises HistoryRefused.
    """
    found = noted(answers)
    return history.learn(found, plan.rhythm.weight) if found else None


def noted(answers: Answers) -> History | None:
    """Return the months in `risk.takings`, None without any; raises MonthTwice."""
    rows = [
        (line, row["month"], row["amount"])
        for line, row in enumerate(answers.rows(FIELD), start=1)
        if _is_complete(row, ("month", "amount"))
    ]
    if not rows:
        return None
    return history.of_months(cast("list[tuple[int, Month, Decimal]]", rows))


def replaced(answers: Answers, plan: BusinessPlan) -> frozenset[str]:
    """Return the questions that past takings answer instead; raises HistoryRefused."""
    seen = learned(answers, plan)
    if seen is None:
        return frozenset()
    very_bad = ("risk.bad_months_per_year", "risk.bad_left")
    return frozenset(
        ("risk.volume_low", "risk.volume_high", *(very_bad if seen.bad else ()))
    )


def rows_of(noted: History, most: int) -> list[dict[str, str]]:
    """Return the last whole months of a history, as typed into `risk.takings`."""
    return [
        {"month": str(one.month), "amount": str(one.amount)}
        for one in noted.whole[-most:]
    ]


def is_asked(answers: Answers) -> bool:
    """Whether any range was answered; otherwise all are the usual ones."""
    ids = [f"risk.{name}_{end}" for name in ASKED for end in ("low", "high")]
    ids += ["risk.late_most", "risk.bad_months_per_year", "risk.bad_left"]
    ids += [OF_PRODUCT, FIELD]
    return any(answers.get(question) is not None for question in ids)


def _own_ranges(answers: Answers) -> Iterator[Row]:
    """The rows of `risk.products` that say all they should."""
    rows = answers.rows(OF_PRODUCT)
    return (row for row in rows if _is_complete(row, ("product", "low", "high")))


def _is_complete(row: Row, columns: Sequence[str]) -> bool:
    return not any(
        isinstance(row.get(name, Unclear("", "")), Unclear) for name in columns
    )


def _name(row: Row) -> str:
    return str(row["product"]).strip()


def _of_row(row: Row) -> Range:
    low, high = (Decimal(str(row[end])) for end in ("low", "high"))
    return of_percent(low, high, OF_PRODUCT)


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
