"""What floor 2 offers to the roof (see moralprovince/portal/floors.py)."""

from __future__ import annotations

from pledges.reminders import due, still_open

__all__ = ["due", "still_open"]
