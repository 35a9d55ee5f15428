"""Error pages: a sentence, what to do, and a way back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be understood."""
    return render(request, "400.html", {}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: visible, but not this person's to do; the sentence says whom to ask."""
    return render(request, "403.html", {"sentence": getattr(exception, "sentence", "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is nothing here, or it is not this person's to see; both look the same."""
    return render(request, "404.html", {}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; rendered without the database, which may be the very thing that broke."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long or cookies are off; what was typed is kept by the browser."""
    sentence = _(
        "This was not sent: the page had been open for too long, or its log-in has ended. Please go back: what you typed "
        "still stands there. Copy it before you load the page again, and send it then."
    )
    return render(request, "403.html", {"sentence": sentence}, status=403)
