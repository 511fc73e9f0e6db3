"""Write `docs/glossary.md` from `data/reference/glossary.csv`.

Run it from the repository after every change: `python -m tools.glossary`.
"""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Final

from workbench.knowledge import catalogue
from workbench.knowledge.catalogue import Term

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"

HEAD: Final = """# Glossary

Written by `tools/glossary.py`; edit `data/reference/glossary.csv`, then run it again.
One concept has one word in each language, and the identifier is its name in code and
data. A term marked * is our own choice in Arabic, without a source, and waits for a
Moroccan reader.
"""
DOMAINS: Final = {
    "plan": "The plan",
    "market": "The market",
    "cost": "Costs",
    "accounting": "Accounts",
    "finance": "Money and its sources",
    "credit": "Credit",
    "status": "Status and registration",
    "tax": "Taxes and contributions",
    "migration": "Residence and protection",
    "support": "Support",
    "risk": "Risk",
    "household": "The household",
    "data": "Personal data",
}


def page(terms: Iterable[Term]) -> str:
    """Return the whole page: one table per domain, terms by identifier."""
    by_domain = sorted(
        terms, key=lambda term: (list(DOMAINS).index(term.domain), term.id)
    )
    sections = groupby(by_domain, key=lambda term: term.domain)
    return HEAD + "".join(_section(domain, found) for domain, found in sections)


def _section(domain: str, terms: Iterable[Term]) -> str:
    head = (
        f"\n## {DOMAINS[domain]}\n\n"
        "| Identifier | French | Arabic | English | Definition |\n"
        "|---|---|---|---|---|\n"
    )
    return head + "".join(_line(term) for term in terms)


def _line(term: Term) -> str:
    mark = " *" if term.confidence == "low" else ""
    cells = (
        f"`{term.id}`",
        term.names["fr"],
        term.names["ar"] + mark,
        term.names["en"],
        term.definitions["fr"],
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    PAGE.write_text(page(catalogue.terms()), encoding="utf-8", newline="\n")
    print(f"{PAGE.name} written")
