"""What a published criteria set says does not change: its levels and bands are read once and remembered by every process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from django.db.models import Model, QuerySet

from .models import CriteriaSet, Criterion, Level, ScoreBand

# Seconds after which it is read again all the same; somebody may have mended a row by hand.
LONG = 600

Said = tuple[list[Level], dict[int, list[ScoreBand]]]


def read(criteria_set: CriteriaSet) -> Said:
    """Levels, and bands by criterion, in two queries."""
    bands: dict[int, list[ScoreBand]] = defaultdict(list)
    for band in ScoreBand.objects.filter(criterion__criteria_set=criteria_set.pk):
        bands[band.criterion_id].append(band)
    return list(Level.objects.filter(criteria_set=criteria_set.pk)), dict(bands)


def said_by(criteria_set: CriteriaSet) -> Said:
    """The same, remembered once the set is published; a draft is read each time."""
    if criteria_set.state == CriteriaSet.State.DRAFT:
        return read(criteria_set)
    key = f"criteria-{criteria_set.pk}-{criteria_set.updated_at:%Y%m%d%H%M%S%f}"
    return cache.get_or_set(key, lambda: read(criteria_set), LONG)


def with_levels(criteria_set: CriteriaSet) -> CriteriaSet:
    """The set with its levels, as if they had been prefetched."""
    know(criteria_set, "levels", Level.objects.all(), said_by(criteria_set)[0])
    return criteria_set


def with_bands(criteria_set: CriteriaSet, criteria: Iterable[Criterion]) -> None:
    """Items of the set with their bands, as if they had been prefetched."""
    bands = said_by(criteria_set)[1]
    for item in criteria:
        know(item, "bands", ScoreBand.objects.all(), bands.get(item.pk, []))


def know(owner: Model, name: str, rows: QuerySet[Any], found: list[Any]) -> None:
    """What prefetch_related would have left behind: `owner.name.all()` answers these without asking."""
    rows._result_cache, rows._prefetch_done = found, True  # type: ignore[attr-defined]
    owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows
