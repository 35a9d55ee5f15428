"""Pages of floor 1."""
