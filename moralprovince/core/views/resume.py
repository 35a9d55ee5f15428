"""What was typed before the session ended, ready to be sent again with one press."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from moralprovince.core.resume import forget, kept


@login_required
def resume(request: HttpRequest) -> HttpResponse:
    """Show what was typed with a button that sends it where it was going; a press on “not needed” forgets it."""
    typed = kept(request)
    if request.method == "POST":
        forget(request)
        return redirect("home")
    if typed is None or not url_has_allowed_host_and_scheme(typed.path, allowed_hosts=None):
        return redirect("home")
    return render(request, "core/resume.html", {"typed": typed})
