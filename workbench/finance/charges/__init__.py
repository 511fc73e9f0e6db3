"""Taxes and contributions by legal form, a civil year at a time."""
