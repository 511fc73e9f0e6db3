"""Rates of return and of cost, annuities, day counts."""
