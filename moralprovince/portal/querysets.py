"""Summaries, ladders and messages as a person may see them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat, Substr

from moralprovince.core.models import Message
from moralprovince.core.outbox import joined
from moralprovince.core.periods import PARTS, Period
from networks.querysets.scope import scope_of
from pledges.models import FollowUpReport

# Any year: how far the last days of its parts lie from it is the same in all.
SOME_YEAR = 2570


class SummaryQuerySet(models.QuerySet):
    """Adjectives of summaries."""

    def visible_to(self, user: Any) -> SummaryQuerySet:
        """Those of provinces whose summaries a person may read."""
        scope = scope_of(user)
        if scope.everywhere("summaries.read"):
            return self.all()
        return self.filter(province__in=scope.provinces("summaries.read"))

    def over(self) -> SummaryQuerySet:
        """Those frozen after the last day of their period; days are compared as they are written, 2026-12-31."""
        return self.alias(last=last_day()).filter(last__lt=KT("figures__as_of"))


def last_day() -> Case:
    """The last day of a summary's period, as the database reads it out of "2570-Q1"."""
    year = Cast(Substr("period", 1, 4), models.IntegerField())
    ends = {part: Period(SOME_YEAR, part).days[1] for part in PARTS}
    days = {
        part: Concat(Cast(year + (end.year - SOME_YEAR), models.CharField()), Value(f"{end:-%m-%d}"))
        for part, end in ends.items()
    }
    return Case(*(When(period__endswith=f"-{part}", then=day) for part, day in days.items() if part), default=days[""])


class LadderQuerySet(models.QuerySet):
    """Adjectives of ladders."""

    def visible_to(self, user: Any) -> LadderQuerySet:
        """Those of provinces whose reminders a person looks after."""
        scope = scope_of(user)
        if scope.everywhere("reminders.manage"):
            return self.all()
        return self.filter(province__in=scope.provinces("reminders.manage"))


class RungQuerySet(models.QuerySet):
    """Adjectives of rungs."""

    def visible_to(self, user: Any) -> RungQuerySet:
        """Those of ladders a person may see."""
        scope = scope_of(user)
        if scope.everywhere("reminders.manage"):
            return self.all()
        return self.filter(ladder__province__in=scope.provinces("reminders.manage"))


def post_visible_to(user: Any) -> QuerySet[Message]:
    """The outgoing messages of provinces whose reminders a person looks after."""
    scope = scope_of(user)
    if scope.everywhere("reminders.manage"):
        return Message.objects.all()
    return Message.objects.filter(province_code__in=scope.provinces("reminders.manage") - {""})


def account_post_visible_to(user: Any) -> QuerySet[Message]:
    """What is of no office, mail of accounts above all: whoever manages people where the portal is kept answers for it."""
    kept = scope_of(user).in_province("people.manage", settings.PROVINCE)
    return Message.objects.filter(province_code="") if kept else Message.objects.none()


def inbox_of(user: Any) -> QuerySet[Message]:
    """A person's own inbox."""
    return Message.objects.filter(recipient=user, channel=Message.Channel.INBOX, state=Message.State.SENT)


def line_texts_for(user: Any) -> QuerySet[Message]:
    """LINE texts that wait for a person: an officer's province, a coordinator's own networks."""
    waiting = Message.objects.filter(channel=Message.Channel.LINE, state=Message.State.PENDING)
    scope = scope_of(user)
    if scope.everywhere("calls.note"):
        return waiting
    wanted = Q(province_code__in=scope.provinces("calls.note") - {""})
    networks = scope.networks("calls.note")
    if networks:
        reports = FollowUpReport.objects.owed().filter(pledge__organisation__network__in=sorted(networks))
        wanted |= Q(obligation__in=reports.annotate(obligation=joined("report:", models.F("pk"))).values("obligation"))
    return waiting.filter(wanted)
