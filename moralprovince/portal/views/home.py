"""The first page, by role: what must I do today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """The public home, or a person's own day."""
    return render(request, "portal/public_home.html")
