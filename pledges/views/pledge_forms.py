"""Writes a declaration: the form with its lines, its saving by itself, last year's lines as a start, the signed file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moralprovince.core import thai
from moralprovince.core.errors import Outpaced, Refused
from moralprovince.core.files import BadUpload, store
from moralprovince.core.leftovers import left
from moralprovince.core.models import User
from moralprovince.core.values import key_typed, version_typed
from pledges.actions import pledges as actions
from pledges.forms.opened import lacking, left_by_another, opened
from pledges.forms.pledges import PledgeSheet, SignedFileForm
from pledges.models import Pledge

from .pledges import declared_words, fetch

OPEN = ("draft", "returned")
ARRANGING = ("add", "remove", "up", "down")


def fetch_to_write(request: HttpRequest, pk: int) -> Pledge:
    """One pledge a person may write now.

    Raises:
        NotAllowed, Refused: she may not, or not in this state, or not in this year.
    """
    pledge = fetch(request, pk)
    actions.ensure_writable_by(pledge, request.user)
    return pledge


@login_required
def pledge_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; "save" keeps it, "declare" keeps it and hands it in, "add", "remove-…", "up-…", "down-…" arrange lines."""
    pledge = fetch(request, pk)
    if closed := why_closed(pledge, request.user):
        if request.method != "POST":
            raise closed
        return compared(request, pk, closed)
    sheet = PledgeSheet(pledge, request.POST) if request.method == "POST" else opened(pledge)
    wish = request.POST.get("do", "")
    if wish.partition("-")[0] in ARRANGING:
        return form_page(request, pledge, sheet.arranged(wish))
    if request.method == "POST":
        try:
            if done := keep(request, pledge, sheet, wish) if sheet.is_valid() else keep_in_part(request, pledge, sheet):
                return done
        except Outpaced as outpaced:
            return compared(request, pk, outpaced)
        except Refused as refused:
            sheet.header.refuse(refused)
    return form_page(request, pledge, sheet, named="lacking" in request.GET and request.method == "GET")


def keep(request: HttpRequest, pledge: Pledge, sheet: PledgeSheet, wish: str) -> HttpResponse:
    """Save, and declare where that was the button; what lacks for it is said on the page of the saved pledge."""
    version = sheet.header.cleaned_data["version"]
    actions.save_pledge(pledge=pledge, content=sheet.content(), version=version, by=request.user)
    if wish != "declare":
        messages.success(request, _("Saved."))
        return redirect("pledges:pledge", pledge.pk)
    try:
        actions.declare_pledge(pledge=pledge, by=request.user)
    except Refused as refused:
        return saved_only(request, pledge, refused)
    messages.success(request, declared_words(request.user, pledge))
    return redirect("pledges:pledge", pledge.pk)


def keep_in_part(request: HttpRequest, pledge: Pledge, sheet: PledgeSheet) -> HttpResponse | None:
    """Save of a draft what can be read; the form comes again with all that was typed. None where nothing can be saved."""
    if pledge.state not in OPEN or not sheet.is_known():
        return None
    try:
        save_readable(request, pledge, sheet)
    except Outpaced:
        if not stands_already(request, sheet):
            raise
    words = _("Saved, but for what is marked below: it is kept as you typed it and becomes part once it can be read.")
    messages.info(request, words)
    fresh = fetch(request, pledge.pk)
    return form_page(request, fresh, opened(fresh))


def save_readable(request: HttpRequest, pledge: Pledge, sheet: PledgeSheet) -> None:
    """Save what can be read; the rest waits beside it."""
    sheet.hold_together()
    version = sheet.header.cleaned_data["version"]
    actions.save_pledge(pledge=pledge, content=sheet.content(), version=version, by=request.user)  # type: ignore[arg-type]


def stands_already(request: HttpRequest, sheet: PledgeSheet) -> bool:
    """Was it saved a moment ago, by a press or by the form itself whose answer got lost? Then nobody was in the way.

    What she typed on meanwhile in a box that cannot be read takes the place of what she had left there.
    """
    sheet.pledge, user = fetch(request, sheet.pledge.pk), cast(User, request.user)
    stands = sheet.pledge.state in OPEN and sheet.says_what_is_stored() and not any(left_by_another(sheet, user))
    if stands:
        leave_anew(sheet, user)
    return stands


