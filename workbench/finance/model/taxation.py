"""An auto-entrepreneur's taxes over the months: when they arise, when they are paid."""

from collections.abc import Mapping
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


def none(horizon: Horizon) -> Charge:
    """The charge of a form whose taxes are not computed."""
    return Charge(horizon.nothing, horizon.nothing)


def income_tax(
    horizon: Horizon, collected: Mapping[Branch, Series], trace: Trace
) -> Charge:
    """Return the final tax on what each quarter collects, earned as it is collected."""
    owed = {}
    for quarter, places in horizon.quarters.items():
        amounts = {b: sum((s[p] for p in places), ZERO) for b, s in collected.items()}
        owed[quarter] = charges.auto_entrepreneur_tax(amounts, quarter, trace)
    return _by_quarter(horizon, owed, plus(*collected.values()), trace)


def health_contribution(horizon: Horizon, tax: Charge, trace: Trace) -> Charge:
    """Return the contribution of each quarter, by the band of its civil year's tax."""
    of_year: dict[int, Decimal] = {}
    for month, amount in zip(horizon.months, tax.earned, strict=True):
        of_year[month.year] = of_year.get(month.year, ZERO) + amount
    owed = {
        quarter: charges.health_contribution(of_year[quarter[0]], quarter, trace)
        for quarter in horizon.quarters
    }
    return _by_quarter(horizon, owed, (Decimal(1),) * horizon.long, trace)


def _by_quarter(
    horizon: Horizon, owed: Mapping[Quarter, Decimal], weights: Series, trace: Trace
) -> Charge:
    """Earn each quarter's amount by weight in its months; pay it after its end."""
    earned = [ZERO] * horizon.long
    paid = dict.fromkeys(range(horizon.long), ZERO)
    after = int(trace.value(DELAY, horizon.start.first_day).number)
    for quarter, places in horizon.quarters.items():
        parts = share(owed[quarter], [weights[place] for place in places])
        for place, part in zip(places, parts, strict=True):
            earned[place] = part
        due = horizon.start.until(charges.last_month(quarter)) + after
        if due in paid:
            paid[due] = owed[quarter]
    return Charge(tuple(earned), tuple(paid.values()))
