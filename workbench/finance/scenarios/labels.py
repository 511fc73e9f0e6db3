"""What the changes of a scenario are called, and what each counts."""

from collections.abc import Mapping
from typing import Final

from workbench.knowledge.shocks import Unit
from workbench.knowledge.wording import mark

CHANGES: Final[Mapping[str, str]] = {
    "price_percent": mark("Selling price"),
    "quantity_percent": mark("Quantity sold"),
    "cost_percent": mark("Cost of what is sold"),
    "fixed_cost_percent": mark("Fixed costs of each month"),
    "start_months": mark("Month of opening"),
    "customer_share_points": mark("Part of sales paid later"),
    "customer_delay_months": mark("Wait until customers pay"),
    "loan_amount": mark("Amount of the loan"),
    "loan_term_months": mark("Length of the loan"),
    "loan_grace_months": mark("Months before repaying the loan"),
    "draw_per_month": mark("Taken for the household each month"),
    "opening_cash": mark("Own money before opening"),
}
"""English messages to translate, by field of `Changes`."""

UNITS: Final[Mapping[str, Unit]] = {
    name: Unit.MONTHS
    if name.endswith("_months")
    else Unit.PERCENT
    if name.endswith(("_percent", "_points"))
    else Unit.DIRHAMS
    for name in CHANGES
}
"""The unit of each change; `customer_share_points` counts points of sales."""
