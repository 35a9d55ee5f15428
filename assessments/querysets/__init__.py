"""Adjectives of floor 3's tables."""
