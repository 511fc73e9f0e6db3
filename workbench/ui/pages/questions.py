"""One section of questions; each field is saved when it is left."""

import streamlit as st

from workbench.journey import cases, tasks
from workbench.journey.consents import CoachingNotAgreed
from workbench.people.consent import Purpose, is_given
from workbench.plan import answers as answering
from workbench.plan import needs
from workbench.ui import context, forms, style
from workbench.ui.field import Field
from workbench.ui.shell import NAMES
from workbench.ui.text import literal

BEFORE_OPENING = {"financing", "loan"}

words = context.words()
desk = context.desk()
case = cases.show(desk, context.case_id())
sections = {section.id: section for section in case.questionnaire.sections}
order = list(sections)
current = str(st.session_state.get(context.SECTION) or order[0])
section = sections.get(current, case.questionnaire.sections[0])
place = order.index(section.id)


def move(target: str) -> None:
    """Show another section, from its top."""
    st.session_state[context.SECTION] = target
    st.session_state[context.QUESTION] = None


def back_to_where_it_was_asked() -> None:
    """Lead back to the page on which somebody asked to mend a question."""
    page = st.session_state.get(context.CAME_FROM)
    if page in NAMES:
        name = words.text("Back: {page}", page=words.text(NAMES[page]))
        if st.button(literal(name), key="back", type="primary"):
            context.go(page)


style.show_from_top(section.id)
st.caption(
    literal(
        words.text(
            "{case} · page {page} of {pages}",
            case=case.row.label or words.isolate(case.row.number),
            page=str(place + 1),
            pages=str(len(order)),
        )
    )
)
st.title(literal(words.localised(section.label)), anchor=False)
if not is_given(case.consents, Purpose.COACHING, desk.today):
    st.warning(words.error(CoachingNotAgreed()))
    if st.button(words.text("Consent"), key="to_consent", type="primary"):
        context.go("consent")
if section.intro:
    st.markdown(literal(words.localised(section.intro)))
if section.id in BEFORE_OPENING:
    found = needs.before_opening(case.questionnaire, case.answers)
    st.markdown(
        literal(
            words.text(
                "Needed before opening: {need} · found without the loan: {found} · "
                "still missing: {missing}",
                need=words.money(found.need),
                found=words.money(found.found),
                missing=words.money(found.missing),
            )
        )
    )
to_mend = st.session_state.get(context.QUESTION)
if to_mend and to_mend in case.questionnaire:
    wanted = words.localised(case.questionnaire[to_mend].label)
    st.info(literal(words.text("To mend here: {question}", question=wanted)))
for question in section.question:
    if answering.is_asked(question, case.answers):
        with st.container(border=question.id == to_mend):
            forms.show(Field(desk, words, case, question))
            if question.id == to_mend:
                back_to_where_it_was_asked()

task = tasks.section_task(case, section)
st.divider()
st.caption(
    words.text(
        "{done} of {all} needed answers",
        done=str(task.done),
        all=str(task.total),
    )
)
back, home, forward = st.columns(3)
if place:
    back.button(
        words.text("Previous page"),
        key="previous",
        on_click=move,
        args=(order[place - 1],),
        width="stretch",
    )
if home.button(words.text("Task list"), key="home", width="stretch"):
    context.go("case")
if place + 1 < len(order):
    forward.button(
        words.text("Next page"),
        key="next",
        type="primary",
        on_click=move,
        args=(order[place + 1],),
        width="stretch",
    )
elif forward.button(words.text("See the forecast"), key="see", type="primary"):
    context.go("forecast")
