"""Summaries: the list of periods, one frozen sheet, and the files that say the same."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed
from moralprovince.core.periods import PARTS, Period
from moralprovince.core.values import version_typed
from moralprovince.portal.actions.summaries import freeze_summary
from moralprovince.portal.current import province_code, province_of, working_year
from moralprovince.portal.exports.summaries import as_data, as_pdf, compared_words
from moralprovince.portal.exports.summary_book import as_workbook
from moralprovince.portal.models import Summary
from moralprovince.portal.permissions import can_make_summary, can_read_summaries
from moralprovince.portal.sheets import groups
from networks.models import ProgrammeYear, Province

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES: dict[str, tuple[str, Callable[[Summary], bytes]]] = {
    "pdf": ("application/pdf", as_pdf),
    "xlsx": (XLSX, as_workbook),
    "json": ("application/json", lambda summary: json.dumps(as_data(summary), ensure_ascii=False, indent=2).encode()),
}


@login_required
@require_GET
def summaries(request: HttpRequest) -> HttpResponse:
    """Frozen periods, newest first, and the periods that can be frozen now."""
    if not can_read_summaries(request.user, province_code(request)):
        raise NotAllowed(_("You do not have the right to read the summaries of this province."))
    year = working_year(request)
    frozen = Summary.objects.visible_to(request.user).filter(province=province_code(request)).select_related("by")
    context = {
        "summaries": [listed(one) for one in frozen.annotate(told=KT("figures__as_of")).defer("figures")],
        "periods": periods_begun(year, request) if can_make_summary(request.user, province_code(request)) else [],
        "year": year,
    }
    return render(request, "portal/summaries/list.html", context)


def listed(one: Any) -> tuple[Summary, Period, str]:
    """A line of the list; its day is read alone, not with all the figures."""
    period = Period.parse(one.period)
    return one, period, period.running_note(dt.date.fromisoformat(one.told))


def periods_begun(year: ProgrammeYear, request: HttpRequest) -> list[Period]:
    """Those of the year asked for; of none, those of the working year first, then of the one beside it.

    After its turn an office still sums up the year before, and before it the year that runs already.
    """
    own, now = year.fiscal_year, thai.fiscal_year_of(thai.today())
    beside = ProgrammeYear.objects.filter(province=year.province_id, fiscal_year=now if now > own else own - 1)
    others = [] if request.GET.get("year") else beside.values_list("fiscal_year", flat=True)
    periods = (Period(one, part) for one in (own, *others) for part in PARTS)
    return [period for period in periods if period.days[0] <= thai.today()]


def find(request: HttpRequest, text: str) -> Summary:
    """The edition of the address, else the newest one."""
    rows = Summary.objects.visible_to(request.user).filter(province=province_code(request), period=text)
    asked = request.GET.get("edition", "")
    if asked.isdecimal() and len(asked) < 5:
        return get_object_or_404(rows, edition=int(asked))
    newest = rows.order_by("-edition").first()
    if newest is None:
        raise Http404
    return newest


@login_required
@require_GET
def summary(request: HttpRequest, period: str) -> HttpResponse:
    """One sheet: the province's figures, then the networks side by side; every number leads to its rows."""
    found = find(request, period)
    editions = Summary.objects.visible_to(request.user).filter(province=found.province_id, period=found.period)
    context = {
        "summary": found,
        "period": Period.parse(found.period),
        "groups": groups(found),
        "compared": compared_words(found),
        "editions": list(editions.defer("figures").order_by("-edition")),
        "may_make": can_make_summary(request.user, found.province_id),
    }
    return render(request, "portal/summaries/summary.html", context)


@login_required
@require_GET
def download(request: HttpRequest, period: str, kind: str) -> HttpResponse:
    """The sheet as PDF, workbook or JSON."""
    found = find(request, period)
    if kind not in FILES:
        raise Http404
    content_type, write = FILES[kind]
    response = HttpResponse(write(found), content_type=content_type)
    disposition = "inline" if kind == "pdf" else "attachment"
    response["Content-Disposition"] = f'{disposition}; filename="summary-{found.period}-{found.edition}.{kind}"'
    return response


@login_required
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Freeze a period that was chosen in the list."""
    return freeze(request, request.POST.get("period", ""), new=False)


@login_required
@require_POST
def new_edition(request: HttpRequest, period: str) -> HttpResponse:
    """Count anew beside the edition that stays."""
    return freeze(request, period, new=True)


def freeze(request: HttpRequest, text: str, *, new: bool) -> HttpResponse:
    """Freeze and show."""
    try:
        period = Period.parse(text)
    except ValueError as wrong:
        raise Http404 from wrong
    province: Province | None = province_of(request)
    if province is None:
        raise Http404
    seen = version_typed(request.POST)
    made = freeze_summary(province=province, period=period, by=request.user, new_edition=new, after=seen)
    messages.success(request, _("The figures are frozen. The page, the PDF and the workbook say the same."))
    return redirect("summary", made.period)
