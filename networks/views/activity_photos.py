"""Pictures of an activity: one is added, agreed to, and taken out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moralprovince.core.errors import Refused
from moralprovince.core.files import store
from moralprovince.core.pictures import NOTED
from networks.actions import activities as actions
from networks.forms.activities import PhotoForm
from networks.models import ActivityPhoto

from .activities import fetch_to_write


@login_required
def photo_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a picture; the page of the activity shows the form, this one what is wrong with it."""
    activity = fetch_to_write(request, pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            file = store(form.cleaned_data.pop("file"), by=request.user)
            actions.add_photo(activity=activity, file=file, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The picture is kept. You can add the next one."))
            return redirect("networks:activity", pk)
    return render(request, "networks/activities/photo.html", {"form": form, "activity": activity})


def fetch_photo(request: HttpRequest, pk: int) -> ActivityPhoto:
    """One picture this person may see."""
    visible = ActivityPhoto.objects.visible_to(request.user).select_related("activity__programme_year")
    return get_object_or_404(visible, pk=pk)


@login_required
@require_POST
def photo_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The people in it agreed, or do not agree any more."""
    photo, consent = fetch_photo(request, pk), request.POST.get("consent") == "yes"
    actions.agree_to_photo(photo=photo, consent=consent, by=request.user)
    messages.success(request, NOTED[consent])
    return redirect("networks:activity", photo.activity_id)


@login_required
@require_POST
def photo_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a picture out."""
    photo = fetch_photo(request, pk)
    activity = photo.activity_id
    actions.remove_photo(photo=photo, by=request.user)
    messages.success(request, _("The picture is taken out."))
    return redirect("networks:activity", activity)
