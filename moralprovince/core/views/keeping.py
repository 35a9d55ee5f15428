"""Forms that are kept as one types: the draft, the picture beside it, and what the script that sends both is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.actions import keep_draft
from moralprovince.core.errors import Refused
from moralprovince.core.files import store
from moralprovince.core.models import Draft
from moralprovince.core.values import version_typed


def keep_typed(request: HttpRequest, key: str, typed: dict[str, Any]) -> None:
    """What stands in the boxes, however wrong it may be, and the version it was begun with."""
    keep_draft(key=key, data={"typed": typed, "version": version_typed(request.POST)}, by=request.user)  # type: ignore[arg-type]


def draft_under(request: HttpRequest, key: str) -> Draft | None:
    """What this person typed and has not saved."""
    return Draft.objects.filter(user=request.user.pk, key=key).first()


def kept_picture(request: HttpRequest, form: forms.Form, add: Callable[..., Any]) -> bool:
    """Store the picture and hang it where `add` says; why not is said at its field."""
    if not form.is_valid():
        return False
    try:
        file = store(form.cleaned_data["file"], by=request.user)  # type: ignore[arg-type]
        add(file=file, caption=form.cleaned_data["caption"], consent=form.cleaned_data["consent"], by=request.user)
    except Refused as refused:
        form.add_error("file", str(refused.sentence))
        return False
    return True


def told_kept(request: HttpRequest) -> JsonResponse:
    """It is kept since this minute, under the version the form was opened with."""
    return JsonResponse({"version": version_typed(request.POST), "words": _("Saved at %(time)s") % {"time": thai.clock()}})


def told_saved(form: forms.Form, version: int, **more: str) -> JsonResponse:
    """It is saved since this minute; what could not be read is to be mended, and is named: in words, and by its boxes."""
    wrong = {name: found[0] for name, found in form.errors.items() if name in form.fields}
    problems = [f"{form[name].label}: {found}" for name, found in wrong.items()]
    unsaved = _("Please mend: %(problems)s") % {"problems": " · ".join(problems)} if problems else ""
    words = _("Saved at %(time)s") % {"time": thai.clock()}
    boxes = [form.add_prefix(name) for name in wrong]
    return JsonResponse({"version": version, "words": words, "unsaved": unsaved, "boxes": boxes, **more})


def told_refused(refused: Refused) -> JsonResponse:
    """Nothing was written; why."""
    return JsonResponse({"sentence": str(refused.sentence)}, status=409)


def told_added(html: str) -> JsonResponse:
    """The pieces there are now, and one word to be read aloud instead of all of them."""
    return JsonResponse({"html": html, "words": _("Added.")})


def told_problems(form: forms.Form, **more: str) -> JsonResponse:
    """What is wrong with the piece that was sent, by the names of its boxes."""
    problems = {form.add_prefix(name): list(found) for name, found in form.errors.items()}
    return JsonResponse({"problems": problems, **more}, status=422)
