"""Bodies that report centrally: marked one at a time on their page, or many at once on this one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from moralprovince.core.listing import page_showing
from moralprovince.portal.actions.central import set_central
from networks.models import Organisation
from networks.views.care import province_to_care_for

ABOUT = ("network", "district", "parent")
MOST = 500


def to_choose_from(province: str, query: str, marked: bool) -> QuerySet[Organisation]:
    """Those that are marked; or those that may be: what was searched, else the ones with a parent body."""
    rows = Organisation.objects.filter(province=province)
    if marked:
        return rows.central().order_by("name_sort", "pk")
    here = rows.counted()
    found = here.search(query) if query else here.filter(Q(parent__isnull=False))
    return found.order_by("name_sort", "pk")


@login_required
def central(request: HttpRequest) -> HttpResponse:
    """Tick and mark, or tick and take the mark away."""
    province, query = province_to_care_for(request), request.GET.get("q", "")[:100]
    if request.method == "POST":
        return mark_many(request, province)
    marked = request.GET.get("show") != "others" and not query
    rows = to_choose_from(province, query, marked)
    page = page_showing(rows, request.GET.get("page", ""), Organisation.objects.select_related(*ABOUT))
    context = {"page": page, "bodies": page.rows, "marked": marked, "q": query, "query": request.GET}
    return render(request, "networks/care/central.html", context)


def mark_many(request: HttpRequest, province: str) -> HttpResponse:
    """What was ticked."""
    codes = [code.replace("\x00", "")[:20] for code in request.POST.getlist("body")[:MOST]]
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
