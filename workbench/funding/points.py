"""What the checks found, as far as a funder may read it."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Final

from workbench.findings import Finding, Level
from workbench.funding import answered
from workbench.funding.content import Pair
from workbench.funding.material import Material
from workbench.knowledge import acceptance
from workbench.knowledge.acceptance import Acceptances
from workbench.knowledge.wording import Words

BUDGET: Final = "budget"
WHOLE_PERCENT: Final = Decimal("0.01")
TENTH_OF_PERCENT: Final = Decimal("0.001")


def left_open(material: Material, words: Words) -> tuple[str, ...]:
    """Return what was found and nobody has accepted as it stands."""
    overrides = material.overrides
    return tuple(
        " ".join(filter(None, (words.finding(f), before(f, overrides, words))))
        for f in _told(material)
        if not acceptance.reason(f, overrides)
    )


def accepted(material: Material, words: Words) -> tuple[Pair, ...]:
    """Return what was accepted, with the reason that was written down."""
    overrides = material.overrides
    return tuple(
        Pair(words.finding(finding), words.isolate(reason))
        for finding in _told(material)
        if (reason := acceptance.reason(finding, overrides))
    )


def before(finding: Finding, overrides: Acceptances, words: Words) -> str:
    """Return what was accepted while the finding said something else, or ""."""
    outdated = acceptance.outdated(finding, overrides)
    if outdated is None:
        return ""
    return words.text(
        "Accepted before, when it said: “{said}” The reason then: {reason}",
        said=words.localised(outdated.said),
        reason=words.isolate(outdated.reason),
    )


def _told(material: Material) -> Sequence[Finding]:
    findings = (*material.findings, *_of_risk(material))
    return [finding for finding in findings if _may_be_told(finding, material)]


def _of_risk(material: Material) -> Sequence[Finding]:
    """The chance that cash runs out, where the funder bears less."""
    found = material.risk if material.has_risk else None
    most = material.funder.risk.most_shortfall_chance
    if found is None or found.simulation.shortfall.share <= most:
        return ()
    chance = Decimal(found.simulation.shortfall.share)
    told = chance.quantize(WHOLE_PERCENT)
    if told <= most:
        told = chance.quantize(TENTH_OF_PERCENT, ROUND_CEILING)
    return (
        Finding(
            "funder.risk_high",
            Level.WARNING,
            "risk.volume_low",
            facts={"chance": told, "most": most},
        ),
    )


def _may_be_told(finding: Finding, material: Material) -> bool:
    """Whether the finding says no more of the person than the dossier does."""
    if "expires_on" in finding.facts:
        return material.funder.is_loan
    if finding.question not in material.questionnaire:
        return True
    question = material.questionnaire[finding.question]
    return question.privacy != answered.PERSONAL or question.section == BUDGET
