"""Assessments a person may see: the page of one, with as much of the review as its reader may know."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.actions.appeals import last_day_to_appeal, last_decision
from assessments.frozen import with_levels
from assessments.items import items_of, with_evidence, with_questions
from assessments.joined import with_share
from assessments.models import Assessment
from assessments.permissions import can_appeal, can_enter_from_paper, can_read_history, can_review, can_write_assessment
from assessments.querysets.assessments import DECIDED, OWN
from assessments.standing import standing_of
from moralprovince.core import thai
from moralprovince.core.audit import history_of
from moralprovince.core.badges import Milestone
from networks.naming import call_as_then, then
from networks.permissions import can_see_organisation

ABOUT = (
    "programme_year", "organisation__network", "organisation__district", "district", "province", "criteria_set",
    "filed_by", "paper",
)  # fmt: skip
State = Assessment.State
# While somebody may still ask, and while what was asked is being completed.
ANSWERING = ("submitted", "in_review", "returned")


def fetch(request: HttpRequest, pk: int) -> Assessment:
    """An assessment this person may see, with the levels of its form; otherwise there is none."""
    rows = with_share(Assessment.objects.visible_to(request.user).select_related(*ABOUT))
    rows = rows.annotate(**then("organisation__network", "programme_year__fiscal_year"))
    found = get_object_or_404(rows, pk=pk)
    with_levels(found.criteria_set)
    return call_as_then(found, found.organisation.network if found.organisation else None)


@login_required
@require_GET
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """One assessment: who, its state with days, items with own scores and evidence, what is certified, what can be done."""
    found = fetch(request, pk)
    items = with_questions(with_evidence(items_of(found)))
    user: Any = request.user
    open_now = found.state in OWN
    shown = {
        "assessment": found,
        "organisation": found.organisation,
        "items": items,
        "may_open": found.organisation is not None and can_see_organisation(user, found.organisation),
        "standing": standing_of(found, [item.score.self_score for item in items]),
        "milestones": milestones(found),
        "decided": found.state in DECIDED,
        "certified_words": found.criteria_set.level_name(found.certified_level, found.kind),
        "self_words": found.criteria_set.level_name(found.self_level, found.kind),
        "may_fill": open_now and can_write_assessment(user, found),
        "may_answer": found.state in ANSWERING and can_write_assessment(user, found),
        "may_enter": open_now and can_enter_from_paper(user, found.province_id),
        # The history names assessors: it is for whoever may work on the review.
        "events": list(history_of(found)[:30]) if can_read_history(user, found) else None,
        "may_review": found.state != State.SELF and can_review(user, found),
        "day": thai.today(),
    }
    return render(request, "assessments/assessments/page.html", shown | outcome_of(user, found))


def outcome_of(user: Any, found: Assessment) -> dict[str, Any]:
    """What came of a decided case: its valid certificate, its last appeal, and whether one can be filed."""
    appeal = found.appeals.order_by("-pk").first() if found.state not in OWN else None
    if found.state not in DECIDED:
        return {"appeal": appeal}
    certificate = found.certificates.filter(state="valid").first()
    until = last_day_of(found) if appeal is None and can_appeal(user, found) else None
    in_time = until is not None and (thai.today() <= until or can_enter_from_paper(user, found.province_id))
    return {"appeal": appeal, "certificate": certificate, "may_appeal": in_time, "appeal_until": until}


def last_day_of(found: Assessment) -> dt.date | None:
    """The last day on which an appeal against the newest decision is in time."""
    decision = last_decision(found)
    return last_day_to_appeal(found, decision) if decision else None


def milestones(found: Assessment) -> list[Milestone]:
    """The stations of an assessment: filled in, sent, reviewed, certified."""
    if found.state == State.WITHDRAWN:
        return [Milestone(found.get_state_display(), None, "current")]
    with_body = found.state in OWN
    sent = None if with_body else found.submitted_on
    reviewed = found.state in (State.RECOMMENDED, *DECIDED)
    certified = found.state in DECIDED
    return [
        filling_station(found),
        Milestone(_("Sent for review"), sent, "ahead" if with_body else "done"),
        Milestone(_("Reviewed"), None, "done" if reviewed else "ahead" if with_body else "current"),
        Milestone(_("Certified by the sub-committee"), None, "done" if certified else "current" if reviewed else "ahead"),
    ]


def filling_station(found: Assessment) -> Milestone:
    """Being filled in until it is sent; the day is the day it is due."""
    late = found.state in OWN and found.due_on is not None and found.due_on < thai.today()
    label = _("Complete it") if found.state == State.RETURNED else _("Self-assessment")
    note = _("due on %(day)s") % {"day": thai.day_short(found.due_on)} if found.due_on else ""
    waiting = "hand" if late or found.state == State.RETURNED else "current"
    return Milestone(label, None, waiting if found.state in OWN else "done", note)  # type: ignore[arg-type]
