"""Forms of floor 1: crispy layouts over plain fields."""
