"""Why a remedy or an advice cannot help, said in every language."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from workbench.finance.simulation.advice import Proposal
from workbench.finance.simulation.montecarlo import Chance
from workbench.finance.simulation.risk import Remedy
from workbench.funding import advice_told, remedies_told
from workbench.knowledge.wording import LANGUAGES, words
from workbench.months import Month

CHANCE = Chance(103, 1000)
NO_REMEDY = [
    *(("loan", why) for why in ("no_loan", "no_better", "not_enough")),
    *(("grace", why) for why in ("no_loan", "no_room", "no_better", "not_enough")),
]
NO_ADVICE = [
    ("opening_cash", "nothing_lacks"),
    ("draw", "not_enough"),
    ("draw", "as_planned"),
    ("shortest_term", "as_planned"),
    ("start", "riskier"),
    *(("term", why) for why in ("no_loan", "no_room", "not_enough")),
    *(("start", why) for why in ("all_alike", "planned_best", "no_later")),
]


def found(*remedies: Remedy) -> Any:
    whole = SimpleNamespace(shortfall=Chance(300, 1000))
    return SimpleNamespace(remedies=remedies, level=0.1, simulation=whole)


def proposal(key: str, reason: str) -> Any:
    month = Month(2027, 5) if key == "start" else None
    return Proposal(key, Decimal(7), None, Decimal(-90), month, reason)  # type: ignore[arg-type]


@pytest.mark.parametrize(("key", "reason"), NO_REMEDY)
def test_every_reason_of_a_remedy_is_said_in_words_of_its_own(
    key: str, reason: str
) -> None:
    said = set()
    for language in LANGUAGES:
        seen = found(Remedy(key, Decimal(7), CHANCE, reason))
        (pair,) = remedies_told.futile(seen, words(language))
        assert not remedies_told.helpful(seen, words(language))
        assert not set(pair.text) & set("{}…")
        said.add(pair.text)
    assert len(said) == len(LANGUAGES)


@pytest.mark.parametrize(("key", "reason"), NO_ADVICE)
def test_every_reason_of_an_advice_is_said_in_words_of_its_own(
    key: str, reason: str
) -> None:
    said = {
        language: advice_told.value(proposal(key, reason), words(language))
        for language in LANGUAGES
    }
    assert len(set(said.values())) == len(LANGUAGES)
    assert not set("".join(said.values())) & set("{}…")


def test_what_was_tried_is_told_with_what_became_of_it() -> None:
    tried, untried = proposal("term", "not_enough"), proposal("term", "no_loan")
    speaker = words("en")
    assert "7 months" in advice_told.value(tried, speaker)
    assert "−MAD\u00a090" in advice_told.proof(tried, CHANCE, speaker)
    assert advice_told.proof(untried, CHANCE, speaker) == ""


@pytest.mark.parametrize(
    ("key", "reason"),
    [("draw", "not_enough"), ("draw", "as_planned"), ("start", "riskier")],
)
def test_what_is_not_proposed_comes_without_a_chance_that_would_mislead(
    key: str, reason: str
) -> None:
    assert advice_told.proof(proposal(key, reason), CHANCE, words("en")) == ""
    assert advice_told.proof(proposal(key, ""), CHANCE, words("en"))


def test_a_limit_stands_beside_what_the_plan_has() -> None:
    plan: Any = SimpleNamespace(
        draw_per_month=Decimal(900), loan=SimpleNamespace(term_months=30)
    )
    speaker = words("en")
    drawn = advice_told.furthest(proposal("draw", ""), plan, speaker)
    assert drawn == "MAD\u00a07 (planned: MAD\u00a0900)"
    shortest = advice_told.furthest(proposal("shortest_term", ""), plan, speaker)
    assert shortest.replace("\u00a0", " ") == "7 months (planned: 30 months)"
    beyond = advice_told.furthest(proposal("draw", "as_planned"), plan, speaker)
    assert beyond.startswith("the one planned, MAD\u00a07")


def test_a_chance_just_above_the_level_never_reads_like_the_level() -> None:
    near = Remedy("loan", Decimal(700), CHANCE, "not_enough")
    (pair,) = remedies_told.futile(found(near), words("en"))
    assert "10.3%" in pair.text
    (nearer,) = remedies_told.futile(
        found(replace(near, chance=Chance(10_001, 100_000))), words("en")
    )
    assert "10.1%" in nearer.text
    far = replace(near, chance=Chance(176, 1000))
    assert "18%" in remedies_told.futile(found(far), words("en"))[0].text
