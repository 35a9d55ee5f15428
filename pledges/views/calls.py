"""Who is late and how to reach them: the list to call from, and the note of a call without leaving it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.listing import headings, in_order, page_of
from networks.querysets.scope import scope_of
from pledges.actions.calls import note_call
from pledges.exports.calls import export_calls
from pledges.filters.calls import ABOUT, HEADINGS, CallList, call_list, callable_reports, with_calls
from pledges.forms.calls import CallForm
from pledges.models import FollowUpReport

from .years import province_code

# Who calls from paper prints the list: it is there as a whole.
SIZE = 300


def as_shown(request: HttpRequest) -> CallList:
    """The list as the address describes it.

    Raises:
        NotAllowed: this person calls nobody.
    """
    if not scope_of(request.user).any("calls.note"):
        raise NotAllowed(_("The call list is for officers and network coordinators."))
    return call_list(request.user, province_code(request), thai.today(), request.GET)


@login_required
def calls(request: HttpRequest) -> HttpResponse:
    """The late reports with telephones, days late and the last call."""
    shown = as_shown(request)
    page = page_of(shown.rows, request.GET.get("page", ""), SIZE)
    reports = in_order(FollowUpReport.objects.filter(pk__in=page.keys).select_related(*ABOUT), page.keys)
    return render(request, "pledges/calls/list.html", {
        "page": page, "reports": with_calls(reports, shown.day), "query": request.GET, "chips": shown.chips(), "day": shown.day,
        "headings": headings(HEADINGS, shown.sort, request.GET), "filtered": bool(shown.filters.chosen()),
        "back": request.get_full_path(),
        "were_due": callable_reports(request.user).filter(province=province_code(request), due_on__lt=shown.day),
    })  # fmt: skip


@login_required
def calls_export(request: HttpRequest) -> HttpResponse:
    """The list as shown, as a workbook or CSV."""
    return export_calls(as_shown(request), request.GET.get("format", ""))


@login_required
def call_note(request: HttpRequest, pk: int) -> HttpResponse:
    """The note of a call: inside the list where there is a script, else on a page of its own."""
    report = get_object_or_404(callable_reports(request.user).select_related(*ABOUT), pk=pk)
    earlier = calls_of(report)
    known = max((call.pk for call in earlier), default=0)
    form = CallForm(request.POST if request.method == "POST" else None, key=pk, known=known)
    if request.method == "POST" and form.is_valid():
        try:
            note_call(report=report, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            return noted(request, report)
    template = "pledges/calls/_note_form.html" if request.htmx else "pledges/calls/note.html"  # type: ignore[attr-defined]
    (shown,) = with_calls([report], thai.today())
    return render(request, template, {"form": form, "report": shown, "calls": earlier, "back": way_back(request)})


def calls_of(report: FollowUpReport) -> list:
    """Earlier calls, newest first."""
    return list(report.calls.select_related("by"))


def noted(request: HttpRequest, report: FollowUpReport) -> HttpResponse:
    """Back to the row: the row alone for the script, the list for everybody else."""
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, _("Noted."))
        return redirect(f"{way_back(request)}#call-{report.pk}")
    (shown,) = with_calls([report], thai.today())
    response = render(request, "pledges/calls/_row.html", {"report": shown, "back": way_back(request), "noted": True})
    response["HX-Retarget"], response["HX-Reswap"] = f"#call-{report.pk}", "outerHTML"
    return response


def way_back(request: HttpRequest) -> str:
    """The list as it was filtered; only ever an address of this portal."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None) and "#" not in asked
    return asked if ours else reverse("pledges:calls")
