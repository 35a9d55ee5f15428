"""Follow-up reports: the list as its address says, and the page of one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from moralprovince.core import thai
from moralprovince.core.audit import history_of
from moralprovince.core.badges import Milestone
from moralprovince.core.leftovers import held, unread_sentence
from moralprovince.core.listing import headings, in_order, page_of
from networks.actions.years import is_closed
from networks.naming import call_as_then, then
from networks.permissions import can_read_post
from networks.querysets.scope import scope_of
from pledges.actions.reports import filing_key, unread_key
from pledges.comparison import lines_of
from pledges.filters.reports import HEADINGS, ReportList, report_list
from pledges.forms.reports import ExtendForm
from pledges.milestones import is_entered_once, with_first_day
from pledges.models import FollowUpReport, ReportRound
from pledges.permissions import can_file_for_others, can_file_report, can_fill_in, can_note_call, can_review_report
from pledges.post import last_reminder
from pledges.querysets.reports import OPEN
from pledges.workflow import REPORT

from .years import province_code

MOST_EVENTS = 30
ABOUT = ("round__programme_year", "pledge__programme_year", "pledge__organisation__network", "filed_by", "checked_by", "paper")
LISTED = ("round__programme_year", "pledge__organisation__network")
State = FollowUpReport.State


def fetch(request: HttpRequest, pk: int) -> FollowUpReport:
    """A report this person may see, with the commitments of its pledge; otherwise there is none."""
    rows = FollowUpReport.objects.visible_to(request.user).select_related(*ABOUT)
    rows = rows.annotate(**then("pledge__organisation__network", "round__programme_year__fiscal_year"))
    found = get_object_or_404(rows.prefetch_related("pledge__commitments"), pk=pk)
    return call_as_then(found, found.pledge.organisation.network)


@login_required
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The list; an officer who asks for nothing else finds what waits to be checked, oldest first."""
    province = province_code(request)
    listed = report_list(request.user, province, request.GET)
    page = page_of(listed.rows, listed.query.get("page", ""))
    shown = FollowUpReport.objects.filter(pk__in=page.keys).select_related(*LISTED)
    called = shown.annotate(**then("pledge__organisation__network", "round__programme_year__fiscal_year"))
    rows = [call_as_then(one, one.pledge.organisation.network) for one in in_order(called, page.keys)]
    shown = {
        "list": listed, "reports": rows, "page": page, "query": listed.query, "chips": listed.chips(),
        "headings": headings(HEADINGS, listed.sort, listed.query), "day": thai.today(),
        "may_check": scope_of(request.user).in_province("reports.review", province) and listed.shows_waiting,
        "may_call": scope_of(request.user).any("calls.note"),
        "came_in": FollowUpReport.objects.visible_to(request.user).filter(province=province, submitted_on__isnull=False),
        "filtered": bool(listed.filters.chosen()), **late_networks(request, listed, province),
    }  # fmt: skip
    return render(request, "pledges/reports/list.html", shown)


def late_networks(request: HttpRequest, listed: ReportList, province: str) -> dict[str, Any]:
    """Blank forms for all late ones of a network are offered where the list shows just those."""
    chosen = listed.filters.chosen()
    may_file = scope_of(request.user).in_province("reports.file_for", province)
    return {"blank_for_network": chosen.get("network", "") if may_file and chosen.get("late") == "1" else ""}


