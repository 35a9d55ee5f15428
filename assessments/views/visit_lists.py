"""What was agreed at visits, until it is done; and who was not visited for a year."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.actions.visit_follow_up import ensure_follows, finish_agreement, reopen_agreement
from assessments.exports.visits import AGREEMENTS_KIND, UNVISITED_KIND, agreements_file, unvisited_file
from assessments.filters.unvisited import HEADINGS, UnvisitedList, unvisited_list, with_days
from assessments.filters.visits import AGREED_HEADINGS, AgreementList, agreement_list
from assessments.forms.visits import DoneForm
from assessments.models import VisitAgreement
from assessments.permissions import bodies_to_follow, can_plan_visits, follows_visits
from assessments.querysets.visits import READ
from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.listing import headings, page_showing
from moralprovince.core.views.exports import begin_export, file_or_offer
from networks.models import Organisation
from networks.permissions import can_see_organisation
from networks.querysets.scope import scope_of
from pledges.views.years import province_code

from .visits import goes_along

AGREEMENTS, UNVISITED = "assessments:agreements", "assessments:unvisited"
AGREED = ("visit__organisation__network", "visit__network", "visit__district", "visit__programme_year")


def agreed_as_shown(request: HttpRequest) -> AgreementList:
    """The list as the address describes it.

    Raises:
        NotAllowed: visits are none of this person's business.
    """
    if not (scope_of(request.user).any(READ) or goes_along(request.user) or follows_visits(request.user)):
        raise NotAllowed(_("Coaching visits are for those who visit and those who are visited."))
    return agreement_list(request.user, province_code(request), thai.today(), request.GET)


@login_required
@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """What was agreed, what is due first on top."""
    shown = agreed_as_shown(request)
    page = page_showing(shown.rows, request.GET.get("page", ""), VisitAgreement.objects.select_related(*AGREED))
    return render(request, "assessments/visits/agreements.html", {
        "page": page, "agreements": page.rows, "query": request.GET, "chips": shown.chips(), "filtered": shown.filtered,
        "headings": headings(AGREED_HEADINGS, shown.sort, request.GET), "text": request.GET.get("q", ""), "day": thai.today(),
    })  # fmt: skip


@login_required
@require_safe
def agreements_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV; a long one is offered as a work."""
    rows, made = agreed_as_shown(request).rows, agreements_file(request.user, province_code(request), request.GET)
    return file_or_offer(request, rows, AGREEMENTS, made)


@login_required
@require_POST
def agreements_export_begin(request: HttpRequest) -> HttpResponse:
    """Put the long list into the queue."""
    return begin_export(request, agreed_as_shown(request).rows, AGREEMENTS_KIND, AGREEMENTS, province_code(request))


def fetch(request: HttpRequest, pk: int) -> VisitAgreement:
    """One agreed action this person may see."""
    return get_object_or_404(VisitAgreement.objects.visible_to(request.user).select_related(*AGREED), pk=pk)


@login_required
def agreement_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it is done: when, and what came of it."""
    agreement = fetch(request, pk)
    ensure_follows(agreement, request.user)
    form = DoneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            finish_agreement(agreement=agreement, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Well done! It stands beside the visit now."))
            return redirect("assessments:visit", agreement.visit_id)
    return render(request, "assessments/visits/done.html", {"form": form, "agreement": agreement})


@login_required
@require_POST
def agreement_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not done after all."""
    agreement = fetch(request, pk)
    reopen_agreement(agreement=agreement, by=request.user)
    messages.success(request, _("It is open again."))
    return redirect("assessments:visit", agreement.visit_id)


# Not visited for a year


def unvisited_as_shown(request: HttpRequest) -> UnvisitedList:
    """The list as the address describes it.

    Raises:
        NotAllowed: she follows no visits but her own body's.
    """
    if not follows_visits(request.user):
        raise NotAllowed(_("Who is to be visited next is decided by the culture office and the coordinators of networks."))
    return unvisited_list(request.user, province_code(request), thai.today(), request.GET)


@login_required
@require_safe
def unvisited(request: HttpRequest) -> HttpResponse:
    """Active bodies that nobody has visited within a year."""
    shown = unvisited_as_shown(request)
    rows = with_days(Organisation.objects.select_related("network", "district"))
    page = page_showing(shown.rows, request.GET.get("page", ""), rows)
    for body in page.rows:
        # Whoever follows visits need not read the register.
        body.readable = can_see_organisation(request.user, body)
    return render(request, "assessments/visits/unvisited.html", {
        "page": page, "bodies": page.rows, "query": request.GET, "chips": shown.chips(), "filtered": shown.filtered,
        "headings": headings(HEADINGS, shown.sort, request.GET), "text": request.GET.get("q", ""),
        "may_plan": can_plan_visits(request.user, province_code(request)),
        # Asked only where nothing is listed: is that praise, or is nobody there?
        "followed": bodies_to_follow(request.user).filter(province=province_code(request), state="active"),
    })  # fmt: skip


@login_required
@require_safe
def unvisited_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV; a long one is offered as a work."""
    rows, made = unvisited_as_shown(request).rows, unvisited_file(request.user, province_code(request), request.GET)
    return file_or_offer(request, rows, UNVISITED, made)


@login_required
@require_POST
def unvisited_export_begin(request: HttpRequest) -> HttpResponse:
    """Put the long list into the queue."""
    return begin_export(request, unvisited_as_shown(request).rows, UNVISITED_KIND, UNVISITED, province_code(request))
