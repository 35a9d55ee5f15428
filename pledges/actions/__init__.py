"""Every write of floor 2, by noun."""
