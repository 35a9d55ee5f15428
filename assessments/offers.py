"""Offers evidence from the follow-up reports of the same body and year to the items of its self-assessment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pledges.models import Evidence
from pledges.querysets.reports import DELIVERED

from .models import Assessment

# How well a piece fits an item, the best first.
FITS = (_("meant for this item"), _("of the same commitment"), _("of the same virtue"), _("of this year"))


@dataclass(frozen=True)
class Offered:
    """A piece of evidence that could serve an item, and why it stands where it stands."""

    evidence: Evidence
    rank: int

    @property
    def why(self) -> Any:
        """In words."""
        return FITS[self.rank]


def evidence_of_year(assessment: Assessment) -> QuerySet[Evidence]:
    """All evidence of reports that were sent, of this body for this year; none for districts and the province."""
    rows = Evidence.objects.filter(
        report__pledge__organisation=assessment.organisation_id,
        report__pledge__programme_year=assessment.programme_year_id,
        report__state__in=DELIVERED,
    )
    return rows if assessment.organisation_id else rows.none()


def read_evidence(assessment: Assessment) -> list[Evidence]:
    """The same with what a page says of it; newest event first."""
    rows = evidence_of_year(assessment).select_related("file", "report__round__programme_year")
    return list(rows.prefetch_related("commitments").order_by("-event_on", "-pk"))


def offers_for(number: int, pieces: Iterable[Evidence], used: Sequence[int]) -> list[Offered]:
    """What is not used under the item yet: by step, then by the commitments and virtues of what fits or is used."""
    pieces = list(pieces)
    near = [piece for piece in pieces if piece.pk in used or number in piece.steps]
    lines = {line.pk for piece in near for line in piece.commitments.all()}
    virtues = {line.target_virtue_id for piece in near for line in piece.commitments.all() if line.target_virtue_id}
    found = [Offered(piece, rank(piece, number, lines, virtues)) for piece in pieces if piece.pk not in used]
    return sorted(found, key=lambda one: one.rank)


def rank(piece: Evidence, number: int, lines: set[int], virtues: set[str]) -> int:
    """The place in FITS."""
    own = list(piece.commitments.all())
    if number in piece.steps:
        return 0
    if any(line.pk in lines for line in own):
        return 1
    return 2 if any(line.target_virtue_id in virtues for line in own) else 3
