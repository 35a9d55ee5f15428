"""Sessions of the sub-committee: the list, one session with its agenda and decisions, and what waits for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from assessments.actions import sessions as actions
from assessments.filters.sessions import ABOUT, waiting_list
from assessments.forms.sessions import SessionEditForm, SessionForm
from assessments.models import Assessment, CommitteeSession, Decision, SessionCase
from assessments.permissions import can_hold_session, can_hold_sessions, conflicts_among
from assessments.querysets.results import SIT
from assessments.workflow import SESSION
from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.values import typed
from networks.querysets.scope import scope_of
from pledges.views.years import chosen_year, province_code, years_of

NEXT = {
    "open": lazy("The session is open. Decisions can be entered."),
    "close": lazy("The session is closed. What was not decided waits for another one."),
    "reopen": lazy("Open again."),
}
MOVES = {"open": actions.open_session, "close": actions.close_session, "reopen": actions.reopen_session}
CASE = tuple(f"assessment__{name}" for name in ABOUT)


def ensure_sits(request: HttpRequest) -> str:
    """The province whose sub-committee this person sits in or serves.

    Raises:
        NotAllowed: none.
    """
    province = province_code(request)
    if not scope_of(request.user).in_province(SIT, province):
        raise NotAllowed(_("The sessions are for members of the sub-committee and the culture office."))
    return province


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions of a year, with how far they are."""
    province = ensure_sits(request)
    years = years_of(province)
    year = chosen_year(years, request.GET.get("year", "")) if years else None
    held = CommitteeSession.objects.visible_to(request.user).filter(programme_year=year)
    waiting = Assessment.objects.filter(programme_year=year).waiting_for_session()  # type: ignore[attr-defined]
    return render(request, "assessments/sessions/list.html", {
        "years": years, "year": year, "waiting": waiting.count(),
        "sessions": held.annotate(count=Count("cases", distinct=True), decided=Count("decisions__assessment", distinct=True)),
        "may_hold": bool(year) and can_hold_sessions(request.user, province),
    })  # fmt: skip


