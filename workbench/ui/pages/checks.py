"""What the checks found: blocking points, and warnings with their reasons."""

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.findings import Finding, Level
from workbench.journey import checks, outlook
from workbench.ui import context, findings
from workbench.ui.text import literal

words = context.words()
desk = context.desk()
seen = outlook.look(desk, context.case_id())
case, assessment = seen.case, seen.assessment


def keep_reason(finding: Finding, key: str) -> None:
    """Keep the reason typed for a warning, or show why it cannot be kept."""
    st.session_state.pop(f"{key}#problem", None)
    try:
        checks.override(
            desk,
            case.row.id,
            finding,
            str(st.session_state.get(key) or ""),
            expected_revision=case.override_revisions.get(finding.key, 0),
        )
    except WorkbenchError as refusal:
        st.session_state[f"{key}#problem"] = refusal


def reason(finding: Finding) -> None:
    """Show the field for the reason why a warning is accepted."""
    key = f"reason-{case.row.id}-{finding.key}"
    st.session_state.setdefault(key, case.overrides.get(finding.key, ""))
    st.text_area(
        words.text("Accept it anyway? Write the reason: the dossier prints it."),
        key=key,
        height=70,
        on_change=keep_reason,
        args=(finding, key),
    )
    problem = st.session_state.get(f"{key}#problem")
    if problem:
        st.error(literal(words.error(problem)))
    elif finding.key in case.overrides:
        st.caption(literal(words.text("Accepted, with this reason.")))


context.heading(words.text("Checks"), case.row)
blocking = assessment.blocking
warnings = [f for f in assessment.findings if f.level is Level.WARNING]
if not assessment.findings:
    st.success(words.text("Nothing stands in the way. The dossier can be made."))
if blocking:
    st.subheader(
        words.count("{n} point to mend", "{n} points to mend", len(blocking)),
        anchor=False,
    )
    for finding in blocking:
        with st.container(border=True):
            findings.show(finding, words, case.questionnaire)
if warnings:
    st.subheader(
        words.count("{n} point to look at", "{n} points to look at", len(warnings)),
        anchor=False,
    )
    for finding in warnings:
        with st.container(border=True):
            findings.show(finding, words, case.questionnaire)
            reason(finding)
if st.button(words.text("Go to the dossier"), key="to_dossier", type="primary"):
    context.go("dossier")
