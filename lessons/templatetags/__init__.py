"""Filters for the pages of this floor."""
