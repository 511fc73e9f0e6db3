"""How much may change, asked in plain words, or read from a notebook of takings."""

from collections.abc import Collection, Sequence
from decimal import Decimal

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.finance.simulation import asked, history, history_file
from workbench.finance.simulation.asked import OF_PRODUCT
from workbench.finance.simulation.history import (
    FIELD,
    History,
    HistoryRefused,
    Learned,
)
from workbench.journey import risk
from workbench.journey.desk import Desk
from workbench.journey.state import CaseState
from workbench.knowledge.questions import Kind, Option, Question
from workbench.knowledge.wording import Words
from workbench.plan.business_plan import BusinessPlan
from workbench.ui import field as fields
from workbench.ui import forms, tables
from workbench.ui.field import Field
from workbench.ui.text import literal

NOTEBOOK = "risk_takings"
TAKEN, PROBLEM = f"{NOTEBOOK}#taken", f"{NOTEBOOK}#problem"


def show(desk: Desk, words: Words, case: CaseState, plan: BusinessPlan | None) -> None:
    """Show the questions of the ranges, weak and strong side by side.

    Products are chosen among those of the plan.
    """
    questions = case.questionnaire.section("risk").question
    short = [question for question in questions if question.kind is not Kind.TABLE]
    replaced = _replaced(case, plan)
    for question, slot in zip(short, fields.rows_of(2, short), strict=True):
        with slot:
            forms.show(Field(desk, words, case, question))
            if question.id in replaced:
                tables.hint(words.text("Your past takings are used instead."))
    for question in questions:
        if question.kind is Kind.TABLE:
            if plan is not None and question.id == FIELD:
                _notebook(desk, words, case, plan)
            shown = _with_products(question, plan) if plan else question
            forms.show(Field(desk, words, case, shown))


def _replaced(case: CaseState, plan: BusinessPlan | None) -> Collection[str]:
    """The questions that past takings answer; none where they say nothing sure."""
    if plan is None:
        return ()
    try:
        return asked.replaced(case.answers, plan)
    except HistoryRefused:
        return ()


def _with_products(question: Question, plan: BusinessPlan) -> Question:
    """The question about products with the names of the plan's to choose from."""
    names = list(dict.fromkeys(p.name.strip() for p in plan.products))
    if question.id != OF_PRODUCT or not names:
        return question
    offered = tuple(Option(code=name, label={"fr": name}) for name in names)
    product, *ends = question.columns
    chosen = product.model_copy(update={"kind": Kind.CHOICE, "options": offered})
    return question.model_copy(update={"columns": (chosen, *ends), "help": {}})


def _notebook(desk: Desk, words: Words, case: CaseState, plan: BusinessPlan) -> None:
    """Show the way to read takings from a file, and what the file says.

    Once its months are taken the file leaves the page, by another name of the field.
    """
    with st.container(key=NOTEBOOK):
        given = st.file_uploader(
            words.text("A file of your takings (CSV)"),
            key=f"{NOTEBOOK}-{st.session_state.get(TAKEN, 0)}",
        )
        tables.hint(
            words.text(
                "A line a day or a month: the date, then the amount. Only the months "
                "you accept are kept, not the file."
            )
        )
        if given is not None:
            _read(desk, words, case, plan, given.getvalue())
        if problem := st.session_state.pop(PROBLEM, None):
            st.error(literal(words.error(problem)))


def _read(
    desk: Desk, words: Words, case: CaseState, plan: BusinessPlan, content: bytes
) -> None:
    """Show what a file says, and the button that takes it."""
    try:
        noted = history_file.read(content, desk.today)
        learned = history.learn(noted, plan.rhythm.weight)
    except WorkbenchError as refusal:
        st.error(literal(words.error(refusal)))
        return
    tables.points((line,) for line in told(noted, learned, words))
    st.button(
        words.text("Use these takings"),
        key=f"{NOTEBOOK}_accept",
        type="primary",
        on_click=_accept,
        args=(desk, case, content),
    )


def told(noted: History, learned: Learned, words: Words) -> Sequence[str]:
    """Return what a notebook says: its months, what is left out, the ranges."""
    whole = noted.whole
    lines = [
        words.text(
            "{months} in full, from {first} to {last}.",
            months=words.months(len(whole)),
            first=words.month_long(whole[0].month),
            last=words.month_long(whole[-1].month),
        ),
        words.text(
            "For 100 sales of a usual month: {low} in a weak one, {high} in a "
            "strong one.",
            low=_of_hundred(learned.volume.low, words),
            high=_of_hundred(learned.volume.high, words),
        ),
    ]
    if learned.left is not None:
        lines.append(
            words.text(
                "Very bad months: {count} a year, which leave {left} of 100 sales.",
                count=words.number(Decimal(f"{12 * learned.bad_chance:.1f}")),
                left=_of_hundred(learned.left, words),
            )
        )
    cut = [one.month for one in noted.takings if not one.is_whole]
    if cut:
        months = words.fact(cut)
        lines.append(words.text("Not whole, left out: {months}.", months=months))
    if noted.gaps:
        months = words.fact(noted.gaps)
        lines.append(words.text("Months without any line: {months}.", months=months))
    if noted.silences:
        days = words.fact([first for first, _ in noted.silences])
        lines.append(
            words.text("More than a week without a line, from: {days}.", days=days)
        )
    return lines


def _of_hundred(share: float, words: Words) -> str:
    return words.number(Decimal(round(100 * share)))


def _accept(desk: Desk, case: CaseState, content: bytes) -> None:
    """Keep the months; the session takes them from the database at the next run."""
    try:
        seen = case.revision_of(FIELD)
        risk.save_takings(desk, case.row.id, content, expected_revision=seen)
    except WorkbenchError as problem:
        st.session_state[PROBLEM] = problem
    else:
        st.session_state.pop(f"{case.row.id}/{FIELD}#seen", None)
        st.session_state[TAKEN] = st.session_state.get(TAKEN, 0) + 1
