"""The texts that are read to a person before they agree, by purpose.

They stand in `data/wording/consent.toml`; a consent on record names their version.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from workbench import paths
from workbench.knowledge.questions import KnowledgeFileInvalid, Texts
from workbench.people.consent import Purpose

FILE = "consent.toml"


@dataclass(frozen=True, slots=True)
class ConsentTexts:
    """One version of the texts: for each purpose a `title` and a `text`."""

    version: str
    by_purpose: Mapping[str, Mapping[str, Texts]]


@cache
def consent_texts() -> ConsentTexts:
    """Return the texts in use; KnowledgeFileInvalid when a purpose has none."""
    file = paths.data() / "wording" / FILE
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    lacking = [purpose.value for purpose in Purpose if purpose.value not in content]
    if lacking:
        raise KnowledgeFileInvalid(file=FILE, problem=lacking)
    texts = {purpose.value: content[purpose.value] for purpose in Purpose}
    return ConsentTexts(content["version"], texts)
