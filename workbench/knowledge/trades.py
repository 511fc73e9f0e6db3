"""What data say of some trades and not of others, with its source."""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from workbench.knowledge import catalogue
from workbench.knowledge.questions import Texts
from workbench.knowledge.wording import LANGUAGES

SUGGESTION: Final = "suggestion"


def _in_every_language(texts: Texts) -> Texts:
    if set(texts) != set(LANGUAGES) or not all(texts.values()):
        raise ValueError("words in fr, en and ar are needed")
    return texts


Said = Annotated[Texts, AfterValidator(_in_every_language)]
"""A text for people in every language."""

Source = Literal["suggestion"] | Said
"""Where a figure comes from: title, date and address, or a suggestion."""


class OfTrades(BaseModel):
    """A row that holds for the trades it names, each of which the catalogue knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sectors: Annotated[tuple[str, ...], Field(min_length=1)]
    source: Source

    @model_validator(mode="after")
    def _trades_exist(self) -> Self:
        for sector in self.sectors:
            catalogue.sector(sector)
        return self
