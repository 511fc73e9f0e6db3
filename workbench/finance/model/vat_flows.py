"""Value added tax of a plan over its months: collected, deductible, paid.

Everything in a plan that charges the tax includes it. On the rule, tax on a sale is
due when the customer pays; on the option, when the sale is made. Tax on a purchase
is deductible when it is paid, and on what was paid before opening in the first
month. A return is paid in the month after its period, before the last day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.finance.model import vat, wear
from workbench.finance.model.operations import Operations
from workbench.finance.model.series import Series, delayed, plus
from workbench.finance.model.vat import VatReturn
from workbench.money import ZERO
from workbench.plan.conditions import VatBasis, VatFiling

PAYMENT = "vat.payment_months_after"


@dataclass(frozen=True, slots=True)
class VatFlows:
    """The tax by month, over all months to the end of the last civil year.

    `exigible` is what becomes due to the state, `on_charges` and `on_equipment`
    what may be deducted, `paid` what the returns cost in the month of payment.
    """

    exigible: Series
    on_charges: Series
    on_equipment: Series
    returns: tuple[VatReturn, ...]
    paid: Series


def of(done: Operations) -> VatFlows:
    """Return the tax of the plan; zeros and no returns where it charges none."""
    terms = done.plan.vat
    if terms is None:
        nothing = done.horizon.nothing
        return VatFlows(nothing, nothing, nothing, (), nothing)
    sold = plus(*done.sold_tax.values())
    exigible = sold if terms.basis is VatBasis.INVOICES else done.paid_late(sold)
    later = terms.deduction_delay_months
    on_charges = delayed(_on_charges(done), later)
    on_equipment = _on_equipment(done)
    returns = vat.returns(_periods(done), exigible, on_charges, on_equipment)
    return VatFlows(exigible, on_charges, on_equipment, returns, _paid(done, returns))


def opening_tax(done: Operations, *, on_equipment: bool) -> Decimal:
    """Return the tax inside what is paid before opening, that comes back later."""
    if on_equipment:
        before = (a for a in done.plan.equipment if a.month == 0)
        return sum((wear.tax_in(done.plan, a) for a in before), ZERO)
    spent = (c for c in done.plan.startup_costs if c.nature != "deposit")
    return sum((done.tax_in(c.amount, c.vat_rate) for c in spent), ZERO)


def _on_charges(done: Operations) -> Series:
    opening = opening_tax(done, on_equipment=False)
    return plus(
        done.to_suppliers(done.bought_tax),
        done.horizon.filled(done.fixed_costs_tax()),
        done.horizon.filled((opening,)),
    )


def _on_equipment(done: Operations) -> Series:
    opening = opening_tax(done, on_equipment=True)
    later = wear.bought(done.plan, done.horizon.count, only_tax=True)
    return plus(done.horizon.filled(later), done.horizon.filled((opening,)))


def _periods(done: Operations) -> Sequence[Sequence[int]]:
    terms = done.plan.vat
    if terms is not None and terms.filing is VatFiling.MONTHLY:
        return [(place,) for place in range(done.horizon.long)]
    return list(done.horizon.quarters.values())


def _paid(done: Operations, returns: Sequence[VatReturn]) -> Series:
    long = done.horizon.long
    after = int(
        done.trace.of("vat").value(PAYMENT, done.horizon.start.first_day).number
    )
    paid = [ZERO] * (long + after)
    for one in returns:
        paid[one.places[-1] + after] += one.due
    return tuple(paid[:long])
