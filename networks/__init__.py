"""Floor 1, who we are: places, years, networks, organisations, roles."""
