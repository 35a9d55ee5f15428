"""Lists, papers and books of floor 4."""
