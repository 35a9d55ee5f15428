"""The form of a self-assessment as PDF: blank to fill in by hand, or as it is filled in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.exports.forms import paper_of
from assessments.items import items_of, with_evidence
from moralprovince.core.pdf import pdf_response, render_pdf
from networks.permissions import can_see_contact

from .pages import fetch


@login_required
@require_GET
def printed_form(request: HttpRequest, pk: int) -> HttpResponse:
    """One assessment in the official order; `?blank` leaves scores and words to the pen."""
    assessment = fetch(request, pk)
    body = assessment.organisation
    if body and not can_see_contact(request.user, body):
        body.phone, body.address = "", ""
    paper = paper_of(assessment, with_evidence(items_of(assessment)), blank="blank" in request.GET)
    name = _("Self-assessment form %(code)s") % {"code": body.code if body else assessment.subject}
    return pdf_response(name, render_pdf("self_assessment.typ", paper))
