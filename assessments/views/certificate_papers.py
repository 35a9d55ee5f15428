"""Certificates on paper and as files: one, the whole pile with the list to read aloud, and the table."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from assessments.exports.certificates import (
    about_then,
    called_as_then,
    calling_list_response,
    certificates_response,
    export_certificates,
    in_calling_order,
)
from assessments.models import Certificate
from assessments.permissions import can_download_certificate, can_issue_certificates
from moralprovince.core.errors import NotAllowed, Refused
from pledges.views.years import province_code

from .certificates import as_shown, fetch

# Some seconds and well under 400 MB; a larger pile is printed year by year or kind by kind.
MOST = 600


@login_required
def certificates_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV."""
    return export_certificates(as_shown(request).rows, request.GET.get("format", ""))


def pile(request: HttpRequest) -> QuerySet[Certificate]:
    """The valid ones of the list as shown, in calling order.

    Raises:
        NotAllowed: piles are the office's.
        Refused: none is valid, or too many for one file.
    """
    if not can_issue_certificates(request.user, province_code(request)):
        raise NotAllowed(_("Certificates are printed by the culture office."))
    rows = about_then(in_calling_order(as_shown(request).rows.filter(state=Certificate.State.VALID)))
    count = rows.count()
    if not count:
        raise Refused(_("There is no valid certificate under this choice."))
    if count > MOST:
        raise Refused(_("These are too many for one file. Please choose a year, a kind or a network first."))
    return rows


@login_required
def certificates_print(request: HttpRequest) -> HttpResponse:
    """All certificates in calling order, one page each."""
    return certificates_response(pile(request), _("certificates"))


@login_required
def calling_list(request: HttpRequest) -> HttpResponse:
    """The list to read aloud, in the order of the pile."""
    return calling_list_response(map(called_as_then, pile(request)), _("calling-list"))


@login_required
def certificate_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """One certificate, for the office and for its body; only while it is valid."""
    shown = fetch(request, pk)
    if not can_download_certificate(request.user, shown):
        raise NotAllowed(_("A certificate is printed by the culture office or by its body."))
    if shown.state != Certificate.State.VALID:
        raise Refused(_("This certificate is not valid any more and is not printed again."))
    name = _("certificate-%(number)s-%(year)s") % {"number": shown.number, "year": shown.result_year}
    return certificates_response([shown], name)
