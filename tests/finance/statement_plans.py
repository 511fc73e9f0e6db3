"""Plans with everything that the statements know, at random."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from plans import LABELS, PLANS, SHARES, amounts, loans, several

from workbench.months import Month
from workbench.plan.business_plan import BusinessPlan, LaterLoan
from workbench.plan.conditions import Closure, Grant, VatBasis, VatFiling, VatTerms

VAT_RATES = st.sampled_from((Decimal(0), Decimal("0.10"), Decimal("0.20")))
PARTS = st.sampled_from(
    (
        (),
        (Decimal(1),),
        (Decimal("0.5"), Decimal("0.5")),
        (Decimal("0.3"), Decimal("0.4"), Decimal("0.3")),
    )
)
GRANTS = st.builds(
    Grant,
    LABELS,
    amounts(9000),
    month=st.integers(0, 30),
    delay_months=st.integers(0, 8),
    is_running=st.booleans(),
)
VAT = st.builds(
    VatTerms,
    st.sampled_from(VatFiling),
    st.sampled_from(VatBasis),
    deduction_delay_months=st.integers(0, 1),
)
CLOSURES = st.builds(
    Closure, st.builds(Month, st.integers(2026, 2029), st.integers(1, 12)), SHARES
)


@st.composite
def rich(draw: st.DrawFn) -> BusinessPlan:
    """A plan at random with the further conditions drawn too."""
    plan = draw(PLANS)
    ramp = draw(st.lists(SHARES, max_size=4).map(tuple))
    products = tuple(
        replace(
            p, ramp_up=ramp, vat_rate=draw(VAT_RATES), cost_vat_rate=draw(VAT_RATES)
        )
        for p in plan.products
    )
    equipment = tuple(
        replace(e, is_renewed=draw(st.booleans()), vat_rate=draw(VAT_RATES))
        for e in plan.equipment
    )
    costs = tuple(
        replace(c, returned_month=draw(st.integers(0, 36)), vat_rate=draw(VAT_RATES))
        for c in plan.startup_costs
    )
    return replace(
        plan,
        products=products,
        equipment=equipment,
        startup_costs=costs,
        fixed_costs=tuple(
            replace(c, vat_rate=draw(VAT_RATES)) for c in plan.fixed_costs
        ),
        rhythm=replace(
            plan.rhythm,
            credit_parts=draw(PARTS),
            closures=draw(several(CLOSURES)),
        ),
        supplier_parts=draw(PARTS),
        stock_days=draw(st.none() | st.integers(0, 90)),
        shrinkage=draw(SHARES),
        other_loans=draw(
            several(st.builds(LaterLoan, LABELS, loans(), st.integers(0, 24)))
        ),
        grants=draw(several(GRANTS)),
        vat=draw(st.none() | VAT),
    )


RICH = rich()
few = settings(max_examples=40, deadline=None)
