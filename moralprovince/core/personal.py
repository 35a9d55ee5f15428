"""What is answered to somebody logged in is hers: nobody in between keeps it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PersonalMiddleware:
    """Marks what a person is answered as hers, where its view said nothing of keeping."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            # Not "no-store": going back would then cost what was typed.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
