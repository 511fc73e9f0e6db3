"""The marked months stay where they are while Ramadan moves through the years."""

import json
from dataclasses import replace

import example
import pytest

from workbench.funding import rhythm_told
from workbench.knowledge.wording import words
from workbench.months import MONTHS_PER_YEAR, Month, span
from workbench.plan.business_plan import BusinessPlan

PLAN = example.material().plan
FR = words("fr")
THREE_YEARS = span(Month(2027, 1), 36)


def marked(mark: str) -> BusinessPlan:
    marks = (mark, *("normal",) * (MONTHS_PER_YEAR - 1))
    return replace(PLAN, rhythm=replace(PLAN.rhythm, marks=marks))


def test_the_dates_are_those_of_the_years_covered() -> None:
    """1448 to 1450 of the Umm al-Qura calendar, and no year beyond."""
    (pair,) = rhythm_told.pairs(marked("slow"), THREE_YEARS, FR)
    assert (
        "du 08/02/2027 au 08/03/2027, du 28/01/2028 au 25/02/2028, "
        "du 16/01/2029 au 13/02/2029, à un jour près"
    ) in pair.text
    assert "2026" not in pair.text
    assert "2030" not in pair.text
    (short,) = rhythm_told.pairs(marked("good"), span(Month(2027, 3), 10), FR)
    assert "du 08/02/2027 au 08/03/2027, à un jour près" in short.text


@pytest.mark.parametrize(
    ("plan", "months"),
    [
        (marked("normal"), THREE_YEARS),
        (marked("closed"), THREE_YEARS),
        (replace(marked("slow"), products=()), THREE_YEARS),
        (marked("slow"), span(Month(2027, 4), 6)),
        (marked("slow"), span(Month(2040, 1), 12)),
    ],
)
def test_nothing_is_said_where_nothing_could_be_misread(
    plan: BusinessPlan, months: tuple[Month, ...]
) -> None:
    assert rhythm_told.pairs(plan, months, FR) == ()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_dossier_says_it_under_the_rhythm_for_all_its_years(language: str) -> None:
    source = replace(example.material(), plan=marked("slow"))
    content = example.content(source, language)
    title = words(language).text("Rhythm of sales")
    (rhythm,) = [s for s in content.assumptions if s.title == title]
    last = rhythm.blocks[-1].pairs[-1]
    assert (last,) == rhythm_told.pairs(
        source.plan, source.of_years.months, words(language)
    )
    assert len(rhythm.blocks) == 1
    others = json.dumps([s.title for s in content.assumptions], ensure_ascii=False)
    assert others.count(title) == 1
