"""Filters of the review's queue: state, how long it has waited, district, and who has it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import Case, OrderBy, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.lookups import IsNull
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from assessments.actions.guards import UNDER_REVIEW
from assessments.models import Assessment, AssessorAssignment
from assessments.querysets.assessments import ASSESS, REVIEW
from moralprovince.core import thai
from moralprovince.core.models import User
from networks.models import District
from networks.querysets.scope import scope_of

# After how many days of waiting a case is looked for.
AGES = (7, 14, 30, 60)


class StateFilter(admin.SimpleListFilter):
    """States a case can have once it was sent in, and all that wait for the review together."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Waiting first."""
        states = [choice for choice in Assessment.State.choices if choice[0] != Assessment.State.SELF]
        return [("waiting", _("waiting or under review")), *states]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """Those rows."""
        value = self.value()
        if value == "waiting":
            return rows.filter(state__in=UNDER_REVIEW)
        return rows.filter(state=value) if value in Assessment.State.values else rows


class AgeFilter(admin.SimpleListFilter):
    """How long a case has waited for its review."""

    title = _("waiting for")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """A few spans of days."""
        words = [(str(days), ngettext("%(days)s day or more", "%(days)s days or more", days)) for days in AGES]
        return [(value, text % {"days": value}) for value, text in words]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """Under review, and sent so long ago (Bangkok days)."""
        value = self.value()
        if value not in {str(days) for days in AGES}:
            return rows
        return rows.filter(state__in=UNDER_REVIEW, submitted_on__lte=thai.today() - dt.timedelta(days=int(value or 0)))


class NetworkFilter(admin.RelatedFieldListFilter):
    """Networks of which there is a case: looked for one by one until the first is found, not among all cases."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """Those that are offered, in their own order."""
        cases = Assessment.objects.to_review_by(request.user).order_by()
        if office_alone(request.user):
            first = Subquery(cases.filter(**{self.field_path: OuterRef("pk")}).values("pk")[:1])
            wanted = Q(province__in=sorted(scope_of(request.user).provinces(REVIEW))) & Q(IsNull(first, False))
        else:
            wanted = Q(pk__in=cases.values(self.field_path))
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(include_blank=False, limit_choices_to=wanted, ordering=ordering)


class DistrictFilter(admin.SimpleListFilter):
    """Bodies of a district, and the district itself."""

    title = _("district")
    parameter_name = "district"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All of the provinces whose office she is in, which costs nothing; for an assessor those in which there are cases."""
        if office_alone(request.user):
            wanted = Q(province__in=sorted(scope_of(request.user).provinces(REVIEW)))
        else:
            cases = Assessment.objects.to_review_by(request.user).order_by()
            wanted = Q(pk__in=cases.values("organisation__district")) | Q(pk__in=cases.values("district"))
        return [(district.pk, str(district)) for district in District.objects.filter(wanted)]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """Those rows."""
        value = self.value()
        return rows.filter(Q(organisation__district=value) | Q(district=value)) if value else rows


def office_alone(user: Any) -> bool:
    """Is she of the office of a province, and neither everywhere nor an assessor alone?"""
    scope = scope_of(user)
    return bool(scope.provinces(REVIEW)) and not scope.everywhere(REVIEW) and not scope.any(ASSESS)


class AssessorFilter(admin.SimpleListFilter):
    """Who has the case; nobody yet; everybody done."""

    title = _("given to")
    parameter_name = "assessor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Her own, nobody and done first, then the assessors by name."""
        held = AssessorAssignment.objects.filter(released_at__isnull=True)
        cases = Assessment.objects.to_review_by(request.user).order_by()
        people = User.objects.filter(pk__in=held.filter(assessment__in=cases).values("assessor")).order_by("name", "pk")
        own = [("mine", _("mine, not done yet"))] if scope_of(request.user).any(ASSESS) else []
        return [
            *own,
            ("none", _("nobody yet")),
            ("done", _("all assessors are done")),
            *((str(key), name) for key, name in people.values_list("pk", "name")),
        ]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """Those rows."""
        held, value = AssessorAssignment.objects.filter(released_at__isnull=True), self.value() or ""
        if value == "mine":
            return rows.filter(pk__in=AssessorAssignment.objects.to_do_by(request.user).values("assessment"))
        if value == "none":
            return rows.exclude(pk__in=held.values("assessment"))
        if value == "done":
            open_cases = held.filter(done_at__isnull=True).values("assessment")
            return rows.filter(pk__in=held.values("assessment")).exclude(pk__in=open_cases)
        known = value.isdecimal() and len(value) < 18
        return rows.filter(pk__in=held.filter(assessor=value).values("assessment")) if known else rows


def open_first(user: Any) -> OrderBy:
    """Order of an assessor's cases: what she has to score, what others still do, what is over."""
    own = Q(pk__in=AssessorAssignment.objects.to_do_by(user).values("assessment"))
    return OrderBy(Case(When(own, then=Value(0)), When(state__in=UNDER_REVIEW, then=Value(1)), default=Value(2)))


def title_of(query: QueryDict) -> str:
    """What an address of the queue shows, as its title: what is hers, one state, what waits, or all of it."""
    state, states = query.get("state", ""), dict(Assessment.State.choices)
    if query.get("assessor") == "mine":
        return gettext("Cases that are yours to assess")
    if state in states:
        return gettext("Cases: %(state)s") % {"state": states[state]}
    if state == "waiting" or query.get("age"):
        return gettext("Cases under review")
    return gettext("All cases that were sent in")
