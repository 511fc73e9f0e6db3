"""What the checks found: blocking points, and warnings with their reasons."""

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.findings import Finding, Level
from workbench.funding import eligibility, points
from workbench.journey import checks, outlook
from workbench.knowledge import acceptance, funders
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
    kept = case.overrides.get(finding.key)
    st.session_state.setdefault(key, kept.reason if kept else "")
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
    elif acceptance.reason(finding, case.overrides):
        st.caption(literal(words.text("Accepted, with this reason.")))
    elif before := points.before(finding, case.overrides, words):
        st.warning(literal(before))
        st.button(
            words.text("The reason still holds"),
            key=f"again-{finding.key}",
            on_click=keep_reason,
            args=(finding, key),
        )


def listed(found: list[Finding]) -> None:
    """Show findings, each in its frame."""
    for finding in found:
        with st.container(border=True):
            findings.show(finding, words, case.questionnaire)


context.heading(words.text("Checks"), case.row)
warnings = [f for f in assessment.findings if f.level is Level.WARNING]
refused = eligibility.refusals(
    case.questionnaire, case.answers, funders.load().values(), desk.today
)
if not assessment.findings and not refused:
    st.success(words.text("Nothing stands in the way. The dossier can be made."))
blocking = [f for f in assessment.blocking if not f.is_unfilled]
if blocking:
    st.subheader(
        words.count("{n} point to mend", "{n} points to mend", len(blocking)),
        anchor=False,
    )
    listed(blocking)
unfilled = [f for f in assessment.blocking if f.is_unfilled]
if unfilled:
    st.subheader(
        words.count("{n} part to fill in", "{n} parts to fill in", len(unfilled)),
        anchor=False,
    )
    listed(unfilled)
if refused:
    st.subheader(
        words.text("Funders that cannot take the case as it stands"), anchor=False
    )
    for funder, why in refused:
        with st.container(border=True):
            st.markdown(f"**{literal(words.localised(funder.label))}**")
            findings.show(why, words, case.questionnaire, of=f"{funder.id}-")
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
