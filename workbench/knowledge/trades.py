"""What data say of some trades and not of others, with its source."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.knowledge import catalogue


class OfTrades(BaseModel):
    """A row that holds for the trades it names, each of which the catalogue knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sectors: Annotated[tuple[str, ...], Field(min_length=1)]
    source: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _trades_exist(self) -> Self:
        for sector in self.sectors:
            catalogue.sector(sector)
        return self
