"""The dossier for a funder: what is missing, the Word file, the versions sent."""

from datetime import datetime

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.funding.eligibility import Standing
from workbench.journey import dossier, outlook
from workbench.knowledge import funders
from workbench.knowledge.funders import Funder
from workbench.people import consent
from workbench.people.consent import Purpose
from workbench.store.dossiers import DossierRow
from workbench.ui import context, downloads, findings, shell
from workbench.ui.text import literal

words = context.words()
desk = context.desk()
case_id = context.case_id()
known = funders.load()


def verdict_told(found: outlook.Assessment) -> None:
    """Say whether the funder can take the case, and what is missing to know."""
    verdict = found.verdict
    if verdict is None:
        return
    if verdict.standing is Standing.ELIGIBLE:
        st.success(words.text("The conditions of this funder are met."))
    elif verdict.standing is Standing.NOT_ELIGIBLE:
        st.error(words.text("This funder cannot take the case as it stands."))
    else:
        st.warning(words.text("Not known yet: this funder asks for more answers."))
        for question in verdict.missing:
            label = case.questionnaire[question].label
            text = literal(words.localised(label))
            if st.button(text, key=f"need-{question}", type="tertiary"):
                context.go("questions", question=question)


def make(funder: Funder, language: str) -> None:
    """Make the Word file and keep it for good, or show what stands in the way."""
    st.session_state.pop("dossier_problem", None)
    try:
        dossier.make(desk, case_id, funder.id, language)
    except WorkbenchError as refusal:
        st.session_state["dossier_problem"] = refusal


def version(row: DossierRow) -> None:
    """Show one frozen version with its link and its hash."""
    with st.container(border=True):
        told, link = st.columns([3, 1.3], vertical_alignment="center")
        made = datetime.fromisoformat(row.frozen_at).astimezone()
        told.markdown(
            words.text(
                "**Version {version}** · {funder} · {day}, {time}",
                version=str(row.version),
                funder=literal(words.localised(funders.get(row.funder).label)),
                day=words.date(made.date()),
                time=made.strftime("%H:%M"),
            )
        )
        told.caption(
            words.text(
                "Fingerprint {hash}", hash=words.isolate(row.document_sha256[:16])
            )
        )
        if row.case_revision != case.row.revision:
            told.caption(
                words.text("The case was edited since: a new version can be made.")
            )
        token = downloads.grant(row.id, case.row.number, row.version, desk.now)
        link.link_button(
            words.text("Open the Word file"),
            downloads.address(token),
            icon=":material/download:",
            width="stretch",
        )


heading = st.container()
chosen = st.radio(
    words.text("For which funder?"),
    list(known),
    key="funder",
    format_func=lambda slug: literal(words.localised(known[slug].label)),
)
funder = known[chosen]
seen = outlook.look(desk, case_id, funder.horizon_months, funder)
case, assessment = seen.case, seen.assessment
with heading:
    context.heading(words.text("Dossier"), case.row)
verdict_told(assessment)
if not consent.is_given(case.consents, Purpose.FUNDER_SHARING, desk.today):
    st.warning(words.text("The person has not agreed yet to share with a funder."))
    if st.button(words.text("Ask for consent"), key="to_consent"):
        context.go("consent")
for finding in assessment.blocking:
    with st.container(border=True):
        findings.show(finding, words, case.questionnaire)
left_open = assessment.warnings_open(case.overrides)
if left_open:
    st.caption(
        words.count(
            "{n} warning has no reason yet: the dossier will say so.",
            "{n} warnings have no reason yet: the dossier will say so.",
            len(left_open),
        )
    )
with st.expander(words.text("Papers to join")):
    for paper in funder.documents:
        st.markdown("- " + literal(words.localised(paper.label)))
language = st.radio(
    words.text("In which language?"),
    funder.languages,
    key="dossier_language",
    format_func=shell.OWN_NAMES.__getitem__,
    horizontal=True,
)
st.button(
    words.text("Make the Word dossier"),
    key="make",
    type="primary",
    disabled=not outlook.is_ready(assessment),
    on_click=make,
    args=(funder, language),
)
problem = st.session_state.get("dossier_problem")
if problem:
    st.error(literal(words.error(problem)))
made_before = dossier.listing(desk, case_id)
if made_before:
    st.subheader(words.text("Versions made"), anchor=False)
    for row in reversed(made_before):
        version(row)
    if st.button(words.text("Record the decision"), key="to_decision"):
        context.go("follow_up")
