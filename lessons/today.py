"""What lessons and stories ask of a person today: the office reads what was proposed, writers complete what was returned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core.today import Job
from networks.querysets.scope import scope_of
from networks.today import counted

from .models import Lesson
from .story_today import stories_asked, story_jobs

REVIEW, WRITE = "lessons.review", "lessons.write"


def today(user: Any, day: dt.date) -> Iterator[Job]:
    """All counts in one query; a number leads to exactly its rows."""
    scope = scope_of(user)
    if not scope.any(WRITE):
        return
    reviews, writable = scope.any(REVIEW), Lesson.objects.writable_by(user)
    waiting, returned, *stories = counted(
        writable.proposed() if reviews else None,
        Lesson.objects.filter(created_by=user.pk, state="returned") if reviews else writable.filter(state="returned"),
        *stories_asked(user),
    )
    yield from story_jobs(*stories)
    lessons = reverse("lessons:lessons")
    yield Job(
        44, waiting,
        ngettext("%(count)s lesson waits to be read", "%(count)s lessons wait to be read", waiting) % {"count": waiting},
        f"{lessons}?state=proposed", _("Read them"), icon="pencil",
    )  # fmt: skip
    yield Job(
        24, returned,
        ngettext(
            "%(count)s lesson came back to be completed", "%(count)s lessons came back to be completed", returned,
        ) % {"count": returned},
        f"{lessons}?state=returned{'&mine=1' if reviews else ''}", _("Complete them"), icon="back",
    )  # fmt: skip
