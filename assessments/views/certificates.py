"""Certificates: the list, the page of one, replacing and revoking."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.actions.certificates import replace, revoke
from assessments.exports.certificates import ABOUT, about_then, called_as_then, check_address
from assessments.filters.certificates import HEADINGS, CertificateList, certificate_list
from assessments.models import Certificate
from assessments.permissions import can_download_certificate, can_issue_certificates, has_conflict
from assessments.workflow import CERTIFICATE
from moralprovince.core.audit import history_of
from moralprovince.core.listing import headings, in_order, page_of
from moralprovince.core.values import typed
from pledges.views.years import province_code


def as_shown(request: HttpRequest) -> CertificateList:
    """The list as the address describes it."""
    return certificate_list(request.user, province_code(request), request.GET)


@login_required
def certificates(request: HttpRequest) -> HttpResponse:
    """All of them, newest result first."""
    shown = as_shown(request)
    page = page_of(shown.rows, request.GET.get("page", ""))
    found = list(map(called_as_then, in_order(about_then(Certificate.objects.filter(pk__in=page.keys)), page.keys)))
    return render(request, "assessments/certificates/list.html", {
        "page": page, "certificates": found, "query": request.GET, "chips": shown.chips(),
        "headings": headings(HEADINGS, shown.sort, request.GET), "filtered": bool(shown.filters.chosen()),
        "may_issue": can_issue_certificates(request.user, province_code(request)),
    })  # fmt: skip


def fetch(request: HttpRequest, pk: int) -> Certificate:
    """One certificate a person may see."""
    rows = Certificate.objects.visible_to(request.user).select_related(*ABOUT, "replaced_by", "assessment__programme_year")
    return get_object_or_404(rows, pk=pk)


@login_required
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands on it, whether it is valid, and what can be done."""
    shown = fetch(request, pk)
    serves = can_issue_certificates(request.user, shown.province_id)
    valid = shown.state == Certificate.State.VALID
    return render(request, "assessments/certificates/page.html", {
        "certificate": shown, "address": check_address(shown) if valid else "",
        "may_download": valid and can_download_certificate(request.user, shown),
        "serves": serves, "steps": list(CERTIFICATE.possible(request.user, shown)),
        "conflict": serves and valid and has_conflict(request.user, shown.assessment),
        "replaces": Certificate.objects.filter(replaced_by=shown).first(),
        "events": history_of(shown)[:100] if serves else [],
    })  # fmt: skip


@login_required
@require_POST
def certificate_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Replace it after a rename, or revoke it."""
    moved, note = fetch(request, pk), typed(request.POST, "note")
    if step == "replace":
        moved = replace(certificate=moved, reason=note, by=request.user)
        messages.success(request, _("This is the new certificate. The old one says now that it was replaced."))
    elif step == "revoke":
        revoke(certificate=moved, reason=note, by=request.user)
        messages.success(request, _("Revoked. Whoever checks its code is told so."))
    else:
        raise Http404
    return redirect("assessments:certificate", moved.pk)
