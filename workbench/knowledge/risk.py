"""How far plans usually turn out from themselves: data for what nobody answered."""

import tomllib
from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from workbench import paths

Texts = Mapping[str, str]


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
    source: Texts


@cache
def usual() -> Usual:
    """Return the usual ranges."""
    with (paths.data() / "risk" / "usual.toml").open("rb") as file:
        return Usual.model_validate(tomllib.load(file))
