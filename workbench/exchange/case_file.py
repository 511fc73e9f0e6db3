"""The case file: one case as versioned JSON, for transfer, archive and the terminal.

Money is decimal text in dirhams. A file is read whole and checked whole before
anything is done with it; a newer format is refused, never guessed at. Version 2 adds
what happened to the loan, version 3 the scenarios and the sentences accepted.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workbench.errors import WorkbenchError
from workbench.finance.scenarios import kept, written
from workbench.finance.scenarios.scenario import Scenario
from workbench.followup import loan_entries
from workbench.followup.loan_entries import Entry
from workbench.followup.loan_events import EventRefused
from workbench.knowledge import questions
from workbench.knowledge.acceptance import Acceptance, Acceptances
from workbench.knowledge.questions import (
    Column,
    Kind,
    KnowledgeFileInvalid,
    Question,
    Questionnaire,
)
from workbench.knowledge.wording import LANGUAGES
from workbench.people.consent import Consent, Purpose
from workbench.plan import answers as answering
from workbench.plan.answers import (
    Answer,
    AnswerInvalid,
    Answers,
    Status,
    Unclear,
    Value,
)

FORMAT: Final = "workbench.case"
VERSION: Final = 3
WITH_LOAN: Final = 2
WITHOUT_LOAN: Final = 1
"""A file has the lowest version that holds it, so that older readers take it."""
MOST_ENTRIES: Final = 2000
LARGEST_FILE: Final = 5_000_000


class CaseFileMalformed(WorkbenchError):
    """The file is not a case file, or a value in it is not what it must be."""

    code = "case_file.malformed"


class CaseFileNewer(WorkbenchError):
    """The file was written by a later version."""

    code = "case_file.newer"


class CaseFileNotFound(WorkbenchError):
    """There is no such file, or it cannot be read."""

    code = "case_file.not_found"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case without its history: answers, consents, reasons for set-aside findings.

    `loan_entries` is what was recorded on its loan, in order; `chosen_scenario` the
    name of the scenario that its dossier shows, "" for none.
    """

    profile: str
    answers: Answers
    consents: tuple[Consent, ...] = ()
    overrides: Acceptances = field(default_factory=dict)
    note: str = ""
    loan_entries: tuple[Entry, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    chosen_scenario: str = ""

    @property
    def questionnaire(self) -> Questionnaire:
        """The questions of the case's profile."""
        return questions.load(self.profile)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Consent(_Strict):
    purpose: Purpose
    text_version: str
    language: Literal["fr", "ar", "en"]
    read_aloud: bool
    given_on: date
    withdrawn_on: date | None = None


class _Accepted(_Strict):
    """A reason with what the finding said, by language; older files: the reason."""

    reason: str
    said: dict[Literal["fr", "ar", "en"], str]

    @model_validator(mode="after")
    def _is_said_in_every_language(self) -> Self:
        if set(self.said) != set(LANGUAGES):
            raise ValueError("said in fr, ar and en")
        return self


class _Envelope(_Strict):
    format: Literal["workbench.case"]
    version: int = Field(strict=True, ge=1)
    profile: str = Field(default="short", pattern=r"^[a-z0-9_]+$", max_length=60)
    note: str = Field(default="", max_length=2000)
    answers: dict[str, Any]
    consents: tuple[_Consent, ...] = ()
    overrides: dict[str, str | _Accepted] = Field(default_factory=dict)
    loan_entries: tuple[dict[str, Any], ...] = Field(
        default=(), max_length=MOST_ENTRIES
    )
    scenarios: tuple[dict[str, Any], ...] = Field(default=(), max_length=kept.MOST)
    chosen_scenario: str = ""


def read(path: Path) -> CaseFile:
    """Return the case in a file; CaseFileNotFound, -Malformed or -Newer otherwise."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CaseFileMalformed(place="", problem="too_large")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CaseFileMalformed(place="", problem="not_text") from None
    except OSError as problem:
        raise CaseFileNotFound(file=str(path)) from problem
    return parse(text)


def parse(text: str) -> CaseFile:
    """Return the case in a text; CaseFileMalformed names the place at fault."""
    return _case(_envelope(text))


def parse_frozen(text: str) -> CaseFile:
    """Return the case that a frozen dossier was made from.

    What was accepted then holds, whatever the questions have become: limits of
    today do not count, and questions that are gone are left out.
    """
    envelope = _envelope(text)
    known = questions.load(envelope.profile)
    answers = {
        question_id: _answer(known[question_id], raw, answering.kept_from_json)
        for question_id, raw in envelope.answers.items()
        if question_id in known
    }
    rest = envelope.model_copy(update={"answers": {}})
    return replace(_case(rest), answers=Answers(answers))


def _envelope(text: str) -> _Envelope:
    raw = _plain_json(text)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise CaseFileMalformed(place="format", problem="not_a_case_file")
    version = raw.get("version")
    if isinstance(version, int) and version > VERSION:
        raise CaseFileNewer(version=version, known=VERSION)
    try:
        envelope = _Envelope.model_validate(raw)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise CaseFileMalformed(place=place, problem=first["msg"]) from None
    return envelope


def _plain_json(text: str) -> object:
    """Return what the text holds; half a character (a lone surrogate) is refused."""
    try:
        raw: object = json.loads(text)
        json.dumps(raw, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as problem:
        place = getattr(problem, "lineno", "")
        raise CaseFileMalformed(place=place, problem="not_json") from None
    return raw


def _case(envelope: _Envelope) -> CaseFile:
    try:
        questionnaire = questions.load(envelope.profile)
    except KnowledgeFileInvalid:
        raise CaseFileMalformed(place="profile", problem=envelope.profile) from None
    answers = {}
    for question_id, raw in envelope.answers.items():
        if question_id not in questionnaire:
            raise CaseFileMalformed(place=question_id, problem="unknown_question")
        try:
            asked = questionnaire[question_id]
            answers[question_id] = _answer(asked, raw, answering.from_json)
        except AnswerInvalid as invalid:
            problem = invalid.facts["problem"]
            raise CaseFileMalformed(place=question_id, problem=problem) from None
    return CaseFile(
        profile=envelope.profile,
        answers=Answers(answers),
        consents=tuple(Consent(**c.model_dump()) for c in envelope.consents),
        overrides={key: _accepted(it) for key, it in envelope.overrides.items()},
        note=envelope.note,
        loan_entries=_entries(envelope.loan_entries),
        scenarios=_scenarios(envelope),
        chosen_scenario=envelope.chosen_scenario,
    )


def _accepted(given: str | _Accepted) -> Acceptance:
    if isinstance(given, str):
        return Acceptance(given)
    return Acceptance(given.reason, dict(given.said.items()))


def _entries(given: Iterable[Mapping[str, object]]) -> tuple[Entry, ...]:
    """Return the entries of a loan, each fit for some loan."""
    try:
        return loan_entries.read_all(given)
    except EventRefused as refusal:
        facts = refusal.facts
        place = f"loan_entries.{facts['entry']}.{facts['field']}"
        raise CaseFileMalformed(place=place, problem=refusal.code) from None


def _scenarios(envelope: _Envelope) -> tuple[Scenario, ...]:
    """Return the scenarios, fit to be kept together, the chosen one among them."""
    try:
        found = kept.read_all(envelope.scenarios)
    except WorkbenchError as refusal:
        place = f"scenarios.{refusal.facts.get('field', 'name')}"
        raise CaseFileMalformed(place=place, problem=refusal.code) from None
    chosen = envelope.chosen_scenario
    if chosen and chosen not in {scenario.name for scenario in found}:
        raise CaseFileMalformed(place="chosen_scenario", problem="scenario.unknown")
    return found


Reader = Callable[[Question, object, Literal["dirhams"]], Value | Unclear]


def _answer(question: Question, raw: object, reader: Reader) -> Answer:
    if raw == {"unknown": True}:
        return answering.UNKNOWN
    if answering.is_as_typed(raw):
        return Answer.of(answering.parse(question, raw["typed"]))
    return Answer.of(reader(question, raw, "dirhams"))


def write(case: CaseFile) -> str:
    """Return the case as JSON text, one answer a line, ready to be read again."""
    questionnaire = case.questionnaire
    body = {
        "format": FORMAT,
        "version": _version(case),
        "profile": case.profile,
        **({"note": case.note} if case.note else {}),
        "answers": {
            question.id: _plain(question, case.answers.by_question[question.id])
            for question in questionnaire.questions
            if question.id in case.answers.by_question
        },
        "consents": [
            {
                "purpose": consent.purpose.value,
                "text_version": consent.text_version,
                "language": consent.language,
                "read_aloud": consent.read_aloud,
                "given_on": consent.given_on.isoformat(),
                "withdrawn_on": consent.withdrawn_on
                and consent.withdrawn_on.isoformat(),
            }
            for consent in case.consents
        ],
        "overrides": {key: _override(it) for key, it in case.overrides.items()},
        **(
            {"loan_entries": list(map(loan_entries.plain, case.loan_entries))}
            if case.loan_entries
            else {}
        ),
        **(
            {"scenarios": list(map(written.write, case.scenarios))}
            if case.scenarios
            else {}
        ),
        **({"chosen_scenario": case.chosen_scenario} if case.chosen_scenario else {}),
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _override(accepted: Acceptance) -> object:
    if not accepted.said:
        return accepted.reason
    return {"reason": accepted.reason, "said": dict(accepted.said)}


def _version(case: CaseFile) -> int:
    has_sentences = any(accepted.said for accepted in case.overrides.values())
    if case.scenarios or has_sentences:
        return VERSION
    return WITH_LOAN if case.loan_entries else WITHOUT_LOAN


def _plain(question: Question, answer: Answer) -> object:
    if answer.status is Status.UNKNOWN:
        return {"unknown": True}
    if answer.unclear is not None:
        return {"typed": answer.unclear.typed}
    return answering.to_json(question, cast("answering.Value", answer.value), "dirhams")


def schema(profile: str = "short") -> dict[str, object]:
    """Return the JSON Schema (2020-12) of a case file with this profile."""
    questionnaire = questions.load(profile)
    body = _Envelope.model_json_schema()
    body["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    body["title"] = f"{FORMAT} {VERSION} ({profile})"
    body["properties"]["version"] = {"enum": [WITHOUT_LOAN, WITH_LOAN, VERSION]}
    body["properties"]["answers"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {q.id: _question_schema(q) for q in questionnaire.questions},
    }
    return cast("dict[str, object]", body)


NOT_KNOWN: Final = {
    "type": "object",
    "properties": {"unknown": {"const": True}},
    "required": ["unknown"],
    "additionalProperties": False,
}
AS_TYPED: Final = {
    "type": "object",
    "properties": {"typed": {"type": "string"}},
    "required": ["typed"],
    "additionalProperties": False,
}


def _question_schema(question: Question) -> dict[str, object]:
    value = _table_schema(question) if question.columns else _value_schema(question)
    return {
        "description": question.label.get("en") or question.label["fr"],
        "anyOf": [value, NOT_KNOWN, AS_TYPED],
    }


def _table_schema(question: Question) -> dict[str, object]:
    cells = {
        column.id: {"anyOf": [_value_schema(column), AS_TYPED]}
        for column in question.columns
    }
    row = {"type": "object", "properties": cells, "additionalProperties": False}
    return {"type": "array", "items": row, "maxItems": question.max_rows}


def _value_schema(column: Column) -> dict[str, object]:
    decimal = {
        "type": ["string", "integer"],
        "pattern": r"^[0-9]+(\.[0-9]+)?$",
        "minimum": 0,
    }
    match column.kind:
        case Kind.YES_NO:
            return {"type": "boolean"}
        case Kind.INTEGER:
            bounds = {"minimum": column.min, "maximum": column.max}
            given = {k: v for k, v in bounds.items() if v is not None}
            return {"type": "integer", **given}
        case Kind.CHOICE:
            return {"enum": list(answering.codes(column))}
        case Kind.MULTI_CHOICE:
            return {"type": "array", "items": {"enum": list(answering.codes(column))}}
        case Kind.MONTH_MARKS:
            marks = {"enum": list(answering.MONTH_MARKS)}
            return {"type": "array", "items": marks, "minItems": 12, "maxItems": 12}
        case Kind.MONEY_SERIES:
            return {"type": "array", "items": decimal}
        case Kind.DATE:
            return {"type": "string", "format": "date"}
        case Kind.MONTH:
            return {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}
        case Kind.TEXT | Kind.LONG_TEXT:
            return {"type": "string", "maxLength": column.longest}
        case _:
            return decimal
