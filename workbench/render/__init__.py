"""Plain values to Word files, pictures and words."""
