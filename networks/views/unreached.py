"""Who cannot be reached, why, and what to do about it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed
from moralprovince.core.listing import headings, in_order, page_of
from moralprovince.core.values import dial
from moralprovince.core.views.exports import begin_export, file_or_offer
from networks.exports.unreached import KIND, unreached_file
from networks.models import Organisation
from networks.permissions import can_invite
from networks.unreached import (
    CONTACTS,
    HEADINGS,
    REMEDY,
    WHY,
    UnreachedList,
    follows_contacts,
    shown,
    unreached_coordinators,
    unreached_list,
)

from .provinces import province_code

LIST = "networks:unreached"


def as_shown(request: HttpRequest) -> UnreachedList:
    """The list of the address.

    Raises:
        NotAllowed: the reader follows nobody's contacts.
    """
    province = province_code(request)
    if not follows_contacts(request.user):
        raise NotAllowed(_("This list is for the culture office and for coordinators."))
    return unreached_list(request.user, province, request.GET, thai.today())


@login_required
@require_safe
def unreached(request: HttpRequest) -> HttpResponse:
    """Bodies with the reason and what to do; above them coordinators of whom the same is true."""
    listed, day, province = as_shown(request), thai.today(), province_code(request)
    page = page_of(listed.rows, request.GET.get("page", ""))
    bodies = [row_of(one) for one in in_order(shown(page.keys, day), page.keys)]
    return render(request, "networks/care/unreached.html", {
        "page": page, "bodies": bodies, "query": request.GET, "chips": listed.chips(),
        "filtered": bool(listed.filters.chosen()), "headings": headings(HEADINGS, listed.sort, request.GET),
        "may_invite": can_invite(request.user, province),
        "bodies_known": Organisation.objects.within(request.user, CONTACTS).listed().filter(province=province),
        "coordinators": [(one, dict(WHY)[one.why]) for one in unreached_coordinators(request.user, province, day)],
    })  # fmt: skip


def row_of(body: Any) -> dict[str, Any]:
    """A body with its reason in words."""
    return {"body": body, "why": dict(WHY)[body.why], "todo": REMEDY[body.why], "dial": dial(body.phone)}


@login_required
@require_safe
def unreached_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV; a long one is offered as a work."""
    made = unreached_file(request.user, province_code(request), request.GET)
    return file_or_offer(request, as_shown(request).rows, LIST, made)


@login_required
@require_POST
def unreached_export_begin(request: HttpRequest) -> HttpResponse:
    """Put the long list into the queue."""
    return begin_export(request, as_shown(request).rows, KIND, LIST, province_code(request))
