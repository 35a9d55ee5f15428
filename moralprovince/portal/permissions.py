"""Who may see and steer what spans the floors."""

from __future__ import annotations

from typing import Any

from moralprovince.core.models import Message
from networks.permissions import has_right_in

from .querysets import line_texts_for


def can_read_summaries(user: Any, province: str) -> bool:
    """Read the frozen summaries of a province."""
    return has_right_in(user, "summaries.read", province)


def can_make_summary(user: Any, province: str) -> bool:
    """Freeze a period, or make a new edition."""
    return has_right_in(user, "summaries.make", province)


def can_manage_reminders(user: Any, province: str) -> bool:
    """Change ladders, resend messages, see the operations page of a province."""
    return has_right_in(user, "reminders.manage", province)


def can_steer_message(user: Any, message: Message) -> bool:
    """Resend a message, take it back, or say what became of it."""
    return can_manage_reminders(user, message.province_code)


def can_pass_on(user: Any, message: Message) -> bool:
    """Paste this text into a LINE chat and say so: an officer, or the coordinator of the organisation's network."""
    return line_texts_for(user).filter(pk=message.pk).exists()
