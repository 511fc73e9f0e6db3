import ast
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import pytest

from workbench import money, paths
from workbench.errors import WorkbenchError
from workbench.findings import Finding, Level
from workbench.knowledge import wording
from workbench.knowledge.questions import KnowledgeFileInvalid
from workbench.knowledge.wording import words
from workbench.months import Month
from workbench.people import consent_text
from workbench.people.consent import Purpose

SOURCES = sorted(paths.PACKAGE.rglob("*.py"))
FINDING_MAKERS = {"Finding", "_alert", "_against"}
LONGEST_SENTENCE = 15
ENDS = (".", "»", "”")
FACTS = (Decimal("-1250.50"), "Awa", date(2026, 12, 1), Month(2027, 8), 3, None)

Kind: TypeAlias = Literal["findings", "errors", "unclear"]


@cache
def nodes() -> tuple[ast.AST, ...]:
    """Return every node of the sources, those of the store left out."""
    files = [file for file in SOURCES if file.parent.name != "store"]
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in files)
    return tuple(node for tree in trees for node in ast.walk(tree))


def calls_of(names: set[str]) -> Iterator[ast.Call]:
    for node in nodes():
        if isinstance(node, ast.Call) and called(node) in names:
            yield node


def called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def literal(node: ast.AST | None) -> str:
    """Return the text that a node is, "" when it is none."""
    match node:
        case ast.Constant(value=str() as text):
            return text
    return ""


def finding_codes() -> set[str]:
    """Return the codes written in the calls that make a finding."""
    makers = calls_of(FINDING_MAKERS)
    return {literal(call.args[0]) for call in makers if call.args} - {""}


def error_classes() -> dict[str, set[str]]:
    """Return the names of the error classes by code, their base left out."""
    found: dict[str, set[str]] = {}
    for node in nodes():
        if isinstance(node, ast.ClassDef) and node.name != "WorkbenchError":
            for statement in node.body:
                match statement:
                    case ast.Assign(targets=[ast.Name(id="code")], value=value):
                        found.setdefault(literal(value), set()).add(node.name)
    return found


def unclear_reasons() -> set[str]:
    """Return the reasons that reading a number or an answer gives."""
    answers = ast.parse((paths.PACKAGE / "plan" / "answers.py").read_text("utf-8"))
    given = {
        literal(part)
        for call in ast.walk(answers)
        if isinstance(call, ast.Call) and called(call) == "Unclear"
        for argument in call.args[1:2]
        for part in ast.walk(argument)
    } - {""}
    return given | set(get_args(money.Reason))


def entries(name: str) -> dict[str, dict[str, object]]:
    """Return the entries of `<name>*.toml`, those of the store left out."""
    found: dict[str, dict[str, object]] = {}
    for file in sorted((paths.data() / "wording").glob(f"{name}*.toml")):
        if file.stem != "errors_store":
            found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found


def placeholders(template: str) -> set[tuple[str, str]]:
    parsed = string.Formatter().parse(template)
    return {(name, form or "") for _, name, form, _ in parsed if name is not None}


CODES: Mapping[Kind, set[str]] = {
    "findings": finding_codes(),
    "errors": set(error_classes()),
    "unclear": unclear_reasons(),
}
WRITTEN = [(kind, code) for kind in CODES for code in entries(kind)]
IN_SOURCES = [(kind, code) for kind, codes in CODES.items() for code in sorted(codes)]


@pytest.mark.parametrize(("kind", "code"), IN_SOURCES)
def test_every_code_of_the_sources_has_words(kind: Kind, code: str) -> None:
    assert code in entries(kind)


@pytest.mark.parametrize(("kind", "code"), WRITTEN)
def test_every_entry_is_used_by_some_source(kind: Kind, code: str) -> None:
    assert code in CODES[kind]


@pytest.mark.parametrize(("kind", "code"), WRITTEN)
def test_words_name_the_same_facts_in_three_languages(kind: Kind, code: str) -> None:
    entry = dict(entries(kind)[code])
    remedy = entry.pop("remedy", None)
    assert (remedy is not None) == (kind == "findings")
    for table in (entry, remedy) if isinstance(remedy, dict) else (entry,):
        assert set(table) == set(wording.LANGUAGES)
        named = [placeholders(str(text)) for text in table.values()]
        assert named[0] == named[1] == named[2]


def facts_of_a_finding(code: str) -> set[str]:
    """Return the facts named in the calls that make this finding.

    Whatever a known shock finds also names that shock.
    """
    is_of_known_shock = code.startswith("shock.") and code != "shock.gone"
    named: set[str] = {"shock"} if is_of_known_shock else set()
    for call in calls_of(FINDING_MAKERS):
        if call.args and literal(call.args[0]) == code:
            named |= {"limit"} if called(call) == "_against" else set()
            for keyword in call.keywords:
                match keyword:
                    case ast.keyword(arg="facts", value=ast.Dict(keys=keys)):
                        named |= {literal(key) for key in keys}
                    case ast.keyword(arg=str() as name):
                        named.add(name)
    return named


