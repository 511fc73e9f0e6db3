"""The steps of the what-if strip: for which product, which change, more or less."""

from dataclasses import replace
from decimal import Decimal
from typing import Literal

import streamlit as st

from workbench.finance.scenarios import changing, scenario_words, stepping
from workbench.finance.scenarios.labels import CHANGES, UNITS
from workbench.finance.scenarios.scenario import PER_PRODUCT, Changes
from workbench.findings import Finding
from workbench.knowledge.wording import Words, mark
from workbench.months import Month
from workbench.plan.business_plan import BusinessPlan
from workbench.ui import tables, trial
from workbench.ui.text import literal

LIMIT = "what_if_limit"
"""Where the finding is kept that refused the last step, until it is told."""
PRODUCT = "what_if_product"
LESS, MORE = "less", "more"
STEP_NAMES = {LESS: mark("Less"), MORE: mark("More")}
Value = Decimal | int | Month | None
SIGNS = {LESS: "\u2212", MORE: "+"}


def show(case_id: str, plan: BusinessPlan, words: Words) -> None:
    """Show a line for each change that makes sense: its name, its outcome, − and +."""
    changes = trial.current(case_id).changes
    product = _product(plan, changes, words)
    changed, _ = changing.apply(plan, changes)
    for name in stepping.offered(plan, changes, product):
        key = f"step-{name}"
        label = words.text(CHANGES[name])
        own = product if name in PER_PRODUCT else ""
        if by := changes.value(name, own):
            before, after = (stepping.standing(p, name, own) for p in (plan, changed))
            outcome = _outcome(name, by, (before, after), words)
            label = f"{label} **{literal(outcome)}**"
        st.segmented_control(
            label,
            (LESS, MORE),
            key=key,
            format_func=lambda way: f"**{SIGNS[way]}** {words.text(STEP_NAMES[way])}",
            on_change=_step,
            args=(case_id, plan, name, product),
        )


def _outcome(
    name: str, by: Decimal | int, values: tuple[Value, Value], words: Words
) -> str:
    """What it is in the plan and becomes; of a percentage, how much and what."""
    before, after = (_written(value, name, words) for value in values)
    if name.endswith("_percent"):
        percent = scenario_words.difference(by, UNITS[name], words)
        return " · ".join(filter(None, (percent, after)))
    return words.text("{before} → {after}", before=before, after=after)


def _written(value: Value, name: str, words: Words) -> str:
    match value:
        case None:
            return ""
        case Month():
            return words.month(value)
        case int():
            return words.months(value)
        case _ if name == "customer_share_points":
            return words.percent(value)
    return words.money(value)


def _product(plan: BusinessPlan, changes: Changes, words: Words) -> str:
    """Show which product the next steps are for, and return it; "" for all of them.

    What changes for another product alone, or for all, is told below. A plan of one
    product has no such choice.
    """
    products = ("", *stepping.products(plan, changes))
    if st.session_state.get(PRODUCT) not in products:
        st.session_state[PRODUCT] = ""
    if len(products) == 1:
        return ""
    chosen: str = st.selectbox(
        words.text("Price, quantity and cost: of which product?"),
        products,
        key=PRODUCT,
        format_func=lambda name: name or words.text("All products"),
    )
    for one in (changes.of_all, *changes.products):
        if one.made and one.product != chosen:
            tables.hint(scenario_words.product(one, words))
    return chosen


def _step(case_id: str, plan: BusinessPlan, name: str, product: str) -> None:
    """Take the step that was tapped; tapped twice at once, it comes as "none"."""
    key = f"step-{name}"
    way = st.session_state[key] or st.session_state.get(f"{key}#last")
    st.session_state[f"{key}#last"] = way
    st.session_state[key] = None
    scenario = trial.current(case_id)
    by: Literal[-1, 1] = 1 if way == MORE else -1
    found = stepping.stepped(plan, scenario.changes, name, by, product=product)
    if isinstance(found, Finding):
        st.session_state[LIMIT] = found
    else:
        trial.change(case_id, replace(scenario, changes=found))
