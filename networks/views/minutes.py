"""The minutes, item by item: one form for all of them, saved as one types; two people lose nothing to each other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core import thai
from moralprovince.core.errors import Outpaced, Refused
from moralprovince.core.signs import digest
from moralprovince.core.views.keeping import told_refused
from networks.actions import minutes as actions
from networks.actions.years import ensure_day_open
from networks.agenda import points_of
from networks.forms.minutes import ActionEditForm, ActionForm, ResolutionEditForm, ResolutionForm, TypedText, typed_texts
from networks.models import ActionItem, AgendaItem, Meeting, Resolution

from .meetings import ABOUT, arising_for, fetch_to_write

Conflicts = dict[int, TypedText]


def fetch_to_minute(request: HttpRequest, pk: int) -> Meeting:
    """A meeting whose minutes this person writes now.

    Raises:
        NotAllowed: she was invited only.
        Refused: certified or cancelled, or its year can only be read: said before anything is typed.
    """
    meeting = fetch_to_write(request, pk)
    if meeting.frozen:
        raise Refused(_("The minutes are certified, or the meeting was cancelled: nothing of it can be changed any more."))
    if meeting.closed:  # type: ignore[attr-defined]
        ensure_day_open(meeting.province_id, meeting.held_on)
    return meeting


@login_required
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; every button saves all that was typed first."""
    meeting = fetch_to_minute(request, pk)
    if request.method != "POST":
        return show(request, meeting)
    conflicts = save_all(request, meeting)
    wrong = add_all(request, meeting, request.POST.get("do", ""))
    if conflicts or wrong:
        return show(request, meeting, conflicts, wrong, status=409 if conflicts else 200)
    messages.success(request, _("Saved at %(time)s.") % {"time": thai.clock()})
    return redirect(reverse("networks:minutes", args=[pk]) + anchor(request.POST.get("do", "")))


def save_all(request: HttpRequest, meeting: Meeting) -> Conflicts:
    """Save every box somebody wrote in; those another person was faster with are handed back."""
    conflicts: Conflicts = {}
    for typed in typed_texts(request.POST, meeting.items.select_related("meeting__group")):
        try:
            actions.save_minute(item=typed.item, text=typed.text, version=typed.version, by=request.user)
        except Outpaced:
            conflicts[typed.item.pk] = typed
    return conflicts


def add_all(request: HttpRequest, meeting: Meeting, wish: str) -> dict[str, Any]:
    """Add every resolution and task that was begun, whichever button was pressed; those with a problem are handed back."""
    wrong: dict[str, Any] = {}
    for resolution in resolutions_of(meeting):
        key = f"a{resolution.pk}"
        if begun(request, key, ("what", "owner_name", "due_on")) or wish == f"act-{resolution.pk}":
            form = ActionForm(request.POST, prefix=key)
            if form.is_valid():
                actions.add_action(resolution=resolution, by=request.user, **form.cleaned_data)
            else:
                wrong[key] = form
    for item in meeting.items.select_related("meeting__group"):
        key = f"r{item.pk}"
        if begun(request, key, ("text",)) or wish == f"resolve-{item.pk}":
            resolution_form = ResolutionForm(request.POST, prefix=key)
            if resolution_form.is_valid():
                actions.resolve(item=item, by=request.user, **resolution_form.cleaned_data)
            else:
                wrong[key] = resolution_form
    return wrong


def begun(request: HttpRequest, prefix: str, names: tuple[str, ...]) -> bool:
    """Was anything typed into one of these boxes?"""
    return any(request.POST.get(f"{prefix}-{name}", "").strip() for name in names)


def resolutions_of(meeting: Meeting) -> Any:
    """The resolutions of a meeting, with what an action asks for."""
    return Resolution.objects.filter(item__meeting=meeting).select_related("item__meeting__group")


def anchor(wish: str) -> str:
    """Back to where the button stood."""
    verb, _dash, key = wish.partition("-")
    if verb == "act" and key.isdecimal():
        return f"#resolution-{key}"
    return f"#item-{key}" if key.isdecimal() else ""


def show(
    request: HttpRequest, meeting: Meeting, conflicts: Conflicts | None = None, wrong: Any = None, status: int = 200
) -> HttpResponse:
    """The page: all six points with their boxes, resolutions, and what arises from earlier meetings."""
    points = points_of(meeting, with_text=True)
    for item in (item for point in points for item in point.items):
        fill(item, (conflicts or {}).get(item.pk), wrong or {})
    people = names_for(meeting)
    return render(request, "networks/meetings/minutes.html", {
        "meeting": meeting, "points": points, "arising": list(arising_for(meeting)), "people": people,
        "conflicts": conflicts,
    }, status=status)  # fmt: skip


