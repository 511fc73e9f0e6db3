import inspect
import string
import tomllib

import pytest

from workbench import paths
from workbench.errors import WorkbenchError
from workbench.store import errors

CODES = {
    kind.code: kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, WorkbenchError) and kind is not WorkbenchError
}
WORDS = tomllib.loads(
    (paths.data() / "wording" / "errors_store.toml").read_text(encoding="utf-8")
)


def test_every_error_of_the_store_has_words_and_no_words_are_left_over() -> None:
    assert set(WORDS) == set(CODES)


@pytest.mark.parametrize("code", WORDS)
def test_the_words_name_the_same_known_facts_in_three_languages(code: str) -> None:
    assert set(WORDS[code]) == {"fr", "en", "ar"}
    named = {
        language: {field for _, field, _, _ in string.Formatter().parse(text) if field}
        for language, text in WORDS[code].items()
    }
    assert named["fr"] == named["en"] == named["ar"]
    assert named["fr"] <= {"file", "folder", "number", "scenario", "visit"}
