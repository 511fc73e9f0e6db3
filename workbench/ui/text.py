"""Text of people as plain text: never Markdown, never HTML."""

import html
import re

_INLINE = re.compile(r"([\\`*_\[\]<>$:~|^&])")
_LINE_START = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]))", re.MULTILINE)


def literal(text: str) -> str:
    """Return text that Streamlit's Markdown shows exactly as it is."""
    return _LINE_START.sub(_escaped_start, _INLINE.sub(r"\\\1", text))


def _escaped_start(found: re.Match[str]) -> str:
    """A dash, hash or number at a line's start would make a list or a heading."""
    space, mark = found.groups()
    return f"{space}{mark}\u2060" if mark.isdigit() else f"{space}\\{mark}"


def escaped(text: str) -> str:
    """Return text that HTML shows exactly as it is."""
    return html.escape(text, quote=True)
