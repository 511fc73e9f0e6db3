"""How the terminal says things: JSON for programmes, safe lines for people."""

import json
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Final

from workbench.errors import WorkbenchError
from workbench.findings import Finding, Level
from workbench.knowledge import questions
from workbench.knowledge.wording import HARD_SPACE, NARROW_SPACE, Words

STEERING: Final = frozenset({"Cc", "Cs"})
"""Categories of characters that move a cursor, or that no encoding holds."""


def json_text(plain: object) -> str:
    """Return JSON; dates in ISO form, amounts and months as text."""
    return json.dumps(plain, ensure_ascii=False, indent=2, default=_as_text)


def _as_text(value: object) -> object:
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)


def terminal(text: str) -> str:
    """Return text safe to print: common spaces, and nothing that steers a terminal."""
    plain = text.replace(NARROW_SPACE, " ").replace(HARD_SPACE, " ")
    return "".join(
        c for c in plain if c in "\n\t" or unicodedata.category(c) not in STEERING
    )


def plain_error(error: WorkbenchError, words: Words) -> dict[str, object]:
    """Return a refusal for a programme: its code, its sentence, its facts."""
    message = words.error(error)
    return {"code": error.code, "message": message, "facts": dict(error.facts)}


def plain_finding(finding: Finding, words: Words) -> dict[str, object]:
    """Return a finding for a programme: what is wrong, where, and what to do."""
    return {
        "code": finding.code,
        "level": finding.level.value,
        "question": finding.question,
        "where": finding.where,
        "message": words.finding(finding),
        "remedy": words.remedy(finding),
        "facts": dict(finding.facts),
    }


def to_answer(question_id: str, words: Words) -> str:
    """Return that a question still needs an answer: the question, and its id."""
    known = questions.load()
    asked = words.localised(known[question_id].label) if question_id in known else ""
    told = " ".join(filter(None, (asked, f"[{question_id}]")))
    return words.text("Still to be answered: {question}", question=told)


def told(findings: Sequence[Finding], words: Words) -> list[str]:
    """Return each finding on a line: weight, what is wrong, what to do, where."""
    weights = {
        Level.BLOCKING: words.text("To be mended"),
        Level.WARNING: words.text("To look at"),
    }
    lines = []
    for finding in findings:
        place = ", ".join(filter(None, (finding.question, finding.where)))
        said = (words.finding(finding), words.remedy(finding), place and f"[{place}]")
        lines.append(f"{weights[finding.level]}: {' '.join(filter(None, said))}")
    return lines
