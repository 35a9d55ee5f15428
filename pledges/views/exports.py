"""The lists of pledges and reports as files: at once where they are short, as a long work where they are not."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET, require_POST

from moralprovince.core.listing import count_up_to
from moralprovince.core.views.exports import begin_export, ending_of, offer
from pledges.exports import pledges as pledge_files
from pledges.exports import reports as report_files
from pledges.filters.reports import report_list

from .pledges import as_shown
from .years import province_code, years_of

PLEDGES, REPORTS = "pledges:pledges", "pledges:reports"


@login_required
@require_GET
def pledges_export(request: HttpRequest) -> HttpResponseBase:
    """The list of pledges as shown."""
    shown = as_shown(request, years_of(province_code(request)))
    if count_up_to(shown.rows) is None:
        return offer(request, PLEDGES)
    return pledge_files.export_pledges(shown, ending_of(request))


@login_required
@require_POST
def pledges_export_begin(request: HttpRequest) -> HttpResponse:
    """Put the long list of pledges into the queue, with the year it shows."""
    province = province_code(request)
    shown, query = as_shown(request, years_of(province)), request.GET.copy()
    query["year"] = str(shown.year)
    return begin_export(request, shown.rows, pledge_files.KIND, PLEDGES, province, query)


@login_required
@require_GET
def reports_export(request: HttpRequest) -> HttpResponseBase:
    """The list of reports as shown."""
    listed = report_list(request.user, province_code(request), request.GET)
    if count_up_to(listed.rows) is None:
        return offer(request, REPORTS)
    return report_files.reports_table(listed.rows, ending_of(request))


@login_required
@require_POST
def reports_export_begin(request: HttpRequest) -> HttpResponse:
    """Put the long list of reports into the queue."""
    province = province_code(request)
    listed = report_list(request.user, province, request.GET)
    return begin_export(request, listed.rows, report_files.KIND, REPORTS, province, listed.query)
