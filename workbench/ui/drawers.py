"""Parts of a page that are made only while they are open."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def drawer(title: str, key: str) -> DeltaGenerator | None:
    """Show an expander; return it only while it is open, so that closed it is free."""
    container = st.expander(title, key=key, on_change="rerun")
    return container if container.open else None
