"""The legal forms compared for one plan."""
