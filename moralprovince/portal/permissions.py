"""Who may see and steer what spans the floors."""

from __future__ import annotations

from typing import Any

from networks.permissions import has_right_in


def can_read_summaries(user: Any, province: str) -> bool:
    """Read the frozen summaries of a province."""
    return has_right_in(user, "summaries.read", province)


def can_make_summary(user: Any, province: str) -> bool:
    """Freeze a period, or make a new edition."""
    return has_right_in(user, "summaries.make", province)


def can_manage_reminders(user: Any, province: str) -> bool:
    """Change ladders, resend messages, see the operations page of a province."""
    return has_right_in(user, "reminders.manage", province)
