"""Assessments as a person may see them, and the adjectives of the queue."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Coalesce

from networks.models import Organisation
from networks.querysets.scope import Scope, scope_of

READ, ASSESS, REVIEW = "assessments.read", "assessments.assess", "assessments.review"
SIT = "assessments.sit"
# With its body: it can still write.
OWN = ("self", "returned")
# The review goes on: it was sent in and is not recommended yet.
UNDER_REVIEW = ("submitted", "in_review")
# The sub-committee has decided; nothing is changed any more but by an appeal.
DECIDED = ("certified", "sent_up", "confirmed", "announced")

# In which order the kinds are called.
CALLED = ("organisation", "community", "district", "province")


class AssessmentQuerySet(models.QuerySet):
    """Adjectives of assessments."""

    def visible_to(self, user: Any) -> AssessmentQuerySet:
        """Those of the bodies over which a person reads assessments, of whole provinces, and those she is to assess."""
        scope = scope_of(user)
        if scope.everywhere(READ):
            return self.all()
        wanted = Q(province__in=sorted(scope.provinces(READ)))
        if scope.networks(READ) or scope.organisations(READ):
            wanted |= Q(organisation__in=Organisation.objects.within(user, READ))
        return self.filter(wanted | self.assigned_to(user, scope))

    def assigned_to(self, user: Any, scope: Scope) -> Q:
        """Cases that are hers to assess, as long as she is an assessor there; a subquery, so that nothing comes twice."""
        if not scope.any(ASSESS):
            return Q(pk__in=[])
        mine = self.model.assignments.rel.related_model._default_manager.filter(assessor=user, released_at__isnull=True)
        return Q(pk__in=mine.values("assessment")) & assessed_by(scope)

    def to_review_by(self, user: Any) -> AssessmentQuerySet:
        """What has been sent in, of the provinces whose office she is in, and what is hers to assess."""
        scope, sent = scope_of(user), self.exclude(state="self")
        if scope.everywhere(REVIEW):
            return sent
        return sent.filter(Q(province__in=sorted(scope.provinces(REVIEW))) | self.assigned_to(user, scope))

    def in_year(self, fiscal_year: int) -> AssessmentQuerySet:
        """Of that fiscal year (Buddhist era)."""
        return self.filter(programme_year__fiscal_year=fiscal_year)

    def with_body(self) -> AssessmentQuerySet:
        """Its body can still write: not yet submitted, or returned."""
        return self.filter(state__in=OWN)

    def under_review(self) -> AssessmentQuerySet:
        """Sent in, and the review goes on."""
        return self.filter(state__in=UNDER_REVIEW)

    def decided(self) -> AssessmentQuerySet:
        """Certified by the sub-committee, whatever came after."""
        return self.filter(state__in=DECIDED)

    def waiting_for_session(self) -> AssessmentQuerySet:
        """Recommended, and on the agenda of no session that is still to come or under way."""
        return self.filter(state="recommended").exclude(session_cases__session__state__in=["planned", "open"])

    def in_calling_order(self) -> AssessmentQuerySet:
        """Kind by kind, the highest level first, by network and name: agenda, letters, certificates and the list agree."""
        kinds = Case(*(When(kind=kind, then=place) for place, kind in enumerate(CALLED)), output_field=models.IntegerField())
        level = Coalesce("certified_level", "recommended_level").desc(nulls_last=True)
        return self.order_by(kinds, level, "organisation__network__order", "organisation__name_sort", "district", "pk")

    def late(self, day: dt.date) -> AssessmentQuerySet:
        """With its body although the due day is over (Bangkok days)."""
        return self.with_body().filter(due_on__lt=day)

    def review_late(self, day: dt.date) -> AssessmentQuerySet:
        """Not recommended yet although the day by which the office wanted the reviews done is over."""
        return self.filter(review_late_on(day))

    def decision_late(self, day: dt.date) -> AssessmentQuerySet:
        """Recommended and not decided although the day of the sub-committee is over."""
        return self.filter(decision_late_on(day))


def assessed_by(scope: Scope, way: str = "") -> Q:
    """Cases of the provinces in which she is an assessor: what she was given elsewhere ends with her role there.

    `way` leads to the case.
    """
    return Q() if scope.everywhere(ASSESS) else Q(**{f"{way}province__in": sorted(scope.provinces(ASSESS))})


CALENDAR = "programme_year__assessment_calendar__"


def review_late_on(day: dt.date) -> Q:
    """What makes the review of a case late on a day."""
    return Q(state__in=UNDER_REVIEW, **{f"{CALENDAR}review_due_on__lt": day})


def decision_late_on(day: dt.date) -> Q:
    """What makes the decision on a case late on a day."""
    return Q(state="recommended", **{f"{CALENDAR}committee_due_on__lt": day})


class OfAssessmentQuerySet(models.QuerySet):
    """What hangs on an assessment."""

    def visible_to(self, user: Any) -> OfAssessmentQuerySet:
        """Where the assessment is visible."""
        assessments = self.model._meta.get_field("assessment").related_model._default_manager
        return self.filter(assessment__in=assessments.visible_to(user))


class OfScoreQuerySet(models.QuerySet):
    """What hangs on one item of an assessment."""

    def visible_to(self, user: Any) -> OfScoreQuerySet:
        """Where the item is visible."""
        scores = self.model._meta.get_field("score").related_model._default_manager
        return self.filter(score__in=scores.visible_to(user))


class AssignmentQuerySet(OfAssessmentQuerySet):
    """Adjectives of assignments."""

    def to_do_by(self, user: Any) -> AssignmentQuerySet:
        """Hers, not done yet, while the review of the case goes on and she is an assessor there."""
        there = assessed_by(scope_of(user), "assessment__")
        return self.filter(
            there, assessor=user, released_at__isnull=True, done_at__isnull=True, assessment__state__in=UNDER_REVIEW
        )


class AssessorScoreQuerySet(models.QuerySet):
    """Adjectives of assessors' scores."""

    def visible_to(self, user: Any) -> AssessorScoreQuerySet:
        """Her own; those of others only once every assessor of the case is done, to the office, the sub-committee and them."""
        scope, assignments = scope_of(user), self.model.assignment.field.related_model._default_manager
        held = assignments.filter(released_at__isnull=True)
        done = self.filter(assignment__released_at__isnull=True).exclude(
            assignment__assessment__in=held.filter(done_at__isnull=True).values("assessment")
        )
        if not (scope.everywhere(REVIEW) or scope.everywhere(SIT)):
            there = Q(assignment__assessment__province__in=sorted(scope.provinces(REVIEW) | scope.provinces(SIT)))
            if scope.any(ASSESS):
                mine = held.filter(assessed_by(scope, "assessment__"), assessor=user)
                there |= Q(assignment__assessment__in=mine.values("assessment"))
            done = done.filter(there)
        return self.filter(Q(assignment__assessor=user) | Q(pk__in=done.values("pk")))


class ConflictQuerySet(models.QuerySet):
    """Adjectives of conflicts of interest."""

    def visible_to(self, user: Any) -> ConflictQuerySet:
        """Her own, and those about bodies and districts of the provinces in which she manages the review."""
        scope = scope_of(user)
        if scope.everywhere("assessments.manage"):
            return self.all()
        provinces = sorted(scope.provinces("assessments.manage"))
        there = Q(organisation__province__in=provinces) | Q(district__province__in=provinces)
        return self.filter(there | Q(person=user))

    def standing(self) -> ConflictQuerySet:
        """Not lifted."""
        return self.filter(lifted_at__isnull=True)
