"""Recording a visit on a telephone: kept as one types, pictures one by one, nothing lost; then both sides sign."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.actions import visits as actions
from assessments.actions.visit_follow_up import add_visit_photo, agree_to_visit_photo, remove_visit_photo
from assessments.forms.visits import PictureForm, SignForm, VisitRecordForm
from assessments.models import Visit, VisitPhoto
from assessments.permissions import can_record_visit
from assessments.visit_preparation import agreed_before
from moralprovince.core import thai
from moralprovince.core.actions import drop_draft
from moralprovince.core.errors import Outpaced, Refused
from moralprovince.core.pictures import NOTED
from moralprovince.core.values import key_typed, version_typed
from moralprovince.core.views.keeping import (
    draft_under,
    keep_typed,
    kept_picture,
    told_added,
    told_kept,
    told_problems,
    told_refused,
)

from .visits import fetch, sign_again

SIDES: dict[str, Any] = {"team": actions.sign_for_team, "body": actions.sign_for_body}


def fetch_to_record(request: HttpRequest, pk: int) -> Visit:
    """A visit this person writes down now; what she sends is kept even where nothing can be recorded any more.

    Raises:
        NotAllowed: she did not go along.
        Refused: it was cancelled or signed.
    """
    visit = fetch(request, pk)
    if request.method == "POST" and can_record_visit(request.user, visit) and "found" in request.POST:
        keep_typed(request, key_of(visit), VisitRecordForm(request.POST, visit=visit).typed())
    actions.ensure_records(visit, request.user)
    return visit


def key_of(visit: Visit) -> str:
    """Under which name what somebody typed is kept."""
    return f"visit:{visit.pk}"


@login_required
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; whichever button is pressed, what was typed is kept first."""
    visit = fetch_to_record(request, pk)
    if request.method == "POST":
        return take(request, visit)
    draft = draft_under(request, key_of(visit))
    if draft is None:
        return show(request, visit, VisitRecordForm(visit=visit))
    form = VisitRecordForm(visit=visit, draft=draft.data.get("typed", {}))
    changed = draft.data.get("version") != visit.version
    return show(request, visit, form, draft=draft, differences=form.differences() if changed else [])


def take(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep it as typed, take the picture, then do what the button says."""
    form, picture, wish = VisitRecordForm(request.POST, visit=visit), picture_of(request), request.POST.get("do", "save")
    if wish == "discard":
        drop_draft(key=key_of(visit), by=request.user)
        messages.info(request, _("What you had not saved is taken out. This is the record as it stands."))
        return redirect("assessments:visit-record", visit.pk)
    if picture and not kept_picture(request, picture, partial(add_visit_photo, visit=visit)):
        return show(request, visit, form, picture)
    if wish != "save":
        noted = press_at_picture(visit, wish, request.user)
        messages.success(request, noted or _("Saved at %(time)s. You can go on later.") % {"time": thai.clock()})
        return redirect(reverse("assessments:visit-record", args=[visit.pk]) + ("" if wish == "draft" else "#step-4"))
    return save(request, visit, form) if form.is_valid() else show(request, visit, form)


def picture_of(request: HttpRequest) -> PictureForm | None:
    """The picture that was chosen, or asked for."""
    form = PictureForm(request.POST, request.FILES)
    return form if form.begun or request.POST.get("do") == "evidence" else None


def press_at_picture(visit: Visit, wish: str, by: Any) -> Any:
    """Do what the button of a picture says (agree-17), and what was done; one of another visit is not found."""
    verb, _dash, key = wish.partition("-")
    photo = visit.photos.filter(pk=key_typed(key)).first() if verb in ("agree", "disagree", "remove") else None
    if photo is None:
        return ""
    photo.visit = visit
    if verb == "remove":
        remove_visit_photo(photo=photo, by=by)
        return _("The picture is taken out.")
    agree_to_visit_photo(photo=photo, consent=verb == "agree", by=by)
    return NOTED[verb == "agree"]


def save(request: HttpRequest, visit: Visit, form: VisitRecordForm) -> HttpResponse:
    """Record it; who was slower sees what is stored beside what she typed."""
    try:
        actions.record_visit(visit=visit, content=form.content(), version=version_typed(request.POST), by=request.user)  # type: ignore[arg-type]
    except Outpaced as outpaced:
        fresh = fetch(request, visit.pk)
        form = VisitRecordForm(request.POST, visit=fresh)
        differences = form.differences() if form.is_valid() else []
        if form.is_valid() and not differences and fresh.state == Visit.State.RECORDED:
            return recorded(request, fresh)
        form.refuse(outpaced)
        return show(request, fresh, form, status=409, differences=differences)
    except Refused as refused:
        form.refuse(refused)
        return show(request, visit, form)
    return recorded(request, visit)


def recorded(request: HttpRequest, visit: Visit) -> HttpResponse:
    """It stands; now both sides sign."""
    drop_draft(key=key_of(visit), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Recorded. Read it together, then both sides sign below."))
    return redirect(reverse("assessments:visit", args=[visit.pk]) + "#sign")


def show(
    request: HttpRequest,
    visit: Visit,
    form: VisitRecordForm,
    picture: PictureForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page around the form."""
    return render(request, "assessments/visits/record.html", {
        "visit": visit, "form": form, "picture_form": picture or PictureForm(), "photos": photos_of(visit),
        "before": list(agreed_before(visit, request.user)), **more,
    }, status=status)  # fmt: skip


def photos_of(visit: Visit) -> list[VisitPhoto]:
    """The pictures there are."""
    return list(visit.photos.select_related("file"))


@login_required
@require_POST
def record_autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """What a script keeps while somebody types; answered by the time, or by a sentence."""
    try:
        fetch_to_record(request, pk)
    except Refused as refused:
        return told_refused(refused)
    return told_kept(request)


@login_required
@require_POST
def picture_add(request: HttpRequest, pk: int) -> JsonResponse:
    """One picture sent by a script, the rest of the form staying as it stands."""
    visit, form = fetch_to_record(request, pk), PictureForm(request.POST, request.FILES)
    if not kept_picture(request, form, partial(add_visit_photo, visit=visit)):
        return told_problems(form)
    html = render_to_string("assessments/visits/_photos.html", {"photos": photos_of(visit), "filling": True}, request)
    return told_added(html)


@login_required
@require_POST
def picture_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a picture out."""
    visible = VisitPhoto.objects.visible_to(request.user).select_related("visit__programme_year")
    photo = get_object_or_404(visible, pk=pk)
    visit = photo.visit_id
    remove_visit_photo(photo=photo, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The picture is taken out."))
    return redirect("assessments:visit", visit)


@login_required
@require_POST
def sign(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """One side's word."""
    visit, form = fetch(request, pk), SignForm(request.POST, prefix=side)
    if side not in SIDES:
        raise Http404
    if not form.is_valid() and (again := sign_again(request, visit, side, form)):
        return again
    SIDES[side](visit=visit, name=form.cleaned_data.get("name", ""), version=version_typed(request.POST), by=request.user)
    both = visit.state == Visit.State.SIGNED
    messages.success(request, _("Both sides have signed. Thank you!") if both else _("Signed. Now the other side signs."))
    return redirect("assessments:visit", pk)
