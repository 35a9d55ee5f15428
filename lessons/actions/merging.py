"""Two entries of the same body become one: its lessons and stories move."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lessons.models import Lesson, Story
from moralprovince.core.models import User
from moralprovince.core.moving import Coming, Journal
from networks.models import Organisation


def merge(keep: Organisation, drop: Organisation, *, by: User) -> Journal:
    """What was learned and told of the dropped entry becomes the kept one's."""
    journal = Journal()
    for model in (Lesson, Story):
        journal.write(
            model.objects.filter(organisation=drop),
            before={"organisation_id": drop.pk}, after={"organisation_id": keep.pk},
        )  # fmt: skip
    return journal


def merging(keep: Organisation, drop: Organisation) -> Iterator[Coming]:
    """How many of each will move."""
    for model in (Lesson, Story):
        rows = model.objects.filter(organisation=drop)
        yield Coming(model._meta.verbose_name_plural, rows.count(), _("become those of the kept entry"))
