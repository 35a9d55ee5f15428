"""Merging two entries of the register: what differs, what moves, what was merged, and putting it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moralprovince.core import thai
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.listing import in_order, page_of
from moralprovince.core.views.exports import as_file
from moralprovince.portal.actions.mergers import last_day_of, merge_organisations, undo_merger, what_comes
from moralprovince.portal.exports.mergers import mergers_file
from moralprovince.portal.merger_list import merger_list
from networks.actions.mergers import ensure_may_merge
from networks.entry_words import side_by_side
from networks.forms.mergers import MergeForm, OtherEntryForm
from networks.models import Merger, Organisation
from networks.permissions import can_merge
from networks.views.care import province_to_care_for

ABOUT = ("network", "subdistrict__district__province", "district", "parent")


def fetch(request: HttpRequest, code: str) -> Organisation:
    """One entry that this person may see."""
    return get_object_or_404(Organisation.objects.visible_to(request.user).select_related(*ABOUT), code=code)


def fetch_to_merge(request: HttpRequest, code: str) -> Organisation:
    """One entry of a province whose register the reader looks after.

    Raises:
        NotAllowed: she does not.
    """
    found = fetch(request, code)
    if not can_merge(request.user, found.province_id):
        raise NotAllowed(_("You do not have the right to merge entries of the register. Please ask the culture office."))
    return found


@login_required
def merge_choose(request: HttpRequest, code: str) -> HttpResponse:
    """Which other entry is the same body."""
    body = fetch_to_merge(request, code)
    form = OtherEntryForm(request.POST or None, user=request.user, body=body)
    if form.is_valid():
        return redirect("networks:merge", body.code, form.cleaned_data["organisation"].code)
    return render(request, "networks/care/merge_choose.html", {"form": form, "body": body})


@login_required
def merge(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """Both side by side, what stays, what moves; one button makes them one."""
    keep, drop = fetch_to_merge(request, code), fetch(request, other)
    ensure_may_merge(request.user, keep, drop)  # type: ignore[arg-type]
    form = MergeForm(request.POST or None, keep=keep, drop=drop)
    if request.method == "POST" and form.is_valid():
        try:
            merge_organisations(keep=keep, drop=drop, values=form.values(), by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done = _("The two entries are one now. For 30 days you can undo it; the code %(code)s leads here.")
            messages.success(request, done % {"code": drop.code})
            return redirect("networks:organisation", keep.code)
    return render(request, "networks/care/merge.html", merge_context(keep, drop, form))


def merge_context(keep: Organisation, drop: Organisation, form: MergeForm) -> dict[str, Any]:
    """The names the page uses."""
    lines = what_comes(keep, drop)
    return {
        "keep": keep, "drop": drop, "form": form,
        "rows": [row for row in side_by_side(keep, drop) if row.name not in form.names],
        "lines": lines, "stops": [line for line in lines if line.stops],
    }  # fmt: skip


@login_required
@require_safe
def mergers(request: HttpRequest) -> HttpResponse:
    """What was merged, the newest first, and how long it can be undone."""
    today = thai.today()
    listed = merger_list(request.user, province_to_care_for(request), request.GET, today)
    page = page_of(listed.rows, request.GET.get("page", ""))
    found = in_order(Merger.objects.filter(pk__in=page.keys).select_related("kept", "dropped", "by", "undone_by"), page.keys)
    shown = [{"merger": one, "last_day": last_day_of(one), "open": may_undo(one, today)} for one in found]
    return render(request, "networks/care/mergers.html", {
        "mergers": shown, "page": page, "query": request.GET, "chips": listed.chips(), "filtered": listed.filtered,
    })  # fmt: skip


@login_required
@require_safe
def mergers_export(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, as a workbook or CSV."""
    return as_file(request, mergers_file(request.user, province_to_care_for(request), request.GET))


def may_undo(merger: Merger, day: Any) -> bool:
    """Is it in force, and its last day not over?"""
    return merger.undone_at is None and day <= last_day_of(merger)


@login_required
@require_POST
def merger_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put both entries back as they were."""
    visible = Organisation.objects.visible_to(request.user)
    merger = get_object_or_404(Merger.objects.select_related("kept", "dropped").filter(kept__in=visible), pk=pk)
    undo_merger(merger=merger, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Undone. Both entries are as they were; what was added since stays with the kept one."))
    return redirect("networks:organisation", merger.dropped.code)
