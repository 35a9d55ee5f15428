"""Lessons: the list, the page of one, its steps, and its pictures; visitors read what is published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lessons.actions.lessons import ends_with_its_year, take_back_consent
from lessons.actions.reviewing import MOVES, missing_of, unasked_of
from lessons.copies import mark_withheld
from lessons.exports.lessons import LESSONS_KIND, lessons_file
from lessons.filters.lessons import HEADINGS, LessonList, lesson_list, with_day
from lessons.forms.lessons import chosen_of
from lessons.highlights import with_excerpts
from lessons.models import Lesson, LessonPerson, LessonPhoto, Passage, Sitting, Topic
from lessons.permissions import can_review_lesson, can_write_lesson
from lessons.reference_words import words_of
from lessons.workflow import LESSON
from moralprovince.core import thai
from moralprovince.core.audit import history_of
from moralprovince.core.listing import headings, page_showing
from moralprovince.core.public_pages import public_page
from moralprovince.core.values import typed, version_typed
from moralprovince.core.views.exports import begin_export, file_or_offer
from moralprovince.core.views.files import served
from moralprovince.core.words import with_names
from networks.models import Virtue
from networks.views.provinces import tell_of
from pledges.views.years import province_code

LIST = "lessons:lessons"
ABOUT = ("organisation", "network", "district", "method", "programme_year")
NEXT = {
    "propose": lazy("Proposed. The culture office reads it and publishes it, or writes to you."),
    "return": lazy("Returned. Its writers have been told what is to be completed."),
    "withdraw": lazy("Taken off the public site. Its writers have been told why."),
    "revise": lazy("It can be written anew."),
}
# What belongs to its year, and ends with it.
WRITING = ("propose", "revise")
OF = {"photo": LessonPhoto, "person": LessonPerson}


def as_shown(request: HttpRequest) -> LessonList:
    """The list as the address describes it."""
    return lesson_list(request.user, province_code(request), thai.today(), request.GET)


@require_safe
@public_page("topic", "virtue", "network", "district", "method", "year", "page")
def lessons(request: HttpRequest) -> HttpResponse:
    """What was learned, the newest first; of what was typed the best answer first."""
    shown = as_shown(request)
    rows = with_day(Lesson.objects.select_related(*ABOUT).prefetch_related("topics"))
    page, text = page_showing(shown.rows, request.GET.get("page", ""), rows), request.GET.get("q", "")
    return render(request, "lessons/lessons/list.html", {
        "page": page, "lessons": with_excerpts(page.rows, text), "text": text, "query": request.GET, "chips": shown.chips(),
        "filtered": shown.filtered, "headings": headings(HEADINGS, shown.sort, request.GET), "writes": shown.writes,
    })  # fmt: skip


@require_safe
def lessons_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV; a long one is offered as a work."""
    rows, made = as_shown(request).rows, lessons_file(request.user, province_code(request), request.GET)
    return file_or_offer(request, rows, LIST, made)


@login_required
@require_POST
def lessons_export_begin(request: HttpRequest) -> HttpResponse:
    """Put the long list into the queue."""
    return begin_export(request, as_shown(request).rows, LESSONS_KIND, LIST, province_code(request))


def fetch(request: HttpRequest, pk: int) -> Lesson:
    """One lesson this person may see."""
    return get_object_or_404(Lesson.objects.visible_to(request.user).select_related(*ABOUT), pk=pk)


