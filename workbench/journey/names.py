"""What a person reads for the steps, tasks and outcomes of a case."""

from typing import Final

from workbench.followup.visits import Due
from workbench.journey.tasks import TaskStatus
from workbench.knowledge.questions import Questionnaire
from workbench.knowledge.wording import Words, mark
from workbench.people.path import Outcome, Stage

STAGES: Final = {
    Stage.RECEPTION: mark("Reception"),
    Stage.PLAN: mark("Plan under way"),
    Stage.DECISION: mark("Waiting for a decision"),
    Stage.FOLLOW_UP: mark("Followed up"),
    Stage.CLOSED: mark("Closed"),
}
TASKS: Final = {
    "consent": mark("Consent"),
    "forecast": mark("Forecast"),
    "checks": mark("Checks"),
    "dossier": mark("Word dossier"),
    "decision": mark("Decision of the funder"),
    "payments": mark("Repayment of the loan"),
    "visits": mark("Follow-up visits"),
}
STATUS: Final = {
    TaskStatus.NOT_STARTED: mark("Not started"),
    TaskStatus.IN_PROGRESS: mark("In progress"),
    TaskStatus.OVERDUE: mark("Late"),
    TaskStatus.COMPLETE: mark("Complete"),
    TaskStatus.BLOCKED: mark("Blocked"),
    TaskStatus.OPTIONAL: mark("If useful"),
}
OUTCOMES: Final = {
    Outcome.ACCEPTED: mark("Accepted"),
    Outcome.ACCEPTED_WITH_CONDITIONS: mark("Accepted with conditions"),
    Outcome.ADJOURNED: mark("Adjourned"),
    Outcome.REFUSED: mark("Not retained"),
}
DUE: Final = {
    Due.DONE: mark("Made"),
    Due.LATER: mark("Later"),
    Due.DUE: mark("Due now"),
    Due.OVERDUE: mark("Overdue"),
}


def stage(code: str, words: Words) -> str:
    """Return the name of a step of the journey."""
    return words.text(STAGES[Stage(code)])


def task(task_id: str, questionnaire: Questionnaire, words: Words) -> str:
    """Return the name of a task: a step's, or the label of a section."""
    if task_id in TASKS:
        return words.text(TASKS[task_id])
    return words.localised(questionnaire.section(task_id).label)
