"""What one person entered: floors hand the roof the rows of each kind, and which of them she may open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from .models import AuditEvent, Draft, Job, StoredFile


@dataclass(frozen=True)
class Entered:
    """Rows of one kind that a person entered; those of `readable` stand each on a page of its own that she may open."""

    label: Any
    rows: QuerySet
    readable: QuerySet | None = None
    page: str = ""
    words: Callable[[Any], str] = str

    def address(self, row: Any) -> str:
        """Where one of them is read."""
        return reverse(self.page, args=[row.pk])


def entered(
    label: Any, rows: QuerySet, person: Any, page: str, *, about: tuple[str, ...] = (), words: Callable[[Any], str] = str
) -> Entered:
    """Rows of a kind that has pages; `about` is what their words are made of."""
    seen = rows.model._default_manager.visible_to(person)  # type: ignore[attr-defined]
    readable = rows.filter(pk__in=seen.order_by().values("pk")).select_related(*about).order_by("-pk")
    return Entered(label, rows, readable, page, words)


def entered_by(person: Any) -> Iterator[Entered]:
    """What the ground keeps of her."""
    yield Entered(_("steps in the history"), AuditEvent.objects.filter(actor=person))
    yield Entered(_("forms not sent yet"), Draft.objects.filter(user=person))
    yield Entered(_("files handed in"), StoredFile.objects.filter(uploaded_by=person))
    yield Entered(_("long lists asked for"), Job.objects.filter(requested_by=person))
