"""Which rows of the floors the public may read; every list and figure of the public site starts here.

Nobody is asked who reads: these rows are the same for everybody, and nothing personal stands in the columns shown.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet

from assessments.models import Certificate
from lessons.models import Lesson, Story
from moralprovince.core.periods import Period
from networks.models import Activity, Organisation, SectorNetwork, WorkingGroupMember
from pledges.models import Pledge
from pledges.statistics import pledges_of

TOLD_OF = ("active", "dormant")


def members(province: str) -> QuerySet[Organisation]:
    """Bodies of the register that take part."""
    return Organisation.objects.filter(province=province).public()


def declared(province: str, fiscal_year: int) -> QuerySet[Pledge]:
    """What such bodies declared for a year, counted as in the summary; no draft and nothing that was sent back."""
    rows = pledges_of(Period(fiscal_year)).filter(organisation__province=province)
    return rows.filter(organisation__state__in=TOLD_OF)


def certified(province: str) -> QuerySet[Certificate]:
    """Certificates in force: what was resolved, signed and handed over."""
    return Certificate.objects.filter(province=province, state=Certificate.State.VALID)


def open_activities(province: str, day: dt.date) -> QuerySet[Activity]:
    """Central activities that took place, and those to come; never what was cancelled or is not told yet."""
    to_come = Q(state="planned") & (Q(held_on__gte=day) | Q(until__gte=day))
    return Activity.objects.filter(Q(state="done") | to_come, programme_year__province=province)


def sectors(province: str, fiscal_year: int) -> QuerySet[SectorNetwork]:
    """The networks of a year."""
    return SectorNetwork.objects.filter(province=province).in_year(fiscal_year).order_by("order", "code")


def chairs(province: str, day: dt.date) -> QuerySet[WorkingGroupMember]:
    """Who chairs the working groups of networks on that day; shown by position and agency alone."""
    seats = WorkingGroupMember.objects.filter(post="chair", stands_in_for=None, group__kind="network").in_force(day)
    appointed = (Q(group__ends_on__isnull=True) | Q(group__ends_on__gte=day)) & Q(group__starts_on__lte=day)
    return seats.filter(appointed, group__province=province).select_related("group")


def stories(province: str) -> QuerySet[Story]:
    """Published stories and news."""
    return Story.objects.filter(province=province).public()


def lessons(province: str) -> QuerySet[Lesson]:
    """Published lessons."""
    return Lesson.objects.filter(province=province).public()


def count_by(rows: QuerySet, column: str) -> dict[Any, int]:
    """How many rows stand under each value of a column."""
    return dict(rows.order_by().values_list(column).annotate(Count("pk", distinct=True)))
