"""Measurements: what is fast, against what, with how many queries and how much memory."""
