"""What the portal keeps of whoever is logged in: a page, and the same as a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from moralprovince.core.tables.writing import WORKBOOK
from moralprovince.portal.exports.my_data import as_json, as_workbook
from moralprovince.portal.my_data import sections_of

FILES = {"xlsx": (WORKBOOK, as_workbook), "json": ("application/json", as_json)}


@login_required
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything on one page; nobody reads anybody else's."""
    return render(request, "portal/office/my_data.html", {"sections": sections_of(request.user)})


@login_required
@require_GET
def my_data_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The same to take along.

    Raises:
        Http404: there is no such file.
    """
    if ending not in FILES:
        raise Http404
    kind, write = FILES[ending]
    named = content_disposition_header(True, f"{_('my data')}.{ending}") or "attachment"
    return HttpResponse(write(sections_of(request.user)), content_type=kind, headers={"Content-Disposition": named})
