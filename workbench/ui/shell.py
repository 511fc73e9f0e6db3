"""The frame of every page: title, style, direction, navigation, last resort."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.knowledge import wording
from workbench.ui import context, style
from workbench.ui.context import LANGUAGE
from workbench.ui.text import literal

PAGES = (
    "cases",
    "case",
    "consent",
    "questions",
    "forecast",
    "scenarios",
    "statements",
    "capacity",
    "risk",
    "checks",
    "dossier",
    "follow_up",
    "figures",
)
NAMES = {
    "cases": wording.mark("Cases"),
    "case": wording.mark("Tasks"),
    "consent": wording.mark("Consent"),
    "questions": wording.mark("Questions"),
    "forecast": wording.mark("Forecast"),
    "scenarios": wording.mark("Scenarios"),
    "statements": wording.mark("Statements"),
    "capacity": wording.mark("Capacity to repay"),
    "risk": wording.mark("Risk"),
    "checks": wording.mark("Checks"),
    "dossier": wording.mark("Dossier"),
    "follow_up": wording.mark("Decision and visits"),
    "figures": wording.mark("Legal figures"),
}
OWN_NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}


def run() -> None:
    """Show the page that was asked for inside the frame."""
    st.set_page_config(layout="wide", initial_sidebar_state="auto")
    with st.sidebar:
        _language()
    words = context.words()
    style.apply(words)
    pages = [
        st.Page(
            context.page_file(name),
            title=words.text(NAMES[name]),
            url_path=name,
            default=name == "cases",
        )
        for name in PAGES
    ]
    chosen = st.navigation(pages, expanded=True)
    st.session_state[context.PAGE] = chosen.url_path or PAGES[0]
    with refusals_told():
        chosen.run()


def _language() -> None:
    st.selectbox(
        "Langue · اللغة · Language",
        wording.LANGUAGES,
        format_func=OWN_NAMES.__getitem__,
        key="language_choice",
        index=wording.LANGUAGES.index(context.language()),
        on_change=lambda: st.session_state.update(
            {LANGUAGE: st.session_state["language_choice"]}
        ),
    )


@contextmanager
def refusals_told() -> Iterator[None]:
    """Tell a refusal in the person's language; a defect goes to the last resort."""
    try:
        yield
    except WorkbenchError as refusal:
        st.error(literal(context.words().error(refusal)))
