"""Draws each page that says no once for each reader and sentence: a walk meets thousands of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from moralprovince.core import middleware
from moralprovince.core.views import errors


@contextmanager
def drawn_once() -> Iterator[None]:
    """Inside the block a page is drawn in full where its reader, language or sentence is new, and copied otherwise."""
    drawn: dict[Any, bytes] = {}
    draw = errors.render

    def once(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
        key = (template, str(context.get("sentence", "")), request.user.pk, get_language())
        if key in drawn:
            return HttpResponse(drawn[key], status=status)
        response = draw(request, template, context, status=status)
        drawn[key] = response.content
        return response

    with mock.patch.object(errors, "render", once), mock.patch.object(middleware, "render", once):
        yield
