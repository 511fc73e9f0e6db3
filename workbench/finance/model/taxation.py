"""An auto-entrepreneur's taxes over the months: when they arise, when they are paid.

They are laid out by civil quarter, for the civil years in which the regime holds.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal

from workbench.finance.charges import charges
from workbench.finance.model.horizon import Horizon, Quarter
from workbench.finance.model.series import Series, plus, share
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO
from workbench.plan.business_plan import Branch

DELAY = "auto_entrepreneur.declaration_months_after_quarter"


@dataclass(frozen=True, slots=True)
class Charge:
    """One tax or contribution by the month it is earned in, and paid in."""

    earned: Series
    paid: Series

    def __add__(self, other: "Charge") -> "Charge":
        """Both charges, month by month."""
        return Charge(plus(self.earned, other.earned), plus(self.paid, other.paid))


def none(horizon: Horizon) -> Charge:
    """The charge of a form whose taxes are not computed."""
    return Charge(horizon.nothing, horizon.nothing)


def income_tax(
    horizon: Horizon,
    taxed: Mapping[Branch, Series],
    years: Container[int],
    trace: Trace,
) -> Charge:
    """Return the final tax on what each quarter collects, earned as it is collected."""
    owed = {}
    for quarter, places in _quarters(horizon, years).items():
        amounts = {b: sum((s[p] for p in places), ZERO) for b, s in taxed.items()}
        owed[quarter] = charges.auto_entrepreneur_tax(amounts, quarter, trace)
    return _by_quarter(horizon, owed, plus(*taxed.values()), trace)


def health_contribution(
    horizon: Horizon, tax: Charge, years: Container[int], trace: Trace
) -> Charge:
    """Return the contribution of each quarter, by the band of its civil year's tax."""
    of_year: dict[int, Decimal] = {}
    for month, amount in zip(horizon.months, tax.earned, strict=True):
        of_year[month.year] = of_year.get(month.year, ZERO) + amount
    owed = {
        quarter: charges.health_contribution(of_year[quarter[0]], quarter, trace)
        for quarter in _quarters(horizon, years)
    }
    return _by_quarter(horizon, owed, (Decimal(1),) * horizon.long, trace)


def _quarters(horizon: Horizon, years: Container[int]) -> Mapping[Quarter, list[int]]:
    """The places of the months in each civil quarter of those years."""
    return {q: places for q, places in horizon.quarters.items() if q[0] in years}


def _by_quarter(
    horizon: Horizon, owed: Mapping[Quarter, Decimal], weights: Series, trace: Trace
) -> Charge:
    """Earn each quarter's amount by weight in its months; pay it after its end."""
    earned = [ZERO] * horizon.long
    paid = dict.fromkeys(range(horizon.long), ZERO)
    after = int(trace.value(DELAY, horizon.start.first_day).number)
    for quarter, amount in owed.items():
        places = horizon.quarters[quarter]
        parts = share(amount, [weights[place] for place in places])
        for place, part in zip(places, parts, strict=True):
            earned[place] = part
        due = horizon.start.until(charges.last_month(quarter)) + after
        if due in paid:
            paid[due] = amount
    return Charge(tuple(earned), tuple(paid.values()))
