"""Every write of floor 3, by noun."""
