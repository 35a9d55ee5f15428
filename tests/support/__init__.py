"""Helpers that tests share beside factories and fixtures."""
