"""What floor 4 removes when a person is forgotten: her name, and her consent to be named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from moralprovince.core.forgetting import Part, written_over
from moralprovince.core.traces import Traces

from .models import Card, LessonPerson, Story


def forgets(traces: Traces, by: Any) -> Iterator[Part]:
    """People of lessons, cards of sessions, bylines of stories."""
    people = LessonPerson.objects.filter(Q(user=traces.person) | traces.named("name", "lesson__province"))
    yield written_over(_("lessons that name her"), people, name=traces.nameless, consent=False)
    cards = Card.objects.filter(traces.named("by_name", "sitting__lesson__province"))
    yield written_over(_("cards of distillation sessions under her name"), cards, by_name="")
    for column in ("writer", "photographer"):
        bylines = Story.objects.filter(traces.named(column, "province"))
        yield written_over(_("stories under her name"), bylines, **{column: ""})
