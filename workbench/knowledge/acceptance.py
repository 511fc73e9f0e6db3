"""Why a warning was set aside, kept with the sentence that was accepted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from workbench.findings import Finding
from workbench.knowledge.wording import DEFAULT, LANGUAGES, words


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A reason, and by language the sentence it was written for.

    What was accepted before sentences were kept has none: it covers any sentence.
    """

    reason: str
    said: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, finding: Finding, reason: str) -> Self:
        """Return the reason with what the finding says today."""
        return cls(reason, {code: words(code).finding(finding) for code in LANGUAGES})

    def covers(self, finding: Finding) -> bool:
        """Whether the finding still says what was accepted."""
        return not self.said or self.said[DEFAULT] == words(DEFAULT).finding(finding)


Acceptances = Mapping[str, Acceptance]
"""What was accepted in a case, by the key of the finding."""


def reason(finding: Finding, accepted: Acceptances) -> str:
    """Return why the finding is accepted as it stands, "" while it is open."""
    found = accepted.get(finding.key)
    return found.reason if found and found.covers(finding) else ""


def outdated(finding: Finding, accepted: Acceptances) -> Acceptance | None:
    """Return what was accepted when the finding said something else."""
    found = accepted.get(finding.key)
    return None if found is None or found.covers(finding) else found
