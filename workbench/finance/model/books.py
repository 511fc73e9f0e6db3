"""Monthly series behind the printed lines, which the accounts need one by one."""

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.finance.model import vat_flows, wear
from workbench.finance.model.operations import Operations
from workbench.finance.model.series import Series, minus, plus
from workbench.finance.model.vat import VatReturn
from workbench.finance.model.vat_flows import VatFlows
from workbench.plan.business_plan import Branch


@dataclass(frozen=True, slots=True)
class Books:
    """One amount a month in dirhams, all positive; `tax` is value added tax.

    Sales, use and purchases are without the tax that comes back; `collected` and
    `suppliers_paid` are what is really paid. `opening_tax` is what was paid before
    opening, on charges and stock, then on equipment; `unpaid_tax` the tax on sales
    never paid that is never due.
    """

    sold: Mapping[Branch, Series]
    sold_tax: Series
    collected: Series
    unpaid_tax: Series
    used: Mapping[Branch, Series]
    lost: Series
    bought: Series
    bought_tax: Series
    suppliers_paid: Series
    fixed_tax: Series
    equipment_tax: Series
    opening_tax: tuple[Series, Series]
    exigible: Series
    deductible: Series
    vat_returns: tuple[VatReturn, ...]


def of(done: Operations, tax: VatFlows) -> Books:
    """Return the series of one plan, cut to the months of the forecast."""
    cut = done.horizon.cut
    opening = tuple(
        (vat_flows.opening_tax(done, on_equipment=kind), *cut(done.horizon.nothing))
        for kind in (False, True)
    )
    return Books(
        sold={b: cut(minus(s, done.sold_tax[b])) for b, s in done.sold.items()},
        sold_tax=cut(plus(*done.sold_tax.values())),
        collected=cut(plus(*done.collected.values())),
        unpaid_tax=cut(done.unpaid_tax),
        used={b: cut(minus(s, done.cost_tax[b])) for b, s in done.cost.items()},
        lost=cut(done.supply.lost),
        bought=cut(done.supply.bought),
        bought_tax=cut(done.bought_tax),
        suppliers_paid=cut(done.purchases_paid),
        fixed_tax=done.fixed_costs_tax(),
        equipment_tax=wear.bought(done.plan, done.horizon.count, only_tax=True),
        opening_tax=(opening[0], opening[1]),
        exigible=cut(tax.exigible),
        deductible=cut(plus(tax.on_charges, tax.on_equipment)),
        vat_returns=tuple(r for r in tax.returns if r.places[-1] < done.horizon.count),
    )
