"""Administration pages of floor 1: office, years, networks, working groups, people and roles, the register."""

from . import groups, office, people, register

__all__ = ["groups", "office", "people", "register"]
