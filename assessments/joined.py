"""Reads from the pledge of the same year how many members joined its declaration, and which score that proposes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from pledges.models import Pledge

from .models import Assessment, Criterion
from .scoring import score_of_share

# A draft has declared nothing yet.
DECLARED = ("declared", "active", "ended")


@dataclass(frozen=True)
class Share:
    """Members who joined the declaration, of all members, by the pledge of that year."""

    pledge: Pledge

    @property
    def percent(self) -> Decimal | None:
        """In per cent, for people to read."""
        return self.pledge.joined_share

    def score_for(self, criterion: Criterion) -> int | None:
        """The score that an item of this kind proposes; None where it is computed from something else."""
        if criterion.computed_from != Criterion.Computed.MEMBERS_JOINED:
            return None
        return score_of_share(criterion.percent_bands(), self.pledge.members_joined, self.pledge.members)


def pledges_of(**of: Any) -> QuerySet[Pledge]:
    """Pledges of a body for a year that were declared, the one that stands first, then the one that ended last."""
    return Pledge.objects.filter(**of, state__in=DECLARED).order_by(F("ended_on").desc(nulls_first=True), "-pk")


def with_share(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """The same assessments with what their pledges say, without a query of its own."""
    own = pledges_of(organisation=OuterRef("organisation"), programme_year=OuterRef("programme_year"))
    facts = JSONObject(pk="pk", members="members", members_joined="members_joined")
    return rows.annotate(joined=Subquery(own.values(facts=facts)[:1]))


def share_of(assessment: Assessment) -> Share | None:
    """What the pledge of its body says for the same year; districts and the province have none."""
    if assessment.organisation_id is None:
        return None
    if hasattr(assessment, "joined"):
        return Share(Pledge(**assessment.joined)) if assessment.joined else None
    found = pledges_of(organisation=assessment.organisation_id, programme_year=assessment.programme_year_id)
    pledge = found.only("pk", "members", "members_joined").first()
    return Share(pledge) if pledge else None
