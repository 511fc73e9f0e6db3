"""What was accepted once can still be read when its question asks for less."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from workbench import paths
from workbench.access import policy
from workbench.exchange import case_file
from workbench.exchange.case_file import CaseFileMalformed
from workbench.journey import cases, decision, dossier, payments
from workbench.journey.decision import Decision
from workbench.journey.desk import Desk
from workbench.knowledge import questions
from workbench.people.path import Outcome
from workbench.plan import answers as answering
from workbench.plan.answers import AnswerInvalid, Unclear
from workbench.store import connect

SAMPLE = paths.data() / "samples" / "awa_coiffure.case.json"
NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    path = tmp_path / "workbench.sqlite3"
    connect.prepare(path)
    return Desk(path, policy.local_counsellor(), NOW)


@pytest.fixture
def narrow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], None]]:
    """What an organisation does that lends for 12 months at most from now on."""
    folder = Path(shutil.copytree(paths.templates(), tmp_path / "templates"))
    loan = folder / "common" / "questions" / "loan.toml"
    text = loan.read_text(encoding="utf-8")
    assert "max = 84" in text
    loan.write_text(text.replace("max = 84", "max = 12"), encoding="utf-8")

    def done() -> None:
        monkeypatch.setattr(paths, "templates", lambda: folder)
        questions.load.cache_clear()

    yield done
    questions.load.cache_clear()


def test_a_case_and_its_loan_stay_open_when_a_limit_is_lowered(
    desk: Desk, narrow: Callable[[], None]
) -> None:
    case_id = cases.import_file(desk, case_file.read(SAMPLE)).id
    sent = dossier.make(desk, case_id, "generic_microcredit", "fr")
    granted = Decision(Outcome.ACCEPTED, date(2026, 12, 1), Decimal(18_000))
    decision.record(desk, sent.id, granted)
    before = payments.view(desk, case_id).contract
    narrow()
    shown = cases.show(desk, case_id)
    assert shown.questionnaire["loan.term_months"].max == 12
    assert shown.answers.number("loan.term_months", Decimal(0)) == 18
    assert payments.view(desk, case_id).contract == before
    with pytest.raises(CaseFileMalformed):
        case_file.read(SAMPLE)


def test_a_choice_that_is_no_longer_offered_is_asked_again() -> None:
    asked = questions.load()["loan.method"]
    gone = asked.model_copy(update={"options": asked.options[:1]})
    code = asked.options[1].code
    kept = answering.kept_from_json(gone, code, "centimes")
    assert kept == Unclear(code, "not_an_option")


def test_a_table_keeps_its_lines_and_leaves_out_a_column_that_is_gone() -> None:
    asked = questions.load()["fixed_costs.list"]
    fewer = asked.model_copy(update={"columns": asked.columns[:2], "max_rows": 1})
    line = {"label": "Loyer", "amount": 120_000, "frequency": "month"}
    kept = answering.kept_from_json(fewer, [line, line], "centimes")
    assert kept == ({"label": "Loyer", "amount": Decimal(1200)},) * 2
    for broken in ({}, [1], [{"amount": "much"}]):
        with pytest.raises(AnswerInvalid):
            answering.kept_from_json(asked, json.loads(json.dumps(broken)), "centimes")
