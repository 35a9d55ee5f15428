"""The register's list as a file: at once where it is short, as a long work with progress where it is not."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core import thai
from moralprovince.core.exports import FORMATS
from moralprovince.core.listing import count_up_to
from moralprovince.core.views.exports import begin_export, offer
from moralprovince.portal.current import province_code
from moralprovince.portal.exports.register import KIND, register_response
from moralprovince.portal.register import register_as_shown
from networks.filters import Register

LIST = "networks:organisations"


def register_asked_for(request: HttpRequest) -> tuple[Register, str]:
    """The list of the address and the format asked for.

    Raises:
        Http404: no such format.
    """
    ending = request.GET.get("format", "")
    if ending not in FORMATS:
        raise Http404
    return register_as_shown(request.user, province_code(request), request.GET, thai.today()), ending


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The file; a list too long for that is offered as a work that one can leave."""
    shown, ending = register_asked_for(request)
    if count_up_to(shown.rows) is None:
        return offer(request, LIST)
    return register_response(shown.rows, request.user, ending)


@login_required
@require_POST
def export_begin(request: HttpRequest) -> HttpResponse:
    """Put the long export into the queue."""
    shown, _ending = register_asked_for(request)
    return begin_export(request, shown.rows, KIND, LIST, province_code(request))
