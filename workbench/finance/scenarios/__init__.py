"""What if: scenarios as differences from a plan, and shocks that strike its months."""
