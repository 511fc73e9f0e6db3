"""Who the person is, what they agreed to, where they stand on the journey."""
