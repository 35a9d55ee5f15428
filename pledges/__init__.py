"""Floor 2, what we promised and did: declarations, commitments, rounds, follow-up reports, evidence."""
