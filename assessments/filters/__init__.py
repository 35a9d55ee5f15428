"""Filters of floor 3's lists."""
