"""What was accepted holds for what was said then, and no longer."""

from decimal import Decimal

from workbench.findings import Finding, Level
from workbench.knowledge import acceptance
from workbench.knowledge.acceptance import Acceptance
from workbench.knowledge.wording import words
from workbench.months import Month

REASON = "En février, l'échéance se paie avec l'argent gardé des bons mois."


def low(net: str) -> Finding:
    facts = {
        "month": Month(2027, 2),
        "net": Decimal(net),
        "instalment": Decimal("1207.43"),
        "minimum": Decimal("1.25"),
        "mean": Decimal("2.09"),
    }
    return Finding("capacity.cover_low", Level.WARNING, "loan.amount", facts=facts)


def test_a_reason_holds_while_the_finding_says_the_same() -> None:
    kept = {low("301.55").key: Acceptance.of(low("301.55"), REASON)}
    assert acceptance.reason(low("301.55"), kept) == REASON
    assert acceptance.outdated(low("301.55"), kept) is None


def test_another_figure_opens_the_point_again_with_what_was_accepted() -> None:
    kept = {low("301.55").key: Acceptance.of(low("301.55"), REASON)}
    assert acceptance.reason(low("-633.37"), kept) == ""
    outdated = acceptance.outdated(low("-633.37"), kept)
    assert outdated is not None
    assert outdated.reason == REASON
    for language in ("fr", "ar", "en"):
        assert outdated.said[language] == words(language).finding(low("301.55"))
        assert outdated.said[language] != words(language).finding(low("-633.37"))


def test_what_was_accepted_before_sentences_were_kept_still_holds() -> None:
    kept = {low("301.55").key: Acceptance(REASON)}
    assert acceptance.reason(low("-633.37"), kept) == REASON


def test_nothing_accepted_is_no_reason() -> None:
    assert acceptance.reason(low("301.55"), {}) == ""
    assert acceptance.outdated(low("301.55"), {}) is None
