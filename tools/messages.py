"""Keep the catalogues of `data/locale` in step with what the code says.

    python tools/messages.py update    collect the messages, keep the translations
    python tools/messages.py check     list what is untranslated, missing or unused

Messages are the literal texts of `words.text("…")`, `words.count("…", "…", n)` and
`wording.mark("…")` anywhere in `workbench/`; `words` may also be a call such as
`context.words()` or an attribute such as `self.words`, and a page's field has a
`say("…")` of its own.
"""

import ast
import string
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
LANGUAGES: Final = ("fr", "ar", "en")
SOURCE_LANGUAGE: Final = "en"
MUST_BE_COMPLETE: Final = "fr"
PLURALS: Final = {
    "fr": "nplurals=2; plural=(n > 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
        "n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);"
    ),
}
ARGUMENTS: Final = {"text": 1, "say": 1, "mark": 1, "count": 2}
BY_NAME: Final = frozenset({"mark", "say"})
RECEIVERS: Final = frozenset({"words", "_words"})

Id = str | tuple[str, str]
Found = Mapping[Id, set[str]]


def extract(root: Path = ROOT) -> Found:
    """Return every message of the code with the files that say it."""
    found: dict[Id, set[str]] = {}
    for file in sorted((root / "workbench").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
        receivers = RECEIVERS | {"self"} if file.name == "wording.py" else RECEIVERS
        for node in ast.walk(tree):
            for message in _messages(node, receivers):
                found.setdefault(message, set()).add(file.relative_to(root).as_posix())
    return found


def _messages(node: ast.AST, receivers: AbstractSet[str]) -> Iterator[Id]:
    """Yield the messages of one call, if it is a call for words."""
    if not isinstance(node, ast.Call):
        return
    name, receiver = _name(node.func), _receiver(node.func)
    wanted = ARGUMENTS.get(name)
    is_for_words = name in BY_NAME or receiver in receivers
    if wanted is None or not is_for_words or len(node.args) < wanted:
        return
    texts = [list(_literals(argument)) for argument in node.args[:wanted]]
    if wanted == 1:
        yield from texts[0]
    elif texts[0] and texts[1]:
        yield texts[0][0], texts[1][0]


def _name(expression: ast.expr) -> str:
    """Return the last name of `a`, `x.a`, `a(…)` or `x.a(…)`."""
    if isinstance(expression, ast.Call):
        return _name(expression.func)
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else ""


def _receiver(function: ast.expr) -> str:
    return _name(function.value) if isinstance(function, ast.Attribute) else ""


def _literals(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _literals(argument.body)
        yield from _literals(argument.orelse)


def catalogue_file(language: str, root: Path = ROOT) -> Path:
    """Return the file of a language's translations."""
    return root / "data" / "locale" / language / "LC_MESSAGES" / "workbench.po"


def read(language: str, root: Path = ROOT) -> Catalog:
    """Return the translations of a language as they stand."""
    with catalogue_file(language, root).open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def merge(found: Found, old: Catalog, language: str) -> bytes:
    """Return the file of a language: today's messages, yesterday's translations.

    A translation whose message has gone is kept, commented out, and comes back
    with it. Neither dates nor line numbers are written: they change for nothing.
    """
    known = {_singular(m.id): m for m in [*old, *old.obsolete.values()] if m.id}
    new = Catalog(locale=language, charset="utf-8")
    for message, files in found.items():
        before = known.pop(_singular(message), None)
        kept = before.string if before and _fits(message, before) else None
        new.add(message, kept, locations=[(file, 0) for file in sorted(files)])
    for singular, gone in known.items():
        if any(_forms(gone.string)):
            new.obsolete[singular] = Message(gone.id, gone.string)
    written = BytesIO()
    write_po(written, new, omit_header=True, sort_output=True, include_lineno=False)
    return _header(language).encode() + written.getvalue()


def _fits(message: Id, before: Message) -> bool:
    return isinstance(message, str) == isinstance(before.id, str)


def _singular(message: str | Sequence[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _header(language: str) -> str:
    fields = (
        "Project-Id-Version: workbench",
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {PLURALS[language]}",
    )
    lines = "".join(f'"{field}\\n"\n' for field in fields)
    return f'msgid ""\nmsgstr ""\n{lines}\n'


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the messages without a translation, or with a form lacking."""
    return [
        _singular(message.id)
        for message in catalogue
        if message.id and not all(_forms(message.string))
    ]


def misfilled(catalogue: Catalog) -> list[str]:
    """Return the messages whose translation names a fact the message has not."""
    wrong = []
    for message in catalogue:
        if message.id:
            given = _facts(_forms(message.id))
            if not _facts(_forms(message.string)) <= given:
                wrong.append(_singular(message.id))
    return wrong


def _forms(text: str | Sequence[str] | None) -> Sequence[str]:
    return [text or ""] if isinstance(text, str | None) else text


def _facts(forms: Iterable[str]) -> set[str]:
    fields = (
        field for form in forms for _, field, _, _ in string.Formatter().parse(form)
    )
    return {field for field in fields if field is not None}


def out_of_step(found: Found, catalogue: Catalog) -> list[str]:
    """Return the messages that only the code has, or only the catalogue."""
    said = {_singular(message) for message in found}
    written = {_singular(message.id) for message in catalogue if message.id}
    return sorted(said ^ written)


def update() -> int:
    """Write the three catalogues anew."""
    found = extract()
    for language in LANGUAGES:
        content = merge(found, read(language), language)
        catalogue_file(language).write_bytes(content)
    print(f"{len(found)} messages")
    return 0


def check() -> int:
    """List what is wrong; 1 when French is incomplete or a catalogue is wrong."""
    found = extract()
    is_wrong = False
    for language in LANGUAGES:
        catalogue = read(language)
        is_source = language == SOURCE_LANGUAGE
        problems = {
            "not in step": out_of_step(found, catalogue),
            "unknown fact": misfilled(catalogue),
            "untranslated": [] if is_source else untranslated(catalogue),
        }
        for problem, messages in problems.items():
            for message in messages:
                print(f"{language}: {problem}: {message}")
            is_tolerated = problem == "untranslated" and language != MUST_BE_COMPLETE
            is_wrong = is_wrong or bool(messages and not is_tolerated)
    return int(is_wrong)


def main(arguments: Sequence[str]) -> int:
    """Run the one command named on the line."""
    commands = {"update": update, "check": check}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(__doc__)
        return 2
    return commands[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
