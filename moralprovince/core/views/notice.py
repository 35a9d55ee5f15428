"""The privacy notice, read once before the first page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from moralprovince.core.actions import accept_privacy_notice


@login_required
def privacy_notice(request: HttpRequest) -> HttpResponse:
    """Show the notice; a press on “read” leads to where the person wanted to go."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    if not (wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})):
        wanted = "/"
    if request.method == "POST":
        accept_privacy_notice(by=request.user)
        return redirect(wanted)
    return render(request, "core/privacy_notice.html", {"next": wanted})
