"""The usual ranges: each with words and a source, none twice for one trade."""

import pytest
from pydantic import ValidationError

from workbench.knowledge import risk
from workbench.knowledge.catalogue import ReferenceUnknown
from workbench.knowledge.risk import Trade, Usual
from workbench.knowledge.trades import SUGGESTION

USUAL = risk.usual()


def test_what_is_usual_is_said_to_be_a_suggestion() -> None:
    assert USUAL.source["fr"].startswith("Suggestion")
    assert set(USUAL.source) == {"fr", "en", "ar"}


def test_a_trade_has_its_own_price_of_inputs_with_a_dated_source() -> None:
    for trade in USUAL.trades:
        for text in dict(trade.source).values():
            assert "20" in text
            assert "http" in text
        for sector in trade.sectors:
            assert USUAL.in_trade(sector).cost_high == trade.cost_high
    assert USUAL.in_trade("hair_beauty") is USUAL
    assert USUAL.in_trade("") is USUAL


def test_a_trade_with_two_ranges_is_refused() -> None:
    trade = Trade(sectors=("snack",), cost_high=120, source=SUGGESTION)
    with pytest.raises(ValidationError, match="a trade with two ranges"):
        Usual.model_validate({**USUAL.model_dump(), "trades": (trade, trade)})


def test_a_trade_that_does_not_exist_is_refused_by_its_key() -> None:
    with pytest.raises(ReferenceUnknown) as refused:
        Trade(sectors=("magic",), cost_high=120, source=SUGGESTION)
    assert refused.value.facts["key"] == "magic"


@pytest.mark.parametrize(
    "wrong",
    [{"volume_low": 0}, {"volume_high": 90}, {"bad_left": 101}, {"source": {}}],
)
def test_ranges_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Usual.model_validate({**USUAL.model_dump(), **wrong})
