"""Filters of floor 4's lists."""
