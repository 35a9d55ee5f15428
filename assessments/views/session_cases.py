"""One case of a session on one screen, for the projector; the decision is typed once, there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import decisions, sessions
from assessments.forms.sessions import DecisionForm
from assessments.models import CommitteeSession, SessionCase
from assessments.permissions import bodies_close_to, can_hold_session, declared_against
from assessments.projector import Shown, shown
from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.forms.fields import LONG_TEXT
from moralprovince.core.values import typed
from networks.querysets.scope import scope_of

ABOUT = (
    "session__programme_year", "assessment__organisation__network", "assessment__organisation__district",
    "assessment__district", "assessment__province", "assessment__programme_year", "assessment__criteria_set",
)  # fmt: skip
DECISION = ("level", "note", "resolution", "resolved_on")
Press = Callable[[HttpRequest, int], HttpResponse]
NOT_ENTERED = lazy("Noted that this member stands back: %(name)s. The decision has not been entered yet.")


def fetch(request: HttpRequest, pk: int) -> SessionCase:
    """One case of a session this person may read."""
    return get_object_or_404(SessionCase.objects.visible_to(request.user).select_related(*ABOUT), pk=pk)


def pressed_on_the_case(press: Press) -> Press:
    """A button whose answer may stand under its own address: whoever opens that again is led on to the case."""

    @wraps(press)
    def led_on(request: HttpRequest, pk: int) -> HttpResponse:
        return press(request, pk) if request.method == "POST" else redirect("assessments:session-case", pk)

    return require_http_methods(["GET", "HEAD", "POST"])(led_on)


@login_required
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The case in large type: scores side by side, the level, what is missing, the roll-up, the decision."""
    found = shown(fetch(request, pk))
    return page(request, found, decision_form(found) if waits(found) else None)


def waits(found: Shown) -> bool:
    """Is the decision still to be entered?"""
    return found.case.session.state == CommitteeSession.State.OPEN and found.assessment.state == "recommended"


def decision_form(found: Shown, data: Any = None, **typed_already: str) -> DecisionForm:
    """The form; number and day are those of the last decision of the session."""
    session = found.case.session
    last = session.decisions.order_by("-at", "-pk").first()
    initial = {
        "level": found.assessment.recommended_level,
        "resolution": last.resolution if last else "",
        "resolved_on": last.resolved_on if last else min(session.held_on, thai.today()),
        **typed_already,
    }
    return DecisionForm(data, initial=initial, criteria_set=found.criteria_set, kind=found.assessment.kind)


def page(
    request: HttpRequest, found: Shown, form: DecisionForm | None, *, refusal: object = "", name: str = ""
) -> HttpResponse:
    """The screen; the form only for whoever may enter the decision."""
    session, one = found.case.session, found.assessment
    may_hold, declared = can_hold_session(request.user, session), declared_against(one)
    conflict = request.user in declared or one.organisation_id in bodies_close_to(request.user)
    shown_form = form if may_hold and not conflict else None
    decision = None
    if one.state != "recommended":
        decision = one.decisions.filter(session=session).order_by("at", "pk").last()
    return render(request, "assessments/sessions/case.html", {
        "case": found.case, "shown": found, "session": session, "assessment": one, "decision": decision,
        "form": shown_form, "asks": bool(shown_form) and not decision, "conflict": bool(form) and may_hold and conflict,
        "resolved": found.name_of(decision.level) if decision else "", "declared": [str(person) for person in declared],
        "may_note": may_hold and session.state != CommitteeSession.State.CLOSED, "navigation": [],
        "refusal": refusal, "name_typed": name, "may_read": scope_of(request.user).any("assessments.read"),
    })  # fmt: skip


@login_required
@pressed_on_the_case
def case_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the decision, then the next case that is still open."""
    found = shown(fetch(request, pk))
    if not can_hold_session(request.user, found.case.session):
        raise NotAllowed(_("Resolutions are entered by the culture office."))
    # Enter in the box of names presses the button of the decision; a name is never dropped for it.
    if name := thai.tidy(typed(request.POST, "name")):
        return note(request, found, sessions.note_conflict, name, told=NOT_ENTERED)
    form = decision_form(found, request.POST)
    if not form.is_valid():
        return page(request, found, form)
    try:
        decisions.decide(case=found.case, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.refuse(refused)
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
@pressed_on_the_case
def case_stand_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a member who stands back from this case."""
    return note(request, shown(fetch(request, pk)), sessions.note_conflict, typed(request.POST, "name"))


@login_required
@pressed_on_the_case
def case_stand_back_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take such a note back."""
    return note(request, shown(fetch(request, pk)), sessions.take_conflict_back, typed(request.POST, "out"))


def note(request: HttpRequest, found: Shown, write: Callable[..., None], name: str, told: Any = "") -> HttpResponse:
    """Note it or take it back; what stands in the form of the decision beside it stays there."""
    form, kept = form_on_screen(found, request.POST), typed(request.POST, "name")
    try:
        write(case=found.case, name=name, by=request.user)
    except Refused as refused:
        return page(request, found, form, refusal=refused.sentence, name=kept)
    if told:
        messages.info(request, told % {"name": name})
    left = "" if write is sessions.note_conflict else kept
    if left or is_begun(found, request.POST):
        return page(request, found, form, name=left)
    return redirect("assessments:session-case", found.case.pk)


def is_begun(found: Shown, sent: Mapping[str, str]) -> bool:
    """Was anything typed or chosen for the decision?"""
    return "resolution" in sent and decision_form(found, sent).has_changed()


def form_on_screen(found: Shown, sent: Mapping[str, str]) -> DecisionForm | None:
    """The form as it stood on the screen, which is not asked to be right yet."""
    if "resolution" not in sent:
        return decision_form(found) if waits(found) else None
    return decision_form(found, **{name: typed(sent, name, LONG_TEXT) for name in DECISION if name in sent})
