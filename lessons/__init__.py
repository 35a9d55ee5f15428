"""Floor 4: what was learned: distilled lessons, stories and news."""
