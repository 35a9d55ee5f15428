"""Figures for those who read a province or all of them without the rows behind: at a glance, compared, and as open cells."""
