"""What a household and its business can bear as instalments."""
