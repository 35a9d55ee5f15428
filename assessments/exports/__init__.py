"""Files and papers of floor 3."""