def leave_anew(sheet: PledgeSheet, by: User) -> None:
    """Of a sheet that says what is stored: only what waits unread beside it is another."""
    pledge, content = sheet.pledge, sheet.content()
    if left(actions.unread_key(pledge)) != actions.unread_in(pledge, content):
        # New lines are kept already: under the keys they have by now.
        keys = iter(pledge.commitments.values_list("pk", flat=True))
        lines = [entry if entry.empty else replace(entry, id=next(keys)) for entry in content.commitments]
        actions.save_pledge(pledge=pledge, content=replace(content, commitments=lines), version=pledge.version, by=by)


def saved_only(request: HttpRequest, pledge: Pledge, refused: Refused) -> HttpResponse:
    """Back to the form, which names each box that declaring still needs; any other reason is said with the answer."""
    address = reverse("pledges:pledge-edit", args=[pledge.pk])
    if actions.missing_for_declaration(pledge):
        messages.warning(request, _("Saved, but not declared yet: what is still needed stands below."))
        return redirect(f"{address}?lacking=1")
    messages.warning(request, _("Saved, but not declared yet: %(why)s") % {"why": refused.sentence})
    return redirect(address)


def why_closed(pledge: Pledge, by: Any) -> Refused | None:
    """Why nothing is written into it any more, where that is so."""
    try:
        actions.ensure_writable_by(pledge, by)
    except Refused as refused:
        return refused
    return None


def compared(request: HttpRequest, pk: int, refused: Refused) -> HttpResponse:
    """What was typed beside what stands now: saving again is hers to decide, where it can still be saved."""
    pledge = fetch(request, pk)
    closed, sheet = why_closed(pledge, request.user), PledgeSheet(pledge, request.POST)
    valid, user = sheet.is_valid(), cast(User, request.user)
    differences = [] if valid and sheet.says_what_is_stored() else list(sheet.differences())
    differences += left_by_another(sheet, user)
    declaring = request.POST.get("do") == "declare"
    if not differences and not closed:
        leave_anew(sheet, user)
    # Whoever declares what is not declared yet has not got what she asked for, even where nothing differs.
    if not differences and not (declaring and pledge.state in OPEN):
        # A second press of the same button, or both wrote the same.
        done = declared_words(request.user, pledge) if declaring and pledge.state == Pledge.State.DECLARED else _("Saved.")
        messages.success(request, done)
        return redirect("pledges:pledge", pk)
    sheet.refuse(closed or (refused if differences else Refused(not_declared())))
    return form_page(request, pledge, sheet, status=409, differences=differences, closed=bool(closed))


def not_declared() -> str:
    """What there is to do where nothing differs, and yet it is not what she looked at: its signed sheet may be another one."""
    return _(
        "Not declared yet: this pledge or its signed declaration was saved anew a moment ago. The text is the one you typed. "
        "Please look at the pledge, then press “Save and declare” once more."
    )


def form_page(
    request: HttpRequest,
    pledge: Pledge,
    sheet: PledgeSheet,
    *,
    status: int = 200,
    closed: bool = False,
    named: bool = False,
    **more: Any,
) -> HttpResponse:
    """The form as it stands, with what declaring still needs where that is `named`.

    Where nothing is written any more, it neither saves itself nor offers a start.
    """
    before = None if closed or pledge.commitments.exists() else last_pledge_before(pledge)
    problems = [*sheet.problems(), *(lacking(sheet) if named else ())]
    return render(request, "pledges/pledges/edit.html", {
        "pledge": pledge, "organisation": pledge.organisation, "sheet": sheet, "problems": problems,
        "is_draft": pledge.state in OPEN and not closed, "closed": closed, "before": before, **more,
    }, status=status)  # fmt: skip


