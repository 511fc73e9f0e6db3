"""What the checks found, as far as a funder may read it."""

from collections.abc import Sequence

from workbench.findings import Finding
from workbench.funding import answered
from workbench.funding.content import Pair
from workbench.funding.material import Material
from workbench.knowledge.wording import Words

BUDGET = "budget"


def left_open(material: Material, words: Words) -> tuple[str, ...]:
    """Return what was found and nobody has overridden."""
    return tuple(
        words.finding(finding)
        for finding in material.findings
        if finding.key not in material.overrides and _may_be_told(finding, material)
    )


def overridden(material: Material, words: Words) -> tuple[Pair, ...]:
    """Return what was overridden, with the reason that was written down."""
    return tuple(
        Pair(words.finding(finding), material.overrides[finding.key])
        for finding in material.findings
        if finding.key in material.overrides and _may_be_told(finding, material)
    )


def accepted(pairs: Sequence[Pair], words: Words) -> tuple[str, ...]:
    """Return overridden points in one sentence each, the reason included."""
    return tuple(
        words.text("{point} Accepted: {reason}", point=pair.label, reason=pair.text)
        for pair in pairs
    )


def _may_be_told(finding: Finding, material: Material) -> bool:
    """Whether the finding says no more of the person than the dossier does."""
    if "expires_on" in finding.facts:
        return material.funder.is_loan
    if finding.question not in material.questionnaire:
        return True
    question = material.questionnaire[finding.question]
    return question.privacy != answered.PERSONAL or question.section == BUDGET
