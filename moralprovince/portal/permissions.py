"""Who may see and steer what spans the floors."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from moralprovince.core.models import Message
from networks.permissions import can_read_post, has_right_in
from networks.querysets.scope import scope_of

from .querysets import line_texts_for

# Whoever has one of these has a day of her own.
DAY_RIGHTS = ("register.read", "assessments.assess", "assessments.sit")


def can_read_summaries(user: Any, province: str) -> bool:
    """Read the frozen summaries of a province."""
    return has_right_in(user, "summaries.read", province)


def can_make_summary(user: Any, province: str) -> bool:
    """Freeze a period, or make a new edition."""
    return has_right_in(user, "summaries.make", province)


def can_read_figures(user: Any, province: str) -> bool:
    """Read the figures of a province, without the rows behind them."""
    return has_right_in(user, "figures.read", province)


def can_export_figures(user: Any, province: str) -> bool:
    """Take the de-identified file of a province away."""
    return has_right_in(user, "figures.export", province)


def reads_all_provinces(user: Any) -> bool:
    """Read the figures of all provinces side by side."""
    return scope_of(user).everywhere("figures.read")


def reads_figures_only(user: Any) -> bool:
    """Is she here for the figures, without anything to do of her own?"""
    scope = scope_of(user)
    return scope.any("figures.read") and not any(map(scope.any, DAY_RIGHTS))


def can_manage_reminders(user: Any, province: str) -> bool:
    """Change ladders, resend messages, see the operations page of a province."""
    return can_read_post(user, province)


def can_read_line_texts(user: Any) -> bool:
    """Pass texts on by LINE to whom she calls."""
    return scope_of(user).any("calls.note")


def can_read_account_post(user: Any) -> bool:
    """See the mail of accounts, which is of no office: whoever keeps the installation, and manages its people."""
    return has_right_in(user, "people.manage", settings.PROVINCE)


def can_steer_message(user: Any, message: Message) -> bool:
    """Resend a message, take it back, or say what became of it."""
    if not message.province_code:
        return can_read_account_post(user)
    return can_manage_reminders(user, message.province_code)


def can_pass_on(user: Any, message: Message) -> bool:
    """Paste this text into a LINE chat and say so: an officer, or the coordinator of the organisation's network."""
    return line_texts_for(user).filter(pk=message.pk).exists()
