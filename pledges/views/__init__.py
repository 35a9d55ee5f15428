"""Pages of floor 2."""
