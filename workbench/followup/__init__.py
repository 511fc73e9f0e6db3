"""What became of it: visits, actual against forecast, alerts."""
