"""Answers on risk that nothing can be drawn from are told, not left out in silence."""

import json
from datetime import date
from pathlib import Path

import pytest

from workbench.exchange import case_file
from workbench.findings import Finding
from workbench.journey import dossier, outlook
from workbench.journey.dossier import Cover
from workbench.knowledge import funders, parameters, wording

SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "awa_coiffure.case.json"
DAY = date(2026, 12, 1)
LOAN = funders.get("generic_microcredit")
FEW = [{"month": "2026-09", "amount": "4000.00"}]
"""Past takings of one month, from which no range is learnt."""


def case(**more: object) -> case_file.CaseFile:
    read = json.loads(SAMPLE.read_text(encoding="utf-8"))
    read["answers"] |= {f"risk.{name}": answer for name, answer in more.items()}
    return case_file.parse(json.dumps(read))


def ranges(found: case_file.CaseFile) -> list[Finding]:
    assessed = outlook.assess(
        found.questionnaire,
        found.answers,
        parameters.load(),
        months=24,
        today=DAY,
        funder=LOAN,
    )
    return [finding for finding in assessed.findings if finding.code == "risk.ranges"]


def test_what_can_be_drawn_or_was_not_asked_is_no_finding() -> None:
    assert ranges(case()) == []
    assert ranges(case(volume_low="60", volume_high="130")) == []


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_a_dossier_without_its_risk_says_so(language: str) -> None:
    told = case(takings=FEW)
    (finding,) = ranges(told)
    assert finding.question == "risk.takings"
    cover = Cover("2026-0001", 1, DAY, "")
    made, _ = dossier.from_file(told, parameters.load(), LOAN, language, cover)
    content = json.dumps(made.content.as_dict(), ensure_ascii=False)
    assert wording.words(language).finding(finding) in content
    assert "risk" not in [annex.mark for annex in made.content.annexes]
