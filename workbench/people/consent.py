"""What a person agreed to, for one purpose at a time, and whether it still holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Purpose(StrEnum):
    """What data may be used for; each is asked and recorded apart."""

    COACHING = "coaching"
    FUNDER_SHARING = "funder_sharing"
    FOLLOW_UP = "follow_up"
    STATISTICS = "statistics"


@dataclass(frozen=True, slots=True)
class Consent:
    """One purpose agreed to: which text, in which language, how, when, with whom."""

    purpose: Purpose
    text_version: str
    language: str
    read_aloud: bool
    given_on: date
    withdrawn_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the consent was given by `on` and not withdrawn by then."""
        ended = self.withdrawn_on is not None and self.withdrawn_on <= on
        return self.given_on <= on and not ended


def is_given(consents: Iterable[Consent], purpose: Purpose, on: date) -> bool:
    """Whether some consent for the purpose holds on that day."""
    return any(c.purpose is purpose and c.holds(on) for c in consents)
