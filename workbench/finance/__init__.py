"""What it costs and brings: loans, charges, the monthly forecast."""
