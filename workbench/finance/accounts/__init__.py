"""The statements made from the monthly rows: accounts, tables, ratios."""
