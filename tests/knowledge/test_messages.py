import runpy
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
messages = runpy.run_path(str(ROOT / "tools" / "messages.py"))

PAGE = """
from workbench.knowledge.wording import mark

TITLE = mark("Reception")

def show(words, answers, context, st, done):
    words.text("Save")
    words.text("Open" if done else "Close")
    words.count("{n} visit", "{n} visits", 3)
    context.words().text("Print")
    answers.text("idea.product")
    st.text("Widget")
    words.text(TITLE)
    "banana".count("a")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "workbench").mkdir()
    (tmp_path / "workbench" / "page.py").write_text(PAGE, encoding="utf-8")
    return tmp_path


def catalogue(*pairs: tuple[str | tuple[str, str], str | tuple[str, str]]) -> Catalog:
    made = Catalog(locale="fr")
    for message, translation in pairs:
        made.add(message, translation)
    return made


def merged(found: object, old: Catalog, language: str = "fr") -> Catalog:
    content = messages["merge"](found, old, language)
    return read_po(BytesIO(content), locale=language, abort_invalid=True)


def test_only_what_is_said_through_words_is_a_message(project: Path) -> None:
    assert set(messages["extract"](project)) == {
        "Reception",
        "Save",
        "Open",
        "Close",
        "Print",
        ("{n} visit", "{n} visits"),
    }


def test_a_message_knows_the_file_that_says_it(project: Path) -> None:
    assert messages["extract"](project)["Save"] == {"workbench/page.py"}


def test_an_update_keeps_translations_and_adds_new_messages_empty() -> None:
    old = catalogue(("Save", "Enregistrer"))
    new = merged({"Save": {"a.py"}, "Print": {"a.py"}}, old)
    assert new["Save"].string == "Enregistrer"
    assert messages["untranslated"](new) == ["Print"]


def test_a_message_that_went_comes_back_with_its_translation() -> None:
    visits = ("{n} visit", "{n} visits")
    old = catalogue(("Save", "Enregistrer"), (visits, ("{n} visite", "{n} visites")))
    without = merged({"Print": {"a.py"}}, old)
    assert [message.id for message in without if message.id] == ["Print"]
    again = merged({"Save": {"a.py"}, visits: {"a.py"}}, without)
    assert again["Save"].string == "Enregistrer"
    assert again["{n} visit"].string == ("{n} visite", "{n} visites")


def test_a_message_that_became_plural_is_translated_anew() -> None:
    new = merged(
        {("{n} visit", "{n} visits"): {"a.py"}}, catalogue(("{n} visit", "{n} visite"))
    )
    assert messages["untranslated"](new) == ["{n} visit"]


def test_an_update_of_nothing_new_changes_no_byte() -> None:
    found = messages["extract"]()
    for language in messages["LANGUAGES"]:
        once = messages["merge"](found, messages["read"](language), language)
        twice = messages["merge"](
            found, read_po(BytesIO(once), locale=language), language
        )
        assert once == twice


def test_a_translation_naming_another_fact_is_reported() -> None:
    wrong = catalogue(("Hello {name}", "Bonjour {nom}"), ("Bye {name}", "Au revoir"))
    assert messages["misfilled"](wrong) == ["Hello {name}"]


def test_a_plural_form_that_is_lacking_is_reported() -> None:
    half = catalogue((("{n} visit", "{n} visits"), ("{n} visite", "")))
    assert messages["untranslated"](half) == ["{n} visit"]


@pytest.mark.parametrize("language", messages["LANGUAGES"])
def test_the_catalogue_holds_what_the_code_says(language: str) -> None:
    found = messages["extract"]()
    assert messages["out_of_step"](found, messages["read"](language)) == []


@pytest.mark.parametrize("language", messages["LANGUAGES"])
def test_translations_name_only_the_facts_of_their_message(language: str) -> None:
    assert messages["misfilled"](messages["read"](language)) == []


def test_french_is_complete() -> None:
    assert messages["untranslated"](messages["read"]("fr")) == []


@pytest.mark.parametrize("language", messages["LANGUAGES"])
def test_a_catalogue_declares_the_plural_rule_of_its_language(language: str) -> None:
    header = messages["catalogue_file"](language).read_text(encoding="utf-8")
    assert f"Plural-Forms: {messages['PLURALS'][language]}" in header


def test_a_wrong_command_shows_how_to_use_the_tool(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert messages["main"]([]) == 2
    assert "update" in capsys.readouterr().out
