"""Whole years that are lived through actions, and what their rows add up to."""
