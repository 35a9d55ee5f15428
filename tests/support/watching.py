"""Tells tests of the page that is drawn, and not of the pieces it is made of: that took a sixth of the time of requests."""

from __future__ import annotations

import threading
from typing import Any

from django.template import Context, Template
from django.test.signals import template_rendered


class Drawing(threading.local):
    """Whether this thread is in the middle of a page."""

    page = False


DRAWING = Drawing()


def draw(self: Template, context: Context) -> Any:
    """As Django's own for tests, which copies what it was given for every piece, each field of a form among them."""
    if DRAWING.page:
        return self.nodelist.render(context)
    DRAWING.page = True
    try:
        template_rendered.send(sender=self, template=self, context=context)
        return self.nodelist.render(context)
    finally:
        DRAWING.page = False
