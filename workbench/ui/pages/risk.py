"""What could happen: words first, then the fan, what weighs, what would help."""

import streamlit as st

from workbench.finance.simulation import montecarlo
from workbench.funding.risk_told import RiskFound
from workbench.journey import outlook, risk
from workbench.journey.risk import RiskSeen, Runs, Wish
from workbench.knowledge import funders
from workbench.knowledge.funders import RiskRules
from workbench.money import ZERO
from workbench.ui import context, findings, horizon, risk_ranges, risk_view, shell
from workbench.ui.drawers import drawer
from workbench.ui.text import literal

RUNS = (2_000, 10_000, 50_000)
MONTHS_OF, RUNS_OF, PLAN_OF, LEVEL_OF = (
    "risk_months",
    "risk_runs",
    "risk_plan",
    "risk_level",
)
AS_IT_IS = 0
RANGES = "risk_ranges"

words = context.words()


def choices(seen: RiskSeen) -> None:
    """Show which plan is run, how often, and whose level the chance is held to."""
    plans = {AS_IT_IS: words.text("Plan as it is")} | {
        one.position: one.scenario.name for one in seen.scenarios
    }
    levels = {"": words.text("Suggested level: {level}", level=_level(RiskRules()))} | {
        slug: f"{words.localised(funder.label)} : {_level(funder.risk)}"
        for slug, funder in funders.load().items()
    }
    if st.session_state.get(PLAN_OF) not in plans:
        st.session_state[PLAN_OF] = AS_IT_IS
    plan, level, runs = st.columns(3)
    plan.selectbox(
        words.text("Which plan"), plans, format_func=plans.__getitem__, key=PLAN_OF
    )
    level.selectbox(
        words.text("The most chance that is bearable"),
        levels,
        format_func=levels.__getitem__,
        key=LEVEL_OF,
    )
    runs.segmented_control(
        words.text("How many runs?"),
        RUNS,
        key=RUNS_OF,
        default=montecarlo.USUAL_RUNS,
        format_func=lambda count: words.number(ZERO + count),
        required=True,
    )


def _level(rules: RiskRules) -> str:
    return words.percent(rules.most_shortfall_chance)


def wish() -> Wish:
    """Return what is asked, as the choices stand in the session."""
    chosen = st.session_state
    return Wish(
        months=int(chosen.get(MONTHS_OF) or outlook.DEFAULT_MONTHS),
        runs=int(chosen.get(RUNS_OF) or montecarlo.USUAL_RUNS),
        scenario=chosen.get(PLAN_OF) or None,
    )


def told(seen: RiskSeen) -> None:
    """Show what was found, or what is in the way."""
    for finding in seen.findings:
        findings.show(finding, words, seen.case.questionnaire)
    if seen.lacking:
        st.info(words.text("The risk can be seen once the forecast can be made."))
        if st.button(words.text("See the forecast"), key="to_forecast", type="primary"):
            context.go("forecast")
        return
    if seen.refused is not None:
        st.error(literal(words.error(seen.refused)))
    runs = seen.runs
    if runs is not None:
        answer(runs.found)
    if ranges := drawer(words.text("Say how much may change"), RANGES):
        with ranges:
            plan = runs.plan if runs else None
            risk_ranges.show(context.desk(), words, seen.case, plan)
    if runs is not None:
        risk_view.picture(runs.found, words)
    choices(seen)
    if runs is not None:
        drawers(runs)


def answer(found: RiskFound) -> None:
    """Show the risk in words, whether its ranges are anybody's, and the figures."""
    risk_view.in_words(found, words)
    if not found.is_asked:
        guessed()
    risk_view.headline(found, words)


def guessed() -> None:
    """Say that nobody gave the ranges, with the way to them."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            words.text("The ranges are suggestions: nobody has given them yet.")
        )
        st.button(
            words.text("Give them"),
            key="to_ranges",
            on_click=lambda: st.session_state.update({RANGES: True}),
        )


def drawers(runs: Runs) -> None:
    """Show what is worked out only when it is opened, then the next step."""
    if weighs := drawer(words.text("What weighs most"), "risk_weighs"):
        with weighs:
            risk_view.weighs(risk.with_drivers(runs), words)
    if helps := drawer(words.text("What would help"), "risk_helps"):
        with helps:
            risk_view.helps(risk.with_remedies(runs), risk.advice(runs), words)
    if limits := drawer(words.text("How far the plan can go"), "risk_limits"):
        with limits:
            risk_view.limits(runs.found, risk.advice(runs), words)
    if months := drawer(words.text("Month by month"), "risk_by_month"):
        with months:
            risk_view.every_month(runs.found, words)
    if computed := drawer(words.text("How this was computed"), "risk_computed"):
        with computed:
            risk_view.computed(runs.found, words)
    if st.button(words.text("See the checks"), key="to_checks", type="primary"):
        context.go("checks")


@st.fragment
def page(case_id: str) -> None:
    """Show the page; another choice runs this alone, without the frame around it."""
    with shell.refusals_told():
        chosen = str(st.session_state.get(LEVEL_OF) or "")
        funder = funders.get(chosen) if chosen else None
        seen = risk.look(context.desk(), case_id, wish(), funder)
        heading, months = st.columns([3, 2], vertical_alignment="bottom")
        with heading:
            context.heading(words.text("Risk"), seen.case.row)
        horizon.choose(months, MONTHS_OF, words)
        told(seen)


page(context.case_id())
