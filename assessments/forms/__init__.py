"""Forms of floor 3."""
