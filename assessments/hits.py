"""What the search box and the register's filter find on this floor: the newest assessment of a body, its certified level."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from moralprovince.core.story import Hit
from networks.story import Found

from .frozen import with_levels
from .models import Assessment
from .visit_story import visit_hits

HITS = 5


def newest(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Of each body only the assessment of the newest year among these."""
    year = "programme_year__fiscal_year"
    later = rows.filter(organisation=OuterRef("organisation"), **{f"{year}__gt": OuterRef(year)}).order_by()
    return rows.filter(~Exists(later), organisation__isnull=False)


def search(text: str, user: Any, bodies: Found) -> list[Hit]:
    """The newest assessments and visits, among those a person may see, of the bodies found by what was typed."""
    keys, found = bodies.rows.order_by().values("pk"), []
    if bodies.first:
        seen = Assessment.objects.visible_to(user).filter(organisation__in=keys).exclude(state="withdrawn")
        rows = newest(seen).select_related("organisation", "programme_year", "criteria_set")
        found = list(rows.order_by("organisation__name_sort", "pk")[:HITS])
        for case in found:
            with_levels(case.criteria_set)
    return [*(hit(case) for case in found), *visit_hits(text, keys, user)]


def hit(case: Assessment) -> Hit:
    """One assessment as the search box shows it."""
    level = case.criteria_set.level_name(case.certified_level, case.kind)
    return Hit(
        _("%(name)s, assessment of fiscal year %(year)s") % {"name": case.title, "year": case.programme_year},
        reverse("assessments:assessment", args=[case.pk]),
        _("Assessment"),
        " · ".join(filter(None, [case.get_state_display(), level])),
    )


def at_level(user: Any, level: int) -> QuerySet[Any]:
    """Bodies whose newest decided assessment reached a level, as the keys of organisations."""
    decided = Assessment.objects.visible_to(user).decided()  # type: ignore[attr-defined]
    return newest(decided).filter(certified_level=level).values("organisation_id")
