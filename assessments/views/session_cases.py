"""One case of a session on one screen, for the projector; the decision is typed once, there."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.actions import decisions, sessions
from assessments.forms.sessions import DecisionForm
from assessments.models import CommitteeSession, SessionCase
from assessments.permissions import bodies_close_to, can_hold_session, declared_against
from assessments.projector import Shown, shown
from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.values import typed

ABOUT = (
    "session__programme_year", "assessment__organisation__network", "assessment__organisation__district",
    "assessment__district", "assessment__province", "assessment__programme_year", "assessment__criteria_set",
)  # fmt: skip


def fetch(request: HttpRequest, pk: int) -> SessionCase:
    """One case of a session this person may read."""
    return get_object_or_404(SessionCase.objects.visible_to(request.user).select_related(*ABOUT), pk=pk)


@login_required
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The case in large type: scores side by side, the level, what is missing, the roll-up, the decision."""
    found = shown(fetch(request, pk))
    return page(request, found, decision_form(request, found) if waits(found) else None)


def waits(found: Shown) -> bool:
    """Is the decision still to be entered?"""
    return found.case.session.state == CommitteeSession.State.OPEN and found.assessment.state == "recommended"


def decision_form(request: HttpRequest, found: Shown) -> DecisionForm:
    """The form; number and day are those of the last decision of the session."""
    session = found.case.session
    last = session.decisions.order_by("-at", "-pk").first()
    initial = {
        "level": found.assessment.recommended_level,
        "resolution": last.resolution if last else "",
        "resolved_on": last.resolved_on if last else min(session.held_on, thai.today()),
    }
    data = request.POST if request.method == "POST" else None
    return DecisionForm(data, initial=initial, criteria_set=found.criteria_set, kind=found.assessment.kind)


def page(request: HttpRequest, found: Shown, form: DecisionForm | None) -> HttpResponse:
    """The screen; the form only for whoever may enter the decision."""
    session, one = found.case.session, found.assessment
    may_hold, declared = can_hold_session(request.user, session), declared_against(one)
    conflict = request.user in declared or one.organisation_id in bodies_close_to(request.user)
    decision = None
    if one.state != "recommended":
        decision = one.decisions.filter(session=session).order_by("at", "pk").last()
    return render(request, "assessments/sessions/case.html", {
        "case": found.case, "shown": found, "session": session, "assessment": one, "decision": decision,
        "form": form if may_hold and not conflict else None, "conflict": bool(form) and may_hold and conflict,
        "resolved": found.name_of(decision.level) if decision else "", "declared": [str(person) for person in declared],
        "may_note": may_hold and session.state != CommitteeSession.State.CLOSED, "navigation": [],
    })  # fmt: skip


@login_required
@require_POST
def case_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the decision, then the next case that is still open."""
    found = shown(fetch(request, pk))
    if not can_hold_session(request.user, found.case.session):
        raise NotAllowed(_("Resolutions are entered by the culture office."))
    form = decision_form(request, found)
    if not form.is_valid():
        return page(request, found, form)
    try:
        decisions.decide(case=found.case, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.refuse(refused.sentence)
        return page(request, found, form)
    messages.success(request, _("Entered: %(name)s") % {"name": found.assessment.title})
    return redirect("assessments:session-case", next_open(found) or pk)


def next_open(found: Shown) -> int | None:
    """The next case of the agenda that waits for its decision."""
    cases = found.case.session.cases.filter(assessment__state="recommended")
    left = set(cases.values_list("pk", flat=True))
    ahead = [*found.agenda[found.place :], *found.agenda[: found.place]]
    return next((key for key in ahead if key in left), None)


@login_required
@require_POST
def case_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    moved = fetch(request, pk)
    sessions.move_case(case=moved, steps=-1 if request.POST.get("way") == "up" else 1, by=request.user)
    return redirect("assessments:session", moved.session_id)


@login_required
@require_POST
def case_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the agenda; the case waits for another session."""
    removed = fetch(request, pk)
    name = removed.assessment.title
    sessions.take_off_agenda(case=removed, by=request.user)
    messages.success(request, _("Taken off the agenda: %(name)s") % {"name": name})
    return redirect("assessments:session", removed.session_id)


@login_required
@require_POST
def case_stand_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a member who stands back from this case."""
    sessions.note_conflict(case=fetch(request, pk), name=typed(request.POST, "name"), by=request.user)
    return redirect("assessments:session-case", pk)


@login_required
@require_POST
def case_stand_back_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take such a note back."""
    sessions.take_conflict_back(case=fetch(request, pk), name=request.POST.get("name", ""), by=request.user)
    return redirect("assessments:session-case", pk)
