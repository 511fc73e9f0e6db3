"""Every case: find one, open it, start a new one."""

import streamlit as st

from workbench.journey import archive, cases, names
from workbench.journey.cases import Erased
from workbench.people.path import Stage
from workbench.store.cases import CaseRow
from workbench.ui import context
from workbench.ui.text import literal

SHOWN = 50

words = context.words()
desk = context.desk()


def _open(row: CaseRow) -> None:
    st.session_state[context.CASE] = row.id
    st.session_state.pop(context.ERASED, None)
    context.go("case")


def _line(row: CaseRow, *, is_late: bool) -> None:
    with st.container(border=True):
        name, stage, button = st.columns([4, 2, 1.3], vertical_alignment="center")
        title = literal(row.label or words.text("Without a name yet"))
        name.markdown(f"**{title}**  \n{literal(words.isolate(row.number))}")
        late = f" :red-badge[{words.text('Late')}]" if is_late else ""
        stage.markdown(names.stage(row.stage, words) + late)
        if button.button(words.text("Open"), key=f"open-{row.id}", width="stretch"):
            _open(row)


def _tell_of_erasure(erased: Erased) -> None:
    """Say that a case is gone, and offer to delete the copies that may hold it."""
    st.success(words.text("The case is erased."))
    if not erased.is_settled:
        st.warning(
            words.text(
                "Another page was being read at that moment: what is left of the case "
                "in the log goes when the workbench is next started."
            )
        )
    if erased.copies:
        st.warning(
            literal(
                words.text(
                    "Before a restore or an upgrade the whole database was copied. "
                    "These copies may still hold the case: {files}",
                    files=", ".join(words.isolate(one.name) for one in erased.copies),
                )
            )
        )
        if st.button(words.text("Delete these copies for good"), key="discard_copies"):
            archive.discard_copies(desk)
            del st.session_state[context.ERASED]
            st.rerun()


erased_now = st.session_state.get(context.ERASED)
if erased_now:
    _tell_of_erasure(erased_now)
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
    st.session_state.pop(context.ERASED, None)
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
    format_func=lambda value: names.stage(value, words),
)
listed = cases.overview(desk, text, stage, looked_at=SHOWN)
found = listed.rows
if found:
    st.caption(words.count("{n} case", "{n} cases", len(found)))
elif text or stage:
    st.info(words.text("No case matches. Try another name, or the case number."))
else:
    st.info(words.text("No case yet. Start with “New case”."))
for case in found[:SHOWN]:
    _line(case, is_late=case.id in listed.late)
if len(found) > SHOWN:
    st.caption(words.text("Only the latest cases are shown: search to find others."))