@login_required
def session_add(request: HttpRequest) -> HttpResponse:
    """Plan a session."""
    province = ensure_sits(request)
    year = chosen_year(years_of(province), request.GET.get("year", ""))
    if not can_hold_sessions(request.user, province):
        raise NotAllowed(_("Sessions of the sub-committee are planned by the culture office."))
    form = SessionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            planned = actions.plan_session(programme_year=year, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Planned. Now put the recommended cases on its agenda."))
            return redirect("assessments:session-waiting", planned.pk)
    return render(request, "assessments/sessions/edit.html", {"form": form, "year": year})


def fetch(request: HttpRequest, pk: int) -> CommitteeSession:
    """One session this person may read."""
    return get_object_or_404(CommitteeSession.objects.visible_to(request.user).select_related("programme_year"), pk=pk)


def fetch_to_hold(request: HttpRequest, pk: int) -> CommitteeSession:
    """One session this person looks after.

    Raises:
        NotAllowed: she reads it only.
    """
    found = fetch(request, pk)
    if not can_hold_session(request.user, found):
        raise NotAllowed(_("The agenda is kept by the culture office."))
    return found


@login_required
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda with what was decided; it prints as the list of the session."""
    shown = fetch(request, pk)
    cases = cases_of(shown)
    chosen = request.GET.get("show", "")
    may_hold = can_hold_session(request.user, shown)
    may_change = may_hold and shown.state != "closed"
    mark_own(cases, request.user if may_change else None)
    return render(request, "assessments/sessions/page.html", {
        "session": shown, "cases": [case for case in cases if fits(case, chosen)], "chosen": chosen, "counts": counts_of(cases),
        "may_hold": may_hold, "may_change": may_change,
        "may_certify": may_change and shown.state == "open" and any(certifiable(case) for case in cases),
        "steps": list(SESSION.possible(request.user, shown)) if may_hold else [],
        "events": history_of(shown)[:50] if may_hold else [], "first": next((one for one in cases if not one.decision), None),
    })  # fmt: skip


def cases_of(shown: CommitteeSession) -> list[SessionCase]:
    """The agenda in its order: each case with its level in words and its decision in this session; four queries."""
    decisions: dict[int, Decision] = {}
    for one in shown.decisions.order_by("at", "pk"):
        decisions[one.assessment_id] = one
    rows = shown.cases.order_by("order", "pk").select_related(*CASE)
    cases = list(rows.prefetch_related("assessment__criteria_set__levels"))
    for case in cases:
        case.decision = decisions.get(case.assessment_id)  # type: ignore[attr-defined]
        case.recommended = named(case.assessment, case.assessment.recommended_level)  # type: ignore[attr-defined]
        case.resolved = named(case.assessment, case.decision.level) if case.decision else ""  # type: ignore[attr-defined]
    return cases


def mark_own(cases: list[Any], user: Any) -> None:
    """Mark what she has a conflict of interest with: she is offered nothing about it; asked for nobody, nothing is marked."""
    close = conflicts_among(user, [case.assessment for case in cases]) if user and cases else set()
    for case in cases:
        case.own = case.assessment_id in close


def certifiable(case: Any) -> bool:
    """Does it wait for a decision that whoever asks may enter?"""
    return case.assessment.state == Assessment.State.RECOMMENDED and not case.own


def named(assessment: Assessment, level: int | None) -> str:
    """A level in words."""
    return assessment.criteria_set.level_name(level, assessment.kind)


def fits(case: Any, chosen: str) -> bool:
    """Is the case among those asked for: decided, or still open?"""
    return chosen not in ("open", "decided") or bool(case.decision) is (chosen == "decided")


def counts_of(cases: list[Any]) -> dict[str, int]:
    """How many are decided and how many are not."""
    decided = sum(bool(case.decision) for case in cases)
    return {"all": len(cases), "decided": decided, "open": len(cases) - decided}


@login_required
def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend number, day or place."""
    changed = fetch_to_hold(request, pk)
    # Whoever has typed already is told on the form, which keeps it.
    if request.method != "POST":
        actions.ensure_not_closed(changed)
    form = SessionEditForm(request.POST if request.method == "POST" else None, row=changed)
    if request.method == "POST" and form.saved_by(actions.change_session, session=changed, by=request.user):
        messages.success(request, _("Saved."))
        return redirect("assessments:session", pk)
    return render(request, "assessments/sessions/edit.html", {"form": form, "session": changed, "year": changed.programme_year})


@login_required
@require_POST
def session_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Open, close or reopen."""
    moved = fetch(request, pk)
    if step not in MOVES:
        raise Http404
    note = {"note": typed(request.POST, "note")} if step == "reopen" else {}
    MOVES[step](session=moved, by=request.user, **note)
    messages.success(request, NEXT[step])
    return redirect("assessments:session", pk)


@login_required
@require_POST
def session_sort(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the agenda into calling order."""
    actions.sort_agenda(session=fetch(request, pk), by=request.user)
    messages.success(request, _("The agenda stands in calling order: kind, level, network, name."))
    return redirect("assessments:session", pk)


@login_required
def waiting(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits for a session: choose some, or take all that are shown."""
    shown = fetch_to_hold(request, pk)
    rows = actions.waiting_for(shown).in_calling_order().select_related(*ABOUT)
    found = waiting_list(rows.prefetch_related("criteria_set__levels"), request.GET)
    refusal: object = ""
    if request.method == "POST":
        try:
            added = actions.put_on_agenda(session=shown, assessments=wanted(request, found.all_rows), by=request.user)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, _("%(count)s cases were put on the agenda.") % {"count": added})
            return redirect("assessments:session", pk)
    return render(request, "assessments/sessions/waiting.html", {
        "session": shown, "rows": [with_words(one) for one in found.rows()], "chips": found.chips(),
        "filtered": bool(found.chosen()), "refusal": refusal,
    })  # fmt: skip


def with_words(one: Assessment) -> Assessment:
    """A waiting case with its recommended level in words."""
    one.recommended = named(one, one.recommended_level)  # type: ignore[attr-defined]
    return one


def wanted(request: HttpRequest, rows: list[Assessment]) -> list[Assessment]:
    """Those that were ticked.

    Raises:
        Refused: none was.
    """
    ticked = set(request.POST.getlist("assessment"))
    chosen = [one for one in rows if str(one.pk) in ticked]
    if not chosen:
        raise Refused(_("Please choose at least one case."))
    return chosen
