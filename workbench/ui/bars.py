"""Shares as bars of plain HTML, each with its name and its value in words."""

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from workbench.ui.text import escaped


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length as a share of the longest, what it says."""

    name: str
    share: float
    value: str


def show(caption: str, bars: Iterable[Bar]) -> None:
    """Show bars one under the other; read aloud, they are a table."""
    rows = "".join(
        f'<tr><th scope="row">{escaped(bar.name)}</th>'
        f'<td class="bar"><i style="inline-size:{100 * bar.share:.0f}%"></i></td>'
        f'<td class="n">{escaped(bar.value)}</td></tr>'
        for bar in bars
    )
    st.html(
        f'<table class="wb-bars"><caption>{escaped(caption)}</caption>'
        f"<tbody>{rows}</tbody></table>"
    )
