"""Every case: find one, open it, start a new one."""

import streamlit as st

from workbench.journey import cases
from workbench.knowledge import wording
from workbench.people.path import Stage
from workbench.store.cases import CaseRow
from workbench.ui import context
from workbench.ui.text import literal

STAGES = {
    Stage.RECEPTION: wording.mark("Reception"),
    Stage.PLAN: wording.mark("Plan under way"),
    Stage.DECISION: wording.mark("Waiting for a decision"),
    Stage.FOLLOW_UP: wording.mark("Followed up"),
    Stage.CLOSED: wording.mark("Closed"),
}
SHOWN = 50

words = context.words()
desk = context.desk()


def _open(row: CaseRow) -> None:
    st.session_state[context.CASE] = row.id
    context.go("case")


def _line(row: CaseRow) -> None:
    with st.container(border=True):
        name, stage, button = st.columns([4, 2, 1.3], vertical_alignment="center")
        title = literal(row.label or words.text("Without a name yet"))
        name.markdown(f"**{title}**  \n{literal(words.isolate(row.number))}")
        stage.markdown(words.text(STAGES[Stage(row.stage)]))
        if button.button(words.text("Open"), key=f"open-{row.id}", width="stretch"):
            _open(row)


heading, new = st.columns([3, 1.2], vertical_alignment="bottom")
heading.title(words.text("Cases"), anchor=False)
if new.button(
    words.text("New case"),
    key="new_case",
    type="primary",
    icon=":material/add:",
    width="stretch",
):
    created = cases.create(desk)
    st.session_state[context.CASE] = created.id
    context.go("consent")

search, narrow = st.columns([3, 1.2])
text = search.text_input(
    words.text("Search by name or number"), key="search", placeholder="2026-0001"
)
stage = narrow.selectbox(
    words.text("Stage"),
    [stage.value for stage in Stage],
    index=None,
    key="stage",
    placeholder=words.text("All stages"),
    format_func=lambda value: words.text(STAGES[Stage(value)]),
)
found = cases.listing(desk, text, stage)
if found:
    st.caption(words.count("{n} case", "{n} cases", len(found)))
elif text or stage:
    st.info(words.text("No case matches. Try another name, or the case number."))
else:
    st.info(words.text("No case yet. Start with “New case”."))
for case in found[:SHOWN]:
    _line(case)
if len(found) > SHOWN:
    st.caption(words.text("Only the latest cases are shown: search to find others."))
