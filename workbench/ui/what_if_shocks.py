"""Events in trade words: one tap adds one, each is dated and can be removed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

import streamlit as st

from workbench.finance.forecast import Forecast
from workbench.finance.scenarios import scenario_words, striking
from workbench.finance.scenarios.scenario import Shock, shock
from workbench.finance.scenarios.written import MOST_SHOCKS
from workbench.findings import Finding
from workbench.journey.outlook import Outlook
from workbench.journey.what_if import Tried
from workbench.knowledge import shocks
from workbench.knowledge.shocks import ShockKind, Unit
from workbench.knowledge.wording import Words, mark
from workbench.months import Month
from workbench.ui import trial
from workbench.ui.text import literal

CHIPS = "what_if_shock"
SIZES = {
    Unit.PERCENT: mark("How much, in %"),
    Unit.DAYS: mark("How many days"),
    Unit.MONTHS: mark("How many months"),
    Unit.DIRHAMS: mark("How many dirhams"),
}


def show(case_id: str, seen: Outlook, tried: Tried, words: Words) -> None:
    """Show a chip for each kind of shock, then what was added, with its findings."""
    kinds, shown = shocks.kinds(), tried.forecast
    sector = seen.case.answers.text("idea.sector")
    st.pills(
        words.text("What may happen? Tap to add it"),
        list(kinds),
        key=CHIPS,
        format_func=lambda key: literal(words.localised(kinds[key].label)),
        wrap=True,
        on_change=_add,
        args=(case_id, sector, shown.lowest_month),
    )
    for place, struck in enumerate(trial.current(case_id).shocks):
        _added(case_id, place, struck, shown, words)
        warn(findings(tried.findings, place), words)


def findings(found: Sequence[Finding], place: int | None = None) -> list[Finding]:
    """Return the findings about the shock in that place, about any without one."""
    of = "shocks." if place is None else f"shocks.{place}."
    return [finding for finding in found if finding.where.startswith(of)]


def warn(found: Iterable[Finding], words: Words) -> None:
    """Say what of the trial cannot be applied, or counts otherwise than expected."""
    for finding in found:
        said = " ".join((words.finding(finding), words.remedy(finding)))
        st.warning(literal(said))


def _add(case_id: str, sector: str, month: Month) -> None:
    """Add the shock that was tapped, in the weakest month if it needs one."""
    key = str(st.session_state[CHIPS] or st.session_state.get(f"{CHIPS}#last"))
    st.session_state[f"{CHIPS}#last"] = key
    st.session_state[CHIPS] = None
    added = shock(shocks.kind_of(key), sector, month)
    struck = trial.current(case_id).shocks
    if len(struck) < MOST_SHOCKS:
        _change(case_id, (*struck, added))


def _change(case_id: str, struck: tuple[Shock, ...]) -> None:
    trial.change(case_id, replace(trial.current(case_id), shocks=struck))


def _remove(case_id: str, place: int) -> None:
    struck = trial.current(case_id).shocks
    _change(case_id, struck[:place] + struck[place + 1 :])


def _added(
    case_id: str, place: int, struck: Shock, shown: Forecast, words: Words
) -> None:
    """Show one shock that was added, with the way to change or remove it."""
    kinds = shocks.kinds()
    kind = kinds.get(struck.key)
    key = f"shock-{place}"
    with st.container(
        key=key, horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.markdown(literal(scenario_words.shock(struck, kinds, words)))
        if kind is not None:
            popover = st.popover(
                words.text("Change"), key=f"{key}-open", on_change="rerun"
            )
            if popover.open:
                with popover:
                    _fields(case_id, place, struck, kind, shown, words)
        st.button(
            words.text("Remove"),
            key=f"{key}-remove",
            icon=":material/close:",
            on_click=_remove,
            args=(case_id, place),
        )


def _fields(
    case_id: str,
    place: int,
    struck: Shock,
    kind: ShockKind,
    shown: Forecast,
    words: Words,
) -> None:
    """Show when it strikes, how hard and how long."""
    st.caption(literal(words.localised(kind.explanation)))

    def field(name: str, value: object) -> str:
        key = f"shock-{place}-{name}"
        st.session_state[key] = value
        return key

    saved = (case_id, place)
    if kind.needs_month:
        months = sorted({*shown.months, *filter(None, (struck.month,))})
        st.selectbox(
            words.text("From which month"),
            months,
            key=field("month", struck.month or months[0]),
            format_func=words.month_long,
            on_change=_save,
            args=saved,
        )
    st.slider(
        words.text(SIZES[kind.unit]),
        float(kind.lowest),
        float(kind.highest),
        step=float(kind.step),
        format="%+g\u202f%%" if kind.unit is Unit.PERCENT else "%g",
        key=field("size", float(struck.size)),
        on_change=_save,
        args=saved,
    )
    if kind.has_duration:
        st.slider(
            words.text("For how many months"),
            1,
            striking.LONGEST,
            key=field("months", struck.months or kind.window.months),
            on_change=_save,
            args=saved,
        )


def _save(case_id: str, place: int) -> None:
    """Keep what the fields of a shock say now."""
    struck = trial.current(case_id).shocks
    was, fields, typed = struck[place], f"shock-{place}", st.session_state
    now = Shock(
        was.key,
        Decimal(str(typed[f"{fields}-size"])),
        typed.get(f"{fields}-month", was.month),
        typed.get(f"{fields}-months", was.months),
    )
    _change(case_id, (*struck[:place], now, *struck[place + 1 :]))