def names_for(meeting: Meeting) -> list[str]:
    """Whom something can be given to: everybody on the list of attendance, and those with an account."""
    accounts = actions.people_for(meeting.group, thai.today()).order_by().values_list("name")
    listed = meeting.attendance.order_by().values_list("name")
    return sorted(name for (name,) in accounts.union(listed) if name)


def fill(item: Any, conflict: TypedText | None, wrong: dict[str, Any]) -> None:
    """What the template shows of an item: its box with its version, or what was typed beside what is stored."""
    item.base, item.box = digest(item.text), conflict.text if conflict else item.text
    item.conflict, item.who = conflict is not None, told(item)["who"]
    item.form = wrong.get(f"r{item.pk}") or ResolutionForm(prefix=f"r{item.pk}")
    for resolution in item.resolutions.all():
        resolution.form = wrong.get(f"a{resolution.pk}") or ActionForm(prefix=f"a{resolution.pk}")


@login_required
@require_POST
def minutes_autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """What a script saves while somebody types; conflicts come back with both texts."""
    try:
        meeting = fetch_to_minute(request, pk)
        conflicts = save_all(request, meeting)
    except Refused as refused:
        return told_refused(refused)
    sent = [item for item in stored_items(meeting) if f"text-{item.pk}" in request.POST]
    answer = {"words": _("Saved at %(time)s") % {"time": thai.clock()}, "items": [told(item) for item in sent]}
    for one in answer["items"]:
        if one["pk"] in conflicts:
            one["conflict"] = render_to_string("networks/meetings/_conflict.html", {"item": one}, request)
    return JsonResponse(answer)


@login_required
@require_safe
def minutes_state(request: HttpRequest, pk: int) -> JsonResponse:
    """What others wrote meanwhile: the items whose version is not the one the page knows (?known=12.3-13.5)."""
    meeting = fetch_to_write(request, pk)
    known = set(request.GET.get("known", "").split("-"))
    items = [told(item) for item in stored_items(meeting) if f"{item.pk}.{item.version}" not in known]
    return JsonResponse({"items": items, "frozen": meeting.frozen})


def stored_items(meeting: Meeting) -> Any:
    """The items as they stand."""
    return meeting.items.select_related("changed_by")


def told(item: AgendaItem) -> dict[str, Any]:
    """One item for the script."""
    at = timezone.localtime(item.changed_at).strftime("%H:%M") if item.changed_at else ""
    words = _("%(name)s, %(time)s") % {"name": item.changed_by, "time": at} if item.changed_by else ""
    return {"pk": item.pk, "version": item.version, "base": digest(item.text), "text": item.text, "who": words}


# Mending a resolution, and what is to be done


@login_required
def resolution_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend its words, or take it out."""
    resolution = fetch_resolution(request, pk)
    meeting = resolution.item.meeting
    back = reverse("networks:minutes", args=[meeting.pk]) + f"#item-{resolution.item_id}"
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_resolution(resolution=resolution, by=request.user)
        return redirect(back)
    form = ResolutionEditForm(request.POST or None, row=resolution)
    if form.saved_by(actions.change_resolution, resolution=resolution, by=request.user):
        return redirect(back)
    return render(request, "networks/meetings/resolution.html", {
        "form": form, "resolution": resolution, "meeting": meeting, "removable": not resolution.actions.exists(),
    })  # fmt: skip


def fetch_resolution(request: HttpRequest, pk: int) -> Resolution:
    """One resolution of a meeting this person writes the minutes of."""
    inside = Meeting.objects.inside_of(request.user)
    about = [f"item__meeting__{name}" for name in ABOUT]
    found = get_object_or_404(Resolution.objects.filter(item__meeting__in=inside).select_related(*about), pk=pk)
    fetch_to_minute(request, found.item.meeting_id)
    return found


@login_required
def action_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend who does what by when, or take it out."""
    items = ActionItem.objects.visible_to(request.user).select_related("meeting__group", "resolution", "owner")
    item = get_object_or_404(items, pk=pk)
    meeting = fetch_to_minute(request, item.meeting_id)
    back = reverse("networks:minutes", args=[meeting.pk]) + f"#resolution-{item.resolution_id}"
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_action(item=item, by=request.user)
        return redirect(back)
    form = ActionEditForm(request.POST or None, row=item)
    if form.saved_by(actions.change_action, item=item, by=request.user):
        return redirect(back)
    people = names_for(meeting)
    return render(request, "networks/meetings/action_edit.html", {
        "form": form, "item": item, "meeting": meeting, "people": people,
    })  # fmt: skip
