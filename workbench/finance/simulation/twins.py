"""Twins read from plans: coefficients from the series that the forecast is made of."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from workbench.finance import forecast
from workbench.finance.forecast import Forecast
from workbench.finance.model import vat_flows
from workbench.finance.model.horizon import Horizon
from workbench.finance.model.nature import Nature
from workbench.finance.model.operations import Operations
from workbench.finance.model.series import Series, delayed, minus, plus
from workbench.finance.model.vat_flows import PAYMENT, VatFlows
from workbench.finance.simulation import habits, rules
from workbench.finance.simulation.draws import Array, Factors
from workbench.finance.simulation.habits import PROBE
from workbench.finance.simulation.runner import Runner
from workbench.finance.simulation.twin import Shelf, Twin
from workbench.finance.simulation.value_added import ValueAdded
from workbench.knowledge.parameters import Parameters, Trace
from workbench.money import ZERO
from workbench.plan.business_plan import Branch, BusinessPlan, Product
from workbench.plan.conditions import VatBasis

DRAWN_AGAIN = frozenset(
    {Nature.PURCHASE, Nature.SALES_TAX, Nature.PROFIT_TAX, Nature.PARTNERS_TAX}
    | {Nature.HEALTH, Nature.VAT}
)
"""Payments that every run works out from its own sales."""
TAKINGS = Product("", "", ZERO, ZERO, ZERO, ZERO, ZERO, Branch.GOODS)
"""The product that stands for takings known month by month."""


def of(plan: BusinessPlan, parameters: Parameters, months: int) -> Twin:
    """Return the twin of the forecast of `plan` over `months` months (1 to 60).

    Raises what `forecast.project` raises.
    """
    forecast.check_horizon(months)
    long = Horizon(plan.start, months).long
    done = Operations(plan, Horizon(plan.start, long), Trace(parameters))
    whole = forecast.of(done)
    rough = _rough(done, whole, months)
    exact = _floats(whole.cash.closing[:months])
    rounding = np.diff(exact - planned(rough), prepend=0.0)
    base = rough.base.copy()
    base[:months] += rounding
    return replace(rough, base=base, rounding=rounding)


def planned(twin: Twin) -> Array:
    """Return the month's ends of the plan itself: the run whose factors are all 1."""
    volume = np.ones((len(twin.sales), twin.products, 1))
    alone = Runner(twin, runs=1)
    found: Array = alone.closing(Factors(volume, None, None, None, None))[:, 0]
    return found


def _rough(done: Operations, whole: Forecast, months: int) -> Twin:
    """The twin before the centimes."""
    plan = done.plan
    known = {b: minus(done.turnover[b], done.collected[b]) for b in Branch}
    products = [*plan.products]
    if not products or any(map(any, known.values())):
        products.append(TAKINGS)
    branches = sorted({plan.branch, *(p.branch for p in plan.products)})
    sales, cost = _table(products, done.sales_of), _table(products, done.cost_of)
    value_added = _value_added(done, sales, cost, products)
    taxes = rules.taxes_of(done, whole.forms, branches)
    return Twin(
        months=months,
        opening=float(whole.cash.opening[0]),
        base=_base(whole),
        before_tax=_result_apart(done, plus(*known.values()))
        if taxes.are_on_results
        else np.zeros(done.horizon.long),
        sales=_by_branch(sales, products, branches),
        uses=cost if value_added is None else cost - value_added.uses,
        lost=_floats(done.disturbed.stock_lost) + float(plan.shrinkage),
        unpaid=_share(done.disturbed.unpaid, done.horizon.long),
        takings=np.array([_floats(known[b]) for b in branches]),
        collecting=habits.read(done.paid_late, done.horizon.long),
        supplying=habits.read(done.to_suppliers, done.horizon.long),
        shelf=_shelf(done),
        value_added=value_added,
        taxes=taxes,
        repaid=_floats(plus(done.borrowing.interest(), done.borrowing.principal())),
        rounding=np.zeros(months),
    )


def _floats(series: Sequence[Decimal]) -> Array:
    return np.array([float(amount) for amount in series])


def _share(pays: Callable[[Series], Series], count: int) -> Array:
    return _floats([part / PROBE for part in pays((PROBE,) * count)])


def _table(products: Sequence[Product], series: Callable[[Product], Series]) -> Array:
    """A series of each product, by month and product."""
    return np.array([_floats(series(product)) for product in products]).T


def _by_branch(
    sales: Array, products: Sequence[Product], branches: Sequence[Branch]
) -> Array:
    """The same sales by month, branch and product."""
    belongs = [[p.branch is branch for p in products] for branch in branches]
    return np.ascontiguousarray(sales[:, None] * np.array(belongs))


def _base(whole: Forecast) -> Array:
    """The cash of each month apart from sales, what they use, and what follows them."""
    cash = whole.cash
    apart = minus(cash.received({Nature.SALE}), cash.paid(DRAWN_AGAIN))
    return _floats(minus(cash.net, apart))


def _result_apart(done: Operations, known: Series) -> Array:
    """The result before tax of each month apart from sales and what they use."""
    made = plus(done.sales, known)
    spent = plus(done.supply.consumed, done.bad_debts)
    return _floats(plus(minus(forecast.before_tax(done), made), spent))


def _shelf(done: Operations) -> Shelf | None:
    supply = done.supply
    if supply.days is None:
        return None
    return Shelf(supply.days, float(supply.first_stock))


def _value_added(
    done: Operations, sales: Array, uses: Array, products: Sequence[Product]
) -> ValueAdded | None:
    terms = done.plan.vat
    if terms is None:
        return None
    flows = vat_flows.of(done)
    rate = done.mean_rate_of_use
    later = terms.deduction_delay_months
    on_goods = delayed(done.to_suppliers(done.bought_tax), later)
    return ValueAdded(
        sales=sales * [_inside(p.vat_rate) for p in products],
        uses=uses * [_inside(p.cost_vat_rate) for p in products],
        mean_rate=None if rate is None else float(rate),
        is_due_at_invoice=terms.basis is VatBasis.INVOICES,
        later=later,
        deductible=_floats(minus(plus(flows.on_charges, flows.on_equipment), on_goods)),
        returns=_returns(done, flows),
    )


def _inside(rate: Decimal) -> float:
    """The part of a price that is tax."""
    return float(rate / (1 + rate))


def _returns(done: Operations, flows: VatFlows) -> list[tuple[slice, int | None]]:
    after = int(done.trace.value(PAYMENT, done.horizon.start.first_day).number)
    found = []
    for one in flows.returns:
        place = one.places[-1] + after
        months = slice(one.places[0], one.places[-1] + 1)
        found.append((months, place if place < done.horizon.long else None))
    return found
