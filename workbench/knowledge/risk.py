"""How far plans usually turn out from themselves: data for what nobody answered."""

import tomllib
from functools import cache
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench import paths
from workbench.knowledge.trades import OfTrades, Said


class Trade(OfTrades):
    """How dear inputs get in some trades, in per cent of the usual, with its source."""

    cost_high: int = Field(ge=100, le=1000)


class Usual(BaseModel):
    """Low and high in per cent of the usual, shares in per cent, where they are from.

    `late_most` is the most of a month's receipts that comes a month later,
    `bad_left` what a bad month leaves of its sales, `together` and `lasting` the
    shares of the variation common to all products, and kept for the whole period.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    volume_low: int = Field(gt=0, le=100)
    volume_high: int = Field(ge=100, le=1000)
    price_low: int = Field(gt=0, le=100)
    price_high: int = Field(ge=100, le=1000)
    cost_low: int = Field(gt=0, le=100)
    cost_high: int = Field(ge=100, le=1000)
    late_most: int = Field(ge=0, le=100)
    bad_months_per_year: int = Field(ge=0, le=12)
    bad_left: int = Field(ge=0, le=100)
    together: int = Field(ge=0, le=100)
    lasting: int = Field(ge=0, le=100)
    source: Said
    trades: tuple[Trade, ...] = ()

    @model_validator(mode="after")
    def _has_words_and_one_range_a_trade(self) -> Self:
        named = [sector for trade in self.trades for sector in trade.sectors]
        if len(named) != len(set(named)):
            raise ValueError("a trade with two ranges")
        return self

    def in_trade(self, sector: str) -> "Usual":
        """Return what is usual in a trade: the general ranges where it has none."""
        for trade in self.trades:
            if sector in trade.sectors:
                return self.model_copy(update={"cost_high": trade.cost_high})
        return self


@cache
def usual() -> Usual:
    """Return the usual ranges."""
    with (paths.data() / "risk" / "usual.toml").open("rb") as file:
        return Usual.model_validate(tomllib.load(file))
