"""The task list of one case: what is done, what is next, in any order."""

import streamlit as st

from workbench.journey import cases, names, tasks
from workbench.journey.tasks import Task, TaskStatus
from workbench.knowledge import wording
from workbench.ui import context
from workbench.ui.text import literal

STEPS = {
    "reception": wording.mark("Reception"),
    "plan": wording.mark("Plan"),
    "numbers": wording.mark("Numbers"),
    "forecast": wording.mark("Forecast and checks"),
    "dossier": wording.mark("Dossier"),
    "follow_up": wording.mark("Decision and follow-up"),
}
PAGES = dict.fromkeys(("decision", "payments", "visits"), "follow_up")
COLOURS = {
    TaskStatus.NOT_STARTED: "gray",
    TaskStatus.IN_PROGRESS: "blue",
    TaskStatus.OVERDUE: "red",
    TaskStatus.COMPLETE: "green",
    TaskStatus.BLOCKED: "orange",
    TaskStatus.OPTIONAL: "gray",
}

words = context.words()
listed = tasks.listing(context.desk(), context.case_id())
case = listed.case


def name(task_id: str) -> str:
    """Return the words of a task."""
    return names.task(task_id, case.questionnaire, words)


def open_task(task_id: str) -> None:
    """Go to the page of a task."""
    if task_id in names.TASKS:
        context.go(PAGES.get(task_id, task_id))
    context.go("questions", section=task_id)


def line(task: Task) -> None:
    """Show one task with its status and what blocks it."""
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if st.button(literal(name(task.id)), key=f"task-{task.id}", type="tertiary"):
            open_task(task.id)
        text = words.text(names.STATUS[task.status])
        colour = COLOURS[task.status]
        st.badge(_status(task, text), color=colour)  # type: ignore[arg-type]
    if task.blocked_by:
        waits = ", ".join(map(name, task.blocked_by[:3]))
        st.caption(literal(words.text("blocked by: {tasks}", tasks=waits)))


def _status(task: Task, text: str) -> str:
    under_way = task.status is TaskStatus.IN_PROGRESS
    return f"{text} {task.done}/{task.total}" if under_way and task.total else text


st.title(literal(case.row.label or words.text("New case")), anchor=False)
st.caption(
    words.text(
        "Case {number} · {done} of {all} complete",
        number=words.isolate(case.row.number),
        done=str(listed.complete),
        all=str(len(listed.counted)),
    )
)
if listed.next:
    step = name(listed.next.id)
    if st.button(
        literal(words.text("Next: {task}", task=step)),
        key="next",
        type="primary",
        icon=":material/arrow_forward:" if words.direction == "ltr" else None,
    ):
        open_task(listed.next.id)
left, right = st.columns(2)
columns = {"reception": left, "plan": left, "numbers": right}
for group, title in STEPS.items():
    with columns.get(group, right), st.container(border=True, gap="xsmall"):
        st.subheader(words.text(title), anchor=False)
        for task in listed.tasks:
            if task.step == group:
                line(task)

with st.expander(words.text("Erase this case")):
    st.markdown(
        words.text(
            "Everything written in this case is deleted for good, its dossiers too. "
            "Only the trail of who did what is kept, without any word of the case."
        )
    )
    typed = st.text_input(
        words.text(
            "To erase it, type its number: {number}",
            number=words.isolate(case.row.number),
        ),
        key="erase_number",
    )
    if st.button(
        words.text("Erase for good"),
        key="erase",
        disabled=typed.strip() != case.row.number,
    ):
        st.session_state[context.ERASED] = cases.erase(context.desk(), case.row.id)
        del st.session_state[context.CASE]
        context.go("cases")
