"""Pictures of stories: shown to everybody where the people in them agreed, added, agreed to and taken out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lessons.actions import story_photos as actions
from moralprovince.core.errors import Refused
from moralprovince.core.files import store
from moralprovince.core.views.files import served
from networks.forms.activities import PhotoForm

from .stories import fetch_photo, fetch_to_change


@require_safe
def story_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture itself, without anything a camera wrote into it."""
    return served(request, fetch_photo(request, pk).file)


@login_required
def story_photo_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a picture; the page of the story shows the form, this one what is wrong with it."""
    story = fetch_to_change(request, pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            file = store(form.cleaned_data.pop("file"), by=request.user)
            actions.add_story_photo(story=story, file=file, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The picture is kept. You can add the next one."))
            return redirect("lessons:story", pk)
    return render(request, "lessons/stories/photo.html", {"form": form, "story": story})


@login_required
@require_POST
def story_photo_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The people in it agreed, or do not agree any more."""
    photo = fetch_photo(request, pk)
    consent = request.POST.get("consent") == "yes"
    actions.agree_to_story_photo(photo=photo, consent=consent, by=request.user)
    said = _("Noted: the picture may be shown.") if consent else _("Noted: the picture is not shown any more.")
    messages.success(request, said)
    return redirect("lessons:story", photo.story_id)


@login_required
@require_POST
def story_photo_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a picture out."""
    photo = fetch_photo(request, pk)
    story = photo.story_id
    actions.remove_story_photo(photo=photo, by=request.user)
    messages.success(request, _("The picture is taken out."))
    return redirect("lessons:story", story)