@require_safe
@public_page()
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """What was learned; to those who write it also what is still to be done, and what stays inside."""
    user: Any = request.user
    read = ("passages", "figures", "people", "method__questions")
    last = Sitting.objects.filter(lesson=OuterRef("pk")).order_by("-opened_at", "-pk").values("pk")
    rows = Lesson.objects.visible_to(user).select_related(*ABOUT).prefetch_related(*read)
    shown = get_object_or_404(rows.annotate(last_sitting=Subquery(last[:1])), pk=pk)
    tell_of(request, shown.province_id)
    writes, reviews, ended = can_write_lesson(user, shown), can_review_lesson(user, shown), ends_with_its_year(shown)
    inside = writes or any(one.user_id == user.pk for one in shown.people.all() if one.user_id)
    photos = list((shown.photos.all() if inside else shown.photos.filter(consent=True)).select_related("file"))
    return render(request, "lessons/lessons/page.html", {
        "lesson": shown, "passages": told_in(shown), "figures": list(shown.figures.all()), "photos": photos,
        "people": [one for one in shown.people.all() if inside or one.consent], "inside": inside, **named_by(shown),
        "may_write": can_change(shown, writes, reviews) and not ended, "writes": writes, "ended": ended and writes,
        "steps": [one for one in LESSON.possible(user, shown) if not (ended and one.name in WRITING)] if inside else [],
        "missing": missing_of(shown) if writes and not ended and shown.state in ("draft", "returned") else [],
        "unasked": unasked_of(shown) if inside and shown.state != "published" else [],
        "kept_inside": sum(not one.consent for one in photos),
        "withheld": inside and mark_withheld(photos, shown.province_id, user),
    })  # fmt: skip


def told_in(shown: Lesson) -> list[Passage]:
    """What it says, in the order of the questions."""
    texts = {one.question_id: one for one in shown.passages.all() if one.text.strip()}
    found = []
    for question in shown.method.questions.all():
        if one := texts.get(question.pk):
            one.question = question
            found.append(one)
    return found


def named_by(shown: Lesson) -> dict[str, list[tuple[str, str]]]:
    """Virtues and topics, keys and names."""
    words, chosen = {"topics": words_of(Topic), "virtues": words_of(Virtue)}, chosen_of(shown)
    return {kind: [(key, name) for key, name in words[kind] if key in chosen[kind]] for kind in words}


@login_required
@require_safe
def lesson_behind(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands behind a lesson: its sessions, and every change."""
    shown = get_object_or_404(Lesson.objects.inside_of(request.user).select_related(*ABOUT), pk=pk)
    sittings = shown.sittings.annotate(count=Count("cards")) if can_write_lesson(request.user, shown) else []
    return render(request, "lessons/lessons/behind.html", {
        "lesson": shown, "sittings": list(sittings), "events": with_names(history_of(shown)[:100]),
    })  # fmt: skip


def can_change(shown: Lesson, writes: bool, reviews: bool) -> bool:
    """Is it being written, or proposed to her?"""
    return (writes and shown.state in ("draft", "returned")) or (reviews and shown.state == "proposed")


@login_required
@require_POST
def lesson_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Proposed, published, returned, taken off, written anew."""
    moved = fetch(request, pk)
    if step not in MOVES:
        raise Http404
    given: dict[str, Any] = {}
    if step in ("propose", "publish"):
        given["version"] = version_typed(request.POST)
    if step in ("return", "withdraw"):
        given["note"] = typed(request.POST, "note")
    left = MOVES[step](lesson=moved, by=request.user, **given)
    messages.success(request, published_words(left) if step == "publish" else NEXT[step])
    return redirect("lessons:lesson", pk)


def published_words(left: int) -> str:
    """What happens next, and how many pictures are not shown."""
    words = _("Published: everybody can read it now, and its writers have been told.")
    if not left:
        return words
    kept = ngettext(
        "%(count)s picture stays inside, because nobody said that its people agree.",
        "%(count)s pictures stay inside, because nobody said that their people agree.", left,
    ) % {"count": left}  # fmt: skip
    return f"{words} {kept}"


@login_required
@require_POST
def lesson_consent_back(request: HttpRequest, pk: int, kind: str, key: int) -> HttpResponse:
    """Somebody does not agree any more."""
    shown = fetch(request, pk)
    if kind not in OF:
        raise Http404
    row = get_object_or_404(OF[kind]._default_manager.visible_to(request.user).filter(lesson=shown), pk=key)
    row.lesson = shown
    take_back_consent(of=row, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("It is not shown outside any more."))
    return redirect("lessons:lesson", pk)


@require_safe
def lesson_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture as the reader may see it: visitors those of published lessons whose people agreed; `?small` is smaller."""
    photo = get_object_or_404(LessonPhoto.objects.visible_to(request.user).select_related("file"), pk=pk)
    return served(request, photo.file)
