"""Draws pages as they are drawn outside of tests, where nobody is told of each template and copies what it was given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.template import Context, Template


@contextmanager
def unwatched() -> Iterator[None]:
    """Inside the block an answer has no `context`: for walks that read what was drawn, it is about a tenth of their time."""

    def draw(self: Template, context: Context) -> str:
        return self.nodelist.render(context)

    with mock.patch.object(Template, "_render", draw):
        yield
