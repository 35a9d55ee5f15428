"""What stories ask of a person today: the office reads what was proposed, writers complete what was returned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core.today import Job
from networks.querysets.scope import scope_of

from .models import Story


def stories_asked(user: Any) -> tuple[QuerySet | None, QuerySet | None]:
    """What waits for her to read, and what came back to her; whoever reads completes none of them here."""
    reviews, writable = scope_of(user).any("stories.review"), Story.objects.writable_by(user)
    return (writable.proposed(), None) if reviews else (None, writable.filter(state=Story.State.RETURNED))


def story_jobs(waiting: int, returned: int) -> Iterator[Job]:
    """Both counts in words; a number leads to exactly its rows."""
    stories = reverse("lessons:stories")
    yield Job(
        45, waiting,
        ngettext("%(count)s story waits to be read", "%(count)s stories wait to be read", waiting) % {"count": waiting},
        f"{stories}?state=proposed", _("Read them"), icon="photo",
    )  # fmt: skip
    yield Job(
        25, returned,
        ngettext("%(count)s story came back to be completed", "%(count)s stories came back to be completed", returned)
        % {"count": returned},
        f"{stories}?state=returned", _("Complete them"), icon="back",
    )  # fmt: skip
