"""Text of people as plain text: never Markdown, never HTML."""

import html
import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:$<>@&^=])")


def literal(text: str) -> str:
    """Return text that Streamlit's Markdown shows exactly as it is."""
    return _MARKDOWN.sub(r"\\\1", text)


def escaped(text: str) -> str:
    """Return text that HTML shows exactly as it is."""
    return html.escape(text, quote=True)
