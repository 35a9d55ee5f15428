"""Report forms to fill in by hand, with what the floors above lay beside a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.pdf import pdf_response, render_pdf
from moralprovince.core.story import OnPaper
from moralprovince.portal import floors
from networks.querysets.scope import scope_of
from pledges.exports.report_forms import blank_forms
from pledges.filters.reports import report_list
from pledges.models import FollowUpReport
from pledges.permissions import can_file_report
from pledges.views.filling import fetch_to_fill
from pledges.views.reports import ABOUT
from pledges.views.years import province_code

MOST_AT_ONCE = 200


@login_required
@require_GET
def blank_form(request: HttpRequest, pk: int) -> HttpResponse:
    """One report as a form to fill in by hand."""
    report = fetch_to_fill(request, pk)
    name = _("Report form %(code)s") % {"code": report.pledge.organisation.code}
    return pdf_response(name, printed([report], request.user))


@login_required
@require_GET
def blank_forms_of_late(request: HttpRequest) -> HttpResponse:
    """The forms of all late ones the list shows, one pile of paper: for a network, or as filtered."""
    if not scope_of(request.user).any("reports.file"):
        raise NotAllowed(_("You do not have the right to fill in this report."))
    query = request.GET.copy()
    query["late"] = query["going"] = "1"
    rows = report_list(request.user, province_code(request), query).rows.select_related(*ABOUT)
    found = rows.prefetch_related("pledge__commitments")[:MOST_AT_ONCE]
    late = [report for report in found if can_file_report(request.user, report)]
    if not late:
        raise Refused(_("No report is late here, so there is nothing to print."))
    return pdf_response(_("Report forms of late organisations"), printed(late, request.user))


def printed(reports: Sequence[FollowUpReport], user: Any) -> bytes:
    """The forms as one PDF."""
    bodies = [report.pledge.organisation_id for report in reports]
    beside: dict[int, list[OnPaper]] = defaultdict(list)
    for told in floors.each("beside_paper"):
        for body, piece in told(bodies, user, thai.today()).items():
            beside[body].append(piece)
    return render_pdf("report_form.typ", {"forms": blank_forms(reports, beside)})
