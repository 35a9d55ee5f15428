"""Administration pages of floor 1: office, years, networks, people and roles, the register."""

from . import office, people, register

__all__ = ["office", "people", "register"]
