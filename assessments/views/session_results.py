"""What comes of sessions: certifying many, the year's results with their steps, the selection, workbook and letters."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.actions import decisions
from assessments.exports.letters import letters_response
from assessments.exports.results import export_results
from assessments.forms.sessions import LettersForm, OutstandingForm, ResolutionForm
from assessments.models import Assessment, CommitteeSession, Decision, Kind, OutstandingAward
from assessments.permissions import can_hold_sessions, conflicts_among
from assessments.workflow import ASSESSMENT
from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.values import typed
from networks.models import ProgrammeYear
from pledges.views.years import chosen_year, years_of

from .sessions import cases_of, ensure_sits, fetch, fetch_to_hold, mark_own

STATES = ("recommended", "certified", "sent_up", "confirmed", "announced")


# Many at once


@login_required
def certify(request: HttpRequest, pk: int) -> HttpResponse:
    """Certify many cases of a session as recommended, by one resolution."""
    held = fetch_to_hold(request, pk)
    # Whoever has typed already is told on the form, which keeps it.
    if request.method != "POST":
        decisions.ensure_in_session(held)
    waiting: list[Any] = [case for case in cases_of(held) if case.assessment.state == Assessment.State.RECOMMENDED]
    mark_own(waiting, request.user)
    cases, own = [case for case in waiting if not case.own], [case for case in waiting if case.own]
    # A session may be opened before its day; a resolution of a day to come is refused.
    initial = {"resolved_on": min(held.held_on, thai.today())}
    form = ResolutionForm(request.POST if request.method == "POST" else None, initial=initial)
    ticked = set(request.POST.getlist("case")) if request.method == "POST" else {str(case.pk) for case in cases}
    if request.method == "POST" and form.is_valid():
        try:
            count = certify_ticked(request, held, cases, ticked, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("%(count)s cases were certified as recommended.") % {"count": count})
            return redirect("assessments:session", pk)
    for case in cases:
        case.ticked = str(case.pk) in ticked
    return render(request, "assessments/sessions/certify.html", {"session": held, "cases": cases, "own": own, "form": form})


def certify_ticked(request: HttpRequest, held: Any, offered: list[Any], ticked: set[str], form: ResolutionForm) -> int:
    """The chosen ones.

    Raises:
        Refused: none was chosen, or the action says why not.
        Outpaced: somebody else decided one of them since the page was opened.
    """
    if not ticked:
        raise Refused(_("Please choose at least one case."))
    cases = [case for case in offered if str(case.pk) in ticked]
    if len(cases) < len(ticked):
        raise Outpaced(_("Somebody else was faster a moment ago. Please look at the page again; nothing was lost."))
    pairs = (one.partition("-") for one in request.POST.getlist("seen"))
    seen = {int(key): int(level) for key, _dash, level in pairs if is_key(key) and is_key(level)}
    return decisions.certify_many(session=held, cases=cases, by=request.user, seen=seen, **form.cleaned_data)


def is_key(text: str) -> bool:
    """A number that a form of ours can have sent."""
    return text.isascii() and text.isdecimal() and len(text) < 18


# The results of a year


def year_of(request: HttpRequest) -> ProgrammeYear:
    """The year of the address, in a province whose sessions this person reads."""
    return chosen_year(years_of(ensure_sits(request)), request.GET.get("year", ""))


@login_required
def results(request: HttpRequest) -> HttpResponse:
    """How many of each kind reached which level, and how far the results are on their way."""
    year = year_of(request)
    may_hold = can_hold_sessions(request.user, year.province_id)
    rows = Assessment.objects.filter(programme_year=year).values_list("kind", "state", "certified_level")
    found = list(rows.filter(state__in=STATES))
    awards = {one.kind: one for one in awards_of(year)}
    own = conflicts_among(request.user, [one.assessment for one in awards.values()]) if may_hold else set()
    return render(request, "assessments/sessions/results.html", {
        "year": year, "years": years_of(year.province_id), "may_hold": may_hold, "levels": level_table(found),
        "states": [(state, Assessment.State(state).label, sum(row[1] == state for row in found)) for state in STATES],
        "ways": ways(found) if may_hold else [],
        "own": own, "awards": [(kind, Kind(kind).label, awards.get(kind)) for kind in decisions.SELECTED],
        "export_url": reverse("assessments:results-export"),
    })  # fmt: skip


def awards_of(year: ProgrammeYear) -> Any:
    """The selections of a year."""
    about = ("assessment__organisation", "assessment__district")
    return OutstandingAward.objects.filter(programme_year=year).select_related(*about)


def level_table(found: list[tuple[str, str, int | None]]) -> list[tuple[str, Any, list[int]]]:
    """Certified ones by kind, from “not yet” to the highest level."""
    highest = max((level for _kind, _state, level in found if level is not None), default=0)
    span = range(max(highest, 3) + 1)
    return [
        (kind, Kind(kind).label, [sum(row[0] == kind and row[2] == level for row in found) for level in span])
        for kind in Kind.values
        if any(row[0] == kind and row[2] is not None for row in found)
    ]


def ways(found: list[tuple[str, str, int | None]]) -> list[tuple[str, Any, int]]:
    """The steps above the province that can be taken now, for how many."""
    steps = [ASSESSMENT.step(name) for name in decisions.ABOVE]
    counts = [(step.name, step.label, sum(row[1] in step.sources for row in found)) for step in steps]
    return [one for one in counts if one[2]]


@login_required
@require_POST
def results_step(request: HttpRequest, step: str) -> HttpResponse:
    """Take a step above the province for all of a year that stand before it."""
    year = year_of(request)
    if step not in decisions.ABOVE:
        raise Http404
    about = ("organisation", "district", "province", "programme_year")
    rows = Assessment.objects.filter(programme_year=year, state__in=ASSESSMENT.step(step).sources).select_related(*about)
    close = conflicts_among(request.user, list(rows)) if can_hold_sessions(request.user, year.province_id) else set()
    count = decisions.move_many(assessments=[one for one in rows if one.pk not in close], step=step, by=request.user)
    messages.success(request, _("Noted for %(count)s.") % {"count": count})
    if close:
        messages.warning(request, _("%(count)s were left out: you have a conflict of interest with them.")
                         % {"count": len(close)})  # fmt: skip
    return redirect(f"{reverse('assessments:results')}?year={year}")


# The yearly selection


@login_required
def outstanding(request: HttpRequest, kind: str) -> HttpResponse:
    """Select the outstanding one of a kind among those at the highest level."""
    year = year_of(request)
    if kind not in decisions.SELECTED:
        raise Http404
    if not can_hold_sessions(request.user, year.province_id):
        raise NotAllowed(_("Resolutions are entered by the culture office."))
    if request.method != "POST":
        ensure_not_chosen(year, kind)
    found = candidates_of(year, kind)
    close = conflicts_among(request.user, found)
    candidates = [one for one in found if one.pk not in close]
    form = OutstandingForm(request.POST if request.method == "POST" else None, candidates=candidates)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        chosen = next(one for one in candidates if one.pk == data.pop("assessment"))
        try:
            decisions.choose_outstanding(programme_year=year, kind=kind, assessment=chosen, by=request.user, **data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Selected: %(name)s") % {"name": chosen.title})
            return redirect(f"{reverse('assessments:results')}?year={year}")
    return render(request, "assessments/sessions/outstanding.html", {
        "form": form, "year": year, "kind": kind, "kind_label": Kind(kind).label, "candidates": candidates,
        "left_out": len(close),
    })  # fmt: skip


def ensure_not_chosen(year: ProgrammeYear, kind: str) -> None:
    """Is there still one to select?

    Raises:
        Outpaced: one is.
    """
    if awards_of(year).filter(kind=kind).exists():
        raise Outpaced(_("One has been chosen already for this year. Take that choice back first."))


def candidates_of(year: ProgrammeYear, kind: str) -> list[Assessment]:
    """Those certified at the highest level of their criteria, by name."""
    rows = Assessment.objects.filter(programme_year=year, kind=kind).decided()  # type: ignore[attr-defined]
    found = rows.select_related("organisation", "district", "criteria_set").prefetch_related("criteria_set__levels")
    return [
        one
        for one in found.order_by("organisation__name_sort", "district")
        if one.certified_level == max((level.number for level in one.criteria_set.levels.all()), default=None)
    ]


@login_required
@require_POST
def outstanding_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a selection back, with a reason."""
    province = ensure_sits(request)
    award = get_object_or_404(awards_in(province), pk=pk)
    note = typed(request.POST, "note")
    decisions.take_outstanding_back(award=award, note=note, by=request.user)
    messages.success(request, _("Taken back. Another one can be selected now."))
    return redirect(f"{reverse('assessments:results')}?year={award.programme_year}")


