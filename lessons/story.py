"""What lessons add to the story of a body: what it taught others, and what can be written now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.badges import Milestone
from moralprovince.core.story import Account, Offer, StoryLine
from networks.models import Organisation

from . import story_lines
from .models import Lesson, Story
from .permissions import can_begin_lesson

State = Lesson.State
COLUMNS = ("pk", "title", "lead", "state", "published_at")


def story(organisation: Organisation, user: Any, day: dt.date) -> Account:
    """Published lessons and stories as lines, lessons being written as offers; in one query."""
    found, told = written_of(organisation, user)
    taught = [one for one in found if one.state == State.PUBLISHED]
    offers = (
        list(offers_of(found, organisation)) if can_begin_lesson(user, organisation.province_id, None, organisation) else []
    )
    lines = [*(line_of(one) for one in taught), *(story_lines.line_of(one) for one in told)]
    return Account(lines, offers, milestones=list(station(taught)))


def written_of(organisation: Organisation, user: Any) -> tuple[list[Lesson], list[Story]]:
    """Lessons she may see, and published stories of the body or of its visits, each in the order of their publication."""
    lessons = Lesson.objects.visible_to(user).filter(organisation=organisation)
    stories = Story.objects.public().filter(Q(organisation=organisation) | Q(visit__organisation=organisation))
    asked = [
        rows.order_by().annotate(which=Value(which)).values_list("which", *COLUMNS)
        for which, rows in (("lesson", lessons), ("story", stories))
    ]
    rows = sorted(asked[0].union(asked[1], all=True), key=lambda row: (row[-1] is None, row[-1], row[1]))
    told = {model: [model(**dict(zip(COLUMNS, row[1:], strict=True))) for row in rows if row[0] == which]
            for which, model in (("lesson", Lesson), ("story", Story))}  # fmt: skip
    return told[Lesson], told[Story]


def line_of(lesson: Lesson) -> StoryLine:
    """One lesson in a few words."""
    title = _("Taught others: %(title)s") % {"title": lesson.title}
    at: Any = lesson.published_at
    address, text = reverse("lessons:lesson", args=[lesson.pk]), story_lines.in_short(lesson.lead)
    return StoryLine(at, title, text, address=address, icon="flag", deed="taught")


def station(taught: Sequence[Lesson]) -> Iterator[Milestone]:
    """The station behind all others, once it is reached."""
    if taught and taught[0].published_at:
        yield Milestone(_("Taught others"), thai.bangkok_day(taught[0].published_at), "done")


def offers_of(found: Sequence[Lesson], organisation: Organisation) -> Iterator[Offer]:
    """To complete what came back, to go on writing, to begin one."""
    for one in found:
        address = reverse("lessons:lesson-write", args=[one.pk])
        if one.state == State.RETURNED:
            yield Offer(_("Complete the lesson “%(title)s”") % {"title": one.title}, address, urgent=True)
        elif one.state == State.DRAFT:
            yield Offer(_("Go on writing the lesson “%(title)s”") % {"title": one.title}, address)
    if organisation.state == Organisation.State.ACTIVE:
        yield Offer(_("Distil a lesson"), f"{reverse('lessons:lesson-begin')}?organisation={organisation.code}")
