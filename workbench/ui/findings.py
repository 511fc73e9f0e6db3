"""Findings on a page: what is wrong, what to do, and the way to the field."""

import streamlit as st

from workbench.findings import Finding, Level
from workbench.knowledge.questions import Questionnaire
from workbench.knowledge.wording import Words
from workbench.ui import context
from workbench.ui.text import literal


def show(
    finding: Finding, words: Words, questionnaire: Questionnaire, of: str = ""
) -> None:
    """Show one finding with its remedy and a button that opens its field.

    `of` tells apart the buttons of one finding that is shown twice.
    """
    text = _placed(finding, words, questionnaire)
    is_blocking = finding.level is Level.BLOCKING
    mark = words.text("Blocking") if is_blocking else words.text("Warning")
    colour = "red" if is_blocking else "orange"
    told, way = st.columns([4, 1.2], vertical_alignment="center")
    told.markdown(f":{colour}-badge[{mark}] {literal(text)}")
    remedy = words.remedy(finding)
    if remedy:
        told.caption(literal(remedy))
    if finding.question and way.button(
        words.text("Mend"), key=f"mend-{of}{finding.key}", width="stretch"
    ):
        context.go("questions", question=finding.question)


def _placed(finding: Finding, words: Words, questionnaire: Questionnaire) -> str:
    """The sentence, with the page or the figure it is about in front."""
    text = words.finding(finding)
    names = {section.id: section.label for section in questionnaire.sections}
    if finding.where in names:
        return words.text(
            "{place}: {text}", place=words.localised(names[finding.where]), text=text
        )
    if finding.code == "announced.differs":
        columns = questionnaire[finding.question].columns
        figures = {o.code: o.label for c in columns for o in c.options}
        return words.text(
            "{place}: {text}", place=words.localised(figures[finding.where]), text=text
        )
    return text
