"""The fixed words of a dossier, so that a template holds none of its own."""

from collections.abc import Mapping

from workbench.knowledge.wording import Words


def labels(words: Words, annexes: Mapping[str, str]) -> Mapping[str, str]:
    """Return every heading and caption of a dossier by name.

    `annexes` are the numbered titles of those that it holds.
    """
    return {
        "funder": words.text("Funder"),
        "amount": words.text("Amount asked"),
        "case": words.text("Case number"),
        "version": words.text("Version"),
        "date": words.text("Date"),
        "person": words.text("Project holder"),
        "sector": words.text("Trade"),
        "place": words.text("Place"),
        "counsellor": words.text("Counsellor"),
        "organisation": words.text("Organisation"),
        "summary": words.text("Summary"),
        "request": words.text("The request"),
        "project": words.text("The project"),
        "figures": words.text("The figures"),
        "points": words.text("Points to look at"),
        "plan": words.text("The business plan"),
        "numbers": words.text("The figures in detail"),
        "assumptions": words.text("Assumptions"),
        "startup": words.text("Start-up and its financing"),
        "loan": words.text("The loan"),
        "household": words.text("The household"),
        "results": words.text("Results and cash"),
        "break_even": words.text("Break-even"),
        "checks": words.text("Points checked"),
        "open_points": words.text("Points the checks leave open"),
        "no_points": words.text("No point is left open by the checks."),
        "overridden": words.text("Points accepted, with the reason"),
        "documents": words.text("Documents joined"),
        "signature": words.text("Signatures"),
        "signed_person": words.text("The project holder"),
        "signed_counsellor": words.text("The counsellor"),
        "contents": words.text("Contents"),
        "monthly": annexes.get("monthly", ""),
        "rules": annexes["rules"],
        "confidential": words.text("Confidential"),
        "page": words.text("Page"),
        "on_page": words.text("page"),
    }
