"""Findings on a page: what is wrong, what to do, and the way to the field."""

import streamlit as st

from workbench.findings import Finding, Level
from workbench.knowledge.funders import Funder
from workbench.knowledge.questions import Questionnaire
from workbench.knowledge.wording import Words
from workbench.ui import context
from workbench.ui.text import literal

SITUATION = "residence."
"""The person's papers are what they are: a plan is mended, they are not."""


def show(
    finding: Finding, words: Words, questionnaire: Questionnaire, of: str = ""
) -> None:
    """Show one finding with its remedy and a button that opens its field.

    `of` tells apart the buttons of one finding that is shown twice.
    """
    text = _placed(finding, words, questionnaire)
    mark, colour = _mark(finding, words)
    told, way = st.columns([4, 1.2], vertical_alignment="center")
    told.markdown(f":{colour}-badge[{mark}] {literal(text)}")
    remedy = words.remedy(finding)
    if remedy:
        told.caption(literal(remedy))
    if finding.question and way.button(
        _way(finding, words), key=f"mend-{of}{finding.key}", width="stretch"
    ):
        context.go("questions", question=finding.question)


def _mark(finding: Finding, words: Words) -> tuple[str, str]:
    """What kind of point it is, and the colour of that word."""
    if finding.is_unfilled:
        return words.text("To fill in"), "blue"
    if finding.level is Level.BLOCKING:
        return words.text("Blocking"), "red"
    return words.text("Warning"), "orange"


def _way(finding: Finding, words: Words) -> str:
    """The words of the button that opens the field."""
    if finding.is_unfilled:
        return words.text("Fill in")
    is_a_fact = finding.question.startswith(SITUATION)
    return words.text("See the answer") if is_a_fact else words.text("Mend")


def refusal(words: Words, funder: Funder, reason: Finding) -> None:
    """Say why a funder cannot take the case."""
    name = words.localised(funder.label)
    said = words.text("{place}: {text}", place=name, text=words.finding(reason))
    st.warning(literal(f"{said} {words.remedy(reason)}"))


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
