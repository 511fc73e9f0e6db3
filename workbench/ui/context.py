"""What every page needs to know: the desk, the language, the case at hand.

The session keeps only which case, which section and which language; everything
else is read from the database on each run.
"""

from datetime import datetime
from functools import cache
from pathlib import Path

import streamlit as st

from workbench import paths
from workbench.access import policy
from workbench.journey import cases
from workbench.journey.desk import Desk
from workbench.knowledge import wording
from workbench.knowledge.wording import Words
from workbench.store import connect
from workbench.store.cases import CaseRow
from workbench.ui.text import literal

CASE = "case_id"
SECTION = "section"
LANGUAGE = "language"
ERASED = "erased"
QUESTION = "question_to_mend"
PAGE = "page"
CAME_FROM = "came_from"
LATEST = 3


@cache
def _prepared(path: Path) -> Path:
    """Create or migrate the database once per process."""
    connect.prepare(path)
    return path


def desk() -> Desk:
    """Return the desk of this run: the one local counsellor, now."""
    database = _prepared(paths.database(paths.home()))
    return Desk(database, policy.local_counsellor(), datetime.now().astimezone())


def language() -> str:
    """Return the language of the pages: the one chosen, or else the browser's."""
    browsers = str(st.context.locale or "").partition("-")[0]
    offered = browsers if browsers in wording.LANGUAGES else wording.DEFAULT
    return str(st.session_state.get(LANGUAGE, offered))


def words() -> Words:
    """Return the words of the pages' language."""
    return wording.words(language())


def case_id() -> str:
    """Return the case at hand; without one, offer the latest and stop the page."""
    chosen = st.session_state.get(CASE)
    if not chosen:
        st.info(words().text("Choose a case first."))
        for row in cases.listing(desk())[:LATEST]:
            name = f"{row.label or words().text('Without a name yet')} · {row.number}"
            if st.button(literal(name), key=f"continue-{row.id}"):
                st.session_state[CASE] = row.id
                st.rerun()
        if st.button(words().text("See the cases"), key="to_cases", type="primary"):
            go("cases")
        st.stop()
    return str(chosen)


def heading(title: str, case: CaseRow) -> None:
    """Show whose case it is above the title of a page."""
    number = words().isolate(case.number)
    st.caption(literal(" · ".join(filter(None, (case.label, number)))))
    st.title(title, anchor=False)


def go(page: str, *, section: str | None = None, question: str | None = None) -> None:
    """Open another page, at a section or a question of it.

    The page that a question is mended from is kept: it has the way back.
    """
    if section or question:
        st.session_state[SECTION] = section or str(question).partition(".")[0]
    st.session_state[QUESTION] = question
    st.session_state[CAME_FROM] = st.session_state.get(PAGE) if question else None
    st.switch_page(page_file(page))


def page_file(page: str) -> Path:
    """Return the file of a page."""
    return paths.PACKAGE / "ui" / "pages" / f"{page}.py"
