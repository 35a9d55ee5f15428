"""Clears away files that belong to nothing: uploads given up, evidence taken out, remains of broken transactions."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils import timezone

from .files import SIZES, sized_name
from .models import StoredFile

logger = logging.getLogger(__name__)

GRACE = dt.timedelta(days=1)
BATCH = 500
KEY = re.compile(r"[0-9a-f]{32}")


def clean_orphans(*, now: dt.datetime | None = None) -> int:
    """Delete what nobody has owned or pointed at for a day, rows first; returns how many files went."""
    before = (now or timezone.now()) - GRACE
    return delete_unowned(before) + delete_rowless(before)


def unowned(before: dt.datetime) -> QuerySet[StoredFile]:
    """Rows without an owner to which nothing points."""
    rows = StoredFile.objects.filter(owner_type="", uploaded_at__lt=before)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.is_relation:
            column = relation.field.name  # type: ignore[union-attr]
            pointed_at = relation.related_model._base_manager.filter(**{f"{column}__isnull": False})  # type: ignore[union-attr]
            rows = rows.exclude(pk__in=pointed_at.values(column))  # type: ignore[misc]
    return rows


def delete_unowned(before: dt.datetime) -> int:
    """The row goes before its content, so that no row ever points at nothing."""
    gone = 0
    for stored in list(unowned(before)[:10_000]):
        stored.delete()
        for name in (str(stored.file.name), *(sized_name(stored, size) for size in SIZES)):
            default_storage.delete(name)
        gone += 1
    return gone


def delete_rowless(before: dt.datetime) -> int:
    """Contents whose transaction was rolled back."""
    gone, batch = 0, []
    for path in contents_older_than(before):
        batch.append(path)
        if len(batch) == BATCH:
            gone, batch = gone + delete_unknown(batch), []
    return gone + delete_unknown(batch)


def contents_older_than(before: dt.datetime) -> Iterator[Path]:
    """Every file of ours on the disk that is old enough."""
    folder = Path(default_storage.path("files"))
    return (path for path in folder.glob("*/*") if path.is_file() and path.stat().st_mtime < before.timestamp())


def delete_unknown(paths: list[Path]) -> int:
    """Those of a batch that no row names."""
    keys = {path: path.name.partition(".")[0].partition("-")[0] for path in paths}
    ours = StoredFile.objects.filter(pk__in=[key for key in keys.values() if KEY.fullmatch(key)])
    known = {key.hex for key in ours.values_list("pk", flat=True)}
    strays = [path for path, key in keys.items() if key not in known]
    for path in strays:
        path.unlink(missing_ok=True)
        logger.info("Removed a stray file: %s", path.name)
    return len(strays)
