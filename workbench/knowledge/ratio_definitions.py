"""Ratios as data: what is divided by what, the mark to compare with, and who says so.

One file `data/ratios/<nn>_<id>.toml` a ratio, in printed order. A part is a signed
`table.line`; the tables are cpc, balance, esg, plan and flows.
"""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from workbench import paths

Unit = Literal["times", "percent", "years", "days"]


class RatioDefinition(BaseModel):
    """One ratio; `at_least` or `at_most` is the usual mark, None where none is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    unit: Unit
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    source: str = ""
    label: Mapping[str, str]
    definition: Mapping[str, str]


@cache
def definitions() -> tuple[RatioDefinition, ...]:
    """Return every ratio in the order of the files."""
    files = sorted((paths.data() / "ratios").glob("*.toml"))
    read = (
        tomllib.loads(f.read_text(encoding="utf-8"), parse_float=Decimal) for f in files
    )
    return tuple(RatioDefinition.model_validate(entry) for entry in read)


@cache
def discount_rate() -> Decimal:
    """Return the cost of money a year where none is given, a fraction of 1."""
    file = paths.data() / "statements" / "investment.toml"
    read = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    return Decimal(read["rate_per_year"])
