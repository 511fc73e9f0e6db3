"""The what-if strip over the forecast: tap a step, see what becomes of the cash."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.finance.forecast import Forecast
from workbench.finance.scenarios import scenario_words, stepping
from workbench.finance.scenarios.labels import CHANGES, UNITS
from workbench.findings import Finding
from workbench.journey import scenarios
from workbench.journey import what_if as trying
from workbench.journey.outlook import Outlook
from workbench.journey.what_if import Tried
from workbench.knowledge.wording import Words, mark
from workbench.plan.business_plan import BusinessPlan
from workbench.ui import context, figures, shell, tables, trial, what_if_shocks
from workbench.ui.text import escaped, literal

OPEN = "what_if_open"
LIMIT = "what_if_limit"
KEEP = "what_if_keep"
LESS, MORE = "less", "more"
STEP_NAMES = {LESS: mark("Less"), MORE: mark("More")}
SIGNS = {LESS: "\u2212", MORE: "+"}
FEW = 6
NOT_KNOWN = "—"


@st.fragment
def show(seen: Outlook, plan: BusinessPlan, base: Forecast) -> None:
    """Show the figures that decide, the strip, and the curve; a tap runs this alone.

    The plan and its forecast are those that the page around it read. Closed, the
    strip costs nothing and the plan is shown as it is.
    """
    with shell.refusals_told():
        words, case_id = context.words(), seen.case.row.id
        is_open = trial.is_open(case_id)
        scenario = trial.current(case_id) if is_open else trial.NOTHING
        tried = Tried(scenario, base)
        if scenario != trial.NOTHING:
            months = len(base.months)
            tried = trying.try_out(plan, scenario, seen.parameters, months)
        shown = tried.forecast
        headline(shown, words)
        _switch(case_id, words)
        _told(tried, base, words)
        outcome, strip = st.columns([5, 3], gap="medium") if is_open else (st, None)
        picture = outcome.container()
        with outcome.container():
            cost_of_loan(plan, shown, words)
            if is_open:
                what_if_shocks.show(case_id, seen, shown, words)
        if strip:
            with strip.container(key="what_if_steps"):
                _steps(case_id, plan, words)
                _ways_out(case_id, words)
        with picture:
            before = None if scenario == trial.NOTHING else base
            figures.closing_cash(shown, words, before)


def _switch(case_id: str, words: Words) -> None:
    """Show the switch between the plan as it is and what is tried on it."""
    st.session_state[OPEN] = trial.is_open(case_id)
    st.toggle(
        words.text("**What if…?** Try changes, the plan stays as it is"),
        key=OPEN,
        on_change=lambda: trial.show(case_id, is_open=st.session_state[OPEN]),
    )


def headline(forecast: Forecast, words: Words) -> None:
    """Show the figures that decide."""
    day = forecast.break_even.sales_per_day
    instalment = max((row.due for row in forecast.instalments), default=None)
    cover = forecast.debt_service_cover
    lowest = words.text(
        "Lowest cash · {month}", month=words.month(forecast.lowest_month)
    )
    tables.headline(
        (
            (lowest, words.money(forecast.lowest_cash)),
            (words.text("Start-up need"), words.money(forecast.startup.total_needs)),
            (words.text("Break-even, per open day"), _money(day, words)),
            (words.text("Largest instalment"), _money(instalment, words)),
            (
                words.text("Cash before instalments, for 1 dirham of instalment"),
                _money(cover, words),
            ),
        )
    )


def _money(amount: Decimal | None, words: Words) -> str:
    return NOT_KNOWN if amount is None else words.money(amount)


def cost_of_loan(plan: BusinessPlan, forecast: Forecast, words: Words) -> None:
    """Show the rate quoted with what it really costs beside it."""
    if plan.loan is None or forecast.effective_rate is None:
        return
    quoted = words.text("{rate} a year", rate=words.percent(plan.loan.rate_per_year))
    label = words.text("Effective cost a year, fees included")
    cost = words.percent(Decimal(repr(forecast.effective_rate)))
    told = words.text("{place}: {text}", place=label, text=cost)
    tables.hint(" · ".join((words.text("Loan asked for"), quoted, told)))


def _told(tried: Tried, base: Forecast, words: Words) -> None:
    """Say what the steps change, what cannot be, and which months fall short."""
    with st.container(key="what_if_told", gap="small"):
        lines = differences(tried, base, words)
        if told := "".join(f"<p>{escaped(line)}</p>" for line in lines):
            st.html(f'<div class="wb-told" role="status">{told}</div>')
        limit: Finding | None = st.session_state.pop(LIMIT, None)
        for finding in (*tried.findings, *((limit,) if limit else ())):
            said = " ".join((words.finding(finding), words.remedy(finding)))
            st.warning(literal(said))
        red = tried.forecast.red_months
        if red:
            months = ", ".join(map(words.month, red[:FEW]))
            st.error(words.text("Cash falls below zero: {months}.", months=months))


def differences(tried: Tried, base: Forecast, words: Words) -> Iterator[str]:
    """Yield in words what a scenario changes in the forecast; nothing for none."""
    found = tried.forecast
    if found is base:
        return
    by = found.lowest_cash - base.lowest_cash
    month = words.month_long(found.lowest_month)
    if by or found.lowest_month != base.lowest_month:
        yield words.text(
            "The lowest month goes from {before} to {after} ({difference}), "
            "in {month}.",
            before=words.money(base.lowest_cash),
            after=words.money(found.lowest_cash),
            difference=scenario_words.money_difference(by, words),
            month=month,
        )
    else:
        lowest = words.money(base.lowest_cash)
        yield words.text(
            "The lowest month stays at {amount}, in {month}.",
            amount=lowest,
            month=month,
        )
    cover, before = found.debt_service_cover, base.debt_service_cover
    if cover is not None and before is not None and cover != before:
        yield words.text(
            "For 1 dirham of instalment there are {after} instead of {before}.",
            after=words.money(cover),
            before=words.money(before),
        )


def _steps(case_id: str, plan: BusinessPlan, words: Words) -> None:
    """Show a line for each change that makes sense: its name, how much, − and +."""
    changes = trial.current(case_id).changes
    for name in stepping.offered(plan, changes):
        key = f"step-{name}"
        label = words.text(CHANGES[name])
        value = changes.made.get(name)
        if value:
            by = scenario_words.difference(value, UNITS[name], words)
            label = f"{label} **{literal(by)}**"
        st.segmented_control(
            label,
            (LESS, MORE),
            key=key,
            format_func=lambda way: f"**{SIGNS[way]}** {words.text(STEP_NAMES[way])}",
            on_change=_step,
            args=(case_id, plan, name),
        )


def _step(case_id: str, plan: BusinessPlan, name: str) -> None:
    """Take the step that was tapped; tapped twice at once, it comes as "none"."""
    key = f"step-{name}"
    way = st.session_state[key] or st.session_state.get(f"{key}#last")
    st.session_state[f"{key}#last"] = way
    st.session_state[key] = None
    scenario = trial.current(case_id)
    found = stepping.stepped(plan, scenario.changes, name, 1 if way == MORE else -1)
    if isinstance(found, Finding):
        st.session_state[LIMIT] = found
    else:
        trial.change(case_id, replace(scenario, changes=found))


def _ways_out(case_id: str, words: Words) -> None:
    """Show how to take back the last step, all of them, or keep what is tried."""
    is_nothing = trial.current(case_id) == trial.NOTHING
    with st.container(key="what_if_ways", horizontal=True, gap="small"):
        st.button(
            words.text("Take back"),
            key="what_if_undo",
            icon=":material/undo:",
            disabled=not trial.has_begun(case_id),
            on_click=trial.undo,
            args=(case_id,),
        )
        st.button(
            words.text("Start again"),
            key="what_if_reset",
            icon=":material/restart_alt:",
            disabled=is_nothing,
            on_click=trial.reset,
            args=(case_id,),
        )
    with st.popover(
        words.text("Keep as a scenario"),
        icon=":material/bookmark_add:",
        disabled=is_nothing,
        width="stretch",
        key=KEEP,
        on_change="rerun",
    ):
        st.text_input(
            words.text("Name of the scenario"),
            key=f"{KEEP}_name",
            max_chars=80,
            placeholder=words.text("for example: bad season"),
        )
        st.button(
            words.text("Keep"),
            key=f"{KEEP}_now",
            type="primary",
            on_click=_keep,
            args=(case_id,),
        )
        if problem := st.session_state.pop(f"{KEEP}#problem", None):
            st.error(literal(words.error(problem)))
    if name := st.session_state.pop(f"{KEEP}#done", ""):
        st.success(literal(words.text("Kept: {name}", name=words.isolate(name))))
    if st.button(
        words.text("Compare the scenarios"), key="to_scenarios", type="tertiary"
    ):
        context.go("scenarios")


def _keep(case_id: str) -> None:
    name = str(st.session_state.get(f"{KEEP}_name") or "")
    try:
        made = scenarios.keep(context.desk(), case_id, trial.current(case_id), name)
    except WorkbenchError as problem:
        st.session_state[f"{KEEP}#problem"] = problem
    else:
        st.session_state[f"{KEEP}_name"] = ""
        st.session_state[f"{KEEP}#done"] = made.scenario.name
        st.session_state[KEEP] = False
