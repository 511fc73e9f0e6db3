"""Streamlit: the pages and what they share."""
