"""The rounds of a year: planned, opened, closed, and how many reports each expects."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from moralprovince.core import thai
from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.values import typed
from networks.models import ProgrammeYear, SectorNetwork
from networks.querysets.scope import scope_of
from pledges.actions import rounds as actions
from pledges.actions.guards import round_goes_on
from pledges.forms.rounds import Code, RoundEditForm, RoundForm, usual_days
from pledges.milestones import round_milestones
from pledges.models import FollowUpReport, ReportRound
from pledges.permissions import can_manage_round, can_manage_rounds
from pledges.statistics import report_conditions
from pledges.workflow import ROUND

from .years import chosen_year, province_code, years_of

NETWORK = "pledge__organisation__network"
NEXT = {
    "open": lazy("Opened. Reports are expected now, and the reminders begin."),
    "close": lazy("Closed. Late reports are still taken until the last day."),
    "reopen": lazy("Open again."),
}
CLOSED_WITH_ITS_YEAR = lazy("Closed. Its fiscal year is closed too, so no more reports are taken.")


@login_required
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds of a year with their counts."""
    province = province_code(request)
    years = years_of(province)
    if not years:
        return render(request, "pledges/rounds/list.html", {"no_year": True})
    year = chosen_year(years, request.GET.get("year", ""))
    shown = ReportRound.objects.visible_to(request.user).filter(programme_year=year).order_by("due_on", "pk")
    may_manage = can_manage_rounds(request.user, province) and is_open(year)
    return render(request, "pledges/rounds/list.html", {
        "year": year, "year_text": str(year), "years": years,
        "rows": with_counts(shown, request.user, thai.today()),
        "may_manage": may_manage, "may_add": may_manage and len(shown) < len(Code),
    })  # fmt: skip


def is_open(year: ProgrammeYear) -> bool:
    """May the year still be written?"""
    return not (year.read_only_from and year.read_only_from <= thai.today())


def counted(reports: QuerySet[FollowUpReport], day: dt.date, *by: str) -> QuerySet[Any, dict[str, Any]]:
    """Reports by figure and by what is asked for; the report list knows each figure by the same name."""
    figures = {name.removeprefix("reports_"): Count("pk", filter=wanted) for name, wanted in report_conditions(day).items()}
    return reports.order_by().values(*by).annotate(**figures)


def with_counts(rounds: QuerySet[ReportRound], user: Any, day: dt.date) -> list[dict[str, Any]]:
    """Each round with its counts of reports this person may see; one query for all of them."""
    reports = FollowUpReport.objects.visible_to(user).filter(round__in=rounds)
    counts = {row.pop("round"): row for row in counted(reports, day, "round")}
    return [{"round": one, "key": str(one.pk), "counts": counts.get(one.pk, {})} for one in rounds]


@login_required
def round_add(request: HttpRequest) -> HttpResponse:
    """Plan a round."""
    years = years_of(province_code(request))
    year = chosen_year(years, request.GET.get("year", ""))
    if not can_manage_rounds(request.user, year.province_id):
        raise NotAllowed(_("You do not have the right to plan rounds here."))
    taken = set(year.rounds.values_list("code", flat=True))
    data = request.POST if request.method == "POST" else None
    form = RoundForm(data, year=year, taken=taken, initial=wanted_days(request, year))
    if request.method == "POST" and form.is_valid():
        try:
            planned = actions.plan_round(programme_year=year, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, when_it_opens(planned))
            return redirect("pledges:round", planned.pk)
    return render(request, "pledges/rounds/add.html", {"form": form, "year": year})


def when_it_opens(planned: ReportRound) -> str:
    """The clock opens what is due once an hour."""
    if planned.opens_on > thai.today():
        return _("Planned. It opens by itself on its day.")
    return _("Planned. It opens by itself within an hour.")


def wanted_days(request: HttpRequest, year: ProgrammeYear) -> dict[str, Any]:
    """The usual days of the round that the address asks for."""
    code = request.GET.get("code", "")
    return {"code": code, **usual_days(year, code)} if code in Code.values else {}


def fetch(request: HttpRequest, pk: int) -> ReportRound:
    """One round a person may see."""
    return get_object_or_404(ReportRound.objects.visible_to(request.user).select_related("programme_year"), pk=pk)


@login_required
def report_round(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: its days, its counts by network, what can be done now, its history."""
    shown, day = fetch(request, pk), thai.today()
    reports = FollowUpReport.objects.visible_to(request.user).filter(round=shown)
    may_manage, goes_on = can_manage_round(request.user, shown), round_goes_on(shown, day)
    return render(request, "pledges/rounds/page.html", {
        "round": shown, "round_key": str(pk), "goes_on": goes_on, "may_change": may_manage and goes_on,
        "milestones": round_milestones(shown, day),
        "events": history_of(shown)[:100] if may_manage else [], "may_manage": may_manage,
        "may_call": scope_of(request.user).any("calls.note"),
        "steps": [step for step in ROUND.possible(request.user, shown) if goes_on or step.name == "close"],
        "networks": by_network(reports, shown.programme_year, day),
        "total": next(iter(counted(reports, day, "round")), {}),
    })  # fmt: skip


def by_network(reports: QuerySet[FollowUpReport], year: ProgrammeYear, day: dt.date) -> list[dict[str, Any]]:
    """A row of counts for each network, called as in the year of the round, in the order of networks."""
    rows = {row[NETWORK]: row for row in counted(reports, day, NETWORK)}
    networks = SectorNetwork.objects.filter(pk__in=rows).named_in(year.fiscal_year).order_by("order", "code")
    return [{**rows[one.pk], "code": one.code, "name": str(one)} for one in networks]


@login_required
def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the days of a round."""
    changed = fetch(request, pk)
    if not can_manage_round(request.user, changed):
        raise NotAllowed(_("You do not have the right to plan rounds here."))
    form = RoundEditForm(request.POST if request.method == "POST" else None, row=changed)
    if form.saved_by(actions.change_round, report_round=changed, by=request.user):
        messages.success(request, _("Saved. Reports that are still owed follow the new due day."))
        return redirect("pledges:round", pk)
    return render(request, "pledges/rounds/edit.html", {"form": form, "round": changed})


@login_required
@require_POST
def round_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Open, close or reopen."""
    move = {"open": actions.open_round, "close": actions.close_round, "reopen": actions.reopen_round}.get(step)
    moved = fetch(request, pk)
    if move is None:
        raise Http404
    note = {"note": typed(request.POST, "note")} if step == "reopen" else {}
    new = move(report_round=moved, by=request.user, **note)
    goes_on = round_goes_on(moved, thai.today())
    more = told_of_new(moved, new) if step == "reopen" else ""
    messages.success(request, f"{NEXT[step]} {more}".rstrip() if goes_on else CLOSED_WITH_ITS_YEAR)
    return redirect("pledges:round", pk)


def told_of_new(report_round: ReportRound, count: int) -> str:
    """How many reports are expected that were not before the round was opened again, and by when; nothing if there are none."""
    due_on = actions.fair_due_day(report_round, report_round.programme_year, thai.today())
    if not count or due_on is None:
        return ""
    sentence = ngettext(
        "%(count)s report is expected that was not before, due on %(day)s.",
        "%(count)s reports are expected that were not before, due on %(day)s.",
        count,
    )
    return sentence % {"count": count, "day": thai.day_long(due_on)}
