"""The monthly model: what happens in each month, and what is owed for it."""
