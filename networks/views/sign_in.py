"""The page behind the QR code of a meeting: names to tap, without a log-in; nothing else is told to whoever has the key."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from moralprovince.core.errors import Refused
from moralprovince.core.values import key_typed
from networks.actions import attendance as actions
from networks.forms.attendance import DoorForm
from networks.models import Attendance, Meeting

# A whole hall shares one address; whoever tries unknown keys waits sooner.
LOOKS = {"sign-in": "300/m/ip,3000/h/ip"}
WRONG = {"sign-in-wrong": "20/m/ip,120/h/ip"}
TEMPLATE = "networks/meetings/sign_in.html"


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, key: str) -> HttpResponse:
    """Tap one's name, or write who comes."""
    meeting = meeting_behind(request, key)
    if meeting is None:
        return closed(request, 429 if waits(request) else 404)
    form = DoorForm(request.POST if request.method == "POST" and not plain_tap(request) else None)
    refusal: object = ""
    if request.method == "POST":
        try:
            if row := taken(request, meeting, key, form):
                messages.success(
                    request, _("%(name)s is signed in. Thank you for coming.") % {"name": row.on_behalf or row.name}
                )
                return guarded(redirect("networks:sign-in", key))
        except Refused as refused:
            refusal = refused.sentence
    names = meeting.attendance.filter(member__isnull=False).only("pk", "name")
    shown = {"meeting": meeting, "names": names, "form": form, "refusal": refusal, "chosen": request.POST.get("for", "")}
    return guarded(render(request, TEMPLATE, shown, status=409 if refusal else 200))


def plain_tap(request: HttpRequest) -> bool:
    """Was a name of the list tapped?"""
    return "member" in request.POST


def taken(request: HttpRequest, meeting: Meeting, key: str, form: DoorForm) -> Attendance | None:
    """Write down who came; None where the form has to be shown again.

    Raises:
        Refused: the door was closed meanwhile, or the name is not on the list.
    """
    if plain_tap(request):
        return actions.sign_in(meeting=meeting, key=key, member=key_typed(request.POST["member"]))
    if not form.is_valid():
        return None
    name, agency = form.cleaned_data["name"], form.cleaned_data["agency"]
    if asked := request.POST.get("for", ""):
        return actions.sign_in(meeting=meeting, key=key, member=key_typed(asked), on_behalf=name)
    return actions.sign_in_other(meeting=meeting, key=key, name=name, agency=agency)


def meeting_behind(request: HttpRequest, key: str) -> Meeting | None:
    """The meeting of a key; nobody who tries too often is answered."""
    looks = ratelimit.consume(request, app="networks", action="sign-in", config=LOOKS, limit_get=True)
    if looks is None or waits(request):
        request.__dict__["_waits"] = True
        return None
    found = actions.open_for_signing_in(key)
    if found is None:
        ratelimit.consume(request, app="networks", action="sign-in-wrong", config=WRONG, limit_get=True)
    return found


def waits(request: HttpRequest) -> bool:
    """Were too many unknown keys tried from here?"""
    if "_waits" not in request.__dict__:
        used = ratelimit.consume(
            request, app="networks", action="sign-in-wrong", config=WRONG, limit_get=True, dry_run=True
        )  # fmt: skip
        request.__dict__["_waits"] = used is None
    return request.__dict__["_waits"]


def closed(request: HttpRequest, status: int) -> HttpResponse:
    """Unknown, over, or closed: the same page for all, so that nobody learns which keys there are."""
    return guarded(render(request, TEMPLATE, {"meeting": None, "waiting": status == 429}, status=status))


def guarded(response: HttpResponse) -> HttpResponse:
    """Nobody keeps it, nobody finds it, and the address does not travel on."""
    patch_cache_control(response, private=True, no_store=True)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
