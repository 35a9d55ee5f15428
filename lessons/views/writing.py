"""Writing a lesson: kept as one types, pictures one by one, saved under a version, nothing lost."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.forms.visits import PictureForm
from assessments.views.visit_recording import picture_of
from lessons.actions import lessons as actions
from lessons.forms.lessons import LessonForm
from lessons.models import Lesson
from lessons.permissions import can_write_lesson
from moralprovince.core import thai
from moralprovince.core.actions import drop_draft
from moralprovince.core.errors import Outpaced, Refused
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

from .lessons import fetch


def key_of(lesson: Lesson) -> str:
    """Under which name what somebody typed is kept."""
    return f"lesson:{lesson.pk}"


def fetch_to_write(request: HttpRequest, pk: int) -> Lesson:
    """A lesson this person writes now; what she sends is kept even where nothing can be written any more.

    Raises:
        NotAllowed: not hers.
        Refused: it is not being written.
    """
    lesson = fetch(request, pk)
    if request.method == "POST" and can_write_lesson(request.user, lesson) and "title" in request.POST:
        keep_typed(request, key_of(lesson), LessonForm(request.POST, lesson=lesson).typed())
    actions.ensure_writes(lesson, request.user)  # type: ignore[arg-type]
    return lesson


@login_required
def lesson_write(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; whichever button is pressed, what was typed is kept first."""
    lesson = fetch_to_write(request, pk)
    if request.method == "POST":
        return take(request, lesson)
    draft = draft_under(request, key_of(lesson))
    if draft is None:
        return show(request, lesson, LessonForm(lesson=lesson))
    form = LessonForm(lesson=lesson, draft=draft.data.get("typed", {}))
    changed = draft.data.get("version") != lesson.version
    return show(request, lesson, form, draft=draft, differences=form.differences() if changed else [])


def take(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Keep it as typed, take the picture, then do what the button says."""
    form, picture, wish = LessonForm(request.POST, lesson=lesson), picture_of(request), request.POST.get("do", "save")
    if wish == "discard":
        drop_draft(key=key_of(lesson), by=request.user)  # type: ignore[arg-type]
        messages.info(request, _("What you had not saved is taken out. This is the lesson as it stands."))
        return redirect("lessons:lesson-write", lesson.pk)
    if picture and not kept_picture(request, picture, partial(actions.add_lesson_photo, lesson=lesson)):
        return show(request, lesson, form, picture)
    if wish.startswith("remove-"):
        take_out(request, lesson, wish)
    if wish != "save":
        messages.success(request, _("Saved at %(time)s. You can go on later.") % {"time": thai.clock()})
        return redirect(reverse("lessons:lesson-write", args=[lesson.pk]) + ("" if wish == "draft" else "#step-5"))
    return save(request, lesson, form) if form.is_valid() else show(request, lesson, form)


def take_out(request: HttpRequest, lesson: Lesson, wish: str) -> None:
    """Take out the picture whose button was pressed; one of another lesson is not found and nothing happens."""
    photo = lesson.photos.filter(pk=key_typed(wish.removeprefix("remove-"))).first()
    if photo:
        photo.lesson = lesson
        actions.remove_lesson_photo(photo=photo, by=request.user)  # type: ignore[arg-type]


def save(request: HttpRequest, lesson: Lesson, form: LessonForm) -> HttpResponse:
    """Write it; who was slower sees what is stored beside what she typed."""
    try:
        actions.write_lesson(lesson=lesson, content=form.content(), version=version_typed(request.POST), by=request.user)  # type: ignore[arg-type]
    except Outpaced as outpaced:
        form = LessonForm(request.POST, lesson=fetch(request, lesson.pk))
        differences = form.differences() if form.is_valid() else []
        form.refuse(outpaced)
        return show(request, form.lesson, form, status=409, differences=differences)
    except Refused as refused:
        form.refuse(refused)
        return show(request, lesson, form)
    drop_draft(key=key_of(lesson), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Saved. Read it once more as others will; then propose it to the office."))
    return redirect("lessons:lesson", lesson.pk)


def show(
    request: HttpRequest,
    lesson: Lesson,
    form: LessonForm,
    picture: PictureForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page around the form."""
    return render(request, "lessons/lessons/write.html", {
        "lesson": lesson, "form": form, "picture_form": picture or PictureForm(), "photos": form.photos(), **more,
    }, status=status)  # fmt: skip


@login_required
@require_POST
def lesson_autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """What a script keeps while somebody types; answered by the time, or by a sentence."""
    try:
        fetch_to_write(request, pk)
    except Refused as refused:
        return told_refused(refused)
    return told_kept(request)


@login_required
@require_POST
def lesson_picture(request: HttpRequest, pk: int) -> JsonResponse:
    """One picture sent by a script, the rest of the form staying as it stands."""
    lesson, form = fetch_to_write(request, pk), PictureForm(request.POST, request.FILES)
    if not kept_picture(request, form, partial(actions.add_lesson_photo, lesson=lesson)):
        return told_problems(form)
    draft = draft_under(request, key_of(lesson))
    photos = LessonForm(lesson=lesson, draft=draft.data.get("typed", {}) if draft else None).photos()
    return told_added(render_to_string("lessons/lessons/_writing_photos.html", {"photos": photos}, request))
