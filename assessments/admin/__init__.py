"""Administration pages of floor 3: the review of cases."""

from . import review

__all__ = ["review"]
