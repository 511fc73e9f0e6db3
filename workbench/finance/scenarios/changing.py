"""What-if changes on a plan, each checked against what the plan has today.

Changes are taken together: what one makes possible for another counts, and the
order in which they were typed does not. What changes for one product alone comes on
top of what changes for all: five per cent less of ten per cent more.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from math import prod

from workbench.finance.scenarios.scenario import (
    PER_PRODUCT,
    Changes,
    ProductChanges,
)
from workbench.findings import Finding, Level
from workbench.money import ZERO, dirhams
from workbench.plan.business_plan import (
    OWN_MONEY,
    BusinessPlan,
    FixedCost,
    LoanTerms,
    Product,
    Rhythm,
    Source,
)

LOWEST_PERCENT, HIGHEST_PERCENT = -100, 1000
EARLIEST, LATEST = -12, 24
"""By how many months the start can be moved."""
LONGEST_DELAY = 24
LONGEST_TERM = 360

Refuse = Callable[[Finding], None]
PERCENTAGES = {
    "price_percent": "products.list",
    "quantity_percent": "products.list",
    "cost_percent": "products.list",
    "fixed_cost_percent": "fixed_costs.list",
}
"""Changes in per cent, with the question whose answer they change."""


def apply(
    plan: BusinessPlan, changes: Changes
) -> tuple[BusinessPlan, tuple[Finding, ...]]:
    """Return the changed plan, and a finding for each change that is left out."""
    refused: list[Finding] = []
    changes = _within_bounds(changes, refused.append)
    for change in (_products, _fixed_costs, _start, _customers, _loan, _draw, _own):
        plan = change(plan, changes, refused.append)
    return plan, tuple(refused)


def _where(field: str, product: str = "") -> str:
    return f"changes.products.{product}.{field}" if product else f"changes.{field}"


def _within_bounds(changes: Changes, refuse: Refuse) -> Changes:
    """The changes without the percentages and months that no plan can have."""
    bounds = dict.fromkeys(PERCENTAGES, (LOWEST_PERCENT, HIGHEST_PERCENT))
    bounds["start_months"] = (EARLIEST, LATEST)
    asked = [(name, "") for name in bounds]
    asked += [(name, one.product) for one in changes.products for name in one.made]
    for name, product in asked:
        lowest, highest = bounds[name]
        if lowest <= changes.value(name, product) <= highest:
            continue
        refuse(
            Finding(
                "scenario.out_of_bounds",
                Level.WARNING,
                PERCENTAGES.get(name, "actions.start_month"),
                _where(name, product),
                facts={"lowest": lowest, "highest": highest},
            )
        )
        nothing = type(changes.value(name, product))(0)
        changes = changes.changed(name, nothing, product)
    return changes


def _products(plan: BusinessPlan, changes: Changes, refuse: Refuse) -> BusinessPlan:
    question, sold = "products.list", names(plan)
    for name in PER_PRODUCT:
        if name in changes.made and not sold:
            where = _where(name)
            refuse(Finding("scenario.no_products", Level.WARNING, question, where))
    for one in changes.products:
        if one.product not in sold:
            refuse(
                Finding(
                    "scenario.product_gone",
                    Level.WARNING,
                    question,
                    f"changes.products.{one.product}",
                    facts={"product": one.product},
                )
            )
    products = (_changed(p, changes, changes.of(name_of(p))) for p in plan.products)
    return replace(plan, products=tuple(products))


def names(plan: BusinessPlan) -> tuple[str, ...]:
    """Return the names by which the products of a plan change alone, each once."""
    return tuple(dict.fromkeys(map(name_of, plan.products)))


def name_of(product: Product) -> str:
    """Return the name by which a product changes alone."""
    return product.name.strip()


def _changed(product: Product, changes: Changes, own: ProductChanges) -> Product:
    quantity = _factor(changes.quantity_percent) * _factor(own.quantity_percent)
    return replace(
        product,
        price=_times(product.price, changes.price_percent, own.price_percent),
        unit_cost=_times(product.unit_cost, changes.cost_percent, own.cost_percent),
        per_good_day=product.per_good_day * quantity,
        per_normal_day=product.per_normal_day * quantity,
        per_slow_day=product.per_slow_day * quantity,
    )


def _factor(percent: Decimal) -> Decimal:
    return 1 + percent / 100


def _times(amount: Decimal, *percents: Decimal) -> Decimal:
    """The amount so much larger, to the centime; untouched by changes of nothing."""
    if not any(percents):
        return amount
    return dirhams(amount * prod(map(_factor, percents)))


def _fixed_costs(plan: BusinessPlan, changes: Changes, refuse: Refuse) -> BusinessPlan:
    percent = changes.fixed_cost_percent
    if percent and not plan.fixed_costs:
        where, question = _where("fixed_cost_percent"), "fixed_costs.list"
        refuse(Finding("scenario.no_fixed_costs", Level.WARNING, question, where))

    def changed(cost: FixedCost) -> FixedCost:
        return replace(cost, amount=_times(cost.amount, percent))

    return replace(plan, fixed_costs=tuple(map(changed, plan.fixed_costs)))


def _start(plan: BusinessPlan, changes: Changes, _: Refuse) -> BusinessPlan:
    return replace(plan, start=plan.start.plus(changes.start_months))


def _customers(plan: BusinessPlan, changes: Changes, refuse: Refuse) -> BusinessPlan:
    points, months = changes.customer_share_points, changes.customer_delay_months
    if not points and not months:
        return plan
    rhythm = plan.rhythm
    share, delay = rhythm.credit_share + points / 100, rhythm.credit_months + months
    finding = _against_credit(rhythm, share, delay)
    if finding:
        refuse(finding)
        return plan
    if not share:
        where, question = _where("customer_share_points"), "rhythm.credit_share"
        refuse(Finding("scenario.nobody_pays_late", Level.WARNING, question, where))
    elif not delay:
        where, question = _where("customer_delay_months"), "rhythm.credit_months"
        refuse(Finding("scenario.no_delay", Level.WARNING, question, where))
    late = replace(rhythm, credit_share=share, credit_months=delay)
    return replace(plan, rhythm=late)


def _against_credit(rhythm: Rhythm, share: Decimal, delay: int) -> Finding | None:
    """What forbids such credit to customers, None when nothing does."""
    where, question = _where("customer_share_points"), "rhythm.credit_share"
    if rhythm.credit_parts:
        return Finding("scenario.paid_by_parts", Level.WARNING, question, where)
    if not 0 <= share <= 1:
        return Finding(
            "scenario.share_beyond",
            Level.WARNING,
            question,
            where,
            facts={"share": share},
        )
    if not 0 <= delay <= LONGEST_DELAY:
        return Finding(
            "scenario.delay_beyond",
            Level.WARNING,
            "rhythm.credit_months",
            _where("customer_delay_months"),
            facts={"longest": LONGEST_DELAY},
        )
    return None


def _loan(plan: BusinessPlan, changes: Changes, refuse: Refuse) -> BusinessPlan:
    if plan.loan is None:
        for name in changes.made:
            if name.startswith("loan_"):
                question, where = "loan.wanted", _where(name)
                refuse(Finding("scenario.no_loan", Level.WARNING, question, where))
        return plan
    loan = _amount(plan.loan, changes, refuse)
    return replace(plan, loan=_months(loan, changes, refuse))


def _amount(loan: LoanTerms, changes: Changes, refuse: Refuse) -> LoanTerms:
    amount = loan.amount + changes.loan_amount
    if amount > 0:
        return replace(loan, amount=amount)
    refuse(
        Finding(
            "scenario.nothing_lent",
            Level.WARNING,
            "loan.amount",
            _where("loan_amount"),
            facts={"amount": loan.amount},
        )
    )
    return loan


def _months(loan: LoanTerms, changes: Changes, refuse: Refuse) -> LoanTerms:
    """The loan with its new term and grace; as it was when they do not fit."""
    term = loan.term_months + changes.loan_term_months
    grace = loan.grace_months + changes.loan_grace_months
    if 1 <= term <= LONGEST_TERM and 0 <= grace < term:
        return replace(loan, term_months=term, grace_months=grace)
    refuse(_against_months(loan, changes))
    return loan


def _against_months(loan: LoanTerms, changes: Changes) -> Finding:
    """Why such a term or grace cannot be."""
    term = loan.term_months + changes.loan_term_months
    grace = loan.grace_months + changes.loan_grace_months
    if not 1 <= term <= LONGEST_TERM:
        return Finding(
            "scenario.term_beyond",
            Level.WARNING,
            "loan.term_months",
            _where("loan_term_months"),
            facts={"longest": LONGEST_TERM},
        )
    if grace < 0:
        return Finding(
            "scenario.grace_negative",
            Level.WARNING,
            "loan.grace_months",
            _where("loan_grace_months"),
            facts={"grace": loan.grace_months},
        )
    is_graces = bool(changes.loan_grace_months)
    return Finding(
        "scenario.grace_beyond",
        Level.WARNING,
        "loan.grace_months" if is_graces else "loan.term_months",
        _where("loan_grace_months" if is_graces else "loan_term_months"),
        facts={"grace": grace, "term": term},
    )


def _draw(plan: BusinessPlan, changes: Changes, refuse: Refuse) -> BusinessPlan:
    if plan.draw_per_month + changes.draw_per_month >= 0:
        return replace(plan, draw_change=plan.draw_change + changes.draw_per_month)
    refuse(
        Finding(
            "scenario.draw_negative",
            Level.WARNING,
            "budget.expenses",
            _where("draw_per_month"),
            facts={"draw": plan.draw_per_month},
        )
    )
    return plan


def _own(plan: BusinessPlan, changes: Changes, refuse: Refuse) -> BusinessPlan:
    """More own money before opening, or less of what there is."""
    change = changes.opening_cash
    if change > 0:
        return plan.with_own_money(change)
    own = own_money(plan)
    if own + change >= 0:
        return replace(plan, sources=_less_own(plan.sources, -change))
    refuse(
        Finding(
            "scenario.own_money_short",
            Level.WARNING,
            "financing.sources",
            _where("opening_cash"),
            facts={"own": own},
        )
    )
    return plan


def own_money(plan: BusinessPlan) -> Decimal:
    """Return the person's own money before opening, in dirhams."""
    return sum((s.amount for s in plan.sources if s.kind == OWN_MONEY), ZERO)


def _less_own(sources: tuple[Source, ...], less: Decimal) -> tuple[Source, ...]:
    left = []
    for source in sources:
        taken = min(less, source.amount) if source.kind == OWN_MONEY else ZERO
        less -= taken
        left.append(replace(source, amount=source.amount - taken))
    return tuple(left)
