"""The what-if strip over the forecast: tap a step, see what becomes of the cash."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

import streamlit as st

from workbench.finance.forecast import Forecast
from workbench.finance.scenarios import scenario_words
from workbench.findings import Finding
from workbench.funding import scenario_tables
from workbench.journey import what_if as trying
from workbench.journey.outlook import Outlook
from workbench.journey.what_if import Tried
from workbench.knowledge.wording import Words
from workbench.plan.business_plan import BusinessPlan
from workbench.ui import (
    context,
    figures,
    shell,
    tables,
    trial,
    what_if_kept,
    what_if_shocks,
    what_if_steps,
)
from workbench.ui.text import escaped

OPEN = "what_if_open"
NOT_KNOWN = "—"


@st.fragment
def show(seen: Outlook, plan: BusinessPlan, base: Forecast) -> None:
    """Show the figures that decide, the strip, and the curve; a tap runs this alone.

    The plan and its forecast are those that the page around it read. Closed, the
    strip costs nothing and the plan is shown as it is. Open, nothing above a control
    changes its height from one tap to the next: what is under the finger stays there.
    """
    with shell.refusals_told():
        words, case_id = context.words(), seen.case.row.id
        if trial.is_open(case_id):
            _try(seen, plan, base, words)
            return
        headline(base, None, words)
        _switch(case_id, words)
        if red := below_zero(base, words):
            st.error(red)
        picture = st.container()
        cost_of_loan(plan, base, words)
        with picture:
            figures.closing_cash(base, words)


def _try(seen: Outlook, plan: BusinessPlan, base: Forecast, words: Words) -> None:
    """Show the plan as it becomes with what is tried on it, and the controls."""
    case_id = seen.case.row.id
    scenario = trial.current(case_id)
    is_nothing = scenario == trial.NOTHING
    tried = Tried(scenario, base)
    if not is_nothing:
        tried = trying.try_out(plan, scenario, seen.parameters, len(base.months))
    headline(tried.forecast, base, words)
    _switch(case_id, words)
    first, *others = _told(tried, base, words)
    with st.container(key="what_if_told"):
        _say((first,))
    strip, outcome = st.columns([5, 7], gap="medium")
    with strip.container(key="what_if_steps"):
        what_if_steps.show(case_id, plan, words)
        what_if_kept.show(case_id, words)
        of_events = what_if_shocks.findings(tried.findings)
        what_if_shocks.warn((f for f in tried.findings if f not in of_events), words)
    with outcome.container(key="what_if_more"):
        _say(others)
    picture = outcome.container()
    with outcome.container():
        cost_of_loan(plan, tried.forecast, words)
        what_if_shocks.show(case_id, seen, tried, words)
    tables.hint(words.text("The tables below show the plan as it is."))
    with picture:
        figures.closing_cash(tried.forecast, words, None if is_nothing else base)


def _switch(case_id: str, words: Words) -> None:
    """Show the switch between the plan as it is and what is tried on it."""
    st.session_state[OPEN] = trial.is_open(case_id)
    st.toggle(
        words.text("**What if…?** Try changes, the plan stays as it is"),
        key=OPEN,
        on_change=lambda: trial.show(case_id, is_open=st.session_state[OPEN]),
    )


def headline(forecast: Forecast, base: Forecast | None, words: Words) -> None:
    """Show the figures that decide; with a plan to compare, each with its own."""
    names = (
        words.text(
            "Lowest cash, end of {month}", month=words.month(forecast.lowest_month)
        ),
        words.text("Start-up need"),
        words.text("Break-even, per open day"),
        words.text("Largest instalment"),
        words.text("Cash before instalments, for 1 dirham of instalment"),
    )
    rows = [
        [name, _money(amount, words)]
        for name, amount in zip(names, _deciding(forecast), strict=True)
    ]
    if base:
        for row, amount in zip(rows, _deciding(base), strict=True):
            row.append(words.text("Plan: {amount}", amount=_money(amount, words)))
    opening = words.money(forecast.cash.opening[0])
    rows[0].append(words.text("{amount} before opening", amount=opening))
    tables.headline(rows)


def _deciding(forecast: Forecast) -> tuple[Decimal | None, ...]:
    """The amounts that the headline names, in its order."""
    return (
        forecast.lowest_cash,
        forecast.startup.total_needs,
        forecast.break_even.sales_per_day,
        max((row.due for row in forecast.instalments), default=None),
        forecast.debt_service_cover,
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


def _told(tried: Tried, base: Forecast, words: Words) -> list[str]:
    """Say why the last step was refused, or what the trial changes; never nothing."""
    limit: Finding | None = st.session_state.pop(what_if_steps.LIMIT, None)
    if limit:
        return [words.finding(limit), words.remedy(limit)]
    lines = [*differences(tried, base, words), below_zero(tried.forecast, words)]
    if tried.forecast is base:
        lines.insert(0, words.text("Tap − or +: what it changes is said here."))
    return list(filter(None, lines))


def _say(lines: Iterable[str]) -> None:
    """Say sentences that a reader aloud hears as they change."""
    said = "".join(f"<p>{escaped(line)}</p>" for line in lines)
    st.html(f'<div class="wb-told" role="status">{said}</div>')


def below_zero(forecast: Forecast, words: Words) -> str:
    """Return in how many months cash is below zero and between which; "" for none."""
    red = forecast.red_months
    if not red:
        return ""
    return words.count(
        "Cash falls below zero in {first}.",
        "Cash falls below zero in {n} months, the first in {first}, the last in "
        "{last}.",
        len(red),
        first=words.month_long(red[0]),
        last=words.month_long(red[-1]),
    )


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
        yield words.text(
            "The lowest month stays at {amount}, in {month}.",
            amount=words.money(base.lowest_cash),
            month=month,
        )
    sales, before = map(scenario_tables.sales_of_first_year, (found, base))
    if sales != before:
        yield words.text(
            "Sales of the first year: {after} instead of {before}.",
            after=words.money(sales),
            before=words.money(before),
        )
    closing, before = found.cash.closing[-1], base.cash.closing[-1]
    if closing != before:
        yield words.text(
            "Cash after {months}: {after} instead of {before}.",
            months=words.months(len(found.months)),
            after=words.money(closing),
            before=words.money(before),
        )
