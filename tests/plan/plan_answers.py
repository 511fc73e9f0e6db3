"""A small plan as typed answers, to be changed one answer at a time."""

from collections.abc import Mapping

from workbench.knowledge import questions
from workbench.plan import answers as answering
from workbench.plan.answers import UNKNOWN, Answer, Answers, Typed

SMALLEST: Mapping[str, Typed] = {
    "actions.start_month": "03/2027",
    "legal.form": "auto_entrepreneur",
    "legal.branch": "services",
    "products.list": [
        {
            "name": "Nattes",
            "unit": "tête",
            "price": "80",
            "unit_cost": "10",
            "per_good_day": "3",
            "per_normal_day": "2",
            "per_slow_day": "0,5",
        }
    ],
    "rhythm.good_days": "2",
    "rhythm.normal_days": "3",
    "rhythm.slow_days": "1",
    "rhythm.months": ",".join(["normal"] * 10 + ["slow", "good"]),
}


def answers(changes: Mapping[str, Typed | None] | None = None) -> Answers:
    """Return the small plan's answers, some replaced; None takes one out, ? unknown."""
    typed = {**SMALLEST, **(changes or {})}
    questionnaire = questions.load()
    return Answers(
        {
            name: UNKNOWN
            if given == "?"
            else Answer.of(answering.parse(questionnaire[name], given))
            for name, given in typed.items()
            if given is not None
        }
    )
