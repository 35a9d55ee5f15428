"""What one person entered on floor 3."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from moralprovince.core.entered import Entered, entered

from .models import (
    Appeal,
    Assessment,
    AssessorAssignment,
    Certificate,
    ConflictOfInterest,
    Decision,
    EvidenceUse,
    ItemQuestion,
    Visit,
)

OF_CASE = ("organisation", "district", "programme_year__province")
OF_VISIT = ("organisation", "network", "district")


def entered_by(person: Any) -> Iterator[Entered]:
    """Self-assessments, reviews, decisions and visits."""
    cases, visits = Assessment.objects, Visit.objects
    filed, appeals = cases.filter(filed_by=person), Appeal.objects.filter(filed_by=person)
    yield entered(_("self-assessments filled in"), filed, person, "assessments:assessment", about=OF_CASE)
    of_appeal = tuple(f"assessment__{name}" for name in OF_CASE)
    words = attrgetter("assessment")
    yield entered(_("appeals filed"), appeals, person, "assessments:appeal", about=of_appeal, words=words)
    yield Entered(_("evidence added to self-assessments"), EvidenceUse.objects.filter(added_by=person))
    yield Entered(_("cases to assess"), AssessorAssignment.objects.filter(assessor=person))
    yield Entered(_("questions asked about items"), ItemQuestion.objects.filter(asked_by=person))
    yield Entered(_("own conflicts of interest"), ConflictOfInterest.objects.filter(person=person))
    yield Entered(_("decisions written down"), Decision.objects.filter(by=person))
    yield Entered(_("certificates issued"), Certificate.objects.filter(issued_by=person))
    recorded, along = visits.filter(recorded_by=person), visits.filter(team__user=person).distinct()
    yield entered(_("coaching visits recorded"), recorded, person, "assessments:visit", about=OF_VISIT)
    yield entered(_("coaching visits gone along on"), along, person, "assessments:visit", about=OF_VISIT)
