"""What a person can do: one function per act, right checked, saved and audited."""
