"""Forms of floor 2."""
