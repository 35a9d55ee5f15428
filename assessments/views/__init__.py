"""Pages of floor 3."""
