"""Pages of the ground: files, errors, preferences, the privacy notice."""