@login_required
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: who, its state with days, figures beside the round before, words, evidence, history, what can be done now."""
    return page_of_one(request, fetch(request, pk))


def page_of_one(request: HttpRequest, found: FollowUpReport, extend_form: ExtendForm | None = None) -> HttpResponse:
    """The same, with a form for more time as it was typed."""
    may_check = can_review_report(request.user, found)
    user: Any = request.user
    remaining = steps_left(found, thai.today())
    steps = [step for step in REPORT.possible(user, found) if step.name in remaining]
    may_fill = found.state in OPEN and can_fill_in(user, found, thai.today()) and bool(remaining)
    may_file = found.state in OPEN and can_file_for_others(user, found) and bool(remaining)
    # Whoever goes on with what an officer began to file does so where it stands how it came.
    waits = held(filing_key(found), unread_key(found)) if may_fill or may_file else set()
    begun = may_file and filing_key(found) in waits
    events = list(history_of(found)[: MOST_EVENTS + 1])
    shown = {
        "report": found,
        "organisation": found.pledge.organisation,
        "lines": lines_of(found),
        "evidence": list(found.evidence.select_related("file").prefetch_related("commitments")),
        "milestones": milestones(found),
        "steps": steps,
        "may_fill": may_fill and not begun,
        "over": found.state in OPEN and can_file_report(user, found) and not can_fill_in(user, found, thai.today()),
        "closed": not remaining,
        "may_file": may_file,
        "begun": begun,
        "unread": unread_sentence() if unread_key(found) in waits else "",
        "may_extend": found.state in OPEN and may_check and bool(remaining),
        "extend_form": extend_form or ExtendForm(report=found),
        "events": events[:MOST_EVENTS],
        "more_events": len(events) > MOST_EVENTS,
        # Whoever checks it anew reads what was asked for.
        "before": next((one for one in events if one.action == "return"), None) if found.state == State.SUBMITTED else None,
        "may_call": found.state in OPEN and found.due_on < thai.today() and can_note_call(user, found),
        "reminded": last_reminder(found) if can_read_post(user, found.pledge.organisation.province_id) else None,
        "day": thai.today(),
    }
    return render(request, "pledges/reports/report.html", shown)


def steps_left(found: FollowUpReport, day: dt.date) -> tuple[str, ...]:
    """Steps that its year leaves besides sending it: of a closed one only those that bring a 12-month report to its end."""
    if not is_closed(found.pledge.programme_year, day):
        return ("accept", "return", "reopen", "waive", "lift")
    return ("accept", "return", "waive") if found.round.code == ReportRound.Code.FULL else ()


def milestones(found: FollowUpReport) -> list[Milestone]:
    """The stations of a report: opened, due, sent, checked."""
    if found.state == State.WAIVED:
        return [
            Milestone(_("Round opened"), found.round.opens_on, "done"),
            Milestone(found.get_state_display(), None, "current"),
        ]
    sent = found.submitted_at if found.state in (State.SUBMITTED, State.ACCEPTED, State.RETURNED) else None
    how = with_first_day(found, punctuality(found))
    came = "current" if found.state == State.SUBMITTED else "done" if sent else "ahead"
    return [
        Milestone(_("Round opened"), found.round.opens_on, "done"),
        filling_station(found),
        Milestone(_("Entered by the office") if is_entered_once(found) else _("Sent"), sent, came, how),  # type: ignore[arg-type]
        checked_station(found),
    ]


def filling_station(found: FollowUpReport) -> Milestone:
    """Being filled in until it is sent; the day is the day it is due."""
    done = found.state in (State.SUBMITTED, State.ACCEPTED)
    label = _("Complete it") if found.state == State.RETURNED else _("Fill it in")
    due = _("due on %(day)s") % {"day": thai.day_short(found.due_on)}
    status = "done" if done else "hand" if found.state == State.RETURNED or found.due_on < thai.today() else "current"
    return Milestone(label, None, status, due)  # type: ignore[arg-type]


def checked_station(found: FollowUpReport) -> Milestone:
    """The office has read it."""
    if found.state == State.RETURNED:
        return Milestone(_("Returned with a note"), found.checked_at, "ahead")
    if found.state == State.ACCEPTED:
        return Milestone(_("Accepted"), found.checked_at, "done")
    return Milestone(_("Accepted"))


def punctuality(found: FollowUpReport) -> str:
    """On time or how many days late, by the Bangkok day it was first sent."""
    if found.submitted_on is None:
        return ""
    days = (found.submitted_on - found.due_on).days
    late = ngettext("sent %(days)s day late", "sent %(days)s days late", days)
    return _("on time") if days <= 0 else late % {"days": days}
