"""The questions of the journey, read from TOML and checked.

One file per section holds its questions with label, help and example in three
languages; a profile orders the sections. Files, not code, decide what is asked.
"""

import sys
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workbench import paths
from workbench.errors import WorkbenchError

Texts = Mapping[str, str]
"""One text in several languages, by code: fr (always), en, ar."""

Model = TypeVar("Model", bound=BaseModel)

Step = Literal["reception", "plan", "numbers"]


class KnowledgeFileInvalid(WorkbenchError):
    """A knowledge file breaks its own rules; names the file and the place."""

    code = "knowledge.invalid"


class QuestionUnknown(WorkbenchError):
    """No question has this id."""

    code = "question.unknown"


class Kind(StrEnum):
    """What an answer is made of."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    YES_NO = "yes_no"
    INTEGER = "integer"
    QUANTITY = "quantity"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    MONTH = "month"
    MONTH_MARKS = "month_marks"
    MONEY_SERIES = "money_series"
    TABLE = "table"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(_Strict):
    """One choice: the code that is stored and the words that are shown."""

    code: str
    label: Texts


class Column(_Strict):
    """What one value must be: kind, bounds, options; a table's column or more."""

    id: str
    kind: Kind
    required: bool = False
    label: Texts
    help: Texts = Field(default_factory=dict)
    example: Texts = Field(default_factory=dict)
    unit: Texts = Field(default_factory=dict)
    options: tuple[Option, ...] = ()
    options_from: str | None = None
    min: int | None = None
    max: int | None = None
    max_length: int | None = None

    @model_validator(mode="after")
    def _has_french_and_options(self) -> Self:
        if not self.label.get("fr"):
            raise ValueError(f"{self.id}: a French label is needed")
        chooses = self.kind in {Kind.CHOICE, Kind.MULTI_CHOICE}
        if chooses != bool(self.options or self.options_from):
            raise ValueError(f"{self.id}: options and kind do not agree")
        return self

    @property
    def longest(self) -> int:
        """How many characters a text may have."""
        default = 2000 if self.kind is Kind.LONG_TEXT else 200
        return self.max_length or default


NO_LIMITS: Final = {"min": None, "max": None, "max_length": sys.maxsize}


class Condition(_Strict):
    """Ask only when another question has one of these answers."""

    question: str
    is_: tuple[str, ...] = Field(alias="is")


class Question(Column):
    """One question with its words, its privacy class and its condition.

    `usual` is the number that plans are reckoned with until an answer is known.
    """

    privacy: Literal["C0", "C1", "C2", "C3"]
    why: Texts = Field(default_factory=dict)
    when: Condition | None = None
    usual: Decimal | None = None
    max_rows: int = 20
    layout: Literal["cards", "grid"] = "grid"
    columns: tuple[Column, ...] = ()
    suggested_rows: tuple[Mapping[str, str | Texts], ...] = ()

    @model_validator(mode="after")
    def _tables_have_columns(self) -> Self:
        if (self.kind is Kind.TABLE) != bool(self.columns):
            raise ValueError(f"{self.id}: columns belong to tables, and only there")
        if self.privacy == "C3" and not self.why:
            raise ValueError(f"{self.id}: say why a personal fact is asked")
        return self

    def without_limits(self) -> Self:
        """Return the question as it takes any number, length and count of lines."""
        columns = tuple(column.model_copy(update=NO_LIMITS) for column in self.columns)
        rest = {"columns": columns, "max_rows": sys.maxsize}
        return self.model_copy(update=NO_LIMITS | rest)

    @property
    def section(self) -> str:
        """The id of the section it stands in."""
        return self.id.partition(".")[0]


class Section(_Strict):
    """One page of questions."""

    id: str
    step: Step
    label: Texts
    intro: Texts = Field(default_factory=dict)
    question: tuple[Question, ...]

    @model_validator(mode="after")
    def _ids_belong_here(self) -> Self:
        for question in self.question:
            if question.section != self.id:
                raise ValueError(f"{question.id} does not belong to {self.id}")
        return self


class Profile(_Strict):
    """Which sections a plan has, in which order."""

    id: str
    label: Texts
    sections: tuple[str, ...]
    optional: tuple[str, ...] = ()


class Questionnaire:
    """The sections of one profile, and every question by id."""

    def __init__(self, profile: Profile, sections: Mapping[str, Section]) -> None:
        """Keep the sections in the profile's order; all must exist."""
        self.profile = profile
        self.sections = tuple(sections[name] for name in profile.sections)
        self._questions = {
            question.id: question
            for section in self.sections
            for question in section.question
        }

    def __getitem__(self, question_id: str) -> Question:
        """The question with this id; QuestionUnknown when there is none."""
        try:
            return self._questions[question_id]
        except KeyError:
            raise QuestionUnknown(question=question_id) from None

    def __contains__(self, question_id: str) -> bool:
        return question_id in self._questions

    def section(self, section_id: str) -> Section:
        """The section with this id; QuestionUnknown when there is none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise QuestionUnknown(question=section_id)

    def of_step(self, step: Step) -> tuple[Section, ...]:
        """The sections of a step, in order."""
        return tuple(s for s in self.sections if s.step == step)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(self._questions.values())


@cache
def load(profile: str = "short", folder: Path | None = None) -> Questionnaire:
    """Return the questionnaire of a profile; KnowledgeFileInvalid names the file."""
    common = (folder or paths.templates()) / "common"
    sections = {}
    for file in sorted((common / "questions").glob("*.toml")):
        section = _read(file, Section)
        sections[section.id] = section
    chosen = _read(common / "profiles" / f"{profile}.toml", Profile)
    missing = set(chosen.sections) - set(sections)
    if missing:
        raise KnowledgeFileInvalid(file=f"{profile}.toml", problem=sorted(missing))
    questionnaire = Questionnaire(chosen, sections)
    _check_conditions(questionnaire)
    return questionnaire


def _check_conditions(questionnaire: Questionnaire) -> None:
    for question in questionnaire.questions:
        if question.when and question.when.question not in questionnaire:
            raise KnowledgeFileInvalid(file=question.section, problem=question.id)


def _read(file: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as problem:
        raise KnowledgeFileInvalid(file=file.name, problem=str(problem)) from problem
