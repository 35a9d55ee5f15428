"""What an officer does with reports: accept, return, reopen, waive, give more time; one or many; then the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.forms.fields import tidy_lines
from pledges.actions.extensions import ensure_may_extend, extend_report
from pledges.actions.people import heard
from pledges.actions.reports import (
    accept_report,
    lift_waiver,
    reopen_report,
    return_report,
    waive_report,
)
from pledges.filters.reports import waiting_after, waiting_for
from pledges.forms.reports import ExtendForm
from pledges.models import FollowUpReport

from .reports import ABOUT, fetch, page_of_one

MOST_AT_ONCE = 200
LONGEST_NOTE = 2000
TOLD_OF_TIME = lazy("More time was given to %(name)s, and the organisation was told.")
TIME_GIVEN = lazy("More time was given to %(name)s.")
# Each step of the table with its action and what is said after it; "submit" has a form of its own.
STEPS: dict[str, tuple[Callable[..., Any], Any]] = {
    "accept": (lambda report, note, by: accept_report(report=report, note=note, by=by), lazy("Accepted: %(name)s")),
    "return": (
        lambda report, note, by: return_report(report=report, note=note, by=by),
        lazy("Returned with your note: %(name)s"),
    ),
    "reopen": (lambda report, note, by: reopen_report(report=report, note=note, by=by), lazy("Back on the desk: %(name)s")),
    "waive": (lambda report, note, by: waive_report(report=report, reason=note, by=by), lazy("Not required: %(name)s")),
    "lift": (lambda report, note, by: lift_waiver(report=report, note=note, by=by), lazy("Required again: %(name)s")),
}


@login_required
@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take one step; after a decision the next report that waits is opened."""
    report = fetch(request, pk)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    take, words = STEPS[name]
    take(report, note_of(request), request.user)
    say(request, words, report)
    return onward(request, report) if name in ("accept", "return") else redirect("pledges:report", pk)


def note_of(request: HttpRequest) -> str:
    """The note as typed.

    Raises:
        Refused: it is longer than anybody reads.
    """
    note = tidy_lines(request.POST.get("note", "")[: LONGEST_NOTE * 50])
    if len(note) > LONGEST_NOTE:
        raise Refused(_("The note is too long. Please say it in at most 2,000 characters."))
    return note


def say(request: HttpRequest, words: Any, report: FollowUpReport) -> None:
    """What was done, with a link to the report it was done to."""
    link = format_html('<a href="{}">{}</a>', reverse("pledges:report", args=[report.pk]), report.pledge.organisation)
    messages.success(request, format_html(str(words).replace("%(name)s", "{}"), link))


def onward(request: HttpRequest, report: FollowUpReport) -> HttpResponse:
    """The next one in the queue, or the list where none waits."""
    waiting = waiting_for(request.user, report.province_id).exclude(pk=report.pk)
    following = waiting_after(request.user, report) or waiting.values_list("pk", flat=True).first()
    if following is None:
        messages.info(request, _("No report waits to be checked. Well done."))
        return redirect("pledges:reports")
    return redirect("pledges:report", following)


@login_required
@require_POST
def accept_many(request: HttpRequest) -> HttpResponse:
    """Accept the chosen ones, each by itself; those that changed meanwhile are named."""
    keys = [int(key) for key in request.POST.getlist("report") if key.isdecimal() and len(key) < 18][:MOST_AT_ONCE]
    chosen = FollowUpReport.objects.visible_to(request.user).filter(pk__in=keys).select_related(*ABOUT)
    accepted, others = 0, []
    for report in chosen.order_by("submitted_at", "pk"):
        try:
            accept_report(report=report, by=request.user)  # type: ignore[arg-type]
            accepted += 1
        except (Refused, NotAllowed) as refused:
            others.append(f"{report.pledge.organisation}: {refused.sentence}")
    tell_of_many(request, accepted, others)
    return redirect(back_to_list(request))


def tell_of_many(request: HttpRequest, accepted: int, others: list[str]) -> None:
    """How many were accepted, and which were not and why."""
    if accepted:
        words = ngettext("%(count)s report was accepted.", "%(count)s reports were accepted.", accepted)
        messages.success(request, words % {"count": accepted})
    for sentence in others[:20]:
        messages.warning(request, sentence)
    if not accepted and not others:
        messages.info(request, _("Please choose the reports to accept first."))


def back_to_list(request: HttpRequest) -> str:
    """The list as it was."""
    wanted = request.POST.get("back", "")
    listed = reverse("pledges:reports")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.partition("?")[0] == listed
    return wanted if safe else listed


@login_required
@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """A later due day for one report; what cannot be is said at its box, and what was typed stays."""
    report = fetch(request, pk)
    ensure_may_extend(report, request.user)  # type: ignore[arg-type]
    form = ExtendForm(request.POST, report=report)
    if form.is_valid():
        with form.refusals_at_their_box():
            extend_report(report=report, **form.cleaned_data, by=request.user)
            say(request, heard(report.pledge.organisation, TOLD_OF_TIME, TIME_GIVEN), report)
            return redirect("pledges:report", pk)
    stored = fetch(request, pk)
    ensure_may_extend(stored, request.user)  # type: ignore[arg-type]
    return page_of_one(request, stored, form)
