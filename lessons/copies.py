"""Tells of copied pictures: what shows one that a record withholds, and which record withholds one that is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse

from assessments.models import Visit, VisitPhoto
from networks.models import Activity, ActivityPhoto

from .models import Lesson, LessonPhoto, Story, StoryPhoto

PIECE = "lessons/_copies.html"
# A copy has the very content of what it was taken from, wherever either of them was entered.
COPIES: tuple[tuple[type[Model], str, str], ...] = (
    (StoryPhoto, "story", "lessons:story"), (LessonPhoto, "lesson", "lessons:lesson"),
)  # fmt: skip
# The last of each: what the name of the record is made of.
RECORDS: tuple[tuple[type[Model], str, str, str, tuple[str, ...]], ...] = (
    (ActivityPhoto, "activity", "activity__programme_year__province", "networks:activity", ("activity",)),
    (VisitPhoto, "visit", "visit__province", "assessments:visit", ("visit__organisation", "visit__network", "visit__district")),
)


@dataclass(frozen=True)
class Shown:
    """One story or lesson that shows a picture, and what the picture shows."""

    picture: str
    written: Story | Lesson
    address: str


def beside_pictures(record: Activity | Visit, user: Any, day: dt.date) -> tuple[str, dict[str, Any]] | None:
    """Below the pictures of a record: what still shows one of those whose people do not agree."""
    withheld = record.photos.visible_to(user).filter(consent=False)  # type: ignore[attr-defined]
    captions = dict(withheld.values_list("file__sha256", "caption"))
    province = record.programme_year.province_id if isinstance(record, Activity) else record.province_id
    found = [one for copies in COPIES for one in showing(*copies, captions, province)] if captions else []
    if not found:
        return None
    readable = open_to(user, found)
    named = [one for one in found if (type(one.written), one.written.pk) in readable]
    return PIECE, {"shown": named, "more": len({one.address for one in found} - {one.address for one in named})}


def open_to(user: Any, found: Iterable[Shown]) -> set[tuple[type, int]]:
    """Those of them that this person may read."""
    keys = {kind: [one.written.pk for one in found if isinstance(one.written, kind)] for kind in (Story, Lesson)}
    return {
        (kind, pk)
        for kind, asked in keys.items()
        for pk in kind.objects.visible_to(user).filter(pk__in=asked).values_list("pk", flat=True)
    }


def showing(model: Any, of: str, page: str, captions: dict[str, str], province: str) -> list[Shown]:
    """The copies of one kind that may be shown."""
    rows = model.objects.filter(consent=True, file__sha256__in=captions, **{f"{of}__province": province})
    rows = rows.select_related(of, "file").order_by(of, "pk")
    return [Shown(captions[row.file.sha256], getattr(row, of), reverse(page, args=[getattr(row, f"{of}_id")])) for row in rows]


@dataclass(frozen=True)
class Withheld:
    """A record that says of a picture that its people do not agree; without a name where it is not hers to read."""

    name: str = ""
    address: str = ""


def mark_withheld(photos: Iterable[Any], province: str, user: Any) -> bool:
    """Lay beside each picture that may be shown the record, if any, which withholds the same one; is there any?"""
    shown = [photo for photo in photos if photo.consent]
    digests = {photo.file.sha256 for photo in shown}
    found: dict[str, Withheld] = {}
    for model, of, way, page, names in RECORDS if digests else ():
        rows = model._default_manager.filter(consent=False, file__sha256__in=digests, **{way: province})
        for row, record in withheld_by(model, list(rows.select_related("file", *names).order_by("pk")), of, page, user):
            found.setdefault(row.file.sha256, record)
    for photo in shown:
        photo.withheld = found.get(photo.file.sha256)
    return bool(found)


def withheld_by(model: Any, rows: list[Any], of: str, page: str, user: Any) -> Iterator[tuple[Any, Withheld]]:
    """Pictures of one kind with their records, as far as this person may read these."""
    readable = set(model.objects.visible_to(user).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    for row in rows:
        address = reverse(page, args=[getattr(row, f"{of}_id")])
        yield row, Withheld(str(getattr(row, of)), address) if row.pk in readable else Withheld()
