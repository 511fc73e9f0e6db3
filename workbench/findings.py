"""Problems found in a plan, listed with where and why; never exceptions.

The words stand in `data/wording/findings.toml` under the finding's code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs."""

    BLOCKING = "blocking"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: its code, its weight, the field that mends it, the facts.

    `question` is the id of the question whose answer mends the problem;
    `where` tells two findings of one code apart (a product's name, a month).
    """

    code: str
    level: Level
    question: str
    where: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_unfilled(self) -> bool:
        """Whether a part is only not filled in yet: nothing in it is wrong."""
        return self.code == "section.incomplete"

    @property
    def key(self) -> str:
        """What an acceptance refers to: the code and the place."""
        return f"{self.code}:{self.where}" if self.where else self.code
