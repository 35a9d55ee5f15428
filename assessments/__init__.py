"""Floor 3, how far we have come: criteria sets, self-assessment, review, level and certificate."""
