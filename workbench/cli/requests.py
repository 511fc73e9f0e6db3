"""Requests as JSON, one or a list, from a file or from what is piped in."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

from workbench.errors import WorkbenchError
from workbench.knowledge.wording import Words

PIPED: Final = "-"
MILLIONS: Final = 50
LARGEST: Final = MILLIONS * 1_000_000


class RequestNotFound(WorkbenchError):
    """There is no such file, or it cannot be read; facts: `file`."""

    code = "request.not_found"


class RequestMalformed(WorkbenchError):
    """What was given is not JSON in UTF-8; facts: `line`."""

    code = "request.malformed"


class RequestTooLarge(WorkbenchError):
    """More than anybody means to ask; facts: `most`, in millions of characters."""

    code = "request.too_large"


def read(source: str) -> object:
    """Return what the JSON of a file, or of the standard input for `-`, holds."""
    content = _bytes(source)
    if len(content) > LARGEST:
        raise RequestTooLarge(most=MILLIONS)
    try:
        text = content.decode("utf-8-sig")
        raw: object = json.loads(text, parse_constant=_no_number)
        json.dumps(raw, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as problem:
        raise RequestMalformed(line=getattr(problem, "lineno", 1)) from None
    return raw


def _bytes(source: str) -> bytes:
    if source == PIPED:
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with Path(source).open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError):
        raise RequestNotFound(file=source) from None


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def answered(raw: object, answer: Callable[[object], object], words: Words) -> object:
    """Return the answer to a request, or a list of answers to a list, in its order.

    In a list, a refusal takes the place of its answer: `{"error": {…}}` with code,
    message and field. A single refusal is raised.
    """
    if not isinstance(raw, list):
        return answer(raw)
    return [_answer_or_error(one, answer, words) for one in raw]


def _answer_or_error(
    raw: object, answer: Callable[[object], object], words: Words
) -> object:
    try:
        return answer(raw)
    except WorkbenchError as refusal:
        field = refusal.facts.get("field", "")
        told = {"code": refusal.code, "message": words.error(refusal), "field": field}
        return {"error": told}
