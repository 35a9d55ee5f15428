"""Bodies that report centrally: marked one at a time on their page, or many at once on this one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core.listing import address, page_showing
from moralprovince.core.values import clipped
from moralprovince.core.views.exports import begin_export, file_or_offer
from moralprovince.portal.actions.central import set_central
from networks.care_lists import central_list, marked_asked
from networks.exports.care import CENTRAL_KIND, central_file
from networks.models import Organisation
from networks.views.care import province_to_care_for

ABOUT = ("network", "district", "parent")
LIST = "networks:central"
MOST = 500


@login_required
def central(request: HttpRequest) -> HttpResponse:
    """Tick and mark, or tick and take the mark away."""
    province = province_to_care_for(request)
    if request.method == "POST":
        return mark_many(request, province)
    listed = central_list(request.user, province, request.GET)
    page = page_showing(listed.rows, request.GET.get("page", ""), Organisation.objects.select_related(*ABOUT))
    return render(request, "networks/care/central.html", {
        "page": page, "bodies": page.rows, "marked": marked_asked(request.GET), "q": request.GET.get("q", "")[:100],
        "query": request.GET, "chips": listed.chips(), "filtered": listed.filtered,
        "tabs": [address(request.GET, show=show, page=None, q=None) for show in ("marked", "others")],
    })  # fmt: skip


@login_required
@require_safe
def central_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV; a long one is offered as a work."""
    province = province_to_care_for(request)
    rows = central_list(request.user, province, request.GET).rows
    return file_or_offer(request, rows, LIST, central_file(request.user, province, request.GET))


@login_required
@require_POST
def central_export_begin(request: HttpRequest) -> HttpResponse:
    """Put the long list into the queue."""
    province = province_to_care_for(request)
    return begin_export(request, central_list(request.user, province, request.GET).rows, CENTRAL_KIND, LIST, province)


def mark_many(request: HttpRequest, province: str) -> HttpResponse:
    """What was ticked."""
    codes = [clipped(code, 20) for code in request.POST.getlist("body")[:MOST]]
    bodies = list(Organisation.objects.visible_to(request.user).filter(province=province, code__in=codes))
    said(request, bodies, request.POST.get("central") == "1")
    return redirect("networks:central")


def said(request: HttpRequest, bodies: list[Organisation], central: bool) -> None:
    """Write the mark and say what came of it."""
    count, reports = set_central(organisations=bodies, central=central, by=request.user)  # type: ignore[arg-type]
    words = (
        ngettext("%(count)s body reports centrally now.", "%(count)s bodies report centrally now.", count)
        if central
        else ngettext("%(count)s body reports here again.", "%(count)s bodies report here again.", count)
    )
    expected = _("Reports no longer required: %(count)s.") if central else _("Reports required again: %(count)s.")
    messages.success(request, f"{words % {'count': count}} {expected % {'count': reports}}")


@login_required
@require_POST
def organisation_central(request: HttpRequest, code: str) -> HttpResponse:
    """One body."""
    body = get_object_or_404(Organisation.objects.visible_to(request.user), code=code)
    said(request, [body], request.POST.get("central") == "1")
    return redirect("networks:organisation", body.code)
