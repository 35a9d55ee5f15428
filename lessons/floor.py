"""What floor 4 offers to the roof (see moralprovince/portal/floors.py)."""

from __future__ import annotations

from lessons.actions.merging import merge, merging

__all__ = ["merge", "merging"]
