"""Words of the reminder pages: why a message did not simply arrive, and which day a rung is."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core.models import Message
from moralprovince.core.outbox import reasons
from pledges.models import ReportRound

register = template.Library()


@register.filter
def why(reason: str) -> str:
    """A kept reason as a sentence."""
    return reasons.sentence(reason)


@register.filter
def in_general(text: str) -> str:
    """A reminder's words where no report is meant yet: what will be filled in is left open."""
    return re.sub(r"\{\w+\}", "…", text)


@register.filter
def outcome_words(state: str) -> Any:
    """How an attempt ended, in words."""
    return dict(Message.State.choices).get(state, state)


@register.filter
def round_words(code: str) -> Any:
    """A round's code in words."""
    return dict(ReportRound.Code.choices).get(code, code)


@register.filter
def days_from_due(offset: int) -> str:
    """Which day a rung is: 14 days before, on the due day, 7 days after."""
    if offset == 0:
        return _("On the due day")
    count = abs(offset)
    if offset < 0:
        return ngettext("%(count)s day before the due day", "%(count)s days before the due day", count) % {"count": count}
    return ngettext("%(count)s day after the due day", "%(count)s days after the due day", count) % {"count": count}


@register.filter
def in_braces(name: str) -> str:
    """A placeholder as it is typed."""
    return f"{{{name}}}"