def facts_of_an_error(code: str) -> set[str]:
    """Return the facts named in the calls of this error's classes."""
    calls = calls_of(error_classes()[code])
    return {keyword.arg for call in calls for keyword in call.keywords if keyword.arg}


FACTS_OF = {"findings": facts_of_a_finding, "errors": facts_of_an_error}


@pytest.mark.parametrize(
    ("kind", "code"), [(kind, code) for kind, code in IN_SOURCES if kind in FACTS_OF]
)
def test_a_sentence_names_only_facts_that_its_source_gives(
    kind: Kind, code: str
) -> None:
    sentence = wording.sentences(kind)[code]
    used = {
        name
        for table in (sentence.text, sentence.remedy)
        for text in table.values()
        for name, _ in placeholders(text)
    }
    assert used <= FACTS_OF[kind](code)


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize(("kind", "code"), WRITTEN)
def test_every_sentence_can_be_said_with_facts_of_any_kind(
    kind: Kind, code: str, language: str
) -> None:
    for value in FACTS:
        for shown in said(kind, code, language, value):
            assert shown.endswith(ENDS)
            assert not set(shown) & set("{}")


def said(kind: Kind, code: str, language: str, value: object) -> tuple[str, ...]:
    """Say everything under a code with one value in all places that take it."""
    speaker, sentence = words(language), wording.sentences(kind)[code]
    facts = {
        name: value
        for table in (sentence.text, sentence.remedy)
        for name, form in placeholders(table.get(language, ""))
        if form in {"", "long"} or isinstance(value, Decimal | int)
    }
    if kind == "unclear":
        return (speaker.unclear(code, **facts),)
    if kind == "errors":
        error = WorkbenchError(**facts)
        error.code = code
        return (speaker.error(error),)
    finding = Finding(code, Level.WARNING, "", facts=facts)
    return speaker.finding(finding), speaker.remedy(finding)


def test_a_shortage_of_cash_is_said_with_its_months_and_amounts() -> None:
    facts = {
        "first": Month(2027, 2),
        "months": 2,
        "lowest": Decimal(-1250),
        "lowest_month": Month(2027, 3),
    }
    finding = Finding("cash.negative", Level.BLOCKING, "loan.amount", facts=facts)
    said = words("fr").finding(finding).replace("\u202f", " ").replace("\u00a0", " ")
    assert said == (
        "L'argent en caisse manque pendant 2 mois, d'abord en février 2027 ; "
        "le plus bas est −1 250 DH, en mars 2027."
    )


def test_unclear_text_is_answered_with_what_to_type() -> None:
    assert "1250,50" in words("fr").unclear("ambiguous")
    assert "1994" in words("en").unclear("not_a_number", example="1994")
    assert "from 0 to 7" in words("en").unclear("out_of_range", min=0, max=7)


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize("reason", sorted({*get_args(money.Reason), "ambiguous"}))
def test_the_example_of_a_number_is_itself_understood(
    reason: str, language: str
) -> None:
    examples = re.findall(
        r"\d+(?:[.,]\d+)?", words(language).unclear(reason, example="35")
    )
    assert examples
    for example in examples:
        assert isinstance(money.parse(example), money.Understood)


def test_a_reason_without_words_gets_a_general_sentence() -> None:
    assert "no.such.reason" in words("en").unclear("no.such.reason")


def test_every_purpose_has_a_title_and_a_text_in_three_languages() -> None:
    texts = consent_text.consent_texts()
    assert texts.version
    assert set(texts.by_purpose) == {purpose.value for purpose in Purpose}
    for parts in texts.by_purpose.values():
        assert set(parts) == {"title", "text"}
        for table in parts.values():
            assert set(table) == set(wording.LANGUAGES)
            assert all(text.strip() for text in table.values())


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize("purpose", Purpose)
def test_a_consent_is_read_in_short_sentences_and_names_the_rights(
    purpose: Purpose, language: str
) -> None:
    text = consent_text.consent_texts().by_purpose[purpose.value]["text"][language]
    for sentence in re.split(r"[.!?؟]\s*", text):
        assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
    assert "09\u201108" in text
    rights = {
        "fr": ("retirer", "accès", "rectification", "opposition"),
        "en": ("back", "access", "rectification", "opposition"),
        "ar": ("سحب", "الولوج", "التصحيح", "التعرض"),
    }
    assert all(right in text for right in rights[language])


def test_texts_without_one_purpose_are_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "wording"
    folder.mkdir()
    text = 'version = "1"\n[coaching.title]\nfr = "x"\n'
    (folder / "consent.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(paths, "data", lambda: tmp_path)
    with pytest.raises(KnowledgeFileInvalid) as refused:
        consent_text.consent_texts.__wrapped__()
    assert refused.value.facts["problem"] == [
        "funder_sharing",
        "follow_up",
        "statistics",
    ]
