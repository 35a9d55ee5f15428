"""Rounds, reports and evidence as a person may see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q

from networks.querysets.scope import scope_of

OPEN = ("expected", "draft", "returned")
# What came back has a sentence of its own, and is not counted twice.
UNSENT = ("expected", "draft")
DELIVERED = ("submitted", "accepted")


def missing_on(day: dt.date) -> Q:
    """Required, not sent by that day although the due day is over (Bangkok days): the one meaning of a missing report."""
    return ~Q(state="waived") & Q(due_on__lt=day) & (Q(submitted_on__isnull=True) | Q(submitted_on__gt=day))


def taken_on(day: dt.date) -> Q:
    """Still taken from its organisation on that day: the round is not locked, more time was given, or it was returned."""
    return Q(round__locks_on__isnull=True) | Q(round__locks_on__gte=day) | Q(due_on__gte=day) | Q(state="returned")


def in_open_year(day: dt.date, way: str = "round__programme_year") -> Q:
    """Of a fiscal year that may still be written on that day; `way` leads to the year."""
    year = f"{way}__read_only_from"
    return Q(**{f"{year}__isnull": True}) | Q(**{f"{year}__gt": day})


def going_on(day: dt.date, way: str = "round__") -> Q:
    """Reports that may still be written on that day: of an open year, or of the 12-month round, which goes on after it.

    `way` leads to the round; it is empty where rounds themselves are asked for.
    """
    return in_open_year(day, f"{way}programme_year") | Q(**{f"{way}code": "FULL"})


class ReportRoundQuerySet(models.QuerySet):
    """Adjectives of rounds."""

    def visible_to(self, user: Any) -> ReportRoundQuerySet:
        """Rounds of the provinces a person has to do with."""
        scope = scope_of(user)
        if scope.everywhere("reports.read"):
            return self.all()
        return self.filter(programme_year__province__in=scope.home_provinces())


class FollowUpReportQuerySet(models.QuerySet):
    """Adjectives of follow-up reports."""

    def visible_to(self, user: Any) -> FollowUpReportQuerySet:
        """Reports of the organisations over which a person may read reports."""
        return self.within(user, "reports.read")

    def within(self, user: Any, right: str) -> FollowUpReportQuerySet:
        """Reports of the organisations over which a right holds; one plain column comparison for a whole province."""
        scope = scope_of(user)
        if scope.everywhere(right):
            return self.all()
        wanted = Q(pk__in=[])
        for field, keys in (
            ("province__in", scope.provinces(right)),
            ("pledge__organisation__network__in", scope.networks(right)),
            ("pledge__organisation__in", scope.organisations(right)),
        ):
            if keys:
                wanted |= Q(**{field: sorted(keys)})
        return self.filter(wanted)

    def owed(self) -> FollowUpReportQuerySet:
        """Not delivered and not waived: someone still owes them."""
        return self.filter(state__in=OPEN)

    def delivered(self) -> FollowUpReportQuerySet:
        """Submitted or accepted."""
        return self.filter(state__in=DELIVERED)

    def going_on(self, day: dt.date) -> FollowUpReportQuerySet:
        """Those that can still be sent, checked or completed."""
        return self.filter(going_on(day))

    def with_more_time(self) -> FollowUpReportQuerySet:
        """Required, with a due day of its own, given by the office or because it was asked for late, not its round's."""
        given = self.model._default_manager.filter(extensions__isnull=False)
        return self.filter(pk__in=given.values("pk")).exclude(state="waived").exclude(due_on=F("round__due_on"))

    def missing(self, day: dt.date) -> FollowUpReportQuerySet:
        """Nothing was sent, and the due day is over; what came and was returned is not missing."""
        return self.filter(missing_on(day))

    def missing_from_sender(self, day: dt.date) -> FollowUpReportQuerySet:
        """Missing, and the organisation can still send it."""
        return self.missing(day).filter(taken_on(day), going_on(day))

    def missing_and_locked(self, day: dt.date) -> FollowUpReportQuerySet:
        """Missing, and only the office can still file it: the round's last day is over."""
        return self.missing(day).filter(going_on(day), round__locks_on__lt=day)

    def submitted_on_time(self) -> FollowUpReportQuerySet:
        """First submitted on or before the due day."""
        return self.filter(submitted_on__isnull=False, submitted_on__lte=F("due_on"))

    def submitted_late(self) -> FollowUpReportQuerySet:
        """First submitted after the due day."""
        return self.filter(submitted_on__isnull=False, submitted_on__gt=F("due_on"))


class OfReportQuerySet(models.QuerySet):
    """Rows that hang on a report: seen by whoever sees the report."""

    def visible_to(self, user: Any) -> OfReportQuerySet:
        """Those of reports a person may see."""
        reports = self.model._meta.get_field("report").related_model._default_manager
        return self.filter(report__in=reports.visible_to(user))
