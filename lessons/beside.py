"""What this floor lays beside pages of the floors below: organisations like yours solved this, beside what is stuck or weak."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from assessments.models import Assessment, Score, Visit, VisitAgreement
from assessments.visit_preparation import KEPT, stuck_in
from networks.models import Organisation
from pledges.models import Commitment, FollowUpReport, Pledge

from .similar import Situation, like_yours

Piece = tuple[str, dict[str, Any]]
PIECE = "lessons/_like_yours.html"


def beside_report(report: FollowUpReport, user: Any, day: dt.date) -> Piece | None:
    """Beside a report: for what its pledge has not begun, put off, or not done in time."""
    return piece(of_commitments(report.pledge.organisation, stuck_in(report.pledge_id, user, day)))


def beside_visit(visit: Visit, user: Any, day: dt.date) -> Piece | None:
    """Beside a visit to a body: for what was agreed and is still open."""
    if visit.organisation is None:
        return None
    open_ones = VisitAgreement.objects.visible_to(user).open().filter(visit=visit).order_by("due_on", "pk")  # type: ignore[attr-defined]
    return piece([Situation(one.what, visit.organisation) for one in open_ones])


def beside_assessment(assessment: Assessment, user: Any, day: dt.date) -> Piece | None:
    """Beside an assessment with an item that scored itself weak: for the problems its body pledged to solve that year."""
    organisation = assessment.organisation
    if organisation is None or not is_weak(assessment):
        return None
    of_year = Pledge.objects.visible_to(user).filter(programme_year=assessment.programme_year_id, state__in=KEPT)
    lines = Commitment.objects.filter(pledge__in=of_year.filter(organisation=organisation)).order_by("order", "pk")
    return piece(of_commitments(organisation, list(lines)))


def is_weak(assessment: Assessment) -> bool:
    """Did it score itself below the highest score at any item?"""
    return Score.objects.filter(assessment=assessment, self_score__lt=assessment.criteria_set.max_score).exists()


def of_commitments(organisation: Organisation, lines: Sequence[Commitment]) -> list[Situation]:
    """The problems of some lines of a pledge, each with the virtue it aims at."""
    return [
        Situation(line.problem_to_solve or line.good_to_do, organisation, line.target_virtue_id or "") for line in lines
    ]  # fmt: skip


def piece(situations: list[Situation]) -> Piece | None:
    """The piece of a page; None where no lesson fits."""
    found = like_yours(situations)
    return (PIECE, {"fits": found}) if found else None
