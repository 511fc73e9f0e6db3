"""One case as every step sees it: its answers, consents and what was set aside."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from workbench.exchange.case_file import CaseFile
from workbench.knowledge import questions
from workbench.knowledge.acceptance import Acceptance, Acceptances
from workbench.knowledge.questions import Question, Questionnaire
from workbench.people.consent import Consent, Purpose
from workbench.plan import answers as answering
from workbench.plan.answers import Answer, Answers, Status, Value
from workbench.store import answers as answer_store
from workbench.store import cases, consents, overrides
from workbench.store.answers import AnswerRow
from workbench.store.cases import CaseRow
from workbench.store.connect import Connection
from workbench.store.consents import ConsentRow


@dataclass(frozen=True, slots=True)
class Stored:
    """One answer with the revision it was saved at and when."""

    answer: Answer
    revision: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case read in one transaction."""

    row: CaseRow
    questionnaire: Questionnaire
    stored: Mapping[str, Stored]
    consents: tuple[Consent, ...]
    consent_ids: tuple[int, ...]
    overrides: Acceptances
    override_revisions: Mapping[str, int]

    @property
    def answers(self) -> Answers:
        """The answers by question."""
        return Answers({name: kept.answer for name, kept in self.stored.items()})

    def revision_of(self, question_id: str) -> int:
        """The revision an answer was saved at, 0 when there is none."""
        kept = self.stored.get(question_id)
        return kept.revision if kept else 0

    def as_file(self) -> CaseFile:
        """The case as it travels."""
        return CaseFile(
            self.row.profile, self.answers, self.consents, dict(self.overrides)
        )


def load(conn: Connection, case_id: str) -> CaseState:
    """Return the state of a case; CaseUnknown without one."""
    row = cases.get(conn, case_id)
    questionnaire = questions.load(row.profile)
    found = answer_store.all_of(conn, case_id)
    given = consents.all_of(conn, case_id)
    reasons = overrides.all_of(conn, case_id)
    return CaseState(
        row=row,
        questionnaire=questionnaire,
        stored={
            name: stored_of(questionnaire[name], kept)
            for name, kept in found.items()
            if name in questionnaire
        },
        consents=tuple(map(_consent, given)),
        consent_ids=tuple(consent.id for consent in given),
        overrides={
            key: Acceptance(kept.reason, json.loads(kept.said))
            for key, kept in reasons.items()
        },
        override_revisions={key: kept.revision for key, kept in reasons.items()},
    )


def stored_of(question: Question, row: AnswerRow) -> Stored:
    """Return a row of the store as an answer."""
    saved_at = datetime.fromisoformat(row.updated_at)
    return Stored(_answer(question, row), row.revision, saved_at)


def _answer(question: Question, row: AnswerRow) -> Answer:
    status = Status(row.status)
    if status is Status.UNKNOWN:
        return answering.UNKNOWN
    if status is Status.UNCLEAR or row.value is None:
        return Answer.of(answering.parse(question, row.typed))
    kept = json.loads(row.value)
    return Answer.of(answering.kept_from_json(question, kept, "centimes"))


def to_store(question: Question, answer: Answer) -> tuple[str | None, str]:
    """Return the value as JSON text (money in centimes) and the text as typed."""
    if answer.unclear is not None:
        return None, answer.unclear.typed
    if answer.value is None:
        return None, ""
    return _json(question, answer.value), ""


def _json(question: Question, value: Value) -> str:
    plain = answering.to_json(question, value, "centimes")
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def said_to_store(accepted: Acceptance) -> str:
    """Return as JSON text what the finding said when it was accepted."""
    return json.dumps(dict(accepted.said), ensure_ascii=False, sort_keys=True)


def _consent(row: ConsentRow) -> Consent:
    return Consent(
        purpose=Purpose(row.purpose),
        text_version=row.text_version,
        language=row.language,
        read_aloud=row.read_aloud,
        given_on=_day(row.given_at),
        withdrawn_on=_day(row.withdrawn_at) if row.withdrawn_at else None,
    )


def _day(at: str) -> date:
    return datetime.fromisoformat(at).date()


def label_of(answers: Answers) -> str:
    """The name a case is listed under: the person's, or the business's."""
    names = (answers.text("person.given_name"), answers.text("person.family_name"))
    return " ".join(filter(None, names)) or answers.text("idea.business_name")


def is_planned(questionnaire: Questionnaire, answers: Answers) -> bool:
    """Whether something beyond the reception has been answered."""
    return any(
        questionnaire.section(questionnaire[name].section).step != "reception"
        for name in answers
    )
