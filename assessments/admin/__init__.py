"""Administration pages of floor 3: criteria, and the review of cases."""

from . import criteria, review

__all__ = ["criteria", "review"]
