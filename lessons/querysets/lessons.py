"""Lessons as a person may see them: what is published is everybody's, what is being written belongs to its circle."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from moralprovince.core import thai
from networks.querysets.scope import scope_of

from .finding import found_in

# To distil lessons of a whole province with their owners, without the drafts of others.
DISTIL = "lessons.distil"
REVIEW = "stories.review"


def within(scope: Any, right: str) -> Q:
    """What lies in the provinces, networks or bodies a right holds for."""
    return (
        Q(province__in=sorted(scope.provinces(right)))
        | Q(network__in=sorted(scope.networks(right)))
        | Q(organisation__in=sorted(scope.organisations(right)))
    )


class WrittenQuerySet(models.QuerySet):
    """What lessons and stories have in common: written here, published one day."""

    # The right to write them.
    right = ""

    def visible_to(self, user: Any) -> WrittenQuerySet:
        """The published ones, and those she may write."""
        scope = scope_of(user)
        if scope.everywhere(self.right):
            return self.all()
        return self.filter(Q(state="published") | within(scope, self.right))

    def writable_by(self, user: Any) -> WrittenQuerySet:
        """Those she may write."""
        scope = scope_of(user)
        return self.all() if scope.everywhere(self.right) else self.filter(within(scope, self.right))

    def public(self) -> WrittenQuerySet:
        """Those the whole world may read."""
        return self.filter(state="published")

    def published_within(self, first: dt.date, last: dt.date) -> WrittenQuerySet:
        """Those everybody may read, published on one of these Bangkok days."""
        return self.public().filter(published_at__gte=thai.midnight(first), published_at__lte=thai.last_moment(last))

    def proposed(self) -> WrittenQuerySet:
        """Those that wait for the office."""
        return self.filter(state="proposed")


class LessonQuerySet(WrittenQuerySet):
    """Adjectives of lessons."""

    right = "lessons.write"

    def visible_to(self, user: Any) -> LessonQuerySet:
        """The published ones, those she may write, and those she is named in with her account."""
        return super().visible_to(user) | self.inside_of(user)

    def inside_of(self, user: Any) -> LessonQuerySet:
        """Those she may write, and those she is named in with her account: she reads all of them, whatever their state."""
        return self.none() if user.pk is None else self.writable_by(user) | self.naming(user)

    def writable_by(self, user: Any) -> LessonQuerySet:
        """Those she may write; whoever distils for others, those of the province she is named in with her account."""
        own, provinces = super().writable_by(user), scope_of(user).provinces(DISTIL)
        return own | self.naming(user).filter(province__in=sorted(provinces)) if provinces else own

    def naming(self, user: Any) -> LessonQuerySet:
        """Those she is named in with her account."""
        named = self.model._meta.get_field("people").related_model._default_manager.filter(user=user.pk)
        return self.filter(pk__in=named.values("lesson"))

    def search(self, text: str) -> LessonQuerySet:
        """Those that answer what was typed, the best first; all of them where nothing was."""
        return found_in(self, self.model._meta.get_field("terms").related_model._default_manager.all(), text)


class OfLessonQuerySet(models.QuerySet):
    """What hangs on a lesson."""

    def visible_to(self, user: Any) -> OfLessonQuerySet:
        """Where the lesson is visible."""
        lessons = self.model._meta.get_field("lesson").related_model._default_manager
        return self.filter(lesson__in=lessons.visible_to(user))


class ConsentedQuerySet(OfLessonQuerySet):
    """Pictures and names: outside the circle of those who write only what was agreed to, and once the lesson is published."""

    def visible_to(self, user: Any) -> ConsentedQuerySet:
        """All of those she may write or is named in; of others the public ones."""
        lessons = self.model._meta.get_field("lesson").related_model._default_manager
        return self.filter(Q(lesson__in=lessons.inside_of(user)) | Q(consent=True, lesson__state="published"))

    def public(self) -> ConsentedQuerySet:
        """What everybody may see."""
        return self.filter(consent=True, lesson__state="published")


class StoryQuerySet(WrittenQuerySet):
    """Adjectives of stories."""

    right = "stories.write"

    def inside_of(self, user: Any) -> StoryQuerySet:
        """Those she may write or publish: she sees all that hangs on them, whatever their state."""
        scope = scope_of(user)
        return self.all() if scope.everywhere(REVIEW) else self.writable_by(user) | self.filter(within(scope, REVIEW))


class OfStoryQuerySet(models.QuerySet):
    """Pictures of a story: outside the circle of those who write or publish it only what was agreed to."""

    def visible_to(self, user: Any) -> OfStoryQuerySet:
        """All of those of stories she may write or publish; of others, once they are published, those with consent."""
        stories = self.model._meta.get_field("story").related_model._default_manager
        return self.filter(Q(story__in=stories.inside_of(user)) | Q(consent=True, story__state="published"))
