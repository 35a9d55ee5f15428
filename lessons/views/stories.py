"""Stories and news: the list and a story for everybody; writing one, from a record in two clicks; its way to the public."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from assessments.models import Certificate, Visit
from lessons.actions import stories as actions
from lessons.actions.stories import StoryEntry, Told
from lessons.copies import mark_withheld
from lessons.forms.stories import StoryForm
from lessons.models import Story, StoryPhoto
from lessons.permissions import can_change_story, can_review_story, can_write_story
from lessons.story_drafts import draft_of
from lessons.story_list import story_list
from lessons.workflow import STORY
from moralprovince.core.audit import history_of
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.listing import page_showing
from moralprovince.core.public_pages import public_page
from moralprovince.core.values import key_typed, typed, version_typed
from moralprovince.core.words import with_names
from networks.forms.activities import PhotoForm
from networks.models import Activity, Meeting, Office, Organisation, Province, SectorNetwork
from networks.querysets.scope import scope_of
from networks.views.provinces import province_code, tell_of

WRITE = "stories.write"
ABOUT = ("organisation", "network", "programme_year", "province")
PAGE = 24
# What a story may tell of, by the word in the address.
RECORDS: dict[str, Any] = {"activity": Activity, "meeting": Meeting, "visit": Visit, "certificate": Certificate}
MOVES: dict[str, Any] = {
    "propose": actions.propose_story, "publish": actions.publish_story, "return": actions.return_story,
    "withdraw": actions.withdraw_story, "revise": actions.revise_story,
}  # fmt: skip
NEXT = {
    "propose": lazy("Proposed. The culture office reads it and publishes it, or writes back what is missing."),
    "publish": lazy("Published. Everybody can read it now."),
    "return": lazy("Sent back to its writer with your note."),
    "withdraw": lazy("Taken off the public site. Its page stays here with the reason."),
    "revise": lazy("It is a draft again."),
}


@require_safe
@public_page("network", "year", "page")
def stories(request: HttpRequest) -> HttpResponse:
    """Published ones for everybody; whoever writes meets hers as well."""
    shown = story_list(request.user, province_code(request), request.GET)
    read = Story.objects.select_related("network", "organisation").prefetch_related("photos")
    page = page_showing(shown.rows, request.GET.get("page", ""), read, PAGE)
    return render(request, "lessons/stories/list.html", {
        "page": page, "stories": page.rows, "chips": shown.chips(), "query": request.GET,
        "filtered": bool(shown.filters.chosen()), "writes": shown.writes,
    })  # fmt: skip


def fetch(request: HttpRequest, pk: int) -> Story:
    """One story this person may see."""
    return get_object_or_404(Story.objects.visible_to(request.user).select_related(*ABOUT), pk=pk)


@require_safe
@public_page()
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """The story; whoever may write it sees its state, its steps and its history beside."""
    shown, user = fetch(request, pk), request.user
    tell_of(request, shown.province_id)
    inside = can_write_story(user, shown) or can_review_story(user, shown)
    rows = shown.photos.select_related("file")
    photos = list(rows if inside else rows.filter(consent=True))
    return render(request, "lessons/stories/page.html", {
        "story": shown, "inside": inside, "may_change": can_change_story(user, shown),
        "photos": photos, "withheld": inside and mark_withheld(photos, shown.province_id, user),
        "steps": list(STORY.possible(user, shown)) if inside else [], "photo_form": PhotoForm() if inside else None,
        "events": with_names(history_of(shown)[:50]) if inside else [],
    })  # fmt: skip


def fetch_to_change(request: HttpRequest, pk: int) -> Story:
    """One story this person may change now.

    Raises:
        NotAllowed: she may only read it.
    """
    found = fetch(request, pk)
    if not can_change_story(request.user, found):
        raise NotAllowed(_("A story that was proposed is changed by the culture office."))
    return found


def record_asked(request: HttpRequest) -> Told | None:
    """The record the address names, if this person may see it.

    Raises:
        Http404: she sees no such record.
    """
    for name, model in RECORDS.items():
        if key := request.GET.get(name, ""):
            return get_object_or_404(model.objects.visible_to(request.user), pk=key_typed(key))
    return None


def form_of(request: HttpRequest, entry: StoryEntry | Story | None, province: str) -> StoryForm:
    """The form with what this person may write of."""
    user, scope = request.user, scope_of(request.user)
    networks = SectorNetwork.objects.filter(province=province).order_by("order", "code")
    if not scope.in_province(WRITE, province):
        networks = networks.filter(pk__in=sorted(scope.networks(WRITE)))
    bodies = Organisation.objects.within(user, WRITE).listed().filter(province=province)
    return StoryForm(request.POST or None, entry=entry, bodies=bodies, networks=networks, province=province)


def begun(request: HttpRequest, told: Told | None, province: str) -> StoryEntry:
    """What is known before a word is written."""
    writer = str(request.user)
    unit = Office.objects.filter(province=province).values_list("name", flat=True).first() or ""
    own = Organisation.objects.filter(pk__in=scope_of(request.user).organisations(WRITE)).select_related("network").first()
    unit = own.name if own else unit
    return draft_of(told, writer=writer, unit=unit) if told else StoryEntry("", writer=writer, unit=unit, organisation=own)


@login_required
def story_write(request: HttpRequest) -> HttpResponse:
    """Write a story; of a record most of it stands there already."""
    if not scope_of(request.user).any(WRITE):
        raise NotAllowed(_("Stories are written by bodies, coordinators of networks and the culture office."))
    told, province = record_asked(request), province_code(request)
    form = form_of(request, begun(request, told, province), province)
    if form.is_valid():
        try:
            made = actions.begin_story(
                province=Province.objects.get(pk=province), entry=form.entry(), told=told, by=request.user
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            return onwards(request, made)
    reviews = scope_of(request.user).in_province("stories.review", province)
    return render(request, "lessons/stories/edit.html", {"form": form, "told": told, "reviews": reviews})


def onwards(request: HttpRequest, made: Story) -> HttpResponse:
    """Save alone, or go on at once as the button says; what is in the way is told on the story's page."""
    step = request.POST.get("do", "")
    if step not in ("propose", "publish"):
        messages.success(request, _("Saved as a draft. Add pictures, then propose it."))
        return redirect("lessons:story", made.pk)
    try:
        MOVES[step](story=made, by=request.user)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, NEXT[step])
    return redirect("lessons:story", made.pk)


@login_required
def story_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a story."""
    changed = fetch_to_change(request, pk)
    form = form_of(request, changed, changed.province_id)
    if form.is_valid():
        try:
            version = version_typed(request.POST, changed.version)
            actions.change_story(story=changed, entry=form.entry(), version=version, by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("lessons:story", pk)
    return render(request, "lessons/stories/edit.html", {"form": form, "story": changed})


@login_required
@require_POST
def story_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step: propose, publish, return with a note, take off with a reason, write anew."""
    if step not in MOVES:
        raise Http404(_("There is no such step."))
    moved = fetch(request, pk)
    note = {"note": typed(request.POST, "note")} if STORY.step(step).note != "no" else {}
    MOVES[step](story=moved, by=request.user, **note)
    messages.success(request, NEXT[step])
    return redirect("lessons:story", pk)


def fetch_photo(request: HttpRequest, pk: int) -> StoryPhoto:
    """A picture of a story this person may see."""
    return get_object_or_404(StoryPhoto.objects.visible_to(request.user).select_related("story", "file"), pk=pk)
