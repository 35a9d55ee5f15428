"""Files that are read into floor 3."""