def awards_in(province: str) -> Any:
    """The selections of a province."""
    return OutstandingAward.objects.filter(programme_year__province=province).select_related("programme_year", "assessment")


# Files


@login_required
def results_export(request: HttpRequest) -> HttpResponseBase:
    """The results of a year for the Department of Religious Affairs, as a workbook or CSV."""
    year = year_of(request)
    rows = Assessment.objects.filter(programme_year=year).decided()  # type: ignore[attr-defined]
    return export_results(rows, request.GET.get("format", ""), _("results-%(year)s") % {"year": year})


@login_required
def session_results(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same for what one session decided."""
    held = fetch(request, pk)
    decided = Decision.objects.filter(session=held).values("assessment")
    rows = Assessment.objects.filter(pk__in=decided).decided()  # type: ignore[attr-defined]
    return export_results(rows, request.GET.get("format", ""), _("results-%(year)s") % {"year": held.number.replace("/", "-")})


def fetch_with_decisions(request: HttpRequest, pk: int) -> CommitteeSession:
    """One session she looks after in which something was decided.

    Raises:
        NotAllowed: she reads it only.
        Refused: nothing was.
    """
    held = fetch_to_hold(request, pk)
    if not held.decisions.exists():
        raise Refused(_("Nothing has been decided in this session yet, so there is no letter of result."))
    return held


@login_required
def session_letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Which day stands on the letters of result of a session."""
    held = fetch_with_decisions(request, pk)
    form = LettersForm(initial={"day": thai.today()})
    return render(request, "assessments/sessions/letters.html", {"form": form, "session": held})


@login_required
def session_letters_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters in one file, in calling order; asks again where the day is none."""
    held = fetch_with_decisions(request, pk)
    form = LettersForm(request.GET)
    if form.is_valid():
        return letters_response(held, form.cleaned_data["day"])
    return render(request, "assessments/sessions/letters.html", {"form": form, "session": held})
