"""The tests, folder by folder as the modules they test."""
