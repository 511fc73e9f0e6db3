"""One section of questions; each field is saved when it is left."""

import streamlit as st

from workbench.journey import cases, tasks
from workbench.plan import answers as answering
from workbench.ui import context, forms
from workbench.ui.field import Field
from workbench.ui.text import literal

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
if section.intro:
    st.markdown(literal(words.localised(section.intro)))
to_mend = st.session_state.get(context.QUESTION)
if to_mend and to_mend in case.questionnaire:
    wanted = words.localised(case.questionnaire[to_mend].label)
    st.info(literal(words.text("To mend here: {question}", question=wanted)))
for question in section.question:
    if answering.is_asked(question, case.answers):
        with st.container(border=question.id == to_mend):
            forms.show(Field(desk, words, case, question))

task = tasks.section_task(case, section)
st.divider()
st.caption(
    words.text(
        "{done} of {all} needed answers · case saved at revision {revision}",
        done=str(task.done),
        all=str(task.total),
        revision=str(case.row.revision),
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
