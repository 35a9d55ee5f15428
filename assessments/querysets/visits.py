"""Coaching visits as a person may see them, who has not been visited for long, and what was agreed and is still open."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from moralprovince.core import thai
from networks.models import WorkingGroup, WorkingGroupMember
from networks.querysets.scope import scope_of

READ = "visits.read"
# States in which a visit took place.
MADE = ("recorded", "signed")
# So many days ahead a visit is told of.
SOON = 14


class VisitQuerySet(models.QuerySet):
    """Adjectives of visits."""

    def visible_to(self, user: Any) -> VisitQuerySet:
        """Those of whole provinces; to the networks a person looks after and their bodies; to her own body; her own ones."""
        scope = scope_of(user)
        if scope.everywhere(READ):
            return self.all()
        networks = sorted(scope.networks(READ))
        members = self.model._meta.get_field("team").related_model._default_manager
        return self.filter(
            Q(province__in=sorted(scope.provinces(READ)))
            | Q(province__in=follow_up_seats(user).values("group__province"))
            | Q(network__in=networks)
            | Q(organisation__network__in=networks)
            | Q(organisation__in=sorted(scope.organisations(READ)))
            | Q(pk__in=members.filter(user=user.pk).values("visit"))
        )

    def with_day(self) -> VisitQuerySet:
        """With the day it took place, or is to, and the name by which it is sorted."""
        whom = Coalesce("organisation__name_sort", "network__name", "district__name")
        return self.annotate(on=Coalesce("visited_on", "planned_on"), whom=whom)

    def made(self) -> VisitQuerySet:
        """Those that took place."""
        return self.filter(state__in=MADE)

    def made_within(self, first: dt.date, last: dt.date) -> VisitQuerySet:
        """Those that took place in these days."""
        return self.made().filter(visited_on__range=(first, last))

    def soon(self, day: dt.date) -> VisitQuerySet:
        """Planned for one of the next days."""
        return self.filter(state="planned", planned_on__range=(day, day + dt.timedelta(days=SOON)))

    def unrecorded(self, day: dt.date) -> VisitQuerySet:
        """Planned ones whose day is over, as long as their year may be written: did they take place?"""
        return self.filter(~Q(programme_year__read_only_from__lte=day), state="planned", planned_on__lt=day)

    def to_be_signed(self) -> VisitQuerySet:
        """Recorded ones that wait for the word of one side or of both."""
        return self.filter(state="recorded")

    def unsigned_by_body(self) -> VisitQuerySet:
        """Recorded ones that wait for the word of those who were visited."""
        return self.filter(state="recorded", body_signed_at__isnull=True)

    def of_team(self, user: Any) -> VisitQuerySet:
        """Those on which a person goes along."""
        members = self.model._meta.get_field("team").related_model._default_manager
        return self.filter(pk__in=members.filter(user=user.pk).values("visit"))

    def to(self, visit: Any) -> VisitQuerySet:
        """Other visits to the same body, network or district."""
        same = {f"{name}_id": getattr(visit, f"{name}_id") for name in ("organisation", "network", "district")}
        return self.filter(**same).exclude(pk=visit.pk)

    def last_of_each_body(self) -> VisitQuerySet:
        """Of each body only the newest among these visits."""
        newer = self.filter(organisation=OuterRef("organisation")).filter(
            Q(visited_on__gt=OuterRef("visited_on")) | Q(visited_on=OuterRef("visited_on"), pk__gt=OuterRef("pk"))
        )
        return self.filter(~Exists(newer.order_by()), organisation__isnull=False)


class OfVisitQuerySet(models.QuerySet):
    """What hangs on a visit."""

    def visible_to(self, user: Any) -> OfVisitQuerySet:
        """Where the visit is visible."""
        visits = self.model._meta.get_field("visit").related_model._default_manager
        return self.filter(visit__in=visits.visible_to(user))


class AgreementQuerySet(OfVisitQuerySet):
    """Adjectives of what was agreed."""

    def in_force(self) -> AgreementQuerySet:
        """Of visits that took place."""
        return self.filter(visit__state__in=MADE)

    def open(self) -> AgreementQuerySet:
        """In force, and not done yet."""
        return self.in_force().filter(done_on__isnull=True)

    def late(self, day: dt.date) -> AgreementQuerySet:
        """Open although their day is over."""
        return self.open().filter(due_on__lt=day)


def follow_up_seats(user: Any) -> QuerySet[WorkingGroupMember]:
    """The seats a person has today in groups that follow up for a province."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return WorkingGroupMember.objects.none()
    day = thai.today()
    seats = WorkingGroupMember.objects.filter(user=user.pk, group__kind=WorkingGroup.Kind.EMPOWERMENT)
    return seats.in_force(day).filter(group__in=WorkingGroup.objects.in_force(day))  # type: ignore[attr-defined]


def year_before(day: dt.date) -> dt.date:
    """The same day a year earlier; the end of February where it has none."""
    year = day.year - 1
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def unvisited(bodies: QuerySet, visits: QuerySet, day: dt.date) -> QuerySet:
    """Of some bodies those that are active and were not visited for more than a year, or never."""
    recent = visits.made().filter(organisation=OuterRef("pk"), visited_on__gte=year_before(day))  # type: ignore[attr-defined]
    return bodies.filter(~Exists(recent.order_by()), state="active")


def next_visits(visits: QuerySet) -> Subquery:
    """The day of the next appointment with a body, beside its row."""
    planned = visits.filter(organisation=OuterRef("pk"), state="planned").order_by().values("organisation")
    return Subquery(planned.annotate(next=Min("planned_on")).values("next"))


def last_visits(visits: QuerySet) -> Subquery:
    """The day of the last visit of a body, beside its row."""
    made = visits.made().filter(organisation=OuterRef("pk")).order_by().values("organisation")  # type: ignore[attr-defined]
    return Subquery(made.annotate(last=Max("visited_on")).values("last"))
