"""Meetings and what was resolved in them, as a person may see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When

from moralprovince.core import thai

from .scope import scope_of

READ, WRITE = "meetings.read", "meetings.write"
GONE = "cancelled"
# What a draft gives somebody to do is resolved, and so owed, once its meeting was held.
HELD = ("held", "certified")
# So many days ahead a meeting is told of.
SOON = 7


class MeetingQuerySet(models.QuerySet):
    """Adjectives of meetings."""

    def visible_to(self, user: Any) -> MeetingQuerySet:
        """Those of whole provinces; those of the networks a person looks after, or to which these were invited."""
        scope = scope_of(user)
        if scope.everywhere(READ):
            return self.all()
        invited = self.model.networks.through._default_manager.filter(sectornetwork__in=sorted(scope.networks(READ)))
        return self.filter(self.own(user) | Q(pk__in=invited.values("meeting")))

    def inside_of(self, user: Any) -> MeetingQuerySet:
        """Those whose attendance and draft minutes a person reads: an invitation alone does not open them."""
        return self.all() if scope_of(user).everywhere(READ) else self.filter(self.own(user))

    def own(self, user: Any) -> Q:
        """Of whole provinces, of the networks she looks after, and of the groups she sits in."""
        scope = scope_of(user)
        own = Q(province__in=sorted(scope.provinces(READ))) | Q(group__network__in=sorted(scope.networks(READ)))
        return own | Q(group__in=self.seats_of(user).values("group"))

    def seats_of(self, user: Any) -> Any:
        """The seats she has today in working groups whose term lasts: a seat without a last day ends with its group."""
        group = self.model._meta.get_field("group").related_model
        seats, day = group._meta.get_field("members").related_model._default_manager, thai.today()
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return seats.none()
        return seats.filter(user=user.pk).in_force(day).filter(group__in=group._default_manager.in_force(day))

    def of_body(self, group: Any) -> MeetingQuerySet:
        """Those of the same body, however often its group was appointed anew."""
        return self.filter(group__province=group.province_id, group__kind=group.kind, group__network=group.network_id)

    def of_people(self, seats: Q) -> MeetingQuerySet:
        """Those on whose list of attendance certain people stand."""
        rows = self.model._meta.get_field("attendance").related_model._default_manager
        return self.filter(pk__in=rows.filter(seats).values("meeting"))

    def within_days(self, day: dt.date, days: int) -> MeetingQuerySet:
        """Planned for that day or one of the next ones."""
        return self.filter(state="planned", held_on__range=(day, day + dt.timedelta(days=days)))

    def writable_by(self, user: Any) -> MeetingQuerySet:
        """Those a person looks after."""
        scope = scope_of(user)
        if scope.everywhere(WRITE):
            return self.all()
        own = Q(province__in=sorted(scope.provinces(WRITE))) | Q(group__network__in=sorted(scope.networks(WRITE)))
        return self.filter(own)

    def with_closed(self, day: dt.date) -> MeetingQuerySet:
        """Each with whether its year can only be read, as `closed`."""
        of_day = Case(
            When(held_on__month__gte=thai.FIRST_FISCAL_MONTH, then=F("calendar_year") + 1),
            default=F("calendar_year"),
            output_field=models.IntegerField(),
        )
        same = {"province": OuterRef("province"), "fiscal_year": OuterRef("of_day")}
        closed = apps.get_model("networks", "ProgrammeYear").objects.filter(read_only_from__lte=day, **same)
        return self.alias(of_day=of_day).annotate(closed=Exists(closed))

    def unheld(self, day: dt.date) -> MeetingQuerySet:
        """Planned ones whose day is over, as long as their year may be written: did they take place?"""
        return self.with_closed(day).filter(closed=False, state="planned", held_on__lt=day)

    def before(self, meeting: Any) -> MeetingQuerySet:
        """Earlier meetings of the same body that were not cancelled."""
        return self.of_body(meeting.group).filter(held_on__lt=meeting.held_on).exclude(state=GONE)

    def after(self, meeting: Any) -> MeetingQuerySet:
        """Later meetings of the same body that were not cancelled."""
        return self.of_body(meeting.group).filter(held_on__gt=meeting.held_on).exclude(state=GONE)


class OfMeetingQuerySet(models.QuerySet):
    """What hangs on a meeting."""

    def visible_to(self, user: Any) -> OfMeetingQuerySet:
        """Where the inside of the meeting is hers to read."""
        meetings = self.model._meta.get_field("meeting").related_model._default_manager
        return self.filter(meeting__in=meetings.inside_of(user))


class ActionItemQuerySet(OfMeetingQuerySet):
    """Adjectives of what is to be done."""

    def visible_to(self, user: Any) -> ActionItemQuerySet:
        """Of meetings whose inside she reads, and what was given to herself."""
        meetings = self.model._meta.get_field("meeting").related_model._default_manager
        mine = Q(owner=user.pk) if getattr(user, "is_authenticated", False) else Q(pk__in=[])
        return self.filter(Q(meeting__in=meetings.inside_of(user).order_by().values("pk")) | mine)

    def open(self) -> ActionItemQuerySet:
        """Neither done nor dropped."""
        return self.filter(state="open")

    def late(self, day: dt.date) -> ActionItemQuerySet:
        """Resolved and still to be done although its day is over (Bangkok days)."""
        return self.resolved().filter(state="open", due_on__lt=day)

    def resolved(self) -> ActionItemQuerySet:
        """Of meetings that were held; what stands in the draft of another one is not owed yet, or not any more."""
        return self.filter(meeting__state__in=HELD)

    def arising_in(self, meeting: Any) -> ActionItemQuerySet:
        """Matters arising: resolved in earlier meetings of the body that were held, and not finished before this one."""
        body = {"meeting__group__province": meeting.group.province_id, "meeting__group__kind": meeting.group.kind}
        before = {"meeting__group__network": meeting.group.network_id, "meeting__held_on__lt": meeting.held_on}
        return self.resolved().filter(**body, **before).filter(Q(state="open") | Q(done_on__gte=meeting.held_on))
