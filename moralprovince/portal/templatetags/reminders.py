"""Words of the reminder pages: why a message did not simply arrive, and which day a rung is."""

from __future__ import annotations

from typing import Any

from django import template

from moralprovince.core import obligations
from moralprovince.core.models import Message
from moralprovince.core.outbox import reasons
from pledges.models import ReportRound

register = template.Library()


@register.filter
def why(reason: str) -> str:
    """A kept reason as a sentence."""
    return reasons.sentence(reason)


@register.filter
def outcome_words(state: str) -> Any:
    """How an attempt ended, in words."""
    return dict(Message.State.choices).get(state, state)


@register.filter
def round_words(code: str) -> Any:
    """A round's code in words."""
    return dict(ReportRound.Code.choices).get(code, code)


register.filter(obligations.days_from_due)


@register.filter
def in_braces(name: str) -> str:
    """A placeholder as it is typed."""
    return f"{{{name}}}"