def last_pledge_before(pledge: Pledge) -> Pledge | None:
    """The organisation's last pledge of an earlier year that has commitments."""
    earlier = Pledge.objects.filter(
        organisation=pledge.organisation, programme_year__fiscal_year__lt=pledge.programme_year.fiscal_year,
        commitments__isnull=False,
    )  # fmt: skip
    return earlier.select_related("programme_year").order_by("-programme_year__fiscal_year", "-pk").first()


@login_required
@require_POST
def pledge_autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """Save what is typed so far and can be read; the answer says when, and which boxes are not saved yet, or why nothing is."""
    pledge = fetch(request, pk)
    sheet = PledgeSheet(pledge, request.POST)
    if pledge.state not in OPEN:
        return JsonResponse({"sentence": no_draft_any_more(pledge)}, status=409)
    if not sheet.is_valid() and not sheet.is_known():
        return JsonResponse({"sentence": not_saved(sheet)}, status=400)
    try:
        save_readable(request, pledge, sheet)
    except Refused as refused:
        if not (isinstance(refused, Outpaced) and stands_already(request, sheet)):
            return JsonResponse({"sentence": str(refused.sentence)}, status=refused.status)
    return told_with_keys(sheet.pledge, sheet)


def told_with_keys(pledge: Pledge, sheet: PledgeSheet) -> JsonResponse:
    """It is saved since this minute, under this version, new lines under these keys, and without these boxes."""
    stored = iter(pledge.commitments.values_list("pk", flat=True))
    entries = zip(sheet.lines, sheet.content().commitments, strict=True)
    keys = {line.key: next(stored) for line, entry in entries if not entry.empty}
    boxes = list(dict.fromkeys(problem.name for problem in sheet.problems()))
    sentence = _("Saved at %(time)s") % {"time": thai.clock()}
    # They are kept as they were typed, and no part of it yet.
    mend = _("Please mend: %(problems)s") % {"problems": named(sheet)}
    words = f"{sentence} · {mend}" if boxes else sentence
    return JsonResponse({"sentence": words, "version": pledge.version, "keys": keys, "boxes": boxes})


def no_draft_any_more(pledge: Pledge) -> str:
    """Why it stopped saving itself."""
    sentence = _(
        "Not saved: the pledge is “%(state)s” by now. What you typed is still here; “Save” shows it beside what stands."
    )
    return sentence % {"state": pledge.get_state_display()}


def not_saved(sheet: PledgeSheet) -> str:
    """What is not saved: what cannot be read, by the names of its boxes."""
    if problems := named(sheet):
        return _("Not saved yet: %(problems)s") % {"problems": problems}
    return _("Not saved yet: something needs a second look.")


def named(sheet: PledgeSheet) -> str:
    """What cannot be read, by the names of its boxes."""
    return " · ".join(f"{problem.label}: {problem.sentence}" for problem in sheet.problems())


@login_required
@require_POST
def pledge_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over the commitments of an earlier year."""
    pledge = fetch_to_write(request, pk)
    source = get_object_or_404(Pledge.objects.visible_to(request.user), pk=key_typed(request.POST.get("source", "")))
    actions.copy_commitments(pledge=pledge, source=source, version=version_typed(request.POST), by=request.user)
    messages.success(request, _("Taken over as a start. Please look at each line: days and figures belong to another year."))
    return redirect("pledges:pledge-edit", pk)


@login_required
def pledge_signed_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the scan or photo of the signed declaration beside the pledge."""
    pledge = fetch(request, pk)
    actions.ensure_may_attach(pledge, request.user)
    sent = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = SignedFileForm(**sent, row=pledge)
    if form.is_valid():
        try:
            file = store(form.cleaned_data["file"], by=request.user)
            actions.attach_signed_file(pledge=pledge, file=file, sign=form.cleaned_data["sign"], by=request.user)
        except (BadUpload, Refused) as bad:
            form.refuse(bad)
        else:
            messages.success(request, _("The signed declaration stands beside the pledge now."))
            return redirect("pledges:pledge", pk)
    context = {"pledge": pledge, "organisation": pledge.organisation, "form": form}
    return render(request, "pledges/pledges/signed_file.html", context)
