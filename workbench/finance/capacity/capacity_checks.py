"""What the capacity to repay shows to be doubtful, as findings with their figures."""

from collections.abc import Iterator

from workbench.finance.capacity.capacity import CapacityFound
from workbench.findings import Finding, Level


def of_capacity(found: CapacityFound) -> list[Finding]:
    """Return the doubts about sales, and whether the loan asked for is bearable."""
    return [*_sales(found), *_loan(found)]


def _sales(found: CapacityFound) -> Iterator[Finding]:
    sales, rules = found.sales, found.rules
    if sales.gap > rules.gap:
        yield Finding(
            "capacity.estimates_differ",
            Level.WARNING,
            "capacity.customers_per_day",
            facts={
                "lowest": sales.base,
                "highest": max(e.per_month for e in sales.estimates),
                "gap": sales.gap,
            },
        )
    markup = sales.implied_markup
    counted = sales.purchases is not None
    if counted and markup is not None and sales.cap and markup > sales.cap.cap:
        yield Finding(
            "capacity.markup_high",
            Level.WARNING,
            "capacity.purchases",
            facts={"markup": markup, "cap": sales.cap.cap},
        )
    turns = sales.stock_turns
    if turns is not None and turns > rules.stock_turns_per_month:
        yield Finding(
            "capacity.stock_small",
            Level.WARNING,
            "capacity.stock",
            facts={"cost": sales.direct_cost, "stock": sales.stock},
        )


def _loan(found: CapacityFound) -> Iterator[Finding]:
    """One finding at most: the coverage where it is too low, otherwise the share."""
    tightest, mean = found.tightest, found.mean_cover
    if tightest is None or tightest.cover is None or mean is None:
        return
    if tightest.cover < found.rules.minimum_dscr:
        yield Finding(
            "capacity.cover_low",
            Level.BLOCKING if mean < 1 else Level.WARNING,
            "loan.amount",
            facts={
                "month": tightest.month,
                "net": tightest.net,
                "instalment": tightest.instalment,
                "minimum": found.rules.minimum_dscr,
                "mean": mean,
            },
        )
    elif tightest.share is not None and tightest.share > found.rules.share:
        yield Finding(
            "capacity.share_high",
            Level.WARNING,
            "loan.amount",
            facts={
                "month": tightest.month,
                "share": tightest.share,
                "most": found.rules.share,
                "bearable": found.bearable,
            },
        )
